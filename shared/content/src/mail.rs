//! The words of a mail: one question, who asks and why, links that at most choose an answer beforehand, and a way to get no
//! more of them. Text and HTML are made of the same words by one template.

use askama::Template;
use domain::survey::{Answer, SCORE};
use serde_json::Value;
use web::texts;

use crate::{Kind, Occasion};

/// The longest text of a mail, in Unicode scalar values: what a team may write at once, with a company's longest name in
/// it. Only a text that names the company again and again is longer; it is cut, since mail programs cut what is large.
const LONGEST: usize = 700;

/// A mail's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailText {
    /// One line.
    pub subject: String,
    /// Whom it comes from, by name; none where the workspace has none.
    pub from_name: Option<String>,
    /// The text part.
    pub text: String,
    /// The HTML part, a whole document.
    pub html: String,
}

/// What can be answered, and how the page's address spells it.
struct Choice {
    value: String,
    label: String,
}

struct Words<'a> {
    lang: &'static str,
    subject: String,
    intro: String,
    question: texts::Question,
    choices: Vec<Choice>,
    lowest: u8,
    highest: u8,
    answer: String,
    fallback: String,
    link: &'a str,
    why: String,
    stop: String,
    unsubscribe: &'a str,
}

#[derive(Template)]
#[template(path = "mail.jinja", block = "text", escape = "none")]
struct TextPart<'a> {
    words: &'a Words<'a>,
}

#[derive(Template)]
#[template(path = "mail.jinja", block = "html", escape = "html")]
struct HtmlPart<'a> {
    words: &'a Words<'a>,
}

impl MailText {
    /// Writes the mail of an occasion.
    ///
    /// # Errors
    /// Where the template fails, which no content can bring about.
    pub fn render(occasion: &Occasion<'_>) -> Result<Self, askama::Error> {
        let words = Words::of(occasion);
        let (text, html) = (TextPart { words: &words }.render()?, HtmlPart { words: &words }.render()?);
        let workspace = occasion.workspace;
        let name = workspace.sending.from_name(occasion.locale).or(workspace.company.as_deref());
        Ok(Self { subject: words.subject, from_name: name.map(str::to_owned), text, html })
    }
}

impl<'a> Words<'a> {
    fn of(occasion: &'a Occasion<'a>) -> Self {
        let survey = occasion.survey;
        let words = texts::Words::of(occasion.workspace, survey, occasion.locale);
        let (subject, intro) = (words.of_company("mail-subject"), words.text("mail-intro"));
        let (subject, intro) = match occasion.kind {
            Kind::Invitation => (subject, intro),
            Kind::Reminder => {
                (words.text_with("mail-reminder-subject", &[("subject", &subject)]), words.text("mail-reminder-intro"))
            }
        };
        let question = words.question(survey);
        let choices = question.choices.iter().map(|(value, label)| Choice {
            value: match survey.spell(SCORE, &Answer::Score(*value)) {
                Value::String(word) => word,
                number => number.to_string(),
            },
            label: cut(label.clone()),
        });
        let scale = survey.measure.scale();
        Self {
            lang: occasion.locale.tag(),
            subject: cut(subject),
            intro: cut(intro),
            choices: choices.collect(),
            question: texts::Question {
                stem: question.stem.map(cut),
                text: cut(question.text),
                min: cut(question.min),
                max: cut(question.max),
                choices: Vec::new(),
            },
            lowest: scale.min(),
            highest: scale.max(),
            answer: cut(words.text("mail-link")),
            fallback: cut(words.text("mail-link-plain")),
            link: &occasion.link,
            why: cut(words.of_company("mail-why")),
            stop: cut(words.text("mail-unsubscribe")),
            unsubscribe: &occasion.unsubscribe,
        }
    }
}

fn cut(text: String) -> String {
    if text.chars().nth(LONGEST).is_none() {
        return text;
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
