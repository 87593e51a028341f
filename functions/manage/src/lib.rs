//! The keyed half of the API: workspace settings, surveys, dispatches, reviews of answers, requests to recompute, keys of the
//! API and keys that sign links.
//!
//! One module for each resource. Bodies become domain types at the edge; what is stored, and how, is the store's business.

mod described;
mod dispatches;
mod exports;
mod keys;
mod link_keys;
mod reviews;
mod rollups;
mod surveys;
mod texts;
mod workspace;

use std::sync::Arc;

use axum::extract::FromRef;
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use files::Files;
use jiff::Timestamp;
use runtime::queue::Queue;
use serde_json::{Value, json};
use uuid::Uuid;
use web::backend::Backend;
use web::problem::Problem;

pub use described::api;

/// What the routes of this function share.
#[derive(Clone, Debug)]
pub struct Manage {
    /// What the routes of every function share.
    pub backend: Backend,
    /// The queue of the rollup, for days that somebody asks to recompute.
    pub rollups: Arc<dyn Queue>,
    /// The queue of long work, for exports.
    pub jobs: Arc<dyn Queue>,
    /// Where exports lie.
    pub files: Arc<dyn Files>,
}

impl FromRef<Manage> for Backend {
    fn from_ref(state: &Manage) -> Self {
        state.backend.clone()
    }
}

/// The routes of this function.
pub fn router(state: Manage) -> Router {
    let router = Router::new()
        .route("/healthz", get(health))
        .route("/v1/workspace", get(workspace::show).put(workspace::put))
        .route("/v1/surveys", get(surveys::list))
        .route("/v1/surveys/{id}", get(surveys::show).put(surveys::put).delete(surveys::archive))
        .route("/v1/surveys/{id}/responses/{response}/review", put(reviews::put))
        .route("/v1/dispatches", get(dispatches::list).post(dispatches::post))
        .route("/v1/dispatches/batch", post(dispatches::post_batch))
        .route("/v1/dispatches/{id}", get(dispatches::show))
        .route("/v1/exports", post(exports::post))
        .route("/v1/exports/{id}", get(exports::show))
        .route("/v1/rollups", post(rollups::post))
        .route("/v1/rollups/{id}", get(rollups::show))
        .route("/v1/keys", get(keys::list_all).post(keys::post))
        .route("/v1/keys/{id}", delete(keys::remove))
        .route("/v1/link-keys", get(link_keys::list).post(link_keys::post))
        .route("/v1/link-keys/{id}", delete(link_keys::retire))
        .with_state(state);
    web::layer::around(router, "manage")
}

/// Random bytes, for secrets and ids.
fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(error = %error, "there is no randomness");
        Problem::internal()
    })?;
    Ok(bytes)
}

/// A new id that sorts by its time: a `UUIDv7`.
fn new_id(now: Timestamp) -> Result<Uuid, Problem> {
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random()?).into_uuid())
}

/// Whether the function answers
#[utoipa::path(
    get, path = "/healthz", tag = "about", operation_id = "health",
    responses(
        (
            status = 200, description = "It does.",
            body = inline(api::Health), example = json!(api::examples::health()),
        ),
    ),
)]
async fn health() -> Json<Value> {
    Json(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}
