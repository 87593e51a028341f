//! Responses: stored once under a key that the client's own id makes, merged on the revision that was read.

use std::collections::VecDeque;
use std::ops::Range;

use domain::day::{Zone, utc_dates};
use domain::id::{DispatchId, PersonId, SubmissionId, SurveyId, WorkspaceId};
use domain::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use crate::item::{Item, Put, bad, number, text, to_item};
use crate::response_item::{Revision, read, write};
use crate::transaction::{Transacted, check, failed, put, update};
use crate::{Result, Store, keys};

#[derive(Serialize)]
struct PointerItem {}

/// What became of a new response.
#[derive(Debug)]
pub enum Stored {
    /// It is new.
    New,
    /// Its id is stored already.
    Existing(Box<Response>, Revision),
}

/// What became of a new response to a personal link.
#[derive(Debug)]
pub enum StoredLinked {
    /// It is new, and the link now points at it.
    New,
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
    /// There is no such link any more.
    Gone,
}

const NEW: &str = "attribute_not_exists(pk)";

impl Store {
    /// Stores a new response: one conditional put is storage, dedupe and idempotency in one.
    pub async fn put_response(&self, ws: &WorkspaceId, response: &Response) -> Result<Stored> {
        let item = to_item(&keys::response(ws, &response.survey, response.id), &write(response, 1))?;
        match self.put_if(&self.tables.data, item, NEW, vec![]).await? {
            Put::Done => Ok(Stored::New),
            Put::Refused(old) => self.existing(ws, response, old).await,
        }
    }

    async fn existing(&self, ws: &WorkspaceId, response: &Response, old: Option<Item>) -> Result<Stored> {
        let key = keys::response(ws, &response.survey, response.id);
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
        let key = keys::response(ws, &response.survey, response.id);
        let parts = vec![
            put(data, to_item(&key, &write(response, 1))?, Some(NEW))?,
            put(data, to_item(&keys::pointer(ws, person, &response.survey, response.id), &PointerItem {})?, None)?,
            check(data, &keys::tombstone(ws, person), NEW)?,
        ];
        match self.transact(parts).await? {
            Transacted::Done => Ok(Stored::New),
            Transacted::Refused(reasons) if failed(&reasons, 2) => {
                let unnamed = Response { person: None, segment: None, ..response.clone() };
                self.put_response(ws, &unnamed).await
            }
            Transacted::Refused(reasons) => {
                let old = reasons.into_iter().next().and_then(|reason| reason.item);
                self.existing(ws, response, old).await
            }
        }
    }

    /// Stores the one response of a personal link: the put travels with an update of the link, if it is unanswered.
    pub async fn put_linked_response(
        &self,
        ws: &WorkspaceId,
        response: &Response,
        person: &PersonId,
        dispatch: DispatchId,
    ) -> Result<StoredLinked> {
        let data = &self.tables.data;
        let link = keys::link(ws, person, dispatch);
        let parts = vec![
            put(data, to_item(&keys::response(ws, &response.survey, response.id), &write(response, 1))?, Some(NEW))?,
            update(
                data,
                &link,
                "SET answered_by = :id",
                "attribute_exists(pk) AND attribute_not_exists(answered_by)",
                vec![(":id", text(response.id.to_string()))],
            )?,
        ];
        match self.transact(parts).await? {
            Transacted::Done => Ok(StoredLinked::New),
            Transacted::Refused(_) => match self.link(ws, person, dispatch).await? {
                LinkState::Answered(id) => Ok(StoredLinked::Answered(id)),
                LinkState::Gone => Ok(StoredLinked::Gone),
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
        match item.get("answered_by").and_then(|value| value.as_s().ok()) {
            None => Ok(LinkState::Open),
            Some(id) => Ok(LinkState::Answered(id.parse().map_err(|error| bad(&key, &error))?)),
        }
    }

    /// Replaces a response on the revision that was read; `false` where somebody else changed it first.
    pub async fn replace_response(&self, ws: &WorkspaceId, response: &Response, seen: Revision) -> Result<bool> {
        let item = to_item(&keys::response(ws, &response.survey, response.id), &write(response, seen.0 + 1))?;
        let put = self.put_if(&self.tables.data, item, "revision = :seen", vec![(":seen", number(seen.0))]).await?;
        Ok(matches!(put, Put::Done))
    }

    /// A response, with the revision that a replacement must find.
    pub async fn response(
        &self,
        ws: &WorkspaceId,
        survey: &SurveyId,
        id: SubmissionId,
    ) -> Result<Option<(Response, Revision)>> {
        self.get_item(&self.tables.data, &keys::response(ws, survey, id)).await?.map(read).transpose()
    }

    /// The responses of an interval, oldest first, page by page: memory stays flat however many there are.
    pub fn responses(&self, ws: &WorkspaceId, survey: &SurveyId, range: Range<Timestamp>) -> ResponsePages {
        ResponsePages {
            store: self.clone(),
            partitions: utc_dates(&range).map(|date: Date| keys::response_partition(ws, survey, date)).collect(),
            from: SubmissionId::first_at(range.start).hyphenated().to_string(),
            to: SubmissionId::first_at(range.end).hyphenated().to_string(),
            after: None,
        }
    }

    /// One query of the responses of an interval, newest first: those whose ids are below `below`, at most `most` of them,
    /// all of one UTC date. For lists, which go on where the answer says; `below` is at first the interval's end.
    pub async fn newest_responses(
        &self,
        ws: &WorkspaceId,
        survey: &SurveyId,
        from: Timestamp,
        below: Uuid,
        most: i32,
    ) -> Result<Newest> {
        let first = SubmissionId::first_at(from);
        // The greatest id below: ids sort as the numbers that they are.
        let Some(last) = below.as_u128().checked_sub(1).map(Uuid::from_u128).filter(|last| *last >= first) else {
            return Ok(Newest { responses: Vec::new(), below: None });
        };
        let millis = i64::try_from(last.as_u128() >> 80).unwrap_or(i64::MAX);
        let date = Zone::utc().date(Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX));
        let floor = SubmissionId::first_at(Zone::utc().start(date));
        let page = self
            .client
            .query()
            .table_name(&self.tables.data)
            .consistent_read(true)
            .scan_index_forward(false)
            .limit(most)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(keys::response_partition(ws, survey, date)))
            .expression_attribute_values(":from", text(first.max(floor).hyphenated().to_string()))
            .expression_attribute_values(":to", text(last.hyphenated().to_string()))
            .send()
            .await?;
        let more_of_the_date = page.last_evaluated_key.is_some();
        let items = page.items.unwrap_or_default();
        let responses: Vec<_> = items.into_iter().map(|item| Ok(read(item)?.0)).collect::<Result<_>>()?;
        let below = match responses.last() {
            Some(oldest) if more_of_the_date => Some(oldest.id.bits()),
            _ => (floor > first).then_some(floor),
        };
        Ok(Newest { responses, below })
    }
}

/// What one query of [`Store::newest_responses`] found.
#[derive(Debug)]
pub struct Newest {
    /// The responses, newest first; often none, where a date has none.
    pub responses: Vec<Response>,
    /// Where to go on; none at the interval's begin.
    pub below: Option<Uuid>,
}

/// Reads the responses of an interval page by page.
pub struct ResponsePages {
    store: Store,
    partitions: VecDeque<String>,
    from: String,
    to: String,
    after: Option<Item>,
}

impl ResponsePages {
    /// The next page; none at the end. A page may be empty.
    pub async fn next(&mut self) -> Result<Option<Vec<Response>>> {
        let Some(partition) = self.partitions.front() else { return Ok(None) };
        let page = self
            .store
            .client
            .query()
            .table_name(&self.store.tables.data)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(partition))
            .expression_attribute_values(":from", text(&self.from))
            .expression_attribute_values(":to", text(&self.to))
            .set_exclusive_start_key(self.after.take())
            .send()
            .await?;
        self.after = page.last_evaluated_key;
        if self.after.is_none() {
            self.partitions.pop_front();
        }
        let items = page.items.unwrap_or_default();
        // No id equals the smallest one of the end's millisecond, so `BETWEEN` excludes the end: the version bits are set.
        items.into_iter().map(|item| Ok(read(item)?.0)).collect::<Result<_>>().map(Some)
    }
}
