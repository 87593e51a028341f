//! The words of an invitation: one question, who asks and why, and links that at most choose an answer beforehand. Text and
//! HTML are made of the same words.

use askama::Template;
use domain::dispatch::Dispatch;
use domain::locale::Locale;
use domain::survey::{Answer, SCORE, Survey};
use domain::workspace::Workspace;
use serde_json::Value;
use web::texts::{self, Question};

/// An invitation, ready to be put into a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// One line.
    pub subject: String,
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

struct Words {
    lang: &'static str,
    subject: String,
    intro: String,
    question: Question,
    choices: Vec<Choice>,
    lowest: u8,
    highest: u8,
    answer: String,
    fallback: String,
    link: String,
    why: String,
}

#[derive(Template)]
#[template(path = "invitation.txt")]
struct TextPart<'a> {
    words: &'a Words,
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct HtmlPart<'a> {
    words: &'a Words,
}

impl Invitation {
    /// Renders the invitation of a dispatch, around the link that opens its page.
    ///
    /// # Errors
    /// Where a template fails, which no content can bring about.
    pub fn render(
        workspace: &Workspace,
        survey: &Survey,
        dispatch: &Dispatch,
        link: String,
    ) -> Result<Self, askama::Error> {
        let words = Words::of(workspace, survey, locale(workspace, survey, dispatch), link);
        let (text, html) = (TextPart { words: &words }.render()?, HtmlPart { words: &words }.render()?);
        Ok(Self { subject: words.subject, text, html })
    }
}

/// The person's language where the survey offers it, else the survey's own: as its page has it for who asks for none.
fn locale(workspace: &Workspace, survey: &Survey, dispatch: &Dispatch) -> Locale {
    let offered = survey.locales.as_ref().unwrap_or(&workspace.locales);
    let is_offered = |locale: &Locale| offered.contains(locale);
    let theirs = dispatch.locale.filter(is_offered).or(survey.default_locale.filter(is_offered));
    theirs.or(offered.first().copied()).unwrap_or_default()
}

impl Words {
    fn of(workspace: &Workspace, survey: &Survey, locale: Locale, link: String) -> Self {
        let words = texts::Words::of(workspace, survey, locale);
        let question = words.question(survey);
        let choices = question.choices.iter().map(|(value, label)| Choice {
            value: match survey.spell(SCORE, &Answer::Score(*value)) {
                Value::String(word) => word,
                number => number.to_string(),
            },
            label: label.clone(),
        });
        let scale = survey.measure.scale();
        Self {
            lang: locale.tag(),
            subject: words.of_company("mail-subject"),
            intro: words.text("mail-intro"),
            choices: choices.collect(),
            question,
            lowest: scale.min(),
            highest: scale.max(),
            answer: words.text("mail-link"),
            fallback: words.text("mail-link-plain"),
            link,
            why: words.of_company("mail-why"),
        }
    }
}
