//! Dispatches: asked for one by one or in a batch, and asked about.

mod ask;
mod batch;
mod list;
mod order;
mod plan;
mod standing;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, WorkspaceId};
use domain::message::Status;
use domain::stamped::millis;
use http::StatusCode;
use serde_json::{Value, json};
use store::LinkState;
use web::auth::{Reader, Sender};
use web::backend::Backend;
use web::body;
use web::once::{Answer, Once};
use web::problem::Problem;
use web::reached::Reached;

use self::ask::Asker;
pub use self::batch::post_batch;
pub use self::list::list;
use self::order::Key;
use web::named::Named;
use crate::workspace::settings;

/// The status of a dispatch that somebody answered.
const RESPONDED: &str = "responded";

/// `POST /v1/dispatches`
pub async fn post(
    Sender(caller): Sender,
    Reached(backend): Reached,
    once: Once,
    body: body::Json,
) -> Result<Response, Problem> {
    let spelled = body.value.to_string();
    let run = Box::pin(async {
        let workspace = settings(&backend, &caller.workspace).await?;
        let asker = Asker { backend: &backend, workspace: &workspace };
        let dispatch = asker.ask(&body.value, Key::OrSeed(once.seed(&spelled))).await?;
        Ok(Answer::json(StatusCode::ACCEPTED, &answer(&backend, &caller.workspace, &dispatch)))
    });
    once.answer(&backend, &caller.workspace, &spelled, run).await
}

/// `GET /v1/dispatches/{id}`
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    named: Named,
) -> Result<Json<Value>, Problem> {
    let id: DispatchId = named.existing("dispatch")?;
    let dispatch = backend.store.dispatch(&caller.workspace, id).await?;
    let dispatch = dispatch.ok_or_else(|| Problem::not_found("dispatch"))?;
    let answered = is_answered(&backend, &caller.workspace, &dispatch).await?;
    Ok(Json(shown(&dispatch, answered)))
}

/// A dispatch as somebody who may read sees it.
fn shown(dispatch: &Dispatch, answered: bool) -> Value {
    let mut value = dispatch.to_json();
    if answered {
        value["status"] = json!(RESPONDED);
        value["reason"] = Value::Null;
        value["eligible_at"] = Value::Null;
    }
    value
}

/// Whether somebody answered. What a machine wrote that followed the link is no answer yet: a person may still come.
async fn is_answered(backend: &Backend, ws: &WorkspaceId, dispatch: &Dispatch) -> Result<bool, Problem> {
    let LinkState::Answered(id) = backend.store.link(ws, &dispatch.person, dispatch.id).await? else {
        return Ok(false);
    };
    let Some(survey) = backend.store.survey(ws, &dispatch.survey).await? else { return Ok(true) };
    let standing = backend.store.response(ws, &survey, id).await?;
    Ok(standing.is_none_or(|(response, _)| response.suspect.is_none()))
}

/// The answer to whoever asked for a dispatch, made of what was stored at first alone.
fn answer(backend: &Backend, ws: &WorkspaceId, dispatch: &Dispatch) -> Value {
    let (outcome, reason, eligible_at) = dispatch.outcome();
    let mut value = json!({"id": dispatch.id.to_string(), "outcome": outcome.name()});
    if let Some(reason) = reason {
        value["reason"] = json!(reason.name());
    }
    if let Some(eligible_at) = eligible_at {
        value["eligible_at"] = json!(millis(eligible_at));
    }
    if dispatch.channel == Channel::Link && outcome == Status::Scheduled {
        value["link"] = json!(backend.survey_link(ws, dispatch.id, dispatch.expires_at));
    }
    value
}
