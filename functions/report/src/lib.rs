//! What may only be read: metrics, responses and previews of messages. No route here writes anything.

mod accept;
mod comments;
mod described;
mod metrics;
mod preview;
mod responses;

use axum::Router;
use axum::routing::get;
use web::backend::Backend;
use web::coding::{BROTLI, GZIP};

pub use described::api;

/// The routes of this function.
pub fn router(backend: Backend) -> Router {
    let routes = Router::new()
        .route("/v1/metrics", get(metrics::show))
        .route("/v1/surveys/{id}/preview", get(preview::show))
        .route("/v1/surveys/{id}/comments", get(comments::list))
        .route("/v1/surveys/{id}/responses", get(responses::list))
        .route("/v1/surveys/{id}/responses/{response}", get(responses::show))
        .with_state(backend);
    web::layer::around_with(routes, "report", &[BROTLI, GZIP])
}
