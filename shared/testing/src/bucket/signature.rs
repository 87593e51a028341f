//! Signature Version 4 in a query, checked after "Authenticating Requests: Using Query Parameters" of the S3 reference.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{KEY, REGION, SECRET, TOKEN};

/// What stays as it is in a canonical query: letters, digits, and these.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes it");
        text
    })
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// What the bucket calls a part.
pub fn tag(bytes: &[u8]) -> String {
    format!("\"{}\"", &hex(&Sha256::digest(bytes))[..32])
}

/// Checks who signed a request, and when.
pub fn check(parts: &Parts, url: &Url, query: &BTreeMap<String, String>, now: Timestamp) -> Result<(), &'static str> {
    let of = |name: &str| query.get(name).map(String::as_str).ok_or("AccessDenied");
    let date = of("X-Amz-Date")?;
    let day = date.get(..8).ok_or("AccessDenied")?;
    let scope = format!("{day}/{REGION}/s3/aws4_request");
    let known = of("X-Amz-Algorithm")? == "AWS4-HMAC-SHA256"
        && of("X-Amz-Credential")? == format!("{KEY}/{scope}")
        && of("X-Amz-Security-Token")? == TOKEN;
    if !known {
        return Err("InvalidAccessKeyId");
    }
    let encoded = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let mut pairs: Vec<(String, String)> = query
        .iter()
        .filter(|(name, _)| *name != "X-Amz-Signature")
        .map(|(name, value)| (encoded(name), encoded(value)))
        .collect();
    pairs.sort();
    let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let signed = of("X-Amz-SignedHeaders")?;
    if !signed.split(';').any(|name| name == "host") {
        return Err("AccessDenied");
    }
    let mut headers = String::new();
    for name in signed.split(';') {
        let value = parts.headers.get(name).and_then(|value| value.to_str().ok()).ok_or("AccessDenied")?;
        writeln!(headers, "{name}:{}", value.trim()).expect("a string takes it");
    }
    let request =
        format!("{}\n{}\n{}\n{headers}\n{signed}\nUNSIGNED-PAYLOAD", parts.method, url.path(), pairs.join("&"));
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex(&Sha256::digest(request.as_bytes())));
    let key = [day, REGION, "s3", "aws4_request"]
        .iter()
        .fold(format!("AWS4{SECRET}").into_bytes(), |key, part| keyed(&key, part));
    if hex(&keyed(&key, &to_sign)) != of("X-Amz-Signature")? {
        return Err("SignatureDoesNotMatch");
    }
    let spelled =
        format!("{}-{}-{}T{}:{}:{}Z", &date[..4], &date[4..6], &date[6..8], &date[9..11], &date[11..13], &date[13..15]);
    let at: Timestamp = spelled.parse().map_err(|_| "AccessDenied")?;
    let seconds: i64 = of("X-Amz-Expires")?.parse().map_err(|_| "AccessDenied")?;
    let holds = (1..=604_800).contains(&seconds) && now < at + SignedDuration::from_secs(seconds);
    if holds { Ok(()) } else { Err("AccessDenied") }
}
