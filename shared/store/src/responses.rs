//! Responses: stored once under a key that the client's own id makes, merged on the revision that was read.

use domain::id::{PersonId, SubmissionId, WorkspaceId};
use domain::response::Response;
use domain::survey::Survey;

use crate::item::{Item, NEW, Put, bad, number};
use crate::response_item::{Revision, read};
use crate::retention::{kept_pointer_item, kept_response_item};
use crate::transaction::{Transacted, failed, put, put_on};
use crate::{Result, Store, keys};

/// What became of a new response.
#[derive(Debug)]
pub enum Stored {
    /// It is new.
    New,
    /// It is new, and stands so: its person was erased.
    Left(Box<Response>),
    /// Its id is stored already.
    Existing(Box<Response>, Revision),
}

/// What became of a replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// It stands.
    Done,
    /// It stands so: its person was erased.
    Left(Box<Response>),
    /// Somebody else changed the response first.
    Overtaken,
    /// The person whom it would name was erased; nothing was written.
    Erased,
}

impl Store {
    /// Stores a new response: one conditional put is storage, dedupe and idempotency in one.
    pub async fn put_response(&self, ws: &WorkspaceId, response: &Response) -> Result<Stored> {
        let item = self.response_item(ws, response, 1).await?;
        match self.put_if(&self.tables.data, item, NEW, vec![]).await? {
            Put::Done => Ok(Stored::New),
            Put::Refused(old) => self.existing(ws, response, old).await,
        }
    }

    async fn existing(&self, ws: &WorkspaceId, response: &Response, old: Option<Item>) -> Result<Stored> {
        let key = keys::response(ws, response);
        let old = match old {
            Some(old) => Some(old),
            // A database that doesn't hand the old item back is asked for it.
            None => self.get_item(&self.tables.data, &key).await?,
        };
        let (response, revision) = read(old.ok_or_else(|| bad(&key, &"gone right after it was found"))?)?;
        Ok(Stored::Existing(Box::new(response), revision))
    }

    /// Stores a new response of a known person, with a pointer in their partition by which an erasure finds it. For
    /// somebody who was erased it is stored without the name.
    pub async fn put_known_response(&self, ws: &WorkspaceId, response: &Response, person: &PersonId) -> Result<Stored> {
        let data = &self.tables.data;
        let parts = vec![
            put(data, self.response_item(ws, response, 1).await?, Some(NEW))?,
            put(data, self.pointer_item(ws, response, person).await?, None)?,
            self.not_erased(ws, person)?,
        ];
        match self.transact(parts).await? {
            Transacted::Done => Ok(Stored::New),
            Transacted::Refused(reasons) if failed(&reasons, 2) => {
                let left = self.left_of(ws, response).await?;
                Ok(match self.put_response(ws, &left).await? {
                    Stored::New => Stored::Left(Box::new(left)),
                    existing => existing,
                })
            }
            Transacted::Refused(reasons) => {
                let old = reasons.into_iter().next().and_then(|reason| reason.item);
                self.existing(ws, response, old).await
            }
        }
    }

    /// Replaces a response on the revision that was read; it goes when the one that was read would have gone. Where that did not
    /// name the person yet, they get a pointer, as [`Store::put_known_response`] leaves it. One whose person was erased stays
    /// without a name. Where the answer to a dispatch now stands otherwise, such as finished, its link says so.
    pub async fn replace_response(
        &self,
        ws: &WorkspaceId,
        before: &Response,
        response: &Response,
        seen: Revision,
    ) -> Result<Replaced> {
        // A review brings no word of a person, and takes none away that an erasure left.
        let reviewed = *response == Response { reviews: response.reviews.clone(), ..before.clone() };
        if !response.erased || reviewed {
            return self.replace_as_it_is(ws, before, response, seen).await;
        }
        // Whatever comes late is left as the erasure left the rest.
        let left = self.left_of(ws, response).await?;
        Ok(match self.replace_as_it_is(ws, before, &left, seen).await? {
            Replaced::Done => Replaced::Left(Box::new(left)),
            replaced => replaced,
        })
    }

    async fn replace_as_it_is(
        &self,
        ws: &WorkspaceId,
        before: &Response,
        response: &Response,
        seen: Revision,
    ) -> Result<Replaced> {
        let data = &self.tables.data;
        let item = kept_response_item(ws, before, response, seen.0 + 1)?;
        let (condition, values) = ("revision = :seen", vec![(":seen", number(seen.0))]);
        if let Some(link) = self.restated_link(ws, before, response).await? {
            let parts = vec![put_on(data, item.clone(), condition, values.clone())?, link];
            match self.transact(parts).await? {
                Transacted::Done => return Ok(Replaced::Done),
                Transacted::Refused(reasons) if failed(&reasons, 0) => return Ok(Replaced::Overtaken),
                // The link is gone with its person, and the response stays as long as nobody has taken their name from it.
                Transacted::Refused(_) => {}
            }
        }
        let Some(person) = response.person.as_ref().filter(|person| before.person.as_ref() != Some(person)) else {
            return Ok(match self.put_if(data, item, condition, values).await? {
                Put::Done => Replaced::Done,
                Put::Refused(_) => Replaced::Overtaken,
            });
        };
        let parts = vec![
            put_on(data, item, condition, values)?,
            put(data, kept_pointer_item(ws, before, response, person)?, None)?,
            self.not_erased(ws, person)?,
        ];
        Ok(match self.transact(parts).await? {
            Transacted::Done => Replaced::Done,
            Transacted::Refused(reasons) if failed(&reasons, 2) => Replaced::Erased,
            Transacted::Refused(_) => Replaced::Overtaken,
        })
    }

    /// A response as an erasure of its person leaves it.
    pub(crate) async fn left_of(&self, ws: &WorkspaceId, response: &Response) -> Result<Response> {
        let keep = self.workspace(ws).await?.is_some_and(|workspace| workspace.erasure.keep_comments);
        let survey = self.survey(ws, &response.survey).await?;
        Ok(domain::erasure::response(response, survey.as_ref(), keep))
    }

    /// A response, with the revision that a replacement must find.
    pub async fn response(
        &self,
        ws: &WorkspaceId,
        survey: &Survey,
        id: SubmissionId,
    ) -> Result<Option<(Response, Revision)>> {
        let key = keys::response_by_id(ws, &survey.id, id, survey.shards.shard(&id));
        self.get_item(&self.tables.data, &key).await?.map(read).transpose()
    }
}
