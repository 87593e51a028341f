//! Who may see the dashboard: a browser with a session, a program with a key, or, on a demo, everybody.
//!
//! A session is a signed cookie that names a key. It is stored nowhere, and the key is looked up on every request, so a
//! key that is revoked, expired or may no longer read ends its sessions at once.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::WorkspaceId;
use domain::key::{KeyId, Scope};
use domain::link::{Purpose, Signed};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::SignedDuration;
use web::auth::{Reader, admit};
use web::backend::Backend;
use web::problem::Problem;

use crate::Dashboard;
use crate::overview::pages;

const COOKIE: &str = "atbalss_session";
/// How long a session lasts.
const HOURS: i64 = 8;

/// Somebody who may read a workspace's dashboard.
#[derive(Debug)]
pub struct Viewer {
    /// Whose dashboard.
    pub workspace: WorkspaceId,
    /// Whether there is a session that can be ended.
    pub signed_in: bool,
}

impl FromRequestParts<Dashboard> for Viewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &Dashboard) -> Result<Self, Response> {
        if parts.headers.contains_key(header::AUTHORIZATION) {
            // A program is answered as everywhere else.
            let reader = Reader::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
            return Ok(Self { workspace: reader.0.workspace, signed_in: false });
        }
        if let Some(workspace) =
            of_session(&state.backend, &parts.headers).await.map_err(IntoResponse::into_response)?
        {
            tracing::Span::current().record("workspace", workspace.as_str());
            return Ok(Self { workspace, signed_in: true });
        }
        match &state.open_to {
            Some(workspace) => Ok(Self { workspace: workspace.clone(), signed_in: false }),
            None => Err(unauthorized(false)),
        }
    }
}

async fn of_session(backend: &Backend, headers: &HeaderMap) -> Result<Option<WorkspaceId>, Problem> {
    let Some(token) = cookie(headers) else { return Ok(None) };
    let Ok(signed) = backend.links.open(Purpose::Session, token, backend.now()) else { return Ok(None) };
    let Some(id) = key_of(&signed) else { return Ok(None) };
    let Some(key) = backend.store.api_key(&id).await? else { return Ok(None) };
    let living = key.expires_at.is_none_or(|end| backend.now() < end);
    let reads = key.scopes.iter().any(|scope| matches!(scope, Scope::Read | Scope::Admin));
    Ok((living && reads && key.workspace == signed.workspace).then_some(key.workspace))
}

fn key_of(signed: &Signed) -> Option<KeyId> {
    std::str::from_utf8(&signed.subject).ok()?.parse().ok()
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// 401, with the page that asks for a key.
fn unauthorized(refused: bool) -> Response {
    let mut response = pages::sign_in(refused).into_response();
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// `POST /session`: a key for a session.
pub async fn begin(
    State(backend): State<Backend>,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    // Browsers say where a form stood. One of another site must not sign anybody in to a workspace of its choice.
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let own = site.is_none_or(|site| ["same-origin", "none"].contains(&site));
    let fields = form.map(|Form(fields)| fields).unwrap_or_default();
    let key = fields.iter().find(|(name, _)| name == "key").map(|(_, key)| key.trim()).filter(|_| own);
    match signed_in(&backend, key.unwrap_or_default()).await {
        Ok(Some(token)) => see_dashboard(&backend, &token, HOURS * 3600),
        // What is wrong with the key is not said.
        Ok(None) => unauthorized(true),
        Err(problem) => problem.into_response(),
    }
}

/// The token of a new session; none where the key opens nothing.
async fn signed_in(backend: &Backend, key: &str) -> Result<Option<String>, Problem> {
    let caller = match admit(backend, key).await {
        Ok(caller) => caller,
        Err(problem) if problem.status() == StatusCode::UNAUTHORIZED => return Ok(None),
        Err(problem) => return Err(problem),
    };
    if !caller.may(Scope::Read) {
        return Ok(None);
    }
    let signed = Signed {
        workspace: caller.workspace,
        subject: caller.key.as_str().as_bytes().to_vec(),
        expires_at: backend.now() + SignedDuration::from_hours(HOURS),
    };
    Ok(Some(backend.links.seal(Purpose::Session, &signed)))
}

/// `POST /session/end`: forgets the cookie.
pub async fn end(State(backend): State<Backend>) -> Response {
    see_dashboard(&backend, "", 0)
}

fn see_dashboard(backend: &Backend, token: &str, seconds: i64) -> Response {
    let secure = if backend.base_url.starts_with("http://") { "" } else { "; Secure" };
    let cookie = format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    let mut response = Redirect::to("/").into_response();
    // A token is base64, so the header always has a valid form.
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
