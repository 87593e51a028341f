//! The dashboard: pages that are drawn here and read without scripts, made of the same numbers as the API answers. No route
//! writes anything, sign-in included: a session is a signed cookie, and the key behind it is looked up on every request.

mod agents;
mod answers;
mod change;
mod charts;
mod classes;
mod counting;
mod course;
mod described;
mod docs;
mod door;
mod failed;
mod figure;
mod lost;
mod moment;
mod operations;
mod overview;
mod own;
mod panel;
mod score;
mod sending;
mod session;
mod shell;
mod survey;
mod texts;
mod view;
mod written;

use axum::Router;
use axum::extract::{FromRef, Request};
use axum::routing::{get, post};
use domain::id::WorkspaceId;
use web::backend::Backend;

pub use described::api;

/// The state of the routes.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// What the routes of every function share.
    pub backend: Backend,
    /// The workspace whose dashboard opens without a sign-in: set by the demo, in memory and on loopback, and by nobody
    /// else.
    pub open_to: Option<WorkspaceId>,
}

impl FromRef<Dashboard> for Backend {
    fn from_ref(state: &Dashboard) -> Self {
        state.backend.clone()
    }
}

/// The routes of this function.
pub fn router(state: Dashboard) -> Router {
    let routes = Router::new()
        .route("/", get(overview::show))
        .route("/surveys/{id}", get(survey::show))
        .route("/surveys/{id}/responses", get(answers::list))
        .route("/surveys/{id}/responses/{response}", get(answers::one::show))
        .route("/agents", get(agents::show))
        .route("/operations", get(operations::show))
        .route("/dispatches", get(sending::show))
        .route("/dispatches/{id}", get(sending::one::show))
        .route("/rollups", get(counting::show))
        .route("/docs", get(docs::show))
        .route("/openapi.json", get(docs::openapi))
        .route("/session", post(session::begin))
        .route("/session/end", post(session::end))
        .with_state(state.clone());
    web::layer::around_or(routes, "dashboard", move |request: Request| lost::show(state.clone(), request))
}
