//! The newest comments of a survey, each with its score and a way to the whole answer. What people wrote is shown as it is,
//! and never as markup.

use domain::response::Response;
use domain::score::Tone;
use domain::survey::Survey;
use reading::responses;
use web::backend::Backend;
use web::problem::Problem;

use crate::view::{View, segment};

/// Among how many of the newest answers comments are looked for.
const LOOKED_AT: &str = "100";
/// How many are shown.
const SHOWN: usize = 6;

/// The newest comments.
#[derive(Debug)]
pub struct Words {
    /// The newest first.
    pub comments: Vec<Comment>,
    /// The list of all answers.
    pub all: String,
}

/// A comment.
#[derive(Debug)]
pub struct Comment {
    /// What was written.
    pub text: String,
    /// The answer's score, as answers spell it.
    pub score: Option<String>,
    /// `good`, `mid` or `low`.
    pub tone: &'static str,
    /// When it was answered: for machines and for people.
    pub at: (String, String),
    /// The whole answer.
    pub link: String,
    /// Whether it is left out of the score.
    pub suspect: bool,
}

/// The comments of the newest answers of the view's days.
///
/// # Errors
/// Where the tables can't be read.
pub async fn newest(view: &View, backend: &Backend, survey: &Survey) -> Result<Words, Problem> {
    let path = format!("/surveys/{}/responses", segment(survey.id.as_str()));
    let page = responses::list(backend, &view.workspace, survey, &view.query(&[("limit", LOOKED_AT)])).await?;
    let comments = page.responses.iter().filter_map(|response| comment(view, survey, response, &path)).take(SHOWN);
    Ok(Words { comments: comments.collect(), all: view.link(&path) })
}

fn comment(view: &View, survey: &Survey, response: &Response, path: &str) -> Option<Comment> {
    let text = response.comment()?.to_owned();
    let score = response.score();
    let at = response.id.time();
    let tone = score.and_then(|score| survey.measure.tone(score));
    let spelled = |score: u8| match survey.measure.scale().choice(score) {
        Some(word) => view.say(&format!("class-{word}")),
        None => score.to_string(),
    };
    Some(Comment {
        text,
        score: score.map(spelled),
        tone: tone.map_or("none", |tone| match tone {
            Tone::High => "good",
            Tone::Mid => "mid",
            Tone::Low => "low",
        }),
        at: (at.to_string(), view.written().moment(at, survey.zone(&view.workspace))),
        link: view.link(&format!("{path}/{}", segment(&response.id.response().to_string()))),
        suspect: response.suspect.is_some(),
    })
}
