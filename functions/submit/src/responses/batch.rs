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

/// Post up to 500 responses
///
/// Each line is a body of `POST /v1/responses`, so a batch may be sent again as a whole. A bad line holds up no other.
#[utoipa::path(
    post, path = "/v1/responses/batch", tag = "responses", operation_id = "postResponses",
    security(("key" = ["respond"])),
    request_body(content(
        (inline(api::PostLines) = "application/x-ndjson", example = json!(api::examples::post_responses())),
    )),
    responses(
        (
            status = 200, description = "One line for each line sent, in order: the response as it now stands, or \
                its problem, such as `rate_limited` or `unavailable` with `retry_after` (at most 20 bad fields of one \
                line are named). An empty line is no line and gets none. Past 4 MB the lines leave out their objects \
                and lists, such as `answers`.",
            body = inline(api::ResponseLines), content_type = "application/x-ndjson",
                example = json!(api::examples::post_responses_answered()),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::LINES, "origin_not_allowed"]))),
)]
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
