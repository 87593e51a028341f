//! How the pages look: templates, filled with texts in the reader's language. Equal state gives equal bytes; only a form
//! carries something of its own, the id of the answer to come.

mod around;
mod ask;
mod picks;
mod said;
mod sheet;
mod stop;

use std::collections::BTreeMap;

use askama::Template;
use domain::id::SubmissionId;
use domain::locale::Locale;
use domain::question::Question;
use domain::score::Tone;
use domain::survey::{Answer, SCORE};
use http::StatusCode;
use web::frame;
use web::page::Page;
use web::problem::Problem;
use web::texts::Words;

pub use said::{Over, Plain, answered, hasty, over, plain, thanks, thanks_alone, used};
pub use stop::{ask_to_stop, stopped};

use super::form::{TRAP, Wrong};
use super::opened::{Answers, Opened};
use around::Around;
use ask::{Ask, Field, Mark};
use picks::Drawing;

/// What is said above the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It was answered, and can still be changed.
    StillEditable,
    /// Some of it was answered before.
    Resumed,
    /// It could not be stored; pressing once more may help.
    Unavailable,
    /// The page was too old, or its id not one.
    Again,
    /// Too many answers come from there.
    Limited,
    /// More came in than is read.
    TooLarge,
    /// Fields are wrong; said at the fields themselves, and in a list of them.
    Wrong,
}

/// What a survey page shows.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub opened: &'a Opened,
    /// What is filled in.
    pub answers: &'a Answers,
    /// What people wrote, where it is not an answer, or not yet.
    pub texts: Option<&'a BTreeMap<String, String>>,
    pub wrong: &'a [(String, Wrong)],
    /// The question whose page it is; none where all stand on one.
    pub page: Option<&'a str>,
    pub id: SubmissionId,
    pub notice: Option<Notice>,
    pub locale: Locale,
    pub status: StatusCode,
}

impl<'a> Scene<'a> {
    /// A page with nothing wrong and nothing to say but its questions: all of them.
    pub const fn of(opened: &'a Opened, answers: &'a Answers, id: SubmissionId, locale: Locale) -> Self {
        Self { opened, answers, texts: None, wrong: &[], page: None, id, notice: None, locale, status: StatusCode::OK }
    }

    fn words(&self) -> Words<'a> {
        self.opened.words(self.locale)
    }

    fn is_shown(&self, question: &Question) -> bool {
        self.opened.survey.shown(&question.id, |id| self.answers.get(id))
    }

    /// In which words the score is replied to; none before there is one.
    fn tone(&self) -> Option<Tone> {
        match self.answers.get(SCORE) {
            Some(Answer::Score(score)) => self.opened.survey.measure.tone(*score),
            _ => None,
        }
    }
}

/// A field that is wrong, in the list above the form.
struct Fault {
    target: String,
    said: String,
}

#[derive(Template)]
#[template(path = "survey.html")]
struct SurveyBody<'a> {
    around: Around<'a>,
    notice: Option<String>,
    check: String,
    faults: Vec<Fault>,
    step: Option<String>,
    asks: Vec<Ask>,
    trap: (&'static str, String),
    page: Option<&'a str>,
    id: SubmissionId,
    locale: Locale,
    button: String,
    back: Option<(String, String)>,
}

/// The survey, filled in as far as it is.
pub fn survey(scene: &Scene<'_>) -> Result<Page, Problem> {
    let words = scene.words();
    let asks = ask::asks(scene);
    let style = sheet::style(scene, &asks);
    let faults = faults(&asks);
    let button =
        words.text(if scene.page.is_some_and(|page| goes_on(scene, page)) { "page-next" } else { "page-send" });
    let notice = scene.notice.and_then(|notice| said(notice, &words, &button));
    let title = title(&words);
    let title = match (scene.notice, asks.iter().find_map(|ask| ask.wrong.as_ref())) {
        (Some(Notice::Limited), _) => format!("{} · {title}", words.text("page-limited-title")),
        (Some(Notice::TooLarge | Notice::Again | Notice::Unavailable), _) => {
            format!("{} · {title}", notice.as_deref().unwrap_or_default())
        }
        (_, Some(wrong)) => format!("{wrong} · {title}"),
        _ => title,
    };
    let place = scene.page.map(|page| Place::of(scene, page));
    let body = SurveyBody {
        around: Around::of_form(scene),
        notice,
        check: words.text("page-check"),
        faults,
        step: place.as_ref().map(|place| words.text_with("page-step", &[("n", &place.number.to_string())])),
        asks,
        trap: (TRAP, words.text("page-trap")),
        page: scene.page,
        id: scene.id,
        locale: scene.locale,
        button,
        back: place.and_then(|place| place.before).map(|before| {
            let href = scene.opened.href(&[("page", &before), ("lang", scene.locale.tag())]);
            (href, words.text("page-back"))
        }),
    };
    frame::page(scene.status, scene.locale, &title, style, &body)
}

/// What is wrong, each with what it is about where that is not plain.
fn faults(asks: &[Ask]) -> Vec<Fault> {
    let wrong: Vec<_> = asks.iter().filter_map(|ask| Some((ask, ask.wrong.as_ref()?))).collect();
    let alone = wrong.len() == 1;
    let said = |ask: &Ask, wrong: &str| if alone { wrong.to_owned() } else { format!("{} – {wrong}", ask.asked()) };
    wrong.iter().map(|(ask, wrong)| Fault { target: ask.target.clone(), said: said(ask, wrong) }).collect()
}

fn said(notice: Notice, words: &Words<'_>, button: &str) -> Option<String> {
    let id = match notice {
        Notice::StillEditable => "page-still-editable",
        Notice::Resumed => "page-resumed",
        Notice::Unavailable => "page-unavailable",
        Notice::Again => "page-again",
        Notice::Limited => "page-limited-text",
        Notice::TooLarge => "page-too-large",
        Notice::Wrong => return None,
    };
    Some(words.text_with(id, &[("button", button)]))
}

fn title(words: &Words<'_>) -> String {
    let title = words.text("page-title");
    words.company().map_or(title.clone(), |company| format!("{title} · {company}"))
}

/// Where a page stands among those that are shown.
struct Place {
    number: usize,
    before: Option<String>,
}

impl Place {
    fn of(scene: &Scene<'_>, page: &str) -> Self {
        let asked = scene.opened.survey.asked();
        let before: Vec<_> = asked
            .iter()
            .take_while(|question| question.id != page)
            .filter(|question| scene.is_shown(question))
            .collect();
        Self { number: before.len() + 1, before: before.last().map(|question| question.id.clone()) }
    }
}

/// Whether another page follows this one. The comment stands behind all that an answer to this one may bring up.
fn goes_on(scene: &Scene<'_>, page: &str) -> bool {
    let asked = scene.opened.survey.asked();
    let passed_over = |question: &Question| {
        question.required
            && question.id != page
            && !scene.answers.contains_key(&question.id)
            && scene.is_shown(question)
    };
    let mut later = asked.iter().skip_while(|question| question.id != page).skip(1);
    later.any(|question| scene.is_shown(question)) || asked.iter().any(|question| passed_over(question))
}
