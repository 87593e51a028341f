//! The dashboard: pages that are drawn here and read without scripts, made of the same numbers as the API answers. No route
//! writes anything, sign-in included: a session is a signed cookie, and the key behind it is looked up on every request.

mod overview;
mod session;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use domain::id::WorkspaceId;
use web::backend::Backend;

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
        .route("/session", post(session::begin))
        .route("/session/end", post(session::end))
        .with_state(state);
    web::layer::around(routes, "dashboard")
}
