//! The texts as one survey's customers read them: what a team wrote stands in the place of the default text.

use domain::locale::Locale;
use domain::score::{Metric, Tone};
use domain::survey::Survey;
use domain::text::TextOverrides;
use domain::workspace::Workspace;

use super::{is_text, text_with};

/// The texts for one reader: of the survey, else of its workspace, else the default ones.
///
/// What a team wrote holds in the languages that it wrote it in; in the others the default text stays. `{company}` and the
/// names that the default text takes (`{max}`, `{score}`, …) are filled in; any other `{x}` stays as it is.
///
/// ```
/// use domain::locale::Locale;
/// use domain::survey::Survey;
/// use domain::workspace::Workspace;
/// use web::texts::Words;
/// let workspace = Workspace { company: Some("Acme".to_owned()), ..Workspace::new("w".parse().unwrap()) };
/// let texts = serde_json::json!({"page-send": {"en": "Tell {company}"}});
/// let body = serde_json::json!({"name": "After support", "metric": "csat", "texts": texts});
/// let survey = Survey::parse("support".parse().unwrap(), 1, &body).unwrap();
/// assert_eq!(Words::of(&workspace, &survey, Locale::En).text("page-send"), "Tell Acme");
/// assert_eq!(Words::of(&workspace, &survey, Locale::Lt).text("page-send"), "Siųsti");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    locale: Locale,
    company: Option<&'a str>,
    /// From the nearest to the farthest.
    overrides: [Option<&'a TextOverrides>; 2],
}

impl<'a> Words<'a> {
    /// The texts of a survey.
    pub fn of(workspace: &'a Workspace, survey: &'a Survey, locale: Locale) -> Self {
        let overrides = [Some(&survey.texts), Some(&workspace.texts)];
        Self { locale, company: workspace.company.as_deref(), overrides }
    }

    /// The texts that go with no survey: a reply to a text message, the page that ends all of a workspace's messages.
    pub fn of_workspace(workspace: &'a Workspace, locale: Locale) -> Self {
        Self { locale, company: workspace.company.as_deref(), overrides: [Some(&workspace.texts), None] }
    }

    /// The default texts, where no survey is known.
    pub const fn plain(locale: Locale) -> Self {
        Self { locale, company: None, overrides: [None, None] }
    }

    /// The same, for a reader of another language.
    #[must_use]
    pub const fn in_locale(self, locale: Locale) -> Self {
        Self { locale, ..self }
    }

    /// The language.
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// The company that asks.
    pub const fn company(&self) -> Option<&'a str> {
        self.company
    }

    /// A text by its id.
    pub fn text(&self, id: &str) -> String {
        self.text_with(id, &[])
    }

    /// A text with names put into it. The result is plain text: whoever puts it into HTML escapes it.
    pub fn text_with(&self, id: &str, names: &[(&str, &str)]) -> String {
        self.overridden(&[id], names).map_or_else(|| text_with(self.locale, id, names), |(_, text)| text)
    }

    /// A text that names the company where there is one: `{id}-company`, else `id`.
    pub fn of_company(&self, id: &str) -> String {
        self.of_company_or(id, None).1
    }

    /// What the open question asks, by how the score sounded; without a score nobody knows what went wrong, if anything did.
    pub fn comment_prompt(&self, survey: &Survey, tone: Option<Tone>) -> String {
        match tone {
            Some(Tone::Low | Tone::Mid) if survey.measure.metric() == Metric::Gcr => self.text("gcr-why"),
            tone => self.text(&format!("comment-{}", tone.unwrap_or(Tone::Mid).name())),
        }
    }

    /// How a customer is thanked, by how the score sounded.
    pub fn thanks(&self, tone: Tone) -> String {
        self.text(&format!("thanks-{}", tone.name()))
    }

    /// What the faces of a scale of 3 or 5 points mean, from the saddest to the happiest; none for other scales.
    pub fn faces(&self, points: u8) -> Vec<String> {
        let faces: &[&str] = match points {
            3 => &["bad", "middling", "good"],
            5 => &["very-bad", "bad", "middling", "good", "very-good"],
            _ => &[],
        };
        faces.iter().map(|face| self.text(&format!("page-face-{face}"))).collect()
    }

    /// A text that names the company where there is one, with the id that it was found under; `other` is an id that a team
    /// may give it too.
    pub(super) fn of_company_or(&self, id: &str, other: Option<&str>) -> (String, String) {
        let naming = Some(format!("{id}-company")).filter(|naming| self.company.is_some() && is_text(naming));
        // Whoever wrote the text without a company wrote it for all.
        let ids: Vec<_> = naming.as_deref().into_iter().chain([id]).chain(other).collect();
        let (id, text) = self.overridden(&ids, &[]).unwrap_or_else(|| {
            let company: Vec<_> = self.company.map(|company| ("company", company)).into_iter().collect();
            (ids[0], text_with(self.locale, ids[0], &company))
        });
        (id.to_owned(), text)
    }

    /// What the team wrote under the first of these ids that it wrote something under: in the survey, else in the workspace.
    pub(super) fn overridden<'i>(&self, ids: &[&'i str], names: &[(&str, &str)]) -> Option<(&'i str, String)> {
        let mut levels = self.overrides.iter().flatten();
        levels.find_map(|texts| ids.iter().find_map(|id| Some((*id, self.filled(texts.get(id, self.locale)?, names)?))))
    }

    /// A team's text with its names filled in, all at once: what a name stands for is not looked into. None where it names
    /// the company and there is none, since the default text then knows what to say.
    fn filled(&self, template: &str, names: &[(&str, &str)]) -> Option<String> {
        if self.company.is_none() && template.contains("{company}") {
            return None;
        }
        let company = self.company.map(|company| ("company", company));
        let value =
            |name: &str| names.iter().copied().chain(company).find(|(own, _)| *own == name).map(|(_, value)| value);
        let mut filled = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            if let Some((value, tail)) = after.split_once('}').and_then(|(name, tail)| Some((value(name)?, tail))) {
                filled.push_str(value);
                rest = tail;
            } else {
                filled.push('{');
                rest = after;
            }
        }
        filled.push_str(rest);
        Some(filled)
    }
}
