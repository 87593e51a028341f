//! Compressed answers. The HTTP API in front of a function compresses nothing, so the function does: gzip everywhere, br where
//! its size leaves room.
//!
//! A compressed page must not hold a secret beside text that a stranger chose, or its length tells the secret (BREACH). None
//! does: a session is a cookie and never part of a body, and forms have no tokens against forgery, since that cookie is
//! `SameSite=Strict`. A key is shown in one answer only, which nobody can have repeated.

use std::fmt;
use std::io::Write;

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, header};

/// Below this a packet is sent anyway, and nothing is won.
const WORTH: u64 = 1024;
/// Bodies are compressed while somebody waits: this is far from the smallest, and fast.
const BROTLI_QUALITY: i32 = 4;
const GZIP_QUALITY: u32 = 5;
/// How far back brotli looks, as a power of two: a quarter of a megabyte, and a small table to fill.
const BROTLI_WINDOW: i32 = 18;

/// A way to compress.
pub struct Coding {
    name: &'static str,
    encode: fn(&[u8]) -> Option<Vec<u8>>,
}

/// What every client knows.
pub const GZIP: Coding = Coding { name: "gzip", encode: gzip };
/// A fifth smaller, and 470 KB of a zip.
pub const BROTLI: Coding = Coding { name: "br", encode: brotli };

impl Coding {
    /// The body, compressed. None where that fails, which it does not in memory.
    pub fn encode(&self, body: &[u8]) -> Option<Vec<u8>> {
        (self.encode)(body)
    }

    /// Its name in headers.
    pub const fn name(&self) -> HeaderValue {
        HeaderValue::from_static(self.name)
    }
}

impl fmt::Debug for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 3), Compression::new(GZIP_QUALITY));
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

fn brotli(mut body: &[u8]) -> Option<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: body.len(),
        ..BrotliEncoderParams::default()
    };
    let mut encoded = Vec::with_capacity(body.len() / 3);
    brotli::BrotliCompress(&mut body, &mut encoded, &params).ok()?;
    Some(encoded)
}

/// Whether an answer is text that was not compressed yet, so that what a client takes makes a difference.
pub fn is_open(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = text(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    let readable = media.starts_with("text/")
        || media.ends_with("+json")
        || ["application/json", "application/x-ndjson", "image/svg+xml"].contains(&media);
    let kept_as_it_is = text(header::CACHE_CONTROL).contains("no-transform");
    readable && !kept_as_it_is && !headers.contains_key(header::CONTENT_ENCODING)
}

/// The coding for a body of this length among those on offer, the better ones first; none where it is sent as it is.
pub fn choose<'a>(request: &HeaderMap, offered: &'a [Coding], length: u64) -> Option<&'a Coding> {
    let wanted = Wanted::read(request);
    let best = offered.iter().filter(|coding| wanted.quality(coding.name) > 0);
    // The first of equals: `max_by_key` would give the last.
    let best = best.rev().max_by_key(|coding| wanted.quality(coding.name))?;
    let plain = wanted.plain();
    let worth = length >= WORTH && plain.is_none_or(|plain| plain <= wanted.quality(best.name));
    (worth || plain == Some(0)).then_some(best)
}

/// `Accept-Encoding`: each coding with its quality in thousandths.
struct Wanted(Vec<(String, u16)>);

impl Wanted {
    fn read(request: &HeaderMap) -> Self {
        let all = request.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
        let listed = all.flat_map(|value| value.split(',')).filter_map(|item| {
            let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
            let name = name.trim().to_ascii_lowercase();
            Some((if name == "x-gzip" { "gzip".to_owned() } else { name }, quality(parameters.trim())?))
        });
        Self(listed.collect())
    }

    fn listed(&self, wanted: &str) -> Option<u16> {
        self.0.iter().find(|(name, _)| name == wanted).map(|(_, quality)| *quality)
    }

    /// How much a coding is wanted; what is not named is not.
    fn quality(&self, name: &str) -> u16 {
        self.listed(name).or_else(|| self.listed("*")).unwrap_or(0)
    }

    /// How much the body as it is is wanted. Nobody has to name it, and only a zero turns it away.
    fn plain(&self) -> Option<u16> {
        self.listed("identity").or_else(|| self.listed("*").filter(|quality| *quality == 0))
    }
}

/// `q=0.8` in thousandths; 1000 where nothing is said, none for what is no quality.
fn quality(parameters: &str) -> Option<u16> {
    if parameters.is_empty() {
        return Some(1000);
    }
    let value = parameters.strip_prefix("q=").or_else(|| parameters.strip_prefix("Q="))?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
    let fraction = digits.then(|| format!("{fraction:0<3}").parse::<u16>().ok()).flatten()?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
