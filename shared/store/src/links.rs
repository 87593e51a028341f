//! Links that allow one response: those of dispatches, and those that a team's own mailer signs.
//!
//! The response is put in one transaction with the item of its link. The loser of a race learns the winner's id.

use domain::id::{DispatchId, PersonId, SubmissionId, WorkspaceId};
use domain::response::Response;
use domain::signed_link::LinkName;
use serde::Serialize;

use crate::item::{Item, NEW, attribute, bad, text, to_item};
use crate::link_answers::standing;
use crate::transaction::{Transacted, failed, put, update};
use crate::{Result, Store, StoreError, keys};

/// What a signed link leaves behind once it is answered: all that an erasure needs to find the answer.
#[derive(Serialize)]
struct SignedLinkItem {
    survey: String,
    answered_by: String,
}

/// What became of a new response to a personal link.
#[derive(Debug)]
pub enum StoredLinked {
    /// It is new, and the link now points at it.
    New,
    /// It is new, and stands so: the person was erased.
    Left(Box<Response>),
    /// The link was answered under this id; it may be the same one.
    Answered(SubmissionId),
    /// The link's item is gone: the person was erased.
    Gone,
}

/// Whether a personal link has been answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Not yet.
    Open,
    /// Under this id.
    Answered(SubmissionId),
    /// By an employee: that it was used is all that is known.
    Used,
    /// There is no such link any more.
    Gone,
}

fn answered_by(key: &keys::Key, item: &Item) -> Result<Option<SubmissionId>> {
    let id = item.get("answered_by").and_then(|value| value.as_s().ok());
    id.map(|id| id.parse()).transpose().map_err(|error| bad(key, &error))
}

fn state(key: &keys::Key, item: &Item) -> Result<LinkState> {
    if item.get("used").and_then(|used| used.as_bool().ok()) == Some(&true) {
        return Ok(LinkState::Used);
    }
    Ok(answered_by(key, item)?.map_or(LinkState::Open, LinkState::Answered))
}

impl Store {
    /// Stores the one response of a personal link: the put travels with an update of the link, if it is unanswered.
    pub async fn put_linked_response(
        &self,
        ws: &WorkspaceId,
        response: &Response,
        person: &PersonId,
        dispatch: DispatchId,
    ) -> Result<StoredLinked> {
        if person.is_nobody() && !response.erased {
            let left = self.left_of(ws, response).await?;
            return Ok(match Box::pin(self.put_linked_response(ws, &left, person, dispatch)).await? {
                StoredLinked::New => StoredLinked::Left(Box::new(left)),
                stored => stored,
            });
        }
        let data = &self.tables.data;
        let link = keys::link(ws, person, dispatch);
        let parts = vec![
            put(data, self.response_item(ws, response, 1).await?, Some(NEW))?,
            update(
                data,
                &link,
                "SET answered_by = :id, answered_as = :as",
                "attribute_exists(pk) AND attribute_not_exists(answered_by)",
                vec![(":id", text(response.id.to_string())), (":as", attribute(&link, &standing(response))?)],
            )?,
        ];
        match self.transact(parts).await? {
            Transacted::Done => Ok(StoredLinked::New),
            Transacted::Refused(_) => match self.link(ws, person, dispatch).await? {
                LinkState::Answered(id) => Ok(StoredLinked::Answered(id)),
                LinkState::Gone | LinkState::Used => Ok(StoredLinked::Gone),
                // Only the id is taken: somebody put another link's form into this one's place.
                LinkState::Open => Ok(StoredLinked::Answered(response.id)),
            },
        }
    }

    /// Whether a personal link has been answered.
    pub async fn link(&self, ws: &WorkspaceId, person: &PersonId, dispatch: DispatchId) -> Result<LinkState> {
        let key = keys::link(ws, person, dispatch);
        let Some(item) = self.get_item(&self.tables.data, &key).await? else {
            return Ok(LinkState::Gone);
        };
        state(&key, &item)
    }

    /// Stores the one response of a signed link: the put travels with the link's item, which nobody may have written yet.
    /// The item of a link that names a person lies in their partition. For somebody who was erased the response is stored
    /// without the name, and so is the link: under one that the erasure gave it.
    pub async fn put_signed_response(
        &self,
        ws: &WorkspaceId,
        response: &Response,
        name: LinkName,
        person: Option<&PersonId>,
    ) -> Result<StoredLinked> {
        let data = &self.tables.data;
        let link = signed_link_key(ws, name, person);
        let item = SignedLinkItem { survey: response.survey.to_string(), answered_by: response.id.to_string() };
        let mut parts = vec![
            put(data, self.response_item(ws, response, 1).await?, Some(NEW))?,
            put(data, to_item(&link, &item)?, Some(NEW))?,
        ];
        if let Some(person) = person {
            parts.push(self.not_erased(ws, person)?);
        }
        let Transacted::Refused(reasons) = self.transact(parts).await? else { return Ok(StoredLinked::New) };
        if failed(&reasons, 1) {
            let old = match reasons.get(1).and_then(|reason| reason.item.clone()) {
                Some(old) => Some(old),
                // A database that doesn't hand the old item back is asked for it.
                None => self.get_item(data, &link).await?,
            };
            if let Some(old) = old {
                let id = answered_by(&link, &old)?.ok_or_else(|| bad(&link, &"it names no response"))?;
                return Ok(StoredLinked::Answered(id));
            }
            if !failed(&reasons, 2) {
                // An erasure has moved it meanwhile: whoever comes again is told so.
                return Err(StoreError::Contended);
            }
        }
        if let Some(person) = person.filter(|_| failed(&reasons, 2)) {
            // Somebody new has the id by now: whoever comes again is one of them.
            let name = self.left_name(ws, name, person).await?.ok_or(StoreError::Contended)?;
            let left = self.left_of(ws, response).await?;
            return Ok(match Box::pin(self.put_signed_response(ws, &left, name, None)).await? {
                StoredLinked::New => StoredLinked::Left(Box::new(left)),
                stored => stored,
            });
        }
        // Only the id is taken, by another link's response.
        Ok(StoredLinked::Answered(response.id))
    }

    /// Whether a signed link has been answered. It is never gone: whoever was erased may still answer, under no name.
    pub async fn signed_link(&self, ws: &WorkspaceId, name: LinkName, person: Option<&PersonId>) -> Result<LinkState> {
        let key = signed_link_key(ws, name, person);
        if let Some(item) = self.get_item(&self.tables.data, &key).await? {
            return state(&key, &item);
        }
        let Some(person) = person else { return Ok(LinkState::Open) };
        // It may have been answered before its person was erased, or after that.
        match self.left_name(ws, name, person).await? {
            Some(name) => Box::pin(self.signed_link(ws, name, None)).await,
            None => Ok(LinkState::Open),
        }
    }

    /// The name under which a link goes on whose person was erased; none while nobody was, or once somebody new has the id,
    /// whose link it is then.
    pub(crate) async fn left_name(
        &self,
        ws: &WorkspaceId,
        name: LinkName,
        person: &PersonId,
    ) -> Result<Option<LinkName>> {
        let tombstone = self.tombstone(ws, self.erasure_of(ws, person)?).await?;
        let nobody = tombstone.filter(|tombstone| tombstone.stands).map(|tombstone| tombstone.nobody);
        nobody.map(|nobody| Ok(self.names()?.left_link(&nobody, name))).transpose()
    }
}

/// A link that names a person lies where an erasure of that person looks.
pub(crate) fn signed_link_key(ws: &WorkspaceId, name: LinkName, person: Option<&PersonId>) -> keys::Key {
    match person {
        Some(person) => keys::signed_link_of(ws, person, name),
        None => keys::signed_link(ws, name),
    }
}
