//! Which server, how its connections are encrypted, and who vouches for it.

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{CertificateStore, Tls, TlsParameters};
use percent_encoding::percent_decode_str;
use tokio::sync::Mutex;
use url::Url;

use super::{PATIENCE, Smtp};

/// Why a URL names no SMTP server. The URL isn't shown: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected smtp://host:port, smtp://user:password@host?tls=required or smtps://user:password@host")]
pub struct BadUrl;

impl std::str::FromStr for Smtp {
    type Err = BadUrl;

    /// Reads a URL as lettre spells them: `smtp://host:25`, `smtp://user:password@host:587?tls=required` (STARTTLS; or
    /// `opportunistic`, where without it mail goes out and a password doesn't), `smtps://user:password@host:465` (TLS from
    /// the first byte).
    fn from_str(text: &str) -> Result<Self, BadUrl> {
        let url = Url::parse(text).map_err(|_| BadUrl)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(BadUrl)?.trim_matches(['[', ']']).to_owned();
        let mode = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let tls = || {
            let parameters = TlsParameters::builder(host.clone()).certificate_store(authorities());
            parameters.build().map_err(|_| BadUrl)
        };
        let (default_port, tls) = match (url.scheme(), mode.as_deref()) {
            ("smtp", None) => (25, Tls::None),
            ("smtp", Some("opportunistic")) => (587, Tls::Opportunistic(tls()?)),
            ("smtp", Some("required")) => (587, Tls::Required(tls()?)),
            ("smtps", None) => (465, Tls::Wrapper(tls()?)),
            _ => return Err(BadUrl),
        };
        let plain = |text: &str| percent_decode_str(text).decode_utf8().map(String::from).map_err(|_| BadUrl);
        let credentials =
            url.password().map(|secret| Ok(Credentials::new(plain(url.username())?, plain(secret)?))).transpose()?;
        let port = url.port().unwrap_or(default_port);
        Ok(Self { host, port, tls, credentials, patience: PATIENCE, idle: Mutex::default() })
    }
}

/// Whoever the machine trusts, such as a company's own authority (`SSL_CERT_FILE` or `SSL_CERT_DIR` name others); where it
/// has no list, as in an empty container, Mozilla's, which is built in.
fn authorities() -> CertificateStore {
    if rustls_native_certs::load_native_certs().certs.is_empty() {
        CertificateStore::WebpkiRoots
    } else {
        CertificateStore::Default
    }
}
