//! `/f/{workspace}/{survey}`: a link that a team's own mailer signed. Its query says who is asked about what.
//!
//! A workspace that is not there has no keys, so what names it can't be told from a forged link.

use axum::extract::Path;
use domain::id::{PersonId, SurveyId, WorkspaceId};
use domain::person::Person;
use domain::signed_link::{SIGNED, SignedLink, SignedLinkError, Unchecked};
use domain::workspace::Workspace;
use store::{Store, StoreError};
use web::backend::Backend;

use super::Names;
use super::halt::Halt;
use super::opened::{Invitation, Opened, encode};

/// Checks the signature, and then reads what the link names.
pub async fn open(backend: &Backend, names: Names, query: &[(String, String)]) -> Result<Opened, Halt> {
    let unchecked = unchecked(names, query).ok_or(Halt::NotFound)?;
    let keys = backend.store.link_keys(&unchecked.0).await?;
    let link = match unchecked.1.check(&keys, backend.now()) {
        Ok(link) => link,
        Err(SignedLinkError::Invalid) => return Err(Halt::NotFound),
        Err(SignedLinkError::Expired(link)) => {
            // In its reader's language and by who sent it, where that can be read.
            let opened = read(backend, *link, spelled(query)).await.ok().flatten();
            return Err(Halt::Expired(opened.map(Box::new)));
        }
    };
    tracing::Span::current().record("workspace", link.workspace.as_str());
    read(backend, link, spelled(query)).await?.ok_or(Halt::NotFound)
}

fn unchecked(names: Names, query: &[(String, String)]) -> Option<(WorkspaceId, Unchecked)> {
    let Path((workspace, survey)) = names.ok()?;
    let (workspace, survey): (WorkspaceId, SurveyId) = (workspace.parse().ok()?, survey.parse().ok()?);
    let pairs = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Some((workspace.clone(), Unchecked::read(workspace, survey, pairs).ok()?))
}

/// The part of a query that opens the page.
fn spelled(query: &[(String, String)]) -> String {
    let signed = query.iter().filter(|(name, _)| name == "sig" || SIGNED.contains(&name.as_str()));
    signed.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// Reads all that a link names; none where any of it is gone.
async fn read(backend: &Backend, link: SignedLink, query: String) -> Result<Option<Opened>, StoreError> {
    let store = &backend.store;
    let (ws, name) = (&link.workspace, store.name_of_link(&link)?);
    // Four calls at once; boxed, since the futures of the SDK are large.
    let (workspace, survey, state, person) = futures::try_join!(
        Box::pin(store.workspace(ws)),
        Box::pin(store.survey(ws, &link.survey)),
        Box::pin(store.signed_link(ws, name, link.person.as_ref())),
        Box::pin(known(store, ws, link.person.as_ref())),
    )?;
    let workspace = workspace.unwrap_or_else(|| Workspace::new(ws.clone()));
    let invitation = Invitation::Signed { link: Box::new(link), name, person: person.map(Box::new), query };
    Opened::read(store, workspace, survey, state, invitation, backend.now()).await
}

async fn known(store: &Store, ws: &WorkspaceId, person: Option<&PersonId>) -> Result<Option<Person>, StoreError> {
    match person {
        Some(person) => store.person(ws, person).await,
        None => Ok(None),
    }
}
