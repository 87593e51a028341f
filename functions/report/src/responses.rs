//! `GET /v1/surveys/{id}/responses`: what people answered, newest first, page by page; and one response by either of its
//! ids.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::id::WorkspaceId;
use domain::survey::Survey;
use http::{HeaderMap, StatusCode, header};
use reading::responses::{self, shown};
use serde_json::{Value, json};
use web::auth::Reader;
use web::backend::Backend;
use web::problem::Problem;
use web::query::Query;

/// The survey that a path names.
pub async fn survey_of(
    backend: &Backend,
    ws: &WorkspaceId,
    id: Result<&String, &PathRejection>,
) -> Result<Survey, Problem> {
    let id = id.map_err(|_| Problem::not_found("survey"))?;
    responses::survey_of(backend, ws, id).await
}

/// Handles the call for one response.
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    path: Result<Path<(String, String)>, PathRejection>,
    query: Query,
) -> Result<Json<Value>, Problem> {
    query.fields()?.finish(|| Some(()))?;
    let ids = path.as_ref().map(|Path(ids)| ids);
    let survey = survey_of(&backend, &caller.workspace, ids.map(|ids| &ids.0)).await?;
    let id = ids.map(|ids| ids.1.as_str()).unwrap_or_default();
    let response = responses::one(&backend, &caller.workspace, &survey, id).await?;
    Ok(Json(shown(&response, &survey)))
}

/// Refuses the contract's other forms of the list, which this version does not make: a client that asked for a table must
/// not get JSON unasked.
fn only_json(headers: &HeaderMap) -> Result<(), Problem> {
    let wanted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if ["text/csv", "application/x-ndjson"].iter().any(|form| wanted.starts_with(form)) {
        let detail = "this version gives the list as JSON alone; ask for application/json";
        return Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "not_available_yet", detail));
    }
    Ok(())
}

/// Handles the call for the list.
pub async fn list(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Problem> {
    only_json(&headers)?;
    let survey = survey_of(&backend, &caller.workspace, path.as_ref().map(|Path(id)| id)).await?;
    let workspace = reading::workspace(&backend.store, &caller.workspace).await?;
    let page = responses::list(&backend, &workspace, &survey, &query).await?;
    let rows: Vec<_> = page.responses.iter().map(|response| shown(response, &survey)).collect();
    Ok(Json(json!({"data": rows, "next_cursor": page.next_cursor})).into_response())
}
