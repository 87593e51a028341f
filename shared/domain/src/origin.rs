//! Where a browser says that a page stands, and addresses that a page may lead to. Both are ASCII and in one spelling, so
//! that they can be compared byte by byte and written into a header as they are.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use crate::input::Refusal;

/// The longest address, in characters.
pub const MAX_URL: usize = 500;

/// An origin as browsers send it: a scheme, a host in lower case, and a port where it is not the scheme's own.
///
/// ```
/// use domain::origin::Origin;
/// let origin: Origin = "https://shop.example.com".parse().unwrap();
/// assert_eq!(origin.as_str(), "https://shop.example.com");
/// assert!("http://localhost:5173".parse::<Origin>().is_ok());
/// for bad in ["https://shop.example.com/", "https://Shop.example.com", "https://shop.example.com:443", "*", "null"] {
///     assert_eq!(bad.parse::<Origin>().unwrap_err().code, "invalid_origin");
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

impl Origin {
    /// The origin as it stands in a header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Origin {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let split = text.strip_prefix("https://").map(|rest| (rest, 443));
        let split = split.or_else(|| text.strip_prefix("http://").map(|rest| (rest, 80)));
        split.filter(|(authority, own_port)| is_authority(authority, *own_port)).map(|_| Self(text.to_owned())).ok_or_else(
            || {
                let reason = "expected exactly what browsers send: https:// or http://, the host in lower case (punycode), \
                              and a port where it is not the usual one; no path, no wildcard";
                Refusal::new("invalid_origin", reason)
            },
        )
    }
}

/// An `https` address of at most 500 ASCII characters, without a user name.
///
/// ```
/// use domain::origin::HttpsUrl;
/// let logo: HttpsUrl = "https://cdn.example.com/logo.svg?v=2".parse().unwrap();
/// assert_eq!(logo.origin().as_str(), "https://cdn.example.com");
/// assert!("http://cdn.example.com/logo.svg".parse::<HttpsUrl>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpsUrl {
    text: String,
    origin: Origin,
}

impl HttpsUrl {
    /// The address as the team wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where it leads to, as a Content-Security-Policy names it.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }
}

impl FromStr for HttpsUrl {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        read_url(text).ok_or_else(|| {
            let reason = "expected an address of at most 500 ASCII characters that begins with https:// and a host in lower \
                          case, such as https://example.com/logo.svg";
            Refusal::new("invalid_url", reason)
        })
    }
}

fn read_url(text: &str) -> Option<HttpsUrl> {
    // What RFC 3986 has no place for, and what could end an attribute or a header.
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && !b"\"'<>\\^`{|}".contains(&b));
    let rest = text.strip_prefix("https://").filter(|_| plain && text.len() <= MAX_URL)?;
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    Some(HttpsUrl { text: text.to_owned(), origin: format!("https://{authority}").parse().ok()? })
}

/// Whether this is `host` or `host:port` in the one spelling that browsers have for it.
fn is_authority(text: &str, own_port: u16) -> bool {
    // The colons in the brackets of an IPv6 address are not the port's.
    let host_end = text.find(']').unwrap_or(0);
    let (host, port) = match text[host_end..].find(':') {
        Some(colon) => (&text[..host_end + colon], Some(&text[host_end + colon + 1..])),
        None => (text, None),
    };
    is_host(host) && port.is_none_or(|port| is_port(port, own_port))
}

fn is_port(text: &str, own_port: u16) -> bool {
    text.parse::<u16>().is_ok_and(|port| port != 0 && port != own_port && port.to_string() == text)
}

fn is_host(text: &str) -> bool {
    if let Some(six) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return six.parse::<Ipv6Addr>().is_ok_and(|address| address.to_string() == six);
    }
    let is_label = |label: &str| {
        let plain = label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
        plain && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    // A browser takes a host whose last label is a number for an IPv4 address.
    let is_number = text.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    text.len() <= 253 && text.split('.').all(is_label) && (!is_number || text.parse::<Ipv4Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_perhaps_a_port_in_one_spelling() {
        for good in [
            "https://example.com",
            "https://xn--sle-jma.lv",
            "https://example.com:8443",
            "https://example.com:80",
            "http://localhost:5173",
            "http://127.0.0.1:9000",
            "http://[::1]:9000",
            "http://[2001:db8::1]",
        ] {
            assert_eq!(good.parse::<Origin>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "*",
            "null",
            "https://",
            "https://*.example.com",
            "example.com",
            "HTTPS://example.com",
            "https://Example.com",
            "https://šļē.lv",
            "https://example.com/",
            "https://example.com?x",
            "https://a@example.com",
            "https://example.com.",
            "https://-example.com",
            "https://example.com:",
            "https://example.com:443",
            "http://example.com:80",
            "https://example.com:0",
            "https://example.com:08443",
            "https://example.com:+1",
            "https://example.com:65536",
            "https://1.2.3.256",
            "https://1.2",
            "http://[::0:1]",
            "http://[::1",
            "http://::1",
            "ftp://example.com",
            " https://example.com",
            "https://exa mple.com",
            "https://example.com;script-src *",
        ] {
            assert_eq!(bad.parse::<Origin>().map_err(|refusal| refusal.code), Err("invalid_origin"), "{bad}");
        }
    }

    #[test]
    fn an_address_can_stand_in_an_attribute_and_its_origin_in_a_header() {
        let parse = |text: &str| text.parse::<HttpsUrl>().map(|url| url.origin().to_string()).map_err(|r| r.code);
        assert_eq!(parse("https://example.com/a/b.svg?v=1&w=2#x"), Ok("https://example.com".to_owned()));
        assert_eq!(parse("https://example.com:8443?x"), Ok("https://example.com:8443".to_owned()));
        for bad in [
            "http://example.com/a",
            "javascript:alert(1)",
            "//example.com",
            "https:///a",
            "https://user@example.com/a",
            "https://example.com/a b",
            "https://example.com/\"onload=",
            "https://example.com/'",
            "https://example.com/ā",
            "https://example.com/\n",
            "https://example.com\\a",
            "https://EXAMPLE.com/",
        ] {
            assert_eq!(parse(bad), Err("invalid_url"), "{bad}");
        }
        let long = |n: usize| format!("https://example.com/{}", "x".repeat(n - 20));
        assert!(parse(&long(500)).is_ok() && parse(&long(501)).is_err());
    }
}
