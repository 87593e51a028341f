//! Responses: stored once under a key that the client's own id makes, merged on the revision that was read.

use std::collections::VecDeque;
use std::ops::Range;

use domain::day::{Zone, utc_dates};
use domain::id::{PersonId, SubmissionId, SurveyId, WorkspaceId};
use domain::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use crate::item::{Item, NEW, Put, bad, number, text, to_item};
use crate::response_item::{Revision, read, write};
use crate::transaction::{Transacted, check, failed, put, put_on};
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

/// What became of a replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// It stands.
    Done,
    /// Somebody else changed the response first.
    Overtaken,
    /// The person whom it would name was erased; nothing was written.
    Erased,
}

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

    /// Replaces a response on the revision that was read. Where the one that was read did not name the person yet, `named`
    /// does: they get a pointer, as [`Store::put_known_response`] leaves it.
    pub async fn replace_response(
        &self,
        ws: &WorkspaceId,
        response: &Response,
        seen: Revision,
        named: Option<&PersonId>,
    ) -> Result<Replaced> {
        let data = &self.tables.data;
        let item = to_item(&keys::response(ws, &response.survey, response.id), &write(response, seen.0 + 1))?;
        let (condition, values) = ("revision = :seen", vec![(":seen", number(seen.0))]);
        let Some(person) = named else {
            return Ok(match self.put_if(data, item, condition, values).await? {
                Put::Done => Replaced::Done,
                Put::Refused(_) => Replaced::Overtaken,
            });
        };
        let parts = vec![
            put_on(data, item, condition, values)?,
            put(data, to_item(&keys::pointer(ws, person, &response.survey, response.id), &PointerItem {})?, None)?,
            check(data, &keys::tombstone(ws, person), NEW)?,
        ];
        Ok(match self.transact(parts).await? {
            Transacted::Done => Replaced::Done,
            Transacted::Refused(reasons) if failed(&reasons, 2) => Replaced::Erased,
            Transacted::Refused(_) => Replaced::Overtaken,
        })
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
