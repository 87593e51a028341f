//! `GET /v1/metrics`: a number over time.

use axum::Json;
use axum::extract::State;
use reading::metrics::{Told, answer};
use web::auth::Reader;
use web::backend::Backend;
use web::problem::Problem;
use web::query::Query;

/// Handles the call.
pub async fn show(Reader(caller): Reader, State(backend): State<Backend>, query: Query) -> Result<Json<Told>, Problem> {
    let workspace = reading::workspace(&backend.store, &caller.workspace).await?;
    answer(&backend, &workspace, &[], &query).await.map(Json)
}
