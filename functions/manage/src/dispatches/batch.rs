//! A batch of dispatches: one order a line, one answer a line, in order. A line that is wrong is answered by its problem,
//! and the others go on.

use std::collections::{BTreeMap, HashSet};

use axum::response::Response;
use futures::future::join_all;
use serde_json::Value;
use web::auth::Sender;
use web::ndjson::{self, Lines};
use web::once::{Answer, Once};
use web::problem::Problem;
use web::reached::Reached;

use super::ask::Asker;
use super::order::Key;
use super::{answer, order};
use crate::workspace::settings;

/// How many lines are worked on at the same time.
const TRACKS: usize = 16;

/// Ask up to 500 people
///
/// Each line is a body of `POST /v1/dispatches` with a `key`, so a batch that timed out is sent again as a whole, and
/// goes on where it stopped. A bad line holds up no other.
#[utoipa::path(
    post, path = "/v1/dispatches/batch", tag = "dispatches", operation_id = "postDispatches",
    security(("key" = ["send"])),
    params(api::params::Once),
    request_body(content(
        (inline(api::OrderLines) = "application/x-ndjson", example = json!(api::examples::post_dispatches())),
    )),
    responses(
        (
            status = 200, description = "One line for each line sent, in order: its outcome, or its problem (at \
                most 20 bad fields of one line are named). Empty lines are left out.",
            body = inline(api::OutcomeLines), content_type = "application/x-ndjson",
                example = json!(api::examples::post_dispatches_answered()),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::LINES]))),
)]
pub async fn post_batch(
    Sender(caller): Sender,
    Reached(backend): Reached,
    once: Once,
    Lines(lines): Lines,
) -> Result<Response, Problem> {
    let spell = |line: &Result<Value, Problem>| line.as_ref().map_or_else(|bad| format!("{bad:?}"), Value::to_string);
    let spelled: Vec<_> = lines.iter().map(spell).collect();
    let run = Box::pin(async {
        let workspace = settings(&backend, &caller.workspace).await?;
        Ok(answer_all(&Asker { backend: &backend, workspace: &workspace }, lines).await)
    });
    once.answer(&backend, &caller.workspace, &spelled.join("\n"), run).await
}

async fn answer_all(asker: &Asker<'_>, lines: Vec<Result<Value, Problem>>) -> Answer {
    let mut answers: BTreeMap<usize, Result<Value, Problem>> = BTreeMap::new();
    let mut tracks: [Vec<(usize, Value)>; TRACKS] = Default::default();
    let mut repeats = Vec::new();
    let mut seen = HashSet::new();
    for (number, line) in lines.into_iter().enumerate() {
        let line = match line {
            Ok(line) => line,
            Err(problem) => {
                answers.insert(number, Err(problem));
                continue;
            }
        };
        let repeated = order::key(&line).is_some_and(|key| !seen.insert(key));
        // The first line of a key decides, so the others wait for it. Lines of one person follow each other, so that the
        // last one's fields stand.
        let track = if repeated { &mut repeats } else { &mut tracks[track(&line)] };
        track.push((number, line));
    }
    for done in join_all(tracks.map(|track| Box::pin(run(asker, track)))).await {
        answers.extend(done);
    }
    answers.extend(Box::pin(run(asker, repeats)).await);

    let again =
        answers.values().any(|answered| answered.as_ref().is_err_and(|problem| problem.status().is_server_error()));
    let answer = Answer::lines(ndjson::text(answers.into_values()));
    // A line that failed on our side may be tried again, with the same idempotency key.
    if again { answer.unkept() } else { answer }
}

fn track(line: &Value) -> usize {
    let person = &line["person"];
    let id = person.as_str().or_else(|| person["id"].as_str()).unwrap_or_default();
    id.bytes().fold(0, |sum, byte| (sum * 31 + usize::from(byte)) % TRACKS)
}

async fn run(asker: &Asker<'_>, lines: Vec<(usize, Value)>) -> Vec<(usize, Result<Value, Problem>)> {
    let mut answers = Vec::with_capacity(lines.len());
    for (number, line) in lines {
        let dispatch = Box::pin(asker.ask(&line, Key::Required)).await;
        answers.push((number, dispatch.map(|dispatch| answer(asker.backend, &asker.workspace.id, &dispatch))));
    }
    answers
}
