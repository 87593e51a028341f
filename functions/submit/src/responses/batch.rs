//! `POST /v1/responses/batch`: what an app collected while it was offline. One body a line, one outcome a line, in order; a
//! line that is wrong is answered by its problem, and the others go on.

use axum::extract::{Extension, State};
use axum::response::Response;
use futures::{StreamExt, stream};
use web::auth::Responder;
use web::ndjson::{self, Lines};
use web::problem::Problem;
use web::source::SourceAddress;

use super::AppsWay;
use crate::{Submit, cors};

/// How many lines are worked on at the same time.
const AT_ONCE: usize = 16;

/// Takes up to 500 responses in, or halves of them.
pub async fn post_batch(
    State(submit): State<Submit>,
    Responder(caller): Responder,
    Extension(origin): Extension<cors::Source>,
    source: SourceAddress,
    Lines(lines): Lines,
) -> Result<Response, Problem> {
    origin.check(&submit.backend, &caller.workspace).await?;
    let way = AppsWay::of(&submit, &caller, &source);
    let way = &way;
    // Halves of one response may meet here: merging takes them in any order.
    let outcomes = stream::iter(lines).map(|line| {
        Box::pin(async move {
            match line {
                Ok(body) => way.take(&body).await.map(|(_, response)| response),
                Err(problem) => Err(problem),
            }
        })
    });
    Ok(ndjson::answer(outcomes.buffered(AT_ONCE).collect::<Vec<_>>().await))
}
