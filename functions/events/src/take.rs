//! `POST /v1/events`: one event as JSON, or up to 500 as NDJSON, one outcome a line, in order. A line that is wrong is
//! answered by its problem, and the others go on.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};
use web::auth::Sender;
use web::backend::Backend;
use web::ndjson::{self, OneOrLines};
use web::once::{Answer, Once};
use web::problem::Problem;

use crate::intake::{Intake, Outcome, Taken};

/// Tell what happened, one event or up to 500
///
/// Business facts of other systems, in any order and however late: the numbers are recomputed for the days that they
/// touch. An `event_id` makes a repeat a repeat, for ever, so a request without an answer is sent again as it is. An
/// event can't be changed. docs/events.md says which metric each type feeds.
#[utoipa::path(
    post, path = "/v1/events", tag = "events", operation_id = "postEvents",
    security(("key" = ["send"])),
    params(api::params::Once),
    request_body(content(
        (api::Event = "application/json", examples(
            ("ticket" = (summary = "A ticket is opened", value = json!(api::examples::post_events_ticket()))),
            ("reply" = (summary = "A machine answers it", value = json!(api::examples::post_events_reply()))),
            ("order" = (summary = "An order is paid", value = json!(api::examples::post_events_order()))),
            ("appointment" = (summary = "An appointment is planned, or moved", value = json!(api::examples::post_events_appointment())))
        )),
        (inline(api::EventLines) = "application/x-ndjson", example = json!(api::examples::post_events())),
    )),
    responses(
        (status = 200, description = "Of one event: it was stored before, and stands as it came first. Of a batch: one line for each line sent, in order, its outcome or its problem (at most 20 bad fields of one line are named). Empty lines are left out.", content(
            (api::EventOutcome = "application/json", example = json!(api::examples::post_events_answered())),
            (inline(api::EventOutcomeLines) = "application/x-ndjson", example = json!(api::examples::post_events_answered_2())),
        )),
        (
            status = 201, description = "It is stored.",
            body = api::EventOutcome, example = json!(api::examples::post_events_answered_3()),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::EVENT, "event_id_taken"]))),
)]
pub async fn post(
    State(backend): State<Backend>,
    Sender(caller): Sender,
    once: Once,
    posted: OneOrLines,
) -> Result<Response, Problem> {
    let spelled = match &posted {
        OneOrLines::One(body) => body.to_string(),
        OneOrLines::Lines(lines) => lines.iter().map(spell).collect::<Vec<_>>().join("\n"),
    };
    let run = Box::pin(async {
        let intake = Intake::open(&backend, &caller.workspace).await?;
        match posted {
            OneOrLines::One(body) => one(intake.take(vec![Ok(body)]).await),
            OneOrLines::Lines(lines) => Ok(all(intake.take(lines).await)),
        }
    });
    once.answer(&backend, &caller.workspace, &spelled, run).await
}

fn spell(line: &Result<Value, Problem>) -> String {
    line.as_ref().map_or_else(|bad| format!("{bad:?}"), Value::to_string)
}

fn one(outcomes: Vec<Result<Taken, Problem>>) -> Result<Answer, Problem> {
    let taken = outcomes.into_iter().next().unwrap_or_else(|| Err(Problem::internal()))?;
    let status = match taken.outcome {
        Outcome::Stored => StatusCode::CREATED,
        Outcome::Repeated => StatusCode::OK,
    };
    Ok(Answer::json(status, &shown(&taken)))
}

fn all(outcomes: Vec<Result<Taken, Problem>>) -> Answer {
    let again = outcomes.iter().any(|taken| taken.as_ref().is_err_and(|problem| problem.status().is_server_error()));
    let answer = Answer::lines(ndjson::text(outcomes.into_iter().map(|taken| taken.map(|taken| shown(&taken)))));
    // A line that failed on our side may be tried again, with the same idempotency key.
    if again { answer.unkept() } else { answer }
}

fn shown(taken: &Taken) -> Value {
    json!({"event_id": taken.id.as_str(), "outcome": taken.outcome.name()})
}
