//! The frame that every page stands in: head, language, title, the one style sheet. What stands inside is a template of the
//! function that shows it, so that escaping stays with the template.

use askama::Template;
use domain::locale::Locale;
use http::StatusCode;

use crate::page::{Page, Style};
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "frame.html")]
struct Frame<'a, B: std::fmt::Display> {
    lang: &'static str,
    title: &'a str,
    // Ours, and hashed into the content policy as it stands.
    style: &'a str,
    // A rendered template, so escaped already.
    body: &'a B,
}

/// A page around a template, in a language. The style is a sheet, or a [`Style`] with a picture; the sheet is allowed by its
/// hash.
///
/// # Errors
/// 500 where the template fails or the sheet would end its own element, which it says in the log.
pub fn page<B: Template + std::fmt::Display>(
    status: StatusCode,
    locale: Locale,
    title: &str,
    style: impl Into<Style>,
    body: &B,
) -> Result<Page, Problem> {
    let style = style.into();
    if style.sheet().contains("</") {
        tracing::error!("a style sheet would end its own element");
        return Err(Problem::internal());
    }
    let html = Frame { lang: locale.tag(), title, style: style.sheet(), body }.render().map_err(|error| {
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

    #[test]
    fn a_sheet_that_was_made_for_the_page_stands_in_it_as_it_was_hashed() {
        let logo = "https://cdn.example.com/logo.svg".parse().unwrap();
        let style = Style::from(format!(":root{{--accent:{}}}p>a{{margin:0}}", "#0b6e4f")).with_image(&logo);
        let page = page(StatusCode::OK, Locale::En, "t", style.clone(), &Body { text: "" }).unwrap();
        assert!(page.html.contains("<style>:root{--accent:#0b6e4f}p>a{margin:0}</style>"), "{}", page.html);
        assert_eq!(page.style, style);
    }

    #[test]
    fn a_sheet_that_would_end_its_element_is_no_page() {
        let sheet = "p{}</style><b>".to_owned();
        assert_eq!(page(StatusCode::OK, Locale::En, "t", sheet, &Body { text: "" }).unwrap_err().code(), "internal");
    }
}
