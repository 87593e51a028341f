//! What a reader asks for, in the page's address and by their browser.

use domain::locale::Locale;
use http::{HeaderMap, header};

/// What a reader asks for, in the page's address and by their browser.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// `?lang=`, or the language that the form was in.
    pub lang: Option<Locale>,
    /// `?score=`, as it stands there.
    pub score: Option<String>,
    /// `?page=`: the question whose page it is, of a survey with several.
    pub page: Option<String>,
    /// `?change`: whether what was answered shall be changed.
    pub change: bool,
    accept_language: String,
}

impl Wishes {
    /// Reads a query and headers; of a parameter that stands there twice the first counts.
    pub fn read(query: &[(String, String)], headers: &HeaderMap) -> Self {
        let first = |wanted: &str| query.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        let mut langs = query.iter().filter(|(name, _)| name == "lang");
        let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self {
            lang: langs.find_map(|(_, value)| value.parse().ok()),
            score: first("score"),
            page: first("page"),
            change: first("change").is_some(),
            accept_language: header.unwrap_or_default().to_owned(),
        }
    }

    /// What the browser asks for, where it is offered.
    pub fn accepted(&self, offered: &[Locale]) -> Option<Locale> {
        Locale::accepted(&self.accept_language, offered)
    }
}
