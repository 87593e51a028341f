//! The public function: survey pages under `/s/`, and `POST /v1/responses` for apps and websites.
//!
//! Both ways end in [`accept`], so that an answer is stored once however it comes, and however often.

pub mod accept;
mod page;
mod responses;

use axum::Router;
use axum::routing::{get, post};
use web::backend::Backend;

/// The routes of this function.
pub fn router(backend: Backend) -> Router {
    let router = Router::new()
        .route("/s/{token}", get(page::show).post(page::answer))
        .route("/v1/responses", post(responses::post))
        .with_state(backend);
    web::layer::around(router, "submit")
}
