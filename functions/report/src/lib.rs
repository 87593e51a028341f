//! What may only be read: metrics, responses, previews of messages and the dashboard. No route here writes anything,
//! sign-in included: a session is a signed cookie, and the key behind it is looked up again on every request.

mod comments;
mod dashboard;
mod metrics;
mod preview;
mod responses;
mod session;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use domain::id::WorkspaceId;
use web::backend::Backend;

/// The state of the routes.
#[derive(Clone, Debug)]
pub struct ReportState {
    /// What the routes of every function share.
    pub backend: Backend,
    /// The workspace whose dashboard opens without a sign-in: set by the demo, in memory and on loopback, and by nobody
    /// else.
    pub open_to: Option<WorkspaceId>,
}

impl FromRef<ReportState> for Backend {
    fn from_ref(state: &ReportState) -> Self {
        state.backend.clone()
    }
}

/// The routes of this function.
pub fn router(state: ReportState) -> Router {
    let routes = Router::new()
        .route("/", get(dashboard::show))
        .route("/session", post(session::begin))
        .route("/session/end", post(session::end))
        .route("/v1/metrics", get(metrics::show))
        .route("/v1/surveys/{id}/preview", get(preview::show))
        .route("/v1/surveys/{id}/comments", get(comments::list))
        .route("/v1/surveys/{id}/responses", get(responses::list))
        .route("/v1/surveys/{id}/responses/{response}", get(responses::show))
        .with_state(state);
    web::layer::around(routes, "report")
}
