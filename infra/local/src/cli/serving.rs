//! The words of what serves: `demo` and `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use http::Uri;
use web::issuer::{Audience, IssuerUrl};

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9000", value_parser = listen)]
    pub listen: SocketAddr,
}

/// Options of `serve`.
#[derive(Debug, Args)]
#[command(
    after_help = "ATBALSS_ADMIN_KEY=atb_<id>_<secret> sets the first admin key of workspace `default`; without it \
                        one is made and printed once."
)]
pub struct Serve {
    /// The folder that keeps the data; it is made if it does not exist
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9000", value_parser = listen)]
    pub listen: SocketAddr,
    /// The mail server, such as `smtp://127.0.0.1:25` or `smtps://user:password@mail.example.com`; without it mails are
    /// written to the folder's `outbox`, as texts always are, and shown at /outbox to whoever is at this machine
    #[arg(long, value_name = "URL", env = "ATBALSS_SMTP", hide_env_values = true)]
    pub smtp: Option<String>,
    /// The sender's address, where a workspace has no `from_email` of its own
    #[arg(long, value_name = "ADDRESS", env = "ATBALSS_FROM_EMAIL", default_value = "survey@localhost")]
    pub from_email: String,
    /// Where customers reach this machine; links in mails begin with it [default: `http://` and the address of --listen]
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// An OIDC issuer whose tokens open the API and the dashboard beside keys, such as
    /// `https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI`
    #[arg(long, value_name = "URL", env = "ATBALSS_JWT_ISSUER", requires = "jwt_audience")]
    pub jwt_issuer: Option<IssuerUrl>,
    /// For whom the issuer's tokens must be: their `aud`, or Cognito's client id; several are comma-separated
    #[arg(long, value_name = "NAMES", env = "ATBALSS_JWT_AUDIENCE", requires = "jwt_issuer")]
    pub jwt_audience: Option<Audience>,
    /// How many messages are sent a second at most
    #[arg(long, value_name = "N", env = "ATBALSS_SEND_RATE", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub send_rate: u32,
}

/// Where to listen.
fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "expected an address in digits and a port, such as 127.0.0.1:9000 or [::1]:9000".to_owned())
}

/// What links begin with: paths are put behind it as it stands, so it has to end before a query would begin.
pub(super) fn base_url(text: &str) -> Result<String, String> {
    let begins = text.starts_with("http://") || text.starts_with("https://");
    let is_url = begins && text.parse::<Uri>().is_ok_and(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    if !is_url {
        return Err("expected where customers reach the pages, such as https://feedback.example.com".to_owned());
    }
    if text.contains(['?', '#']) {
        return Err("links are made by writing behind it: leave out the query and what comes after `#`".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_what_paths_can_be_written_behind() {
        assert_eq!(base_url("https://x.example/").unwrap(), "https://x.example");
        assert_eq!(base_url("http://x.example:8080/surveys").unwrap(), "http://x.example:8080/surveys");
        for bad in ["https://x.example/a?b=1", "https://x.example/#a", "https://x.example?"] {
            assert!(base_url(bad).unwrap_err().contains("query"), "{bad}");
        }
        for bad in ["x.example", "https://", "ftp://x.example", "https://x example", ""] {
            assert!(base_url(bad).unwrap_err().contains("https://feedback.example.com"), "{bad}");
        }
    }

    #[test]
    fn an_address_to_listen_on_is_shown_where_another_was_meant() {
        assert_eq!(listen("0.0.0.0:0").unwrap(), SocketAddr::from(([0, 0, 0, 0], 0)));
        assert!(listen("localhost:9000").unwrap_err().contains("127.0.0.1:9000"));
    }
}
