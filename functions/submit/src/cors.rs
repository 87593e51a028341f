//! Cross-origin calls of the app's way. A preflight carries no key, so it is answered from what stands under its origin; the
//! call itself is then held to the origins of the key's own workspace. Origins match exactly, and there are no credentials.

use axum::extract::{Extension, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::id::WorkspaceId;
use domain::origin::Origin;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use web::backend::Backend;
use web::problem::Problem;

/// What a browser may keep a preflight's answer for.
const MAX_AGE: &str = "600";

/// Where a call comes from. Browsers say it; apps and servers don't.
#[derive(Clone, Debug)]
pub struct From {
    /// What stands in `Origin`; an error where it is no origin that could be allowed, such as `null`.
    origin: Option<Result<Origin, ()>>,
    /// Whether any workspace has allowed it; an error where that could not be read.
    known: Result<bool, ()>,
}

impl From {
    async fn read(backend: &Backend, headers: &HeaderMap) -> Self {
        let origin = headers.get(header::ORIGIN);
        let origin = origin.map(|value| value.to_str().unwrap_or_default().parse::<Origin>().map_err(drop));
        let known = match &origin {
            Some(Ok(origin)) => {
                let known = backend.store.origin_known(origin).await;
                known.map_err(|error| tracing::error!(%error, "an origin could not be looked up"))
            }
            _ => Ok(false),
        };
        Self { origin, known }
    }

    /// Refuses a call from an origin that the workspace has not allowed.
    ///
    /// # Errors
    /// 403 `origin_not_allowed`.
    pub async fn check(&self, backend: &Backend, workspace: &WorkspaceId) -> Result<(), Problem> {
        match &self.origin {
            None => Ok(()),
            Some(Ok(origin)) if backend.store.origin_of(workspace, origin).await? => Ok(()),
            Some(_) => Err(not_allowed()),
        }
    }
}

fn not_allowed() -> Problem {
    let detail = "this origin is not one of the workspace's allowed_origins; PUT /v1/workspace sets them";
    Problem::new(StatusCode::FORBIDDEN, "origin_not_allowed", detail)
}

/// Tells the handler where a call comes from, and lets the pages of known origins read what it is answered, errors too.
pub async fn around(State(backend): State<Backend>, mut request: Request, next: Next) -> Response {
    let from = From::read(&backend, request.headers()).await;
    request.extensions_mut().insert(from.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let From { origin: Some(Ok(origin)), known: Ok(true) } = from
        && let Ok(origin) = HeaderValue::from_str(origin.as_str())
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static("retry-after, x-request-id");
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    response
}

/// `OPTIONS`: what a browser asks before a call, without a key.
pub async fn preflight(Extension(from): Extension<From>) -> Response {
    match from.known {
        Ok(true) => {
            let says: [(HeaderName, &str); 3] = [
                (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
                (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
                (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
            ];
            (StatusCode::NO_CONTENT, says).into_response()
        }
        Ok(false) => not_allowed().into_response(),
        Err(()) => Problem::unavailable().into_response(),
    }
}
