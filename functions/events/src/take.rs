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

/// `POST /v1/events`
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
