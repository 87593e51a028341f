//! Answers that a client may keep and ask about again: a tag of what they are made of, and 304 where it is still the same.
//!
//! Only a handler knows that an answer names no person; it says so by [`Kept`]. All others are stored nowhere.

use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

/// An answer that its reader may keep, and must ask about each time before it is shown again.
#[derive(Debug)]
pub struct Kept<T>(pub T);

impl<T: IntoResponse> IntoResponse for Kept<T> {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        if response.status().is_success() {
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        }
        response
    }
}

/// Whether an answer may be kept.
pub fn is_kept(headers: &HeaderMap) -> bool {
    headers.get(header::CACHE_CONTROL).is_some_and(|value| value == "private, no-cache")
}

/// The tag of a body. It is strong for the body as it is. Of a compressed one it is weak: equal texts need not have equal
/// bytes then.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    opaque: String,
    weak: bool,
}

impl Tag {
    /// The tag of a body, which is sent as it is or not.
    pub fn of(body: &[u8], compressed: bool) -> Self {
        Self { opaque: URL_SAFE_NO_PAD.encode(&Sha256::digest(body)[..16]), weak: compressed }
    }

    /// As it stands in `ETag`.
    pub fn header(&self) -> Option<HeaderValue> {
        let weak = if self.weak { "W/" } else { "" };
        HeaderValue::from_str(&format!("{weak}\"{}\"", self.opaque)).ok()
    }

    /// Whether a client has it, by its `If-None-Match`. Weak or not makes no difference there.
    pub fn is_known(&self, request: &HeaderMap) -> bool {
        let all = request.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
        // Our tags have no comma in them; what is cut wrongly is none of ours.
        let mut tags = all.flat_map(|value| value.split(',')).map(str::trim);
        tags.any(|tag| tag == "*" || bare(tag) == Some(&self.opaque))
    }
}

fn bare(tag: &str) -> Option<&str> {
    tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(tag: &Tag, values: &[&str]) -> bool {
        let values = values.iter().map(|value| (header::IF_NONE_MATCH, value.parse().unwrap()));
        tag.is_known(&values.collect())
    }

    #[test]
    fn a_tag_is_known_in_any_form_in_which_it_was_given() {
        let tag = Tag::of(b"{\"n\":3}", false);
        let (strong, weak) = (tag.header().unwrap(), Tag::of(b"{\"n\":3}", true).header().unwrap());
        let (strong, weak) = (strong.to_str().unwrap(), weak.to_str().unwrap());
        assert_eq!(weak, format!("W/{strong}"));
        for held in [&[strong][..], &[weak], &["*"], &["\"other\"", weak], &[&format!("\"a\" ,{weak}, \"b\"")]] {
            assert!(known(&tag, held), "{held:?}");
        }
        let bare = strong.trim_matches('"');
        for held in [&[][..], &["\"other\""], &[bare], &[&format!("\"{bare}")], &[&format!("w/{strong}")]] {
            assert!(!known(&tag, held), "{held:?}");
        }
    }

    #[test]
    fn other_bytes_have_another_tag() {
        assert_ne!(Tag::of(b"{\"n\":3}", false), Tag::of(b"{\"n\":4}", false));
    }
}
