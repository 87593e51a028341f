//! `/s/{token}`: the personal link of a dispatch. All that a link knows comes from there.

use axum::extract::Path;
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, WorkspaceId};
use domain::link::{LinkError, Signed};
use domain::locale::Locale;
use domain::workspace::Workspace;
use store::{LinkState, StoreError};
use web::backend::Backend;

use super::Token;
use super::halt::Halt;
use super::opened::{Invitation, Opened};
use super::wishes::Wishes;

/// Reads the token, and then what it names.
pub async fn open(backend: &Backend, token: Token, wishes: &Wishes) -> Result<Opened, Halt> {
    let Path(token) = token.map_err(|_| Halt::NotFound)?;
    let (workspace, id) = match backend.open_survey_link(&token) {
        Ok(named) => named,
        Err(LinkError::Invalid) => return Err(Halt::NotFound),
        Err(LinkError::Expired(signed)) => return Err(Halt::Expired(readers_locale(backend, &signed, wishes).await)),
    };
    tracing::Span::current().record("workspace", workspace.as_str());
    read(backend, &workspace, id).await?.ok_or(Halt::NotFound)
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
    let Some(survey) = survey else { return Ok(None) };
    let answered = match link {
        LinkState::Open => None,
        LinkState::Gone => return Ok(None),
        LinkState::Answered(id) => match store.response(ws, &survey.id, id).await? {
            Some((response, _)) => Some(response),
            None => return Ok(None),
        },
    };
    let workspace = workspace.unwrap_or_else(|| Workspace::new(ws.clone()));
    Ok(Some(Opened { workspace, survey, answered, invitation: Invitation::Dispatch(Box::new(dispatch)) }))
}

/// The language of somebody whose link is over. The page is there without it too, so nothing that fails here is said.
async fn readers_locale(backend: &Backend, signed: &Signed, wishes: &Wishes) -> Option<Locale> {
    if wishes.lang.is_some() {
        return None;
    }
    let hex = signed.subject.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let id: DispatchId = format!("dsp_{hex}").parse().ok()?;
    let dispatch: Option<Dispatch> = backend.store.dispatch(&signed.workspace, id).await.ok()?;
    dispatch?.locale
}
