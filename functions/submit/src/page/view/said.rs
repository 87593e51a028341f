//! Pages that only say something: thanks, what was answered, and why there is nothing to answer.

use askama::Template;
use domain::locale::Locale;
use domain::question::{Kind, Look, Question};
use domain::response::Response;
use domain::score::{Scale, Tone};
use domain::survey::{Answer, COMMENT, SCORE};
use http::StatusCode;
use jiff::Timestamp;
use web::frame;
use web::page::Page;
use web::problem::Problem;
use web::texts::{Words, text};

use super::around::Around;
use super::ask::Worded;
use super::{sheet, title};
use crate::page::opened::{Opened, values};

/// A page that only says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    NotFound,
    Expired,
    Failed,
}

/// Why a survey is over for who was invited to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The link has ended.
    Expired,
    /// The survey is archived, and the link was not answered.
    Closed,
}

#[derive(Template)]
#[template(path = "said.html")]
struct SaidBody<'a> {
    around: Around<'a>,
    heading: String,
    /// Whether it is good news.
    done: bool,
    said: Option<String>,
    answers: Vec<(Worded, Worded)>,
    /// Where the answers can be changed, and what leads there.
    change: Option<(String, String)>,
}

/// Thanks, in the tone of the score, with what was answered.
pub fn thanks(opened: &Opened, standing: &Response, locale: Locale, now: Timestamp) -> Result<Page, Problem> {
    let words = opened.words(locale);
    let tone = standing.score().and_then(|score| opened.survey.measure.tone(score)).unwrap_or(Tone::Mid);
    let may_change = opened.survey.edit_minutes > 0 && opened.is_editable(standing, now);
    let body = SaidBody {
        around: Around::of(opened, &words),
        heading: words.thanks(tone),
        done: true,
        said: None,
        answers: answers(opened, standing, &words),
        change: may_change.then(|| (opened.href(&[("lang", locale.tag())]), words.text("page-change"))),
    };
    frame::page(StatusCode::OK, locale, &title(&words), sheet::plain(Some(&opened.workspace)), &body)
}

/// What was answered, where it stands for good.
pub fn answered(opened: &Opened, standing: &Response, locale: Locale, status: StatusCode) -> Result<Page, Problem> {
    let words = opened.words(locale);
    let body = SaidBody {
        // Only a page that was asked for, and not posted to, has an address that another language of it can be had from.
        around: match status {
            StatusCode::OK => Around::in_languages(opened, &words, &[]),
            _ => Around::of(opened, &words),
        },
        heading: words.text("page-answered-title"),
        done: true,
        said: Some(words.text("page-answered-text")),
        answers: answers(opened, standing, &words),
        change: None,
    };
    frame::page(status, locale, &title(&words), sheet::plain(Some(&opened.workspace)), &body)
}

/// Thanks alone, where nothing of what was answered is shown again.
pub fn thanks_alone(opened: &Opened, tone: Tone, locale: Locale) -> Result<Page, Problem> {
    let words = opened.words(locale);
    unanswered(opened, &words, Around::of(opened, &words), words.thanks(tone), None, StatusCode::OK)
}

/// That a link was used, where nothing of what was answered is shown again.
pub fn used(opened: &Opened, locale: Locale, status: StatusCode) -> Result<Page, Problem> {
    let words = opened.words(locale);
    let around = match status {
        StatusCode::OK => Around::in_languages(opened, &words, &[]),
        _ => Around::of(opened, &words),
    };
    let said = Some(words.text("page-answered-text"));
    unanswered(opened, &words, around, words.text("page-answered-title"), said, status)
}

/// A page about an answer without the answer.
fn unanswered(
    opened: &Opened,
    words: &Words<'_>,
    around: Around<'_>,
    heading: String,
    said: Option<String>,
    status: StatusCode,
) -> Result<Page, Problem> {
    let body = SaidBody { around, heading, done: true, said, answers: Vec::new(), change: None };
    frame::page(status, words.locale(), &title(words), sheet::plain(Some(&opened.workspace)), &body)
}

/// What was answered in haste, with a way to change it.
pub fn hasty(opened: &Opened, standing: &Response, locale: Locale) -> Result<Page, Problem> {
    let words = opened.words(locale);
    let change = opened.href(&[("lang", locale.tag()), ("change", "1")]);
    let body = SaidBody {
        around: Around::in_languages(opened, &words, &[]),
        heading: words.text("page-answered-title"),
        done: true,
        said: Some(words.text("page-still-editable")),
        answers: answers(opened, standing, &words),
        change: Some((change, words.text("page-change"))),
    };
    frame::page(StatusCode::OK, locale, &title(&words), sheet::plain(Some(&opened.workspace)), &body)
}

/// Why there is nothing to answer any more, in the team's words, and nothing about whom the link was for.
pub fn over(opened: &Opened, locale: Locale, over: Over) -> Result<Page, Problem> {
    let words = opened.words(locale);
    let id = match over {
        Over::Expired => "page-expired",
        Over::Closed => "page-closed",
    };
    let heading = words.text(&format!("{id}-title"));
    let title = heading.clone();
    let body = SaidBody {
        around: Around::of(opened, &words),
        heading,
        done: false,
        said: Some(words.text(&format!("{id}-text"))),
        answers: Vec::new(),
        change: None,
    };
    frame::page(StatusCode::GONE, locale, &title, sheet::plain(Some(&opened.workspace)), &body)
}

/// A page that only says something, where nobody's words can be known.
pub fn plain(status: StatusCode, locale: Locale, plain: Plain) -> Result<Page, Problem> {
    let id = match plain {
        Plain::NotFound => "page-not-found",
        Plain::Expired => "page-expired",
        Plain::Failed => "page-failed",
    };
    let heading = text(locale, &format!("{id}-title"));
    let title = heading.clone();
    let body = SaidBody {
        around: Around::default(),
        heading,
        done: false,
        said: Some(text(locale, &format!("{id}-text"))),
        answers: Vec::new(),
        change: None,
    };
    frame::page(status, locale, &title, sheet::plain(None), &body)
}

/// What was answered, question by question, in words.
fn answers(opened: &Opened, standing: &Response, words: &Words<'_>) -> Vec<(Worded, Worded)> {
    let standing = values(standing);
    let asked = opened.survey.asked();
    let answered = asked.iter().filter_map(|question| Some((question, standing.get(&question.id)?)));
    answered
        .map(|(question, answer)| (asked_in(opened, question, words), in_words(opened, question, answer, words)))
        .collect()
}

fn asked_in(opened: &Opened, question: &Question, words: &Words<'_>) -> Worded {
    match (&question.text, question.id.as_str()) {
        (Some(text), _) => Worded::of(text, words.locale(), opened.survey.default_locale),
        (None, SCORE) => words.question(&opened.survey).text.into(),
        (None, COMMENT) => words.text("page-your-comment").into(),
        (None, _) => words.text("page-contact-said").into(),
    }
}

fn in_words(opened: &Opened, question: &Question, answer: &Answer, words: &Words<'_>) -> Worded {
    let option = |id: &String| match &question.kind {
        Kind::Choice(options) | Kind::Multi(options) => {
            let option = options.iter().find(|option| option.id == *id);
            option.map(|option| Worded::of(&option.text, words.locale(), opened.survey.default_locale))
        }
        Kind::YesNo(offered) => {
            let word = offered.iter().find(|word| word.name() == id);
            word.map(|word| words.text(&format!("gcr-{}", word.name())).into())
        }
        _ => None,
    };
    // An older version of the survey may have offered something that nobody has a word for any more.
    match (answer, &question.kind) {
        (Answer::Score(score), Kind::Rating { scale, look }) => scored(*score, *scale, *look, words).into(),
        (Answer::Score(score), _) => score.to_string().into(),
        (Answer::Text(text), _) => option(text).unwrap_or_else(|| text.clone().into()),
        (Answer::Many(ids), _) => {
            let options: Vec<_> = ids.iter().map(|id| option(id).unwrap_or_else(|| id.clone().into())).collect();
            let lang = options.first().and_then(|first| first.lang);
            Worded { text: options.into_iter().map(|option| option.text).collect::<Vec<_>>().join(", "), lang }
        }
        (Answer::Cleared, _) => String::new().into(),
    }
}

fn scored(score: u8, scale: Scale, look: Look, words: &Words<'_>) -> String {
    let (score_text, max) = (score.to_string(), scale.max().to_string());
    let face = words.faces(scale.max()).into_iter().nth(usize::from(score.saturating_sub(scale.min())));
    match (scale.choice(score), look, face) {
        (Some(word @ ("hard" | "easy")), ..) => words.text(&format!("ces-{word}")),
        (Some(word), ..) => words.text(&format!("gcr-{word}")),
        (None, Look::Stars, _) => words.text_with("page-stars", &[("n", &score_text), ("max", &max)]),
        (None, Look::Faces, Some(face)) => face,
        (None, ..) => words.text_with("page-score-of", &[("score", &score_text), ("max", &max)]),
    }
}
