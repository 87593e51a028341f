//! What happens around every request: an id, one log line, and an answer even where a handler panics.
//!
//! The log line names the route's pattern and never its path: paths hold tokens.

use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use http::{HeaderValue, StatusCode};
use tracing::Instrument;

use crate::page;
use crate::problem::Problem;
use crate::request_id;

/// Wraps the router of a function.
pub fn around(router: Router, function: &'static str) -> Router {
    router
        .fallback(|| async { Problem::new(StatusCode::NOT_FOUND, "no_such_route", "there is nothing at this path") })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this path does not take that method")
        })
        .layer(middleware::from_fn(move |request: Request, next: Next| handle(function, request, next)))
}

async fn handle(function: &'static str, request: Request, next: Next) -> Response {
    let id = uuid::Uuid::now_v7().simple().to_string();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let span = tracing::info_span!("request", request_id = id, function, workspace = tracing::field::Empty);
    let began = Instant::now();
    let answered = async {
        let running = std::panic::AssertUnwindSafe(next.run(request)).catch_unwind();
        let mut response = running.await.unwrap_or_else(|_| {
            tracing::error!(route, "the handler panicked");
            Problem::internal().into_response()
        });
        let status = response.status().as_u16();
        let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(%method, route, status, milliseconds, "answered");
        page::protect(response.headers_mut());
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", id);
        }
        response
    };
    request_id::within(id.clone(), answered.instrument(span)).await
}
