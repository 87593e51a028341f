//! The frame that every page stands in: head, language, title, the one style sheet. What stands inside is a template of the
//! function that shows it, so that escaping stays with the template.

use askama::Template;
use domain::locale::Locale;
use http::StatusCode;

use crate::page::Page;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "frame.html")]
struct Frame<'a, B: std::fmt::Display> {
    lang: &'static str,
    title: &'a str,
    // Ours, and hashed into the content policy as it stands.
    style: &'static str,
    // A rendered template, so escaped already.
    body: &'a B,
}

/// A page around a template, in a language. The style sheet is allowed by its hash, so it must be a constant.
///
/// # Errors
/// 500 where the template fails, which it says in the log.
pub fn page<B: Template + std::fmt::Display>(
    status: StatusCode,
    locale: Locale,
    title: &str,
    style: &'static str,
    body: &B,
) -> Result<Page, Problem> {
    let html = Frame { lang: locale.tag(), title, style, body }.render().map_err(|error| {
        tracing::error!(%error, "a page could not be made");
        Problem::internal()
    })?;
    Ok(Page { status, html, style })
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    #[derive(Template)]
    #[template(source = "<p>{{ text }}</p>", ext = "html")]
    struct Body {
        text: &'static str,
    }

    #[test]
    fn what_customers_wrote_is_escaped_once() {
        let page = page(StatusCode::OK, Locale::Lv, "a & <b>", "p{margin:0}", &Body { text: "<i>&" }).unwrap();
        assert!(page.html.contains("<title>a &#38; &#60;b&#62;</title>"), "{}", page.html);
        assert!(page.html.contains("<p>&#60;i&#62;&#38;</p>"), "{}", page.html);
        assert!(page.html.contains("<html lang=\"lv\">"));
    }

    #[test]
    fn the_style_sheet_is_allowed_by_its_hash_and_nothing_else_is() {
        let answer = page(StatusCode::OK, Locale::En, "t", "p{margin:0}", &Body { text: "" }).unwrap().into_response();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
