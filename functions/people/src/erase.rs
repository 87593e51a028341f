//! The erasure of a person, as a request: begun at once, ended here where there is time, and else by the queue.

use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::id::{ErasureId, PersonId, WorkspaceId};
use domain::task::JobTask;
use http::StatusCode;
use runtime::queue::Outgoing;
use serde_json::json;
use store::{LedgerEntry, LedgerState};
use web::auth::Admin;
use web::named::Named;
use web::problem::Problem;

use crate::People;

/// How long after its begin an erasure is looked after by the queue: once all that was under way then has ended.
const LATER: Duration = Duration::from_secs(75);

/// Erase a person
///
/// Who they are, where they are reached, what they wrote in their own words and what else may tell it goes; their answers stay
/// under no name, so scores keep their counts. An export that was made before is taken back. Repeat it as you like.
#[utoipa::path(
    delete, path = "/v1/people/{id}", tag = "people", operation_id = "erasePerson",
    security(("key" = ["admin"])),
    params(("id" = api::ClientId, Path, description = "Your own id for the person: never an address.")),
    responses(
        (status = 204, description = "Nothing that names them is left."),
        (
            status = 202, description = "It goes on by itself, and nothing is stored under their name any more.",
            body = api::ErasureRunning, example = json!({"status": "running"}),
        ),
    ),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn remove(Admin(caller): Admin, State(people): State<People>, named: Named) -> Result<Response, Problem> {
    let person: PersonId = named.existing("person")?;
    let (store, ws, now) = (&people.backend.store, &caller.workspace, people.backend.now());
    let id = store.erasure_of(ws, &person)?;
    let standing = store.tombstone(ws, id).await?.filter(|tombstone| tombstone.stands);
    if standing.is_none() && !store.holds(ws, &person).await? {
        return Err(Problem::not_found("person"));
    }
    // Before anything is written: a request that dies after that has left somebody who ends what it began.
    if standing.as_ref().is_none_or(store::Tombstone::is_running) {
        queue(&people, ws, id, LATER).await?;
    }
    let erasure = store.begin_erasure(ws, &person, now).await?;
    // By the time that stands in the table: of two requests at once only the first one's counts.
    people.copies.note(ws, &LedgerEntry { id, erased_at: erasure.erased_at, state: LedgerState::Running }).await?;
    if store.erase(ws, &erasure, &*people.copies, Instant::now() + people.patience).await? {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    queue(&people, ws, id, Duration::ZERO).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({"status": "running"}))).into_response())
}

async fn queue(people: &People, ws: &WorkspaceId, id: ErasureId, delay: Duration) -> Result<(), Problem> {
    let task = JobTask::Erase { workspace: ws.to_string(), erasure: id.to_string() };
    let body = serde_json::to_string(&task).map_err(|_| Problem::internal())?;
    people.jobs.send(vec![Outgoing { body, delay }]).await.map_err(|error| {
        tracing::error!(%error, "an erasure could not be queued");
        Problem::unavailable()
    })
}
