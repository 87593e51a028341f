//! Business events: what other systems know of tickets, customers, appointments and money.
//!
//! This function stores them, each once, and marks the timelines that they belong to. What follows from them is counted
//! by the rollup.

mod described;
mod intake;
mod take;

use axum::Router;
use axum::routing::post;
use web::backend::Backend;

pub use described::api;

/// The routes of this function.
pub fn router(backend: Backend) -> Router {
    let router = Router::new().route("/v1/events", post(take::post)).with_state(backend);
    web::layer::around(router, "events")
}
