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

/// The survey page of a link
///
/// Works without JavaScript. Reading it, by GET or HEAD, records nothing.
#[utoipa::path(
    get, path = "/s/{token}", tag = "pages", operation_id = "surveyPage",
    params(
        ("token" = String, Path, description = "The signed token of a dispatch's link, or the code of a \
            text's short link."),
        api::params::PageWishes,
    ),
    responses(
        (
            status = 200, description = "The survey, as far as it is answered, or what was answered and can't be \
                changed.",
            body = String, content_type = "text/html",
        ),
        (
            status = 404, description = "One and the same page for every token that is forged, altered or of \
                another purpose.",
            body = String, content_type = "text/html",
        ),
        (
            status = 410, description = "The link has expired, or the survey is archived.",
            body = String, content_type = "text/html",
        ),
        (
            status = 503, description = "The tables can't be read at the moment.",
            body = String, content_type = "text/html",
        ),
    ),
)]
pub async fn show(State(backend): State<Backend>, token: Token, query: Parameters, headers: HeaderMap) -> Response {
    let wishes = Wishes::read(&pairs(query), &headers);
    let shown = async { show::page(&dispatched::open(&backend, token).await?, &wishes, backend.now()) };
    shown.await.unwrap_or_else(|halt: Halt| halt.answer(&wishes))
}

/// Answer the survey of a link
///
/// One link allows one response, whatever is repeated.
#[utoipa::path(
    post, path = "/s/{token}", tag = "pages", operation_id = "answerSurvey",
    params(
        ("token" = String, Path, description = "The signed token of a dispatch's link, or the code of a \
            text's short link."),
    ),
    request_body(content(
        (inline(api::Form) = "application/x-www-form-urlencoded", example = json!(api::examples::answer_survey())),
    )),
    responses(
        (
            status = 200, description = "Thanks, also for a repetition; of a survey with several pages the next \
                one.",
            body = String, content_type = "text/html",
        ),
        (status = 404, description = "As for GET.", body = String, content_type = "text/html"),
        (
            status = 409, description = "It was answered otherwise before, and can't be changed any more.",
            body = String, content_type = "text/html",
        ),
        (status = 410, description = "As for GET.", body = String, content_type = "text/html"),
        (
            status = 413, description = "The form is too large: the page again.",
            body = String, content_type = "text/html",
        ),
        (
            status = 422, description = "Something is missing or not right: the page again, with what was filled \
                in.",
            body = String, content_type = "text/html",
        ),
        (
            status = 503, description = "Not stored; the page again, to be sent once more.",
            body = String, content_type = "text/html",
        ),
    ),
)]
pub async fn answer(State(submit): State<Submit>, token: Token, query: Parameters, request: Request) -> Response {
    let wishes = Wishes::read(&pairs(query), request.headers());
    let answered = async {
        let opened = dispatched::open(&submit.backend, token).await?;
        post::answer(&submit, &opened, wishes.clone(), SourceAddress(None), request).await
    };
    answered.await.unwrap_or_else(|halt: Halt| halt.answer(&wishes))
}

/// The survey page of a link that a team's own mailer signed
///
/// As `/s/{token}`. Parameters that are not signed, such as `utm_source`, are ignored. One response per link:
/// workspace, survey and what is signed, without `exp` and `kid`, name it.
#[utoipa::path(
    get, path = "/f/{workspace}/{survey}", tag = "pages", operation_id = "signedPage",
    params(
        ("workspace" = String, Path, description = "The workspace."),
        ("survey" = api::ClientId, Path, description = "The survey."),
        api::params::SignedLink,
        api::params::PageWishes,
    ),
    responses(
        (
            status = 200, description = "The survey, or what was answered and can't be changed.",
            body = String, content_type = "text/html",
        ),
        (
            status = 404, description = "One and the same page for every link that is forged, altered, of another \
                workspace or signed with a retired key.",
            body = String, content_type = "text/html",
        ),
        (
            status = 410, description = "The link has expired, or the survey is archived.",
            body = String, content_type = "text/html",
        ),
        (
            status = 503, description = "The tables can't be read at the moment.",
            body = String, content_type = "text/html",
        ),
    ),
)]
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

/// Answer the survey of a signed link
///
/// One link allows one response, whatever is repeated.
#[utoipa::path(
    post, path = "/f/{workspace}/{survey}", tag = "pages", operation_id = "answerSigned",
    params(
        ("workspace" = String, Path, description = "The workspace."),
        ("survey" = api::ClientId, Path, description = "The survey."),
        api::params::SignedLink,
    ),
    request_body(content(
        (inline(api::Form) = "application/x-www-form-urlencoded", example = json!(api::examples::answer_survey())),
    )),
    responses(
        (
            status = 200, description = "Thanks, also for a repetition; of a survey with several pages the next \
                one.",
            body = String, content_type = "text/html",
        ),
        (status = 404, description = "As for GET.", body = String, content_type = "text/html"),
        (
            status = 409, description = "It was answered otherwise before, and can't be changed any more.",
            body = String, content_type = "text/html",
        ),
        (status = 410, description = "As for GET.", body = String, content_type = "text/html"),
        (
            status = 413, description = "The form is too large: the page again.",
            body = String, content_type = "text/html",
        ),
        (
            status = 422, description = "Something is missing or not right: the page again, with what was filled \
                in.",
            body = String, content_type = "text/html",
        ),
        (
            status = 429, description = "Too many answers from this address to links that name nobody; try again \
                after `Retry-After` seconds.",
            body = String, content_type = "text/html",
        ),
        (
            status = 503, description = "Not stored; the page again, to be sent once more.",
            body = String, content_type = "text/html",
        ),
    ),
)]
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

/// Ask whether the reader wants no more messages
///
/// Of the link in a mail or a text. Reading it, by GET or HEAD, changes nothing.
#[utoipa::path(
    get, path = "/u/{token}", tag = "pages", operation_id = "unsubscribePage",
    params(
        ("token" = String, Path, description = "The signed token of a mail, or the code of a text's \
            short link. It never expires."),
        api::params::Lang,
    ),
    responses(
        (status = 200, description = "A page with one button.", body = String, content_type = "text/html"),
        (
            status = 404, description = "One and the same page for every token that is forged, altered or of \
                another purpose.",
            body = String, content_type = "text/html",
        ),
        (
            status = 503, description = "The tables can't be read at the moment.",
            body = String, content_type = "text/html",
        ),
    ),
)]
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

/// Send the reader no more messages
///
/// The address is suppressed on that channel for the whole workspace. The button of the page and that of a mail program
/// (RFC 8058) send it; it takes no cookie, and what is in the body counts for nothing.
#[utoipa::path(
    post, path = "/u/{token}", tag = "pages", operation_id = "unsubscribe",
    params(
        ("token" = String, Path, description = "The signed token of a mail, or the code of a text's \
            short link. It never expires."),
    ),
    responses(
        (
            status = 200, description = "They get no more, also for a repetition.",
            body = String, content_type = "text/html",
        ),
        (status = 404, description = "As for GET.", body = String, content_type = "text/html"),
        (status = 503, description = "Not stored; to be sent once more.", body = String, content_type = "text/html"),
    ),
)]
pub async fn stop(State(backend): State<Backend>, token: Token, query: Parameters, request: Request) -> Response {
    let wishes = Wishes::read(&pairs(query), request.headers());
    let stopped = async { unsubscribe::stop(&unsubscribe::open(&backend, token).await?, &backend, &wishes).await };
    let answer = stopped.await.unwrap_or_else(|halt: Halt| halt.answer(&wishes));
    // Whoever sends a body waits until somebody took it.
    let _ = axum::body::to_bytes(request.into_body(), MAX_IGNORED).await;
    answer
}
