//! `/s/{token}`: the personal link of a dispatch, as a signed token or as the short code that texts carry. All that a link
//! knows comes from there.

use axum::extract::Path;
use domain::contact::ShortCode;
use domain::id::{DispatchId, WorkspaceId};
use domain::link::{LinkError, Signed};
use domain::workspace::Workspace;
use store::StoreError;
use web::backend::Backend;

use super::Token;
use super::halt::Halt;
use super::opened::{Invitation, Opened};

/// Reads the token, and then what it names.
pub async fn open(backend: &Backend, token: Token) -> Result<Opened, Halt> {
    let Path(token) = token.map_err(|_| Halt::NotFound)?;
    // Only a text of the right length is looked up: no token is as short.
    if let Ok(code) = token.parse() {
        return open_short(backend, &code).await;
    }
    let (workspace, id) = match backend.open_survey_link(&token) {
        Ok(named) => named,
        Err(LinkError::Invalid) => return Err(Halt::NotFound),
        Err(LinkError::Expired(signed)) => return Err(expired(backend, signed).await),
    };
    tracing::Span::current().record("workspace", workspace.as_str());
    read(backend, &workspace, id).await?.ok_or(Halt::NotFound)
}

/// Looks a code up, and then reads what it names. The code says nothing of when its link ends; the dispatch does.
async fn open_short(backend: &Backend, code: &ShortCode) -> Result<Opened, Halt> {
    let link = backend.store.short_link(code).await?.ok_or(Halt::NotFound)?;
    tracing::Span::current().record("workspace", link.workspace.as_str());
    let opened = read(backend, &link.workspace, link.dispatch).await?.ok_or(Halt::NotFound)?;
    match &opened.invitation {
        Invitation::Dispatch(dispatch) if dispatch.expires_at <= backend.now() => {
            Err(Halt::Expired(Some(Box::new(opened))))
        }
        _ => Ok(opened),
    }
}

/// Reads all that a link names; none where any of it is gone.
async fn read(backend: &Backend, ws: &WorkspaceId, id: DispatchId) -> Result<Option<Opened>, StoreError> {
    let store = &backend.store;
    let Some(dispatch) = store.dispatch(ws, id).await? else { return Ok(None) };
    // Three calls at once; boxed, since the futures of the SDK are large.
    let (workspace, survey, link) = futures::try_join!(
        Box::pin(store.workspace(ws)),
        Box::pin(store.survey(ws, &dispatch.survey)),
        Box::pin(store.link(ws, &dispatch.person, id)),
    )?;
    let workspace = workspace.unwrap_or_else(|| Workspace::new(ws.clone()));
    Opened::read(store, workspace, survey, link, Invitation::Dispatch(Box::new(dispatch)), backend.now()).await
}

/// A link that is over is told in its reader's language and by who sent it. The page is there without that too, so nothing
/// that fails here is said.
async fn expired(backend: &Backend, signed: Signed) -> Halt {
    let opened = match Backend::invited_by(signed) {
        Ok((workspace, id)) => read(backend, &workspace, id).await.ok().flatten(),
        Err(_) => None,
    };
    Halt::Expired(opened.map(Box::new))
}
