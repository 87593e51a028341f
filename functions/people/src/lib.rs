//! People and the addresses that must not be written to: what is held of somebody, and how it goes.

mod people;
mod suppressions;

use axum::Router;
use axum::routing::{delete, get};
use web::backend::Backend;

/// The routes of this function.
pub fn router(backend: Backend) -> Router {
    let router = Router::new()
        .route("/v1/people/{id}", get(people::show).put(people::put))
        .route("/v1/suppressions", get(suppressions::list).put(suppressions::put))
        .route("/v1/suppressions/{id}", delete(suppressions::remove))
        .with_state(backend);
    web::layer::around(router, "people")
}
