//! Dispatches: asked for one by one or in a batch, and asked about.

mod ask;
pub mod batch;
pub mod list;
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
use reading::dispatches;
use serde_json::{Value, json};
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
use crate::workspace::settings;
use web::named::Named;

/// Ask one person
///
/// With `key`, the same key gets the first outcome for ever, and a repetition changes nobody. Unknown surveys and
/// people are refused: `unknown_survey`, `unknown_person`.
///
/// The rules of sending are asked for the time that is planned, and once more when the message goes out:
/// docs/dispatches.md.
#[utoipa::path(
    post, path = "/v1/dispatches", tag = "dispatches", operation_id = "postDispatch",
    security(("key" = ["send"])),
    params(api::params::Once),
    request_body(content = api::Order, examples(
            ("email" = (summary = "A mail, at once", value = json!(api::examples::post_dispatch_email()))),
            ("sms" = (summary = "A text, tomorrow, in the hour after nine", value = json!(api::examples::post_dispatch_sms()))),
            ("link" = (summary = "A link for a mailer of your own, to somebody new", value = json!(api::examples::post_dispatch_link())))
        )),
    responses(
        (
            status = 202, description = "What became of it: scheduled, or skipped with a reason.",
            body = api::Outcome, examples(
                ("scheduled" = (value = json!(api::examples::post_dispatch_scheduled()))),
                ("skipped" = (value = json!(api::examples::post_dispatch_skipped())))
            ),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::PROPERTIES, api::codes::PERSON, api::codes::DISPATCH, "person_erased"]))),
)]
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

/// A dispatch and its messages
#[utoipa::path(
    get, path = "/v1/dispatches/{id}", tag = "dispatches", operation_id = "getDispatch",
    security(("key" = ["read"])),
    params(("id" = api::DispatchId, Path, description = "The dispatch.")),
    responses(
        (
            status = 200, description = "The dispatch.",
            body = api::Dispatch, example = json!(api::examples::dispatch()),
        ),
    ),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    named: Named,
) -> Result<Json<Value>, Problem> {
    let id: DispatchId = named.existing("dispatch")?;
    Ok(Json(dispatches::one(&backend, &caller.workspace, id).await?.shown()))
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
