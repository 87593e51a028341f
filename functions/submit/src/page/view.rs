//! How the pages look: templates, filled with texts in the reader's language. Equal state gives equal bytes; only a form
//! carries something of its own, the id of the answer to come.

use askama::Template;
use domain::id::SubmissionId;
use domain::locale::Locale;
use domain::response::Response;
use domain::score::{Metric, Tone};
use domain::survey::MAX_COMMENT;
use http::StatusCode;
use web::frame;
use web::page::Page;
use web::problem::Problem;
use web::texts::{self, Question, text, text_with};

use super::form::{Form, TRAP, Wrong, spelled};
use super::invitation::Invitation;
use super::tone;

const STYLE: &str = include_str!("../../templates/style.css");

/// What is said above the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It was answered, and can still be changed.
    StillEditable,
    /// It could not be stored; pressing once more may help.
    Unavailable,
    /// The page was too old, or its id not one.
    Again,
    /// A field is wrong; said at the field itself.
    Wrong(Wrong),
}

/// A page that only says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    NotFound,
    Expired,
    Closed,
    Failed,
}

/// One radio button.
struct Choice {
    value: String,
    label: String,
    /// What the value means, at the ends of a scale of numbers.
    end: Option<String>,
    tone: &'static str,
    checked: bool,
}

/// What the open question may ask; the one that suits the chosen score is shown.
struct Prompt {
    tone: &'static str,
    text: String,
    hidden: bool,
}

struct Language {
    tag: &'static str,
    name: String,
    /// None for the present one.
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "survey.html")]
struct SurveyBody<'a> {
    locale: Locale,
    company: Option<&'a str>,
    notice: Option<String>,
    question: Question,
    choices: Vec<Choice>,
    score_wrong: Option<String>,
    comment_wrong: Option<String>,
    prompts: Vec<Prompt>,
    comment: &'a str,
    trap: &'static str,
    id: SubmissionId,
    languages: Vec<Language>,
    languages_label: String,
}

impl SurveyBody<'_> {
    fn text(&self, id: &str) -> String {
        text(self.locale, id)
    }

    fn first_value(&self) -> &str {
        self.choices.first().map_or("", |choice| &choice.value)
    }

    fn last_value(&self) -> &str {
        self.choices.last().map_or("", |choice| &choice.value)
    }
}

/// The survey, filled in as far as `form` is.
pub fn survey(
    invitation: &Invitation,
    form: &Form,
    id: SubmissionId,
    locale: Locale,
    notice: Option<Notice>,
    status: StatusCode,
) -> Result<Page, Problem> {
    let company = invitation.workspace.company.as_deref();
    let question = texts::question(&invitation.survey, company, locale);
    let choices = choices(invitation, &question, form.score);
    let wrong = |at: &[Wrong], text: String| match notice {
        Some(Notice::Wrong(wrong)) if at.contains(&wrong) => Some(text),
        _ => None,
    };
    let max = MAX_COMMENT.to_string();
    let score_wrong = wrong(&[Wrong::NoScore], text(locale, "page-score-missing"));
    let comment_wrong =
        wrong(&[Wrong::LongComment, Wrong::TooLarge], text_with(locale, "page-comment-long", &[("max", &max)]));
    let said = notice.and_then(|notice| match notice {
        Notice::StillEditable => Some("page-still-editable"),
        Notice::Unavailable => Some("page-unavailable"),
        Notice::Again => Some("page-again"),
        Notice::Wrong(_) => None,
    });
    let title = title(invitation, locale);
    let title = match score_wrong.as_ref().or(comment_wrong.as_ref()) {
        Some(wrong) => format!("{wrong} · {title}"),
        None => title,
    };
    let body = SurveyBody {
        locale,
        company,
        notice: said.map(|id| text(locale, id)),
        question,
        choices,
        score_wrong,
        comment_wrong,
        prompts: prompts(invitation, form.score, locale),
        comment: form.comment.as_deref().unwrap_or_default(),
        trap: TRAP,
        id,
        languages: languages(invitation, form.score, locale),
        languages_label: text(locale, "page-languages"),
    };
    frame::page(status, locale, &title, STYLE, &body)
}

fn title(invitation: &Invitation, locale: Locale) -> String {
    let title = text(locale, "page-title");
    invitation.workspace.company.as_ref().map_or(title.clone(), |company| format!("{title} · {company}"))
}

fn choices(invitation: &Invitation, question: &Question, chosen: Option<u8>) -> Vec<Choice> {
    let scale = invitation.survey.measure.scale();
    let end = |value| match value {
        _ if !scale.choices().is_empty() => None,
        value if value == scale.min() => Some(question.min.clone()),
        value if value == scale.max() => Some(question.max.clone()),
        _ => None,
    };
    let choice = |(value, label): &(u8, String)| Choice {
        value: spelled(&invitation.survey, *value),
        label: label.clone(),
        end: end(*value),
        tone: tone(invitation, Some(*value)).name(),
        checked: chosen == Some(*value),
    };
    question.choices.iter().map(choice).collect()
}

fn prompts(invitation: &Invitation, chosen: Option<u8>, locale: Locale) -> Vec<Prompt> {
    let goal = invitation.survey.measure.metric() == Metric::Gcr;
    let asked = |tone: Tone| match tone {
        Tone::Low | Tone::Mid if goal => text(locale, "gcr-why"),
        tone => texts::comment_prompt(tone, locale),
    };
    let shown = chosen.map(|score| tone(invitation, Some(score)));
    let by_tone = [Tone::Low, Tone::Mid, Tone::High].map(|tone| Prompt {
        tone: tone.name(),
        text: asked(tone),
        hidden: shown != Some(tone),
    });
    // Before anything is chosen nobody knows what went wrong, if anything did.
    let any = Prompt { tone: "any", text: texts::comment_prompt(Tone::Mid, locale), hidden: shown.is_some() };
    std::iter::once(any).chain(by_tone).collect()
}

fn languages(invitation: &Invitation, chosen: Option<u8>, locale: Locale) -> Vec<Language> {
    let offered = invitation.offered();
    if offered.len() < 2 {
        return Vec::new();
    }
    let score = chosen.map(|score| format!("&score={}", spelled(&invitation.survey, score))).unwrap_or_default();
    let language = |other: &Locale| Language {
        tag: other.tag(),
        name: text(*other, "language"),
        href: (*other != locale).then(|| format!("?lang={}{score}", other.tag())),
    };
    offered.iter().map(language).collect()
}

#[derive(Template)]
#[template(path = "said.html")]
struct SaidBody<'a> {
    company: Option<&'a str>,
    heading: String,
    /// Whether it is good news.
    done: bool,
    said: Option<String>,
    answers: Vec<(String, String)>,
    languages: Vec<Language>,
    languages_label: String,
}

impl SaidBody<'_> {
    fn page(&self, status: StatusCode, locale: Locale, title: &str) -> Result<Page, Problem> {
        frame::page(status, locale, title, STYLE, self)
    }
}

/// What was answered, question by question.
fn answers(invitation: &Invitation, standing: &Response, locale: Locale) -> Vec<(String, String)> {
    let question = texts::question(&invitation.survey, invitation.workspace.company.as_deref(), locale);
    let scale = invitation.survey.measure.scale();
    let score = standing.score().map(|score| {
        let answer = if scale.choices().is_empty() {
            let of = [("score", &*score.to_string()), ("max", &*scale.max().to_string())];
            text_with(locale, "page-score-of", &of)
        } else {
            let choice = question.choices.iter().find(|(value, _)| *value == score);
            choice.map(|(_, word)| word.clone()).unwrap_or_default()
        };
        (question.text.clone(), answer)
    });
    let comment = standing.comment().map(|comment| (text(locale, "page-your-comment"), comment.to_owned()));
    score.into_iter().chain(comment).collect()
}

/// Thanks, in the tone of the score, with what was answered.
pub fn thanks(invitation: &Invitation, standing: &Response, locale: Locale) -> Result<Page, Problem> {
    let body = SaidBody {
        company: invitation.workspace.company.as_deref(),
        heading: texts::thanks(tone(invitation, standing.score()), locale),
        done: true,
        said: None,
        answers: answers(invitation, standing, locale),
        languages: Vec::new(),
        languages_label: String::new(),
    };
    body.page(StatusCode::OK, locale, &title(invitation, locale))
}

/// What was answered, where it stands for good.
pub fn answered(
    invitation: &Invitation,
    standing: &Response,
    locale: Locale,
    status: StatusCode,
) -> Result<Page, Problem> {
    // Only a page that was asked for, and not posted to, has an address that another language of it can be had from.
    let languages = if status == StatusCode::OK { languages(invitation, None, locale) } else { Vec::new() };
    let body = SaidBody {
        company: invitation.workspace.company.as_deref(),
        heading: text(locale, "page-answered-title"),
        done: true,
        said: Some(text(locale, "page-answered-text")),
        answers: answers(invitation, standing, locale),
        languages,
        languages_label: text(locale, "page-languages"),
    };
    body.page(status, locale, &title(invitation, locale))
}

/// A page that only says something, and nothing about whom the link was for.
pub fn plain(status: StatusCode, locale: Locale, plain: Plain) -> Result<Page, Problem> {
    let id = match plain {
        Plain::NotFound => "page-not-found",
        Plain::Expired => "page-expired",
        Plain::Closed => "page-closed",
        Plain::Failed => "page-failed",
    };
    let heading = text(locale, &format!("{id}-title"));
    let title = heading.clone();
    let body = SaidBody {
        company: None,
        heading,
        done: false,
        said: Some(text(locale, &format!("{id}-text"))),
        answers: Vec::new(),
        languages: Vec::new(),
        languages_label: String::new(),
    };
    body.page(status, locale, &title)
}
