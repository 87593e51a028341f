//! What stands around every page of a survey: who asks, the switch of languages, and where the privacy notice is.

use domain::locale::Locale;
use domain::origin::HttpsUrl;
use domain::survey::SCORE;
use web::texts::{Words, text};

use super::Scene;
use crate::page::opened::Opened;

/// One language of the switch.
pub struct Language {
    pub tag: &'static str,
    pub name: String,
    /// None for the present one.
    pub href: Option<String>,
}

/// Who asks, the switch of languages, and the privacy notice.
#[derive(Default)]
pub struct Around<'a> {
    pub company: Option<&'a str>,
    pub logo: Option<&'a str>,
    pub languages: Vec<Language>,
    pub languages_label: String,
    /// The address of the notice, and what leads there.
    pub privacy: Option<(&'a str, String)>,
}

impl<'a> Around<'a> {
    /// Around a page that offers no other language.
    pub fn of(opened: &'a Opened, words: &Words<'a>) -> Self {
        let brand = opened.workspace.brand.as_ref();
        let privacy = brand.and_then(|brand| brand.privacy.as_ref());
        Self {
            company: opened.workspace.company.as_deref(),
            logo: brand.and_then(|brand| brand.logo.as_ref()).map(HttpsUrl::as_str),
            privacy: privacy.map(|url| (url.as_str(), words.text("page-privacy"))),
            ..Self::default()
        }
    }

    /// Around a page that another language of it can be had of, at an address with these wishes besides.
    pub fn in_languages(opened: &'a Opened, words: &Words<'a>, wishes: &[(&str, &str)]) -> Self {
        let offered = opened.offered();
        let language = |other: &Locale| Language {
            tag: other.tag(),
            name: text(*other, "language"),
            href: (*other != words.locale()).then(|| opened.href(&[&[("lang", other.tag())], wishes].concat())),
        };
        let languages = if offered.len() < 2 { Vec::new() } else { offered.iter().map(language).collect() };
        Self { languages, languages_label: words.text("page-languages"), ..Self::of(opened, words) }
    }

    /// Around a form: what is chosen stays so in another language, as far as an address may say it.
    pub fn of_form(scene: &Scene<'a>) -> Self {
        let score = scene.answers.get(SCORE).filter(|_| scene.page.is_none_or(|page| page == SCORE));
        let question = scene.opened.survey.question(SCORE);
        let word = score.zip(question).map(|(score, question)| question.kind.word(score));
        let wishes: Vec<_> = [scene.page.map(|page| ("page", page)), word.as_deref().map(|word| ("score", word))]
            .into_iter()
            .flatten()
            .collect();
        Self::in_languages(scene.opened, &scene.words(), &wishes)
    }
}
