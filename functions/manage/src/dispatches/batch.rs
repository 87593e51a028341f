//! A batch of dispatches: one order a line, one answer a line, in order. A line that is wrong is answered by its problem,
//! and the others go on.

use std::collections::{BTreeMap, HashSet};

use axum::response::Response;
use domain::id::WorkspaceId;
use futures::future::join_all;
use serde_json::Value;
use web::auth::Sender;
use web::backend::Backend;
use web::ndjson::{self, Lines};
use web::problem::Problem;

use super::order::Key;
use super::{answer, ask, order};
use crate::address::Reached;
use crate::once::{Answer, Once};

/// How many lines are worked on at the same time.
const TRACKS: usize = 16;

/// `POST /v1/dispatches/batch`
pub async fn post_batch(
    Sender(caller): Sender,
    Reached(backend): Reached,
    once: Once,
    Lines(lines): Lines,
) -> Result<Response, Problem> {
    let spell = |line: &Result<Value, Problem>| line.as_ref().map_or_else(|bad| format!("{bad:?}"), Value::to_string);
    let spelled: Vec<_> = lines.iter().map(spell).collect();
    let run = Box::pin(async { Ok(answer_all(&backend, &caller.workspace, lines).await) });
    once.answer(&backend, &caller.workspace, &spelled.join("\n"), run).await
}

async fn answer_all(backend: &Backend, ws: &WorkspaceId, lines: Vec<Result<Value, Problem>>) -> Answer {
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
    for done in join_all(tracks.map(|track| Box::pin(run(backend, ws, track)))).await {
        answers.extend(done);
    }
    answers.extend(Box::pin(run(backend, ws, repeats)).await);

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

async fn run(backend: &Backend, ws: &WorkspaceId, lines: Vec<(usize, Value)>) -> Vec<(usize, Result<Value, Problem>)> {
    let mut answers = Vec::with_capacity(lines.len());
    for (number, line) in lines {
        let asked = Box::pin(ask(backend, ws, &line, Key::Required)).await;
        answers.push((number, asked.map(|dispatch| answer(backend, ws, &dispatch))));
    }
    answers
}
