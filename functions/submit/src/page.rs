//! The survey pages: of personal links, `/s/{token}`, and of links that a team's own mailer signs, `/f/{workspace}/{survey}`.
//! And the page of those who want no more messages, `/u/{token}`.
//!
//! Showing a page reads and writes nothing down; only its form, posted, does. A link is checked before anything that it
//! names is read, and all that can be wrong with one but its age is one and the same page.

mod dispatched;
mod fields;
mod form;
mod halt;
mod opened;
mod post;
mod show;
mod signed;
mod turn;
mod unsubscribe;
mod view;
mod wishes;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;
use http::HeaderMap;
use web::backend::Backend;
use web::source::SourceAddress;

use crate::Submit;
use halt::Halt;
use wishes::Wishes;

/// The most of a body that is taken in to be ignored, in bytes.
const MAX_IGNORED: usize = 128 * 1024;

/// The query of a page: parameters that are not ours are anybody's.
type Parameters = Result<Query<Vec<(String, String)>>, QueryRejection>;
/// The path of a personal link; one that is not text is no token either.
type Token = Result<Path<String>, PathRejection>;
/// The path of a signed link.
type Names = Result<Path<(String, String)>, PathRejection>;

fn pairs(query: Parameters) -> Vec<(String, String)> {
    query.map(|Query(pairs)| pairs).unwrap_or_default()
}

/// `GET /s/{token}`: the survey, or what was answered.
pub async fn show(State(backend): State<Backend>, token: Token, query: Parameters, headers: HeaderMap) -> Response {
    let wishes = Wishes::read(&pairs(query), &headers);
    let shown = async { show::page(&dispatched::open(&backend, token).await?, &wishes, backend.now()) };
    shown.await.unwrap_or_else(|halt: Halt| halt.answer(&wishes))
}

/// `POST /s/{token}`: takes the form in, and thanks or goes on.
pub async fn answer(State(submit): State<Submit>, token: Token, query: Parameters, request: Request) -> Response {
    let wishes = Wishes::read(&pairs(query), request.headers());
    let answered = async {
        let opened = dispatched::open(&submit.backend, token).await?;
        post::answer(&submit, &opened, wishes.clone(), SourceAddress(None), request).await
    };
    answered.await.unwrap_or_else(|halt: Halt| halt.answer(&wishes))
}

/// `GET /f/{workspace}/{survey}`: the same for a link that a team signed itself.
pub async fn show_signed(
    State(backend): State<Backend>,
    names: Names,
    query: Parameters,
    headers: HeaderMap,
) -> Response {
    let query = pairs(query);
    let wishes = Wishes::read(&query, &headers);
    let shown = async { show::page(&signed::open(&backend, names, &query).await?, &wishes, backend.now()) };
    shown.await.unwrap_or_else(|halt: Halt| halt.answer(&wishes))
}

/// `POST /f/{workspace}/{survey}`: the same for a link that a team signed itself.
pub async fn answer_signed(
    State(submit): State<Submit>,
    names: Names,
    query: Parameters,
    source: SourceAddress,
    request: Request,
) -> Response {
    let query = pairs(query);
    let wishes = Wishes::read(&query, request.headers());
    let answered = async {
        let opened = signed::open(&submit.backend, names, &query).await?;
        post::answer(&submit, &opened, wishes.clone(), source, request).await
    };
    answered.await.unwrap_or_else(|halt: Halt| halt.answer(&wishes))
}

/// `GET /u/{token}`: asks whether the reader wants no more messages.
pub async fn ask_to_stop(
    State(backend): State<Backend>,
    token: Token,
    query: Parameters,
    headers: HeaderMap,
) -> Response {
    let wishes = Wishes::read(&pairs(query), &headers);
    let asked = async { unsubscribe::ask(&unsubscribe::open(&backend, token).await?, &backend, &wishes).await };
    asked.await.unwrap_or_else(|halt: Halt| halt.answer(&wishes))
}

/// `POST /u/{token}`: the reader gets no more messages. What is in the body counts for nothing (RFC 8058).
pub async fn stop(State(backend): State<Backend>, token: Token, query: Parameters, request: Request) -> Response {
    let wishes = Wishes::read(&pairs(query), request.headers());
    let stopped = async { unsubscribe::stop(&unsubscribe::open(&backend, token).await?, &backend, &wishes).await };
    let answer = stopped.await.unwrap_or_else(|halt: Halt| halt.answer(&wishes));
    // Whoever sends a body waits until somebody took it.
    let _ = axum::body::to_bytes(request.into_body(), MAX_IGNORED).await;
    answer
}
