//! API keys: the extractors that a keyed route begins with. Each names the scope that it takes, so a handler that holds one
//! knows what its caller may do, and 401 comes before any look at the request.

use axum::extract::{FromRef, FromRequestParts};
use domain::key::{Caller, PresentedKey, Scope};
use http::request::Parts;
use http::{StatusCode, header};

use crate::backend::Backend;
use crate::problem::Problem;

fn unauthorized() -> Problem {
    let detail = "send a living key, as Authorization: Bearer atb_…";
    Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", detail)
}

/// Checks a key, whatever it may do.
///
/// # Errors
/// 401 for anything but a living key.
pub async fn admit(backend: &Backend, key: &str) -> Result<Caller, Problem> {
    let presented: PresentedKey = key.parse().map_err(|_| unauthorized())?;
    let stored = backend.store.api_key(&presented.id).await?;
    let caller = stored.and_then(|stored| stored.admit(&presented, backend.now())).ok_or_else(unauthorized)?;
    tracing::Span::current().record("workspace", caller.workspace.as_str());
    Ok(caller)
}

async fn caller(parts: &Parts, backend: &Backend, scope: Scope) -> Result<Caller, Problem> {
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer =
        header.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, key) = bearer.ok_or_else(unauthorized)?;
    let caller = admit(backend, key.trim()).await?;
    if caller.may(scope) {
        return Ok(caller);
    }
    let detail = format!("this key has no scope {}; make one that has", scope.name());
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
