//! The questions of a page, each as its template needs it: what is asked, how it is answered, and what is wrong there.

use domain::locale::Locale;
use domain::question::{Kind, MAX_CONTACT, MAX_LONG_TEXT, Question};
use domain::score::Tone;
use domain::survey::{Answer, COMMENT, Condition, SCORE};
use domain::text::LocalText;
use web::texts::{Question as Metrics, Words};

use super::Scene;
use super::picks::{Picks, picks};
use crate::page::form::{Wrong, name_of};

/// A text, and its language where it is not the page's.
pub struct Worded {
    pub text: String,
    pub lang: Option<&'static str>,
}

impl Worded {
    /// A text of the team's: in the reader's language, or in the nearest to it that there is.
    pub fn of(text: &LocalText, locale: Locale, fallback: Option<Locale>) -> Self {
        let picked = text.pick(locale, fallback);
        let is_other = text.get(locale).is_none();
        let lang = text.iter().find(|(_, text)| is_other && *text == picked).map(|(locale, _)| locale.tag());
        Self { text: picked.to_owned(), lang }
    }
}

impl From<String> for Worded {
    fn from(text: String) -> Self {
        Self { text, lang: None }
    }
}

/// What the open question may ask; the one that suits the chosen score is shown.
pub struct Prompt {
    pub tone: &'static str,
    pub text: String,
    pub hidden: bool,
}

/// What is said of a question's being needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: what everybody expects.
    None,
    Optional,
    Required,
    /// Required where it is shown; a browser that shows it always says that it is optional.
    IfShown,
}

/// How a question is answered.
pub enum Field {
    Picks(Picks),
    /// Text of several lines.
    Lines(String),
    /// Contact data.
    Line(String),
}

/// A question.
pub struct Ask {
    /// The name of its field.
    pub name: String,
    /// The id of the whole, where it may be hidden.
    pub element: Option<String>,
    /// What the ids of its parts begin with.
    pub base: String,
    /// The id of the field that has to be looked at where something is wrong.
    pub target: String,
    /// Whether it is what the page is about.
    pub heading: bool,
    pub stem: Option<String>,
    pub text: Worded,
    /// In the place of the text, where it hangs on the score.
    pub prompts: Vec<Prompt>,
    pub mark: Mark,
    /// The words of the mark.
    pub marks: [String; 2],
    pub hint: Option<String>,
    pub wrong: Option<String>,
    /// Whether it is the first that is wrong.
    pub focus: bool,
    /// Whether the browser may hold the form back.
    pub required: bool,
    pub max: usize,
    pub field: Field,
}

impl Ask {
    /// The question in one line.
    pub fn asked(&self) -> &str {
        self.prompts.iter().find(|prompt| !prompt.hidden).map_or(&self.text.text, |prompt| &prompt.text)
    }

    /// The ids of what describes the field.
    pub fn described(&self) -> Option<String> {
        let ids = [(self.hint.is_some(), "hint"), (self.wrong.is_some(), "wrong")];
        let ids: Vec<_> = ids.iter().filter(|(is, _)| *is).map(|(_, part)| format!("{}-{part}", self.base)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// Every question that stands on the page.
pub fn asks(scene: &Scene<'_>) -> Vec<Ask> {
    let asked = scene.opened.survey.asked();
    let conditions: Vec<_> = match scene.page {
        Some(_) => Vec::new(),
        None => asked.iter().flat_map(|question| scene.opened.survey.conditions(&question.id)).collect(),
    };
    let metrics = scene.words().question(&scene.opened.survey);
    let first_wrong =
        scene.wrong.iter().map(|(id, _)| id.as_str()).find(|id| scene.page.is_none_or(|page| page == *id));
    let here = asked.iter().enumerate().filter(|(_, question)| scene.page.is_none_or(|page| page == question.id));
    here.map(|(at, question)| {
        let maker = Maker { scene, words: scene.words(), metrics: &metrics, conditions: &conditions, question, at };
        Ask { focus: first_wrong == Some(question.id.as_str()), ..maker.ask() }
    })
    .collect()
}

/// What ids of a question's parts begin with.
pub fn base(question: &str, at: usize) -> String {
    match question {
        SCORE | COMMENT => question.to_owned(),
        _ => format!("q{at}"),
    }
}

/// All that one question is made of.
pub struct Maker<'a> {
    pub scene: &'a Scene<'a>,
    pub words: Words<'a>,
    /// The metric's own question.
    pub metrics: &'a Metrics,
    /// What brings other questions on the page up.
    pub conditions: &'a [Condition],
    pub question: &'a Question,
    pub at: usize,
}

impl Maker<'_> {
    fn ask(&self) -> Ask {
        let Question { id, kind, .. } = self.question;
        let base = base(id, self.at);
        let wrong = self.scene.wrong.iter().find(|(wrong, _)| wrong == id).map(|(_, wrong)| self.said(*wrong));
        let conditional = self.question.show_if.is_some() && self.scene.page.is_none();
        let mark = match (id == SCORE, self.question.required) {
            (true, _) => Mark::None,
            (_, false) => Mark::Optional,
            (_, true) if conditional => Mark::IfShown,
            (_, true) => Mark::Required,
        };
        let field = match kind {
            Kind::Text => Field::Lines(self.written()),
            Kind::Contact => Field::Line(self.written()),
            _ => Field::Picks(picks(self, &base, wrong.is_some())),
        };
        let target = if matches!(field, Field::Picks(_)) { format!("{base}-o0") } else { base.clone() };
        Ask {
            name: name_of(id),
            element: conditional.then(|| format!("s{}", self.at)),
            target,
            heading: id == SCORE || self.scene.page.is_some(),
            stem: self.metrics.stem.clone().filter(|_| id == SCORE),
            text: self.text(),
            prompts: self.prompts(),
            mark,
            marks: ["optional", "page-required-mark"].map(|id| self.words.text(id)),
            hint: self.hint(),
            wrong,
            focus: false,
            // A group of boxes can't be required as a whole.
            required: self.question.required && !conditional && !matches!(kind, Kind::Multi(_)),
            max: if *kind == Kind::Contact { MAX_CONTACT } else { MAX_LONG_TEXT },
            base,
            field,
        }
    }

    /// A text of the team's, in the language that is nearest to the reader's.
    pub fn worded(&self, text: &LocalText) -> Worded {
        Worded::of(text, self.words.locale(), self.scene.opened.survey.default_locale)
    }

    fn text(&self) -> Worded {
        match (&self.question.text, self.question.id.as_str()) {
            (Some(text), _) => self.worded(text),
            (None, SCORE) => self.metrics.text.clone().into(),
            (None, COMMENT) => self.prompt(self.scene.tone()).into(),
            (None, _) => self.words.text("gcr-lead").into(),
        }
    }

    fn prompt(&self, tone: Option<Tone>) -> String {
        self.words.comment_prompt(&self.scene.opened.survey, tone)
    }

    /// Where the score stands on the same page, what is asked follows it.
    fn prompts(&self) -> Vec<Prompt> {
        if self.question.id != COMMENT || self.scene.page.is_some() {
            return Vec::new();
        }
        let shown = self.scene.tone();
        let by_tone = [Tone::Low, Tone::Mid, Tone::High].map(|tone| Prompt {
            tone: tone.name(),
            text: self.prompt(Some(tone)),
            hidden: shown != Some(tone),
        });
        // Before anything is chosen nobody knows what went wrong, if anything did.
        let any = Prompt { tone: "any", text: self.prompt(None), hidden: shown.is_some() };
        std::iter::once(any).chain(by_tone).collect()
    }

    fn hint(&self) -> Option<String> {
        match self.question.kind {
            Kind::Multi(_) => Some(self.words.text("page-multi-hint")),
            Kind::Contact if self.question.text.is_some() => {
                Some(format!("{}. {}", self.words.text("page-contact-label"), self.words.text("page-contact-hint")))
            }
            _ => None,
        }
    }

    /// What stands in a field for text.
    fn written(&self) -> String {
        let entered = self.scene.texts.and_then(|texts| texts.get(&self.question.id));
        let answer = match self.scene.answers.get(&self.question.id) {
            Some(Answer::Text(text)) => Some(text),
            _ => None,
        };
        entered.or(answer).cloned().unwrap_or_default()
    }

    fn said(&self, wrong: Wrong) -> String {
        let max = [("max", if self.question.kind == Kind::Contact { MAX_CONTACT } else { MAX_LONG_TEXT }.to_string())];
        let max = max.each_ref().map(|(name, max)| (*name, max.as_str()));
        match (wrong, &self.question.kind) {
            (Wrong::Missing, _) if self.question.id == SCORE => self.words.text("page-score-missing"),
            (Wrong::Missing, Kind::Text | Kind::Contact) => self.words.text("page-required"),
            (Wrong::Missing, Kind::Multi(_)) => self.words.text("page-multi-missing"),
            (Wrong::Missing, _) => self.words.text("page-choice-missing"),
            (Wrong::Long, _) if self.question.id == COMMENT => self.words.text_with("page-comment-long", &max),
            (Wrong::Long, _) => self.words.text_with("page-text-long", &max),
            (Wrong::Characters, _) => self.words.text("page-characters"),
            (Wrong::Contact, _) => self.words.text("page-contact-invalid"),
        }
    }
}
