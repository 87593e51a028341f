//! Cross-origin calls of the app's way. A preflight carries no key, so it is answered from what stands under its origin; the
//! call itself is then held to the origins of the key's own workspace. Origins match exactly, and there are no credentials.

use std::sync::{Arc, OnceLock};

use axum::extract::{Extension, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::id::WorkspaceId;
use domain::origin::Origin;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use store::StoreError;
use web::backend::Backend;
use web::problem::Problem;

/// What a browser may keep a preflight's answer for.
const MAX_AGE: &str = "600";

/// Where a call comes from. Browsers say it; apps and servers don't.
#[derive(Clone, Debug)]
pub struct Source {
    /// What stands in `Origin`; an error where it is no origin that could be allowed, such as `null`.
    origin: Option<Result<Origin, ()>>,
    /// Set once the call's own workspace was found to allow it.
    allowed: Arc<OnceLock<()>>,
}

impl Source {
    fn read(headers: &HeaderMap) -> Self {
        let origin = headers.get(header::ORIGIN);
        let origin = origin.map(|value| value.to_str().unwrap_or_default().parse::<Origin>().map_err(drop));
        Self { origin, allowed: Arc::default() }
    }

    /// Refuses a call from an origin that the workspace has not allowed.
    ///
    /// # Errors
    /// 403 `origin_not_allowed`.
    pub async fn check(&self, backend: &Backend, workspace: &WorkspaceId) -> Result<(), Problem> {
        match &self.origin {
            None => Ok(()),
            Some(Ok(origin)) if backend.store.origin_of(workspace, origin).await? => {
                let _ = self.allowed.set(());
                Ok(())
            }
            Some(_) => Err(not_allowed()),
        }
    }

    /// Whether any workspace has allowed the origin.
    async fn is_known(&self, backend: &Backend) -> Result<bool, StoreError> {
        match &self.origin {
            Some(Ok(_)) if self.allowed.get().is_some() => Ok(true),
            Some(Ok(origin)) => backend.store.origin_known(origin).await,
            _ => Ok(false),
        }
    }
}

fn not_allowed() -> Problem {
    let detail = "this origin is not one of the workspace's allowed_origins; PUT /v1/workspace sets them";
    Problem::new(StatusCode::FORBIDDEN, "origin_not_allowed", detail)
}

/// Tells the handler where a call comes from, and lets the pages of known origins read what it is answered, errors too.
/// The origin is looked up after the call: what has no key is refused before anything is read for it.
pub async fn around(State(backend): State<Backend>, mut request: Request, next: Next) -> Response {
    let source = Source::read(request.headers());
    request.extensions_mut().insert(source.clone());
    let mut response = next.run(request).await;
    let known = source.is_known(&backend).await.unwrap_or_else(|error| {
        tracing::error!(%error, "an origin could not be looked up");
        false
    });
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(Ok(origin)) = source.origin.filter(|_| known)
        && let Ok(origin) = HeaderValue::from_str(origin.as_str())
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static("retry-after, x-request-id");
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    response
}

/// `OPTIONS`: what a browser asks before a call, without a key.
pub async fn preflight(State(backend): State<Backend>, Extension(source): Extension<Source>) -> Response {
    match source.is_known(&backend).await {
        Ok(true) => {
            // Known to the frame around it too, which need not look it up once more.
            let _ = source.allowed.set(());
            let says: [(HeaderName, &str); 3] = [
                (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
                (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
                (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
            ];
            (StatusCode::NO_CONTENT, says).into_response()
        }
        Ok(false) => not_allowed().into_response(),
        Err(error) => Problem::from(error).into_response(),
    }
}
