//! Pages: HTML with a content policy that begins at `default-src 'none'`. Styles stand in the page, allowed by their hash;
//! of other places at most one is named, to show a picture from; there is no script.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::origin::{HttpsUrl, Origin};
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use sha2::{Digest, Sha256};

/// How a page looks: its style sheet, and where a picture in it may come from.
///
/// A constant sheet is one by itself: whatever takes a style takes `STYLE` as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    sheet: Cow<'static, str>,
    image: Option<Origin>,
}

impl Style {
    /// The text of the one `<style>` element, exactly.
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    /// The style of a page that shows this picture: its origin, and no other, may be asked for pictures.
    #[must_use]
    pub fn with_image(self, picture: &HttpsUrl) -> Self {
        Self { image: Some(picture.origin().clone()), ..self }
    }

    /// The content policy of a page that looks like this.
    fn policy(&self) -> String {
        let hash = STANDARD.encode(Sha256::digest(self.sheet.as_bytes()));
        let image = self.image.as_ref().map(|origin| format!(" {origin}")).unwrap_or_default();
        format!(
            "default-src 'none'; style-src 'sha256-{hash}'; img-src data:{image}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
    }
}

impl<S: Into<Cow<'static, str>>> From<S> for Style {
    fn from(sheet: S) -> Self {
        Self { sheet: sheet.into(), image: None }
    }
}

/// A page: its status, its HTML and how it looks.
#[derive(Debug)]
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// The whole document, with the style's sheet as its one `<style>` element.
    pub html: String,
    /// How it looks.
    pub style: Style,
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
        if let Ok(policy) = HeaderValue::from_str(&self.style.policy()) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_hashed_as_it_is_and_pictures_come_from_nowhere() {
        // The hash by `openssl dgst -sha256 -binary | base64`.
        let policy = "default-src 'none'; style-src 'sha256-QRQPRLGyxt3RJiKpYNjpkgHcmHU2PywsfL2e8oI0LQA='; img-src data:; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        assert_eq!(Style::from("p{margin:0}").policy(), policy);
        assert_eq!(Style::from(["p{", "margin:0}"].concat()).policy(), policy);
        assert_ne!(Style::from("p{margin:0} ").policy(), policy);
    }

    #[test]
    fn a_page_may_show_a_picture_of_one_origin() {
        let logo = "https://cdn.example.com:8443/a/logo.svg?v=2".parse().unwrap();
        let policy = Style::from("").with_image(&logo).policy();
        assert!(policy.contains("; img-src data: https://cdn.example.com:8443; form-action 'self'; "), "{policy}");
        assert_eq!(policy.matches("https:").count(), 1, "{policy}");
    }
}
