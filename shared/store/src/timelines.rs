//! Timelines as they were folded last: which days they add to, and what has to be told of it.
//!
//! A fold raises the timeline's fence, reads all its facts, and writes what it adds on the condition that the fence is still
//! its own. What others have to be told stands in the item until they are told, so a fold that crashes anywhere is made
//! whole by the next one. A fold that changes nothing writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::ReturnValue;
use domain::id::{PersonId, WorkspaceId};
use domain::timeline::customer::Spell;
use domain::timeline::ticket::Summary;
use domain::timeline::{Kind, TimelineId};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::item::{Item, SortKeys, address, bad, key_of, number, text};
use crate::retry::{TRIES, pause};
use crate::timeline_item::read;
use crate::{Result, Store, StoreError, keys};

/// The right to write a timeline, until somebody raises its fence again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineFence(pub(crate) u64);

/// A ticket's place among the tickets of its person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketPlace {
    /// Whose ticket it is.
    pub person: PersonId,
    /// What the person's other tickets hang on.
    pub summary: Summary,
}

impl TicketPlace {
    /// What of it the person's other tickets hang on: who came again, and when.
    fn opening(&self) -> Opening {
        Opening { person: self.person.clone(), at: self.summary.opened_at }
    }
}

/// That somebody opened a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Who.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
}

/// A timeline as it was folded last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The digest of what it adds to each day.
    pub days: BTreeMap<Date, String>,
    /// When its customer was living, oldest first.
    pub spells: Vec<Spell>,
    /// The days whose marks have not been set since they changed.
    pub untold: BTreeSet<Date>,
    /// Whether the spells changed, and the person's answers have not been marked since.
    pub spells_untold: bool,
    /// A ticket's place, as the person's other tickets may read it.
    pub place: Option<TicketPlace>,
    /// The opening of which those tickets were told last.
    pub told: Option<Opening>,
}

impl Timeline {
    /// The opening of which the person's other tickets have to know.
    pub fn opening(&self) -> Option<Opening> {
        self.place.as_ref().map(TicketPlace::opening)
    }

    /// Whether nobody has to be told of anything any more.
    pub fn is_settled(&self) -> bool {
        self.untold.is_empty() && !self.spells_untold && self.told == self.opening()
    }
}

impl Store {
    /// Raises a timeline's fence: whoever raised it before can't write any more. Gives what stands, which nobody can change
    /// before the fence is raised again. One that comes again after it was removed begins at random, so that no fence from
    /// before is its own.
    pub async fn raise_timeline_fence(&self, ws: &WorkspaceId, id: &TimelineId) -> Result<(TimelineFence, Timeline)> {
        let key = keys::timeline(ws, id);
        let (begin, ..) = Uuid::new_v4().as_fields();
        for attempt in 0..TRIES {
            let raised = self
                .client
                .update_item()
                .table_name(&self.tables.rollups)
                .set_key(Some(address(&key)))
                .update_expression("SET fence = if_not_exists(fence, :begin) + :one")
                .expression_attribute_values(":begin", number(begin))
                .expression_attribute_values(":one", number(1))
                .return_values(ReturnValue::AllNew)
                .send()
                .await;
            match raised {
                Ok(raised) => return read(raised.attributes.ok_or_else(|| bad(&key, &"no fence came back"))?),
                // The item takes part in a transaction at the moment; nothing was written.
                Err(error)
                    if error.as_service_error().is_some_and(UpdateItemError::is_transaction_conflict_exception) =>
                {
                    pause(attempt).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Contended)
    }

    /// A timeline as it was folded last.
    pub async fn timeline(&self, ws: &WorkspaceId, id: &TimelineId) -> Result<Option<Timeline>> {
        let item = self.get_item(&self.tables.rollups, &keys::timeline(ws, id)).await?;
        Ok(item.map(read).transpose()?.map(|(_, timeline)| timeline))
    }

    /// When somebody was a living customer, as their events say.
    pub async fn spells(&self, ws: &WorkspaceId, person: &PersonId) -> Result<Vec<Spell>> {
        let id = TimelineId { kind: Kind::Customers, id: person.to_string() };
        Ok(self.timeline(ws, &id).await?.unwrap_or_default().spells)
    }

    /// The ids of all timelines of a kind that were ever folded, page by page, in no order.
    pub fn timeline_ids(&self, ws: &WorkspaceId, kind: Kind) -> TimelineIds {
        TimelineIds { store: self.clone(), ws: ws.clone(), kind, shard: 0, after: None }
    }

    /// The ids of all timelines of a kind, sorted.
    pub async fn timelines_of(&self, ws: &WorkspaceId, kind: Kind) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for shard in 0..keys::SHARDS {
            let pk = keys::timeline_partition(ws, kind, shard);
            let items = self.query(&self.tables.rollups, &pk, SortKeys::All).await?;
            ids.extend(items.iter().map(|item| key_of(item).sk));
        }
        ids.sort_unstable();
        Ok(ids)
    }
}

/// Reads the ids of timelines page by page, one shard after the other.
pub struct TimelineIds {
    store: Store,
    ws: WorkspaceId,
    kind: Kind,
    shard: u8,
    after: Option<Item>,
}

impl TimelineIds {
    /// The next page; none at the end. A page may be empty.
    pub async fn next(&mut self) -> Result<Option<Vec<String>>> {
        if self.shard >= keys::SHARDS {
            return Ok(None);
        }
        let pk = keys::timeline_partition(&self.ws, self.kind, self.shard);
        let query = self.store.client.query().table_name(&self.store.tables.rollups).consistent_read(true);
        let query = query.key_condition_expression("pk = :pk").expression_attribute_values(":pk", text(pk));
        let query = query.projection_expression("pk, sk").set_exclusive_start_key(self.after.take());
        let page = query.send().await?;
        self.after = page.last_evaluated_key;
        if self.after.is_none() {
            self.shard += 1;
        }
        Ok(Some(page.items.unwrap_or_default().iter().map(|item| key_of(item).sk).collect()))
    }
}
