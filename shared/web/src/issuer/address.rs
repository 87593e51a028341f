//! Where an issuer is, and for whom its tokens are meant: both as the template's parameters name them.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::Uri;

/// A URL that names something else than what may be asked.
#[derive(Debug, thiserror::Error)]
#[error("expected the https URL of an OIDC issuer, without a query; http is for this machine alone")]
pub struct NotAnIssuer;

/// The name of an issuer, exactly as its tokens spell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerUrl(String);

impl IssuerUrl {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where its document is.
    pub(super) fn document(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.0.trim_end_matches('/'))
    }
}

/// Whether somebody may be asked there for keys: nobody must be able to change them on their way.
pub(super) fn is_safe(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let Some(authority) = uri.authority().filter(|authority| !authority.as_str().contains('@')) else { return false };
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => is_loopback(authority.host()),
        _ => false,
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

impl FromStr for IssuerUrl {
    type Err = NotAnIssuer;

    fn from_str(text: &str) -> Result<Self, NotAnIssuer> {
        let plain = !text.contains(['?', '#']) && text.bytes().all(|b| b.is_ascii_graphic());
        if plain && is_safe(text) { Ok(Self(text.to_owned())) } else { Err(NotAnIssuer) }
    }
}

impl fmt::Display for IssuerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// No audience at all.
#[derive(Debug, thiserror::Error)]
#[error("expected the audience of the tokens, or several, comma-separated")]
pub struct NoAudience;

/// For whom tokens must be: one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience(Vec<String>);

impl Audience {
    /// Whether it is one of these.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|own| own == name)
    }
}

impl FromStr for Audience {
    type Err = NoAudience;

    fn from_str(text: &str) -> Result<Self, NoAudience> {
        let names: Vec<_> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        if names.is_empty() { Err(NoAudience) } else { Ok(Self(names)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_asked_over_https_or_on_this_machine() {
        for good in [
            "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI",
            "https://login.example.com/",
            "http://127.0.0.1:8080",
            "http://[::1]:8080/realm",
            "http://localhost:9",
        ] {
            assert_eq!(good.parse::<IssuerUrl>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "login.example.com",
            "http://login.example.com",
            "http://127.0.0.1.example.com",
            "http://127.0.0.1@login.example.com",
            "https://login.example.com/?tenant=a",
            "https://login.example.com/#a",
            "ftp://127.0.0.1/",
            "https:///path",
            "https://login.example.com/a b",
        ] {
            assert!(bad.parse::<IssuerUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_document_stands_below_the_issuer_with_one_slash() {
        for (issuer, document) in [
            ("https://a.example", "https://a.example/.well-known/openid-configuration"),
            ("https://a.example/", "https://a.example/.well-known/openid-configuration"),
            ("https://a.example/pool", "https://a.example/pool/.well-known/openid-configuration"),
        ] {
            assert_eq!(issuer.parse::<IssuerUrl>().unwrap().document(), document);
        }
    }

    #[test]
    fn an_audience_is_one_name_or_several_and_never_a_part_of_one() {
        let audience: Audience = "app-1, app-2".parse().unwrap();
        assert!(audience.has("app-1") && audience.has("app-2"));
        assert!(!audience.has("app") && !audience.has("") && !audience.has("app-1, app-2"));
        assert!(" , ".parse::<Audience>().is_err());
    }
}
