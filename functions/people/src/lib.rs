//! People and the addresses that must not be written to: what is held of somebody, and how it goes.

mod described;
mod erase;
mod export;
mod held;
mod people;
mod suppressions;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{delete, get};
use runtime::queue::Queue;
use store::Copies;
use web::backend::Backend;

pub use described::api;

/// How long a request may take to erase somebody before the rest is left to the queue.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// What the routes of this function share.
#[derive(Clone, Debug)]
pub struct People {
    /// What the routes of every function share.
    pub backend: Backend,
    /// The queue of long work, where erasures are ended.
    pub jobs: Arc<dyn Queue>,
    /// What lies outside the tables.
    pub copies: Arc<dyn Copies>,
    /// How long a request may take to erase somebody.
    pub patience: Duration,
}

impl FromRef<People> for Backend {
    fn from_ref(state: &People) -> Self {
        state.backend.clone()
    }
}

/// The routes of this function.
pub fn router(state: People) -> Router {
    let router = Router::new()
        .route("/v1/people/{id}", get(people::show).put(people::put).delete(erase::remove))
        .route("/v1/people/{id}/export", get(export::show))
        .route("/v1/suppressions", get(suppressions::list).put(suppressions::put))
        .route("/v1/suppressions/{id}", delete(suppressions::remove))
        .with_state(state);
    web::layer::around(router, "people")
}
