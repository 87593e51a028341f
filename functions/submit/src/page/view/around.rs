//! What stands around every page of a survey: who asks, the switch of languages, and where the privacy notice is.

use domain::locale::Locale;
use domain::origin::HttpsUrl;
use domain::survey::SCORE;
use domain::workspace::Workspace;
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
        Self::of_workspace(&opened.workspace, words)
    }

    /// Around a page of no survey.
    pub fn of_workspace(workspace: &'a Workspace, words: &Words<'a>) -> Self {
        let brand = workspace.brand.as_ref();
        let privacy = brand.and_then(|brand| brand.privacy.as_ref());
        Self {
            company: workspace.company.as_deref(),
            logo: brand.and_then(|brand| brand.logo.as_ref()).map(HttpsUrl::as_str),
            privacy: privacy.map(|url| (url.as_str(), words.text("page-privacy"))),
            ..Self::default()
        }
    }

    /// Around a page that another language of it can be had of, at an address with these wishes besides.
    pub fn in_languages(opened: &'a Opened, words: &Words<'a>, wishes: &[(&str, &str)]) -> Self {
        let href = |lang: &str| opened.href(&[&[("lang", lang)], wishes].concat());
        Self::of(opened, words).with_languages(opened.offered(), words, href)
    }

    /// With a switch of languages, each at the address that `href` makes of its tag.
    pub fn with_languages(self, offered: &[Locale], words: &Words<'a>, href: impl Fn(&str) -> String) -> Self {
        let language = |other: &Locale| Language {
            tag: other.tag(),
            name: text(*other, "language"),
            href: (*other != words.locale()).then(|| href(other.tag())),
        };
        let languages = if offered.len() < 2 { Vec::new() } else { offered.iter().map(language).collect() };
        Self { languages, languages_label: words.text("page-languages"), ..self }
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
