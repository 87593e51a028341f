//! The public function: survey pages under `/s/` and `/f/`, the page of those who want no more messages under `/u/`, and
//! `/v1/responses` for apps and websites.
//!
//! All ways of an answer end in [`accept`], so that an answer is stored once however it comes, and however often.

pub mod accept;
mod cors;
mod described;
pub mod enps;
pub mod limit;
mod page;
mod responses;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use web::backend::Backend;

use limit::{Limits, Rules};

pub use described::api;

/// What the routes share: one for each running instance, since it counts.
#[derive(Clone, Debug)]
struct Submit {
    backend: Backend,
    limits: Arc<Limits>,
}

impl FromRef<Submit> for Backend {
    fn from_ref(submit: &Submit) -> Self {
        submit.backend.clone()
    }
}

/// The routes of this function.
pub fn router(backend: Backend) -> Router {
    router_within(backend, Rules::default())
}

/// The routes of this function, with limits of one's own.
pub fn router_within(backend: Backend, rules: Rules) -> Router {
    let submit = Submit { limits: Arc::new(Limits::new(rules)), backend: backend.clone() };
    let apps = Router::new()
        .route("/v1/responses", post(responses::post).options(cors::preflight))
        .route("/v1/responses/batch", post(responses::post_batch).options(cors::preflight))
        .route_layer(from_fn_with_state(backend, cors::around));
    let router = Router::new()
        .route("/s/{token}", get(page::show).post(page::answer))
        .route("/f/{workspace}/{survey}", get(page::show_signed).post(page::answer_signed))
        .route("/u/{token}", get(page::ask_to_stop).post(page::stop))
        .merge(apps)
        .with_state(submit);
    web::layer::around(router, "submit")
}
