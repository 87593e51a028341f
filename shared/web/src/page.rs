//! Pages: HTML with a content policy that begins at `default-src 'none'`. Styles stand in the page, allowed by their hash;
//! there is no script.

use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use sha2::{Digest, Sha256};

/// A page: its status, its HTML and the style sheet that stands in it.
#[derive(Debug)]
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// The whole document.
    pub html: String,
    /// The text of its one `<style>` element, exactly.
    pub style: &'static str,
}

/// The content policy of a page with this style sheet.
fn policy(style: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

const BARE: &str = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Gives every answer the headers that keep browsers careful; what a page has set already stays.
pub fn protect(headers: &mut HeaderMap) {
    let always = [
        (header::CONTENT_SECURITY_POLICY, BARE),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    for (name, value) in always {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        let mut response = (self.status, [(header::CONTENT_TYPE, html)], self.html).into_response();
        if let Ok(policy) = HeaderValue::from_str(&policy(self.style)) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}
