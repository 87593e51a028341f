//! The newest comments of a survey, each with its score and a way to the whole answer. What people wrote is shown as it is,
//! and never as markup.

use domain::response::Response;
use domain::survey::Survey;
use reading::responses;
use web::backend::Backend;
use web::problem::Problem;

use crate::answers;
use crate::moment::Moment;
use crate::score::Score;
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
    /// The answer's score.
    pub score: Option<Score>,
    /// When it was answered.
    pub at: Moment,
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
    let path = answers::path(survey);
    let page = responses::list(backend, &view.workspace, survey, &view.query(&[("limit", LOOKED_AT)])).await?;
    let comments = page.responses.iter().filter_map(|response| comment(view, survey, response, &path)).take(SHOWN);
    Ok(Words { comments: comments.collect(), all: view.link(&path) })
}

fn comment(view: &View, survey: &Survey, response: &Response, path: &str) -> Option<Comment> {
    let text = response.comment()?.to_owned();
    Some(Comment {
        text,
        score: response.score().map(|score| Score::of(score, survey.measure, view.texts())),
        at: Moment::of(response.id.time(), survey.zone(&view.workspace), view),
        link: view.link(&format!("{path}/{}", segment(&response.id.response().to_string()))),
        suspect: response.suspicion().is_some(),
    })
}
