//! The workspace's settings. A workspace is there as soon as it has a key; until somebody sets it, it has the defaults.

use axum::Json;
use axum::extract::State;
use domain::id::WorkspaceId;
use domain::workspace::Workspace;
use serde_json::Value;
use web::auth::{Admin, Reader};
use web::backend::Backend;
use web::body;
use web::problem::Problem;

use crate::{Manage, rollups, texts};

/// The settings of a workspace, the defaults where nothing was set.
pub async fn settings(backend: &Backend, id: &WorkspaceId) -> Result<Workspace, Problem> {
    Ok(backend.store.workspace(id).await?.unwrap_or_else(|| Workspace::new(id.clone())))
}

/// The workspace's settings
#[utoipa::path(
    get, path = "/v1/workspace", tag = "workspace", operation_id = "getWorkspace",
    security(("key" = ["read"])),
    responses(
        (
            status = 200, description = "The settings; the defaults where nothing was set.",
            body = api::Workspace, example = json!(api::examples::workspace()),
        ),
    ),
)]
pub async fn show(Reader(caller): Reader, State(backend): State<Backend>) -> Result<Json<Value>, Problem> {
    Ok(Json(settings(&backend, &caller.workspace).await?.to_json()))
}

/// Set the workspace's settings, whole
#[utoipa::path(
    put, path = "/v1/workspace", tag = "workspace", operation_id = "putWorkspace",
    security(("key" = ["admin"])),
    request_body(content = api::Workspace, example = json!(api::examples::workspace())),
    responses(
        (
            status = 200, description = "The settings as they stand now.",
            body = api::Workspace, example = json!(api::examples::workspace()),
        ),
    ),
    extensions(("x-codes" = json!([
        api::codes::TEXTS, api::codes::OWN_METRICS, api::codes::HOURS, api::codes::WORKSPACE,
    ]))),
)]
pub async fn put(Admin(caller): Admin, State(manage): State<Manage>, body: body::Json) -> Result<Json<Value>, Problem> {
    let store = &manage.backend.store;
    let workspace = Workspace::parse(caller.workspace, &body.value);
    let workspace = texts::known(workspace, &body.value)?;
    let before = settings(&manage.backend, &workspace.id).await?;
    // What the rollups count by: the days of surveys without a zone of their own, and how many answers of one address.
    let (days_move, limit_moves) =
        (before.time_zone != workspace.time_zone, before.suspect_limit != workspace.suspect_limit);
    if days_move || limit_moves {
        for survey in store.surveys(&workspace.id).await? {
            if limit_moves || survey.time_zone.is_none() {
                rollups::recount_soon(&manage, &workspace.id, &survey.id).await?;
            }
        }
    }
    if days_move || before.counting.business_hours != workspace.counting.business_hours {
        rollups::recount_timelines_soon(&manage, &workspace.id).await?;
    }
    store.put_workspace(&workspace).await?;
    Ok(Json(workspace.to_json()))
}
