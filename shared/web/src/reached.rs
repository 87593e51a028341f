//! The host that a request came to, for links where no setting says where the public pages are.

use axum::extract::{FromRef, FromRequestParts};
use http::header::HOST;
use http::request::Parts;

use crate::backend::Backend;
use crate::problem::Problem;

/// The backend with a base URL in any case: where no setting says it, links lead to the host that the request came to.
/// API Gateway routes by that host, so a client can't make one up.
#[derive(Debug)]
pub struct Reached(pub Backend);

impl<S> FromRequestParts<S> for Reached
where
    S: Send + Sync,
    Backend: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let mut backend = Backend::from_ref(state);
        if backend.base_url.is_empty() {
            let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
            let scheme = header("x-forwarded-proto").filter(|scheme| *scheme == "http").unwrap_or("https");
            let host = header(HOST.as_str()).ok_or_else(Problem::internal)?;
            backend.base_url = format!("{scheme}://{host}");
        }
        Ok(Self(backend))
    }
}
