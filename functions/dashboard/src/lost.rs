//! A path that no route has. Whoever is signed in reads so in the frame of their dashboard, another browser on a page of its
//! own, and a program as everywhere else.

use axum::extract::{FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use web::layer::no_such_route;

use crate::Dashboard;
use crate::view::View;
use crate::{door, failed};

/// What is answered.
pub async fn show(state: Dashboard, request: Request) -> Response {
    let problem = no_such_route();
    let (mut parts, _) = request.into_parts();
    let reads = [Method::GET, Method::HEAD].contains(&parts.method);
    if !reads || parts.uri.path().starts_with("/v1/") || !door::for_people(&parts.headers) {
        return problem.into_response();
    }
    match View::from_request_parts(&mut parts, &state).await {
        Ok(view) => failed::page(&view, problem),
        // Who is not signed in is not asked to be: nothing is here for anybody.
        Err(response) if response.status() == StatusCode::UNAUTHORIZED => {
            door::failed(&parts.uri, &parts.headers, problem)
        }
        Err(response) => response,
    }
}
