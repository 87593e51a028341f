//! Who calls: the extractors that a keyed route begins with. Each names the scope that it takes, so a handler that holds one
//! knows what its caller may do, and 401 comes before any look at the request.
//!
//! A caller shows a key, or a token of the issuer that the deployment names. Handlers don't know which it was.

use axum::extract::{FromRef, FromRequestParts};
use domain::key::{Caller, PresentedKey, Scope};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;

use crate::backend::Backend;
use crate::problem::Problem;

/// Somebody whose key or token is right.
#[derive(Debug)]
pub struct Admitted {
    /// Whose data may be touched, and how.
    pub caller: Caller,
    /// When the token ends that it came with; none for a key, which is looked up each time.
    pub ends_at: Option<Timestamp>,
}

fn unauthorized() -> Problem {
    let detail = "send a living key, as Authorization: Bearer atb_…";
    Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
}

/// Checks a key or a token, whatever it may do.
///
/// # Errors
/// 401 for anything but a living key or a token that counts here, 403 for a token that names no workspace, 503 where that
/// can't be told.
pub async fn admit(backend: &Backend, presented: &str) -> Result<Admitted, Problem> {
    let admitted = match &backend.issuer {
        // Only a token has dots.
        Some(issuer) if presented.contains('.') => {
            let token = issuer.admit(presented, backend.now()).await?;
            Admitted { caller: token.caller, ends_at: Some(token.ends_at) }
        }
        _ => {
            let key: PresentedKey = presented.parse().map_err(|_| unauthorized())?;
            let stored = backend.store.api_key(&key.id).await?;
            let caller = stored.and_then(|stored| stored.admit(&key, backend.now())).ok_or_else(unauthorized)?;
            Admitted { caller, ends_at: None }
        }
    };
    tracing::Span::current().record("workspace", admitted.caller.workspace.as_str());
    Ok(admitted)
}

/// What stands behind `Authorization: Bearer`. Two such headers are none: nobody could say which counts.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(header::AUTHORIZATION).into_iter();
    let only = all.next().filter(|_| all.next().is_none())?;
    let (scheme, presented) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| presented.trim())
}

async fn caller(parts: &Parts, backend: &Backend, scope: Scope) -> Result<Caller, Problem> {
    let presented = bearer(&parts.headers).ok_or_else(unauthorized)?;
    let Admitted { caller, ends_at } = admit(backend, presented).await?;
    if caller.may(scope) {
        return Ok(caller);
    }
    let scope = scope.name();
    let detail = if ends_at.is_some() {
        format!("this token has no scope {scope}; have the issuer grant {scope}, or atbalss/{scope}")
    } else {
        format!("this key has no scope {scope}; make one that has")
    };
    Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", detail))
}

macro_rules! scoped {
    ($(#[$doc:meta])* $name:ident, $scope:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name(pub Caller);

        impl<S> FromRequestParts<S> for $name
        where
            S: Send + Sync,
            Backend: FromRef<S>,
        {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
                caller(parts, &Backend::from_ref(state), $scope).await.map(Self)
            }
        }
    };
}

scoped!(
    /// A caller that may post responses.
    Responder,
    Scope::Respond
);
scoped!(
    /// A caller that may put people and ask for dispatches.
    Sender,
    Scope::Send
);
scoped!(
    /// A caller that may read.
    Reader,
    Scope::Read
);
scoped!(
    /// A caller that may do everything.
    Admin,
    Scope::Admin
);
