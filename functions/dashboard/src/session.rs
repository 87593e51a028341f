//! Who may see the dashboard: a browser with a session, a program with a key or a token, or, on a demo, everybody.
//!
//! A session is a signed cookie that is stored nowhere. One that a key began names the key, which is looked up on every
//! request, so a key that is revoked, expired or may no longer read ends its sessions at once. One that a token began ends
//! when the token does.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::WorkspaceId;
use domain::key::{KeyId, Scope};
use domain::link::{Purpose, Signed};
use domain::locale::Locale;
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, header};
use jiff::SignedDuration;
use web::auth::{Admitted, Reader, admit};
use web::backend::Backend;
use web::problem::Problem;

use crate::Dashboard;
use crate::door;
use crate::view::{language_of, parameters};

/// The cookie's name where pages are asked for over HTTPS. By the prefix browsers take it from this host alone, secured and
/// for all paths: another host of the same domain can sign nobody in.
const COOKIE: &str = "__Host-atbalss_session";
/// The same over plain HTTP, on one machine, where nothing can be secured.
const PLAIN_COOKIE: &str = "atbalss_session";
/// How long a session lasts.
const HOURS: i64 = 8;
/// The longest path that is gone back to after signing in.
const MAX_NEXT: usize = 2000;

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
        let session = of_session(&state.backend, &parts.headers).await;
        if let Some(workspace) = session.map_err(|problem| door::failed(&parts.uri, &parts.headers, problem))? {
            tracing::Span::current().record("workspace", workspace.as_str());
            return Ok(Self { workspace, signed_in: true });
        }
        match &state.open_to {
            Some(workspace) => Ok(Self { workspace: workspace.clone(), signed_in: false }),
            None => Err(unauthorized(Knock::at(parts))),
        }
    }
}

async fn of_session(backend: &Backend, headers: &HeaderMap) -> Result<Option<WorkspaceId>, Problem> {
    let Some(token) = cookie(headers, name(backend)) else { return Ok(None) };
    // What is over opens nothing, and a token's session is over with its token.
    let Ok(signed) = backend.links.open(Purpose::Session, token, backend.now()) else { return Ok(None) };
    match Behind::read(&signed) {
        Some(Behind::Key(id)) => {
            let Some(key) = backend.store.api_key(&id).await? else { return Ok(None) };
            let living = key.expires_at.is_none_or(|end| backend.now() < end);
            let reads = key.scopes.iter().any(|scope| matches!(scope, Scope::Read | Scope::Admin));
            Ok((living && reads && key.workspace == signed.workspace).then_some(key.workspace))
        }
        // Where nobody's tokens count any more, neither do the sessions that they began.
        Some(Behind::Token) => Ok(backend.issuer.is_some().then_some(signed.workspace)),
        None => Ok(None),
    }
}

/// What a session was begun with.
enum Behind {
    Key(KeyId),
    /// A token that could read.
    Token,
}

/// What stands for a token in a session: no key has such an id.
const TOKEN: &str = "token:read";

impl Behind {
    fn read(signed: &Signed) -> Option<Self> {
        match std::str::from_utf8(&signed.subject).ok()? {
            TOKEN => Some(Self::Token),
            key => key.parse().ok().map(Self::Key),
        }
    }
}

/// Whether browsers come over HTTPS: everywhere but on one machine.
fn is_secure(backend: &Backend) -> bool {
    !backend.base_url.starts_with("http://")
}

fn name(backend: &Backend) -> &'static str {
    if is_secure(backend) { COOKIE } else { PLAIN_COOKIE }
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Somebody at the door: what they came for, and in which language they read.
#[derive(Debug)]
pub struct Knock {
    /// The page that opens after signing in; a path of this origin, with its query.
    pub next: String,
    /// The language, where something says it.
    pub locale: Locale,
    /// Whether they followed a link of another site. Browsers keep a strict cookie to themselves then, so they may be signed
    /// in already.
    pub from_elsewhere: bool,
    /// Whether a key opened nothing.
    pub refused: bool,
}

impl Knock {
    fn at(parts: &Parts) -> Self {
        let next = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str);
        Self::new(next, &parts.headers)
    }

    fn new(next: &str, headers: &HeaderMap) -> Self {
        let next = safe(next).unwrap_or("/").to_owned();
        let asked: http::Uri = next.parse().unwrap_or_default();
        let locale = language_of(&parameters(&asked), headers).unwrap_or_default();
        let from_elsewhere = site(headers) == Some("cross-site") && headers.get(header::COOKIE).is_none();
        Self { next, locale, from_elsewhere, refused: false }
    }
}

/// A path of this origin as it was sent; none for whatever might lead elsewhere.
fn safe(next: &str) -> Option<&str> {
    let plain = next.len() <= MAX_NEXT && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let here = next.starts_with('/') && !next.starts_with("//");
    let parsed: Option<http::Uri> = next.parse().ok().filter(|uri: &http::Uri| uri.authority().is_none());
    let page = parsed?;
    // Signing in leads to a page, never to signing out.
    (plain && here && !page.path().starts_with("/session")).then_some(next)
}

/// Where a browser says that a request comes from.
fn site(headers: &HeaderMap) -> Option<&str> {
    headers.get("sec-fetch-site").and_then(|value| value.to_str().ok())
}

/// 401, with the page that asks for a key.
fn unauthorized(knock: Knock) -> Response {
    let mut response = door::sign_in(knock).into_response();
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// Sign in to the dashboard with a key
#[utoipa::path(
    post, path = "/session", tag = "dashboard", operation_id = "signIn",
    request_body(content(
        (inline(api::SignIn) = "application/x-www-form-urlencoded", example = json!(api::examples::sign_in())),
    )),
    responses(
        (status = 303, description = "To the dashboard, with a cookie that lasts 8 hours and ends with the key.",
            headers(("Location" = String), ("Set-Cookie" = String))),
        (status = 401, description = "The form again.", body = String, content_type = "text/html"),
    ),
    extensions(("x-codes" = json!(["unavailable"]))),
)]
pub async fn begin(
    State(backend): State<Backend>,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    // Browsers say where a form stood. One of another site must not sign anybody in to a workspace of its choice.
    let own = site(&headers).is_none_or(|site| ["same-origin", "none"].contains(&site));
    let fields = form.map(|Form(fields)| fields).unwrap_or_default();
    let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map_or("", |(_, value)| value.trim());
    let knock = Knock::new(field("next"), &headers);
    match signed_in(&backend, if own { field("key") } else { "" }).await {
        Ok(Some(session)) => {
            let left = session.expires_at.duration_since(backend.now()).as_secs();
            see(&backend, &backend.links.seal(Purpose::Session, &session), left, &knock.next)
        }
        // What is wrong with the key is not said.
        Ok(None) => unauthorized(Knock { refused: true, ..knock }),
        Err(problem) if door::for_people(&headers) => door::told(knock.locale, problem),
        Err(problem) => problem.into_response(),
    }
}

/// A new session; none where the key or the token opens nothing.
async fn signed_in(backend: &Backend, presented: &str) -> Result<Option<Signed>, Problem> {
    let Admitted { caller, ends_at } = match admit(backend, presented).await {
        Ok(admitted) => admitted,
        Err(problem) if problem.status().is_client_error() => return Ok(None),
        Err(problem) => return Err(problem),
    };
    let now = backend.now();
    let longest = now + SignedDuration::from_hours(HOURS);
    let expires_at = ends_at.map_or(longest, |end| end.min(longest));
    if !caller.may(Scope::Read) || expires_at <= now {
        return Ok(None);
    }
    let subject = caller.key.as_ref().map_or(TOKEN, KeyId::as_str).as_bytes().to_vec();
    Ok(Some(Signed { workspace: caller.workspace, subject, expires_at }))
}

/// Sign out of the dashboard
#[utoipa::path(
    post, path = "/session/end", tag = "dashboard", operation_id = "signOut",
    responses(
        (status = 303, description = "To the sign-in form; the cookie is forgotten.",
            headers(("Location" = String), ("Set-Cookie" = String))),
    ),
)]
pub async fn end(State(backend): State<Backend>) -> Response {
    see(&backend, "", 0, "/")
}

fn see(backend: &Backend, token: &str, seconds: i64, page: &str) -> Response {
    let (name, secure) = (name(backend), if is_secure(backend) { "; Secure" } else { "" });
    let cookie = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    let mut response = Redirect::to(page).into_response();
    // A token is base64, so the header always has a valid form.
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn signing_in_leads_back_to_a_page_of_this_origin_alone() {
        for page in ["/", "/surveys/nps?from=2026-10-01&to=2026-10-31&lang=lv", "/agents"] {
            assert_eq!(safe(page), Some(page));
        }
        let elsewhere = [
            "",
            "agents",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: b=c",
            "javascript:alert(1)",
            "/session/end",
            "/session",
            "/ü",
        ];
        for page in elsewhere {
            assert_eq!(safe(page), None, "{page:?}");
        }
        assert_eq!(safe(&format!("/{}", "a".repeat(2000))), None);
    }
}
