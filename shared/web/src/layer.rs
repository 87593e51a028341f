//! What happens around every request: an id, one log line, an answer even where a handler panics, and the form in which it
//! goes out: compressed, or not at all where the client has it.
//!
//! The log line names the route's pattern and never its path: paths hold tokens.

use std::convert::Infallible;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{MatchedPath, Request};
use axum::handler::Handler;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::FutureExt;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use tracing::Instrument;

use crate::coding::{self, Coding, GZIP};
use crate::fresh::{self, Tag};
use crate::page;
use crate::problem::Problem;
use crate::request_id;

/// Wraps the router of a function.
pub fn around(router: Router, function: &'static str) -> Router {
    around_with(router, function, &[GZIP])
}

/// The same with an answer of its own where no route is.
pub fn around_or<H: Handler<T, ()>, T: 'static>(router: Router, function: &'static str, lost: H) -> Router {
    wrapped(router.fallback(lost), function, &[GZIP])
}

/// Wraps the router of a function that offers these codings, the better ones first.
pub fn around_with(router: Router, function: &'static str, codings: &'static [Coding]) -> Router {
    wrapped(router.fallback(|| async { no_such_route() }), function, codings)
}

/// What is answered where no route is.
pub fn no_such_route() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no_such_route", "there is nothing at this path")
}

fn wrapped(router: Router, function: &'static str, codings: &'static [Coding]) -> Router {
    router
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this path does not take that method")
        })
        .layer(middleware::from_fn(move |request: Request, next: Next| handle(function, codings, request, next)))
}

async fn handle(function: &'static str, codings: &'static [Coding], request: Request, next: Next) -> Response {
    let id = uuid::Uuid::now_v7().simple().to_string();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let span = tracing::info_span!("request", request_id = id, function, workspace = tracing::field::Empty);
    let began = Instant::now();
    let asked = request.headers().clone();
    let answered = async {
        let running = std::panic::AssertUnwindSafe(next.run(request)).catch_unwind();
        let response = running.await.unwrap_or_else(|_| {
            tracing::error!(route, "the handler panicked");
            Problem::internal().into_response()
        });
        let mut response = delivered(&method, &asked, codings, response).await;
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

/// The longest body that is looked at: more than any answer but a file's has.
const LONGEST: u64 = 6 * 1024 * 1024;

/// An answer in the form that suits the client. One whose length is not known is a stream, and stays one.
async fn delivered(method: &Method, asked: &HeaderMap, codings: &'static [Coding], response: Response) -> Response {
    let Some(length) = response.body().size_hint().exact().filter(|length| (1..=LONGEST).contains(length)) else {
        return response;
    };
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else { return Problem::internal().into_response() };
    let coding = coding::is_open(&parts.headers).then(|| {
        vary(&mut parts.headers, "accept-encoding");
        coding::choose(asked, codings, length)
    });
    let coding = coding.flatten();
    let reads = [Method::GET, Method::HEAD].contains(method) && parts.status == StatusCode::OK;
    if reads && fresh::is_kept(&parts.headers) {
        // Somebody else's is another answer.
        vary(&mut parts.headers, "authorization, cookie");
        let tag = Tag::of(&body, coding.is_some());
        if let Some(value) = tag.header() {
            parts.headers.insert(header::ETAG, value);
        }
        if tag.is_known(asked) {
            parts.status = StatusCode::NOT_MODIFIED;
            parts.headers.remove(header::CONTENT_TYPE);
            parts.headers.remove(header::CONTENT_LENGTH);
            // An empty body would be given a length, and that would be the length of what was not sent.
            let nothing = futures::stream::empty::<Result<Bytes, Infallible>>();
            return Response::from_parts(parts, Body::from_stream(nothing));
        }
    }
    let Some((coding, encoded)) = coding.and_then(|coding| Some((coding, coding.encode(&body)?))) else {
        return Response::from_parts(parts, Body::from(body));
    };
    parts.headers.insert(header::CONTENT_ENCODING, coding.name());
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(encoded))
}

/// Adds to what an answer hangs on, in one line: the HTTP API passes on one line of each header.
fn vary(headers: &mut HeaderMap, on: &str) {
    let others = headers.get_all(header::VARY).into_iter().filter_map(|value| value.to_str().ok());
    let all: Vec<_> = others.chain([on]).collect();
    if let Ok(value) = HeaderValue::from_str(&all.join(", ")) {
        headers.insert(header::VARY, value);
    }
}
