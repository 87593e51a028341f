//! `GET /v1/dispatches`: newest first, page by page.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::json;
use web::auth::Reader;
use web::backend::Backend;
use web::problem::Problem;
use web::query::Query;

/// Dispatches of some days, or of a person
///
/// All that is named has to hold. A page ends at the limit or after 500 dispatches that were looked at, so it may be
/// empty and have a cursor.
#[utoipa::path(
    get, path = "/v1/dispatches", tag = "dispatches", operation_id = "listDispatches",
    security(("key" = ["read"])),
    params(api::params::Dispatches, api::params::Paging),
    responses(
        (
            status = 200, description = "A page, newest first.",
            body = inline(api::Page<api::Dispatch>), example = json!(api::examples::dispatches()),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::DISPATCH, api::codes::TYPES, "not_found"]))),
)]
pub async fn list(Reader(caller): Reader, State(backend): State<Backend>, query: Query) -> Result<Response, Problem> {
    let workspace = reading::workspace(&backend.store, &caller.workspace).await?;
    let page = reading::dispatches::list(&backend, &workspace, &query).await?;
    // The rows are JSON texts already: they were measured for the page's size.
    let rows: Vec<_> = page.rows.iter().map(|row| row.json.as_str()).collect();
    let body = format!(r#"{{"data":[{}],"next_cursor":{}}}"#, rows.join(","), json!(page.next_cursor));
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
