//! Business events: each stored once under its sender's id, in the partition of the timeline that it belongs to.

use domain::event::Event;
use domain::id::{PersonId, WorkspaceId};
use domain::timeline::{Kind, TimelineId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::item::{Item, NEW, SortKeys, bad, from_item, key_of, to_item};
use crate::message_item::writer;
use crate::transaction::{Transacted, failed, put};
use crate::{Mark, Result, Store, StoreError, keys};

/// What became of a new event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutEvent {
    /// It is new.
    New,
    /// The same event is stored already; it stands as it came first.
    Existing,
    /// Its id is another event's; nothing was written.
    Taken,
}

/// What an event's id stands for.
#[derive(Serialize, Deserialize)]
struct EventIdItem {
    kind: Kind,
    id: String,
    digest: u64,
    /// What was sent without a currency, before it got the workspace's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sent: Option<u64>,
}

/// That a timeline names a person.
#[derive(Serialize)]
struct NamedItem {}

#[derive(Serialize, Deserialize)]
pub(crate) struct EventItem {
    event: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    segment: Option<String>,
}

impl Store {
    /// Stores an event, unless its id is taken, and gives its timeline. Who stores one marks its timeline, whatever became of
    /// it: a repeat comes from a sender who learned of no mark. An event of somebody who was erased goes on under the id of nobody
    /// that took theirs.
    pub async fn put_event(&self, ws: &WorkspaceId, event: &Event) -> Result<(PutEvent, TimelineId)> {
        let named = event.person.as_ref().filter(|person| !person.is_nobody());
        if let Some(put) = self.put_event_as(ws, event, event, named).await? {
            return Ok(put);
        }
        let person = event.person.as_ref().ok_or(StoreError::Contended)?;
        let tombstone = self.tombstone(ws, self.erasure_of(ws, person)?).await?;
        // Somebody new has the id by now: the sender comes again.
        let nobody = tombstone.filter(|tombstone| tombstone.stands).ok_or(StoreError::Contended)?.nobody;
        let left = domain::erasure::event(event, &nobody);
        self.put_event_as(ws, event, &left, None).await?.ok_or(StoreError::Contended)
    }

    /// Stores an event as what is left of it; none where `named` was erased, and nothing is written then.
    async fn put_event_as(
        &self,
        ws: &WorkspaceId,
        sent: &Event,
        event: &Event,
        named: Option<&PersonId>,
    ) -> Result<Option<(PutEvent, TimelineId)>> {
        let data = &self.tables.data;
        let timeline = event.timeline();
        // Of what was sent: who sends it again sends it so. Whom it named, its digest must not tell.
        let kept = |digest| self.kept_of_post(ws, digest).map(|kept| kept.0);
        let (digest, as_sent) = (kept(sent.digest())?, sent.digest_as_sent().map(kept).transpose()?);
        let key = keys::event_id(ws, event.id.as_str());
        let event_key = keys::event(ws, &timeline, event.id.as_str());
        let id = EventIdItem { kind: timeline.kind, id: timeline.id.clone(), digest, sent: as_sent };
        let mut parts = vec![
            put(data, to_item(&key, &id)?, Some(NEW))?,
            put(data, to_item(&event_key, &event_item(event))?, None)?,
        ];
        if let Some(person) = named {
            parts.push(self.not_erased(ws, person)?);
            // Their own timeline is found by their id.
            if timeline.kind != Kind::Customers {
                parts.push(put(data, to_item(&keys::events_of(ws, person, &timeline), &NamedItem {})?, None)?);
            }
        }
        let Transacted::Refused(reasons) = self.transact(parts).await? else {
            return Ok(Some((PutEvent::New, timeline)));
        };
        if !failed(&reasons, 0) {
            return Ok(None);
        }
        let old = match reasons.into_iter().next().and_then(|reason| reason.item) {
            Some(old) => from_item(old)?,
            None => self.get::<EventIdItem>(data, &key).await?.ok_or_else(|| bad(&key, &"it vanished"))?,
        };
        let again = old.digest == digest || (as_sent.is_some() && old.sent == as_sent);
        let timeline = TimelineId { kind: old.kind, id: old.id };
        Ok(Some((if again { PutEvent::Existing } else { PutEvent::Taken }, timeline)))
    }

    /// Sets a mark, with a random token.
    pub async fn set_mark(&self, mark: &Mark) -> Result<()> {
        self.put_mark(mark, &writer()).await.map(drop)
    }

    /// All events of a timeline, by their ids.
    pub async fn events(&self, ws: &WorkspaceId, timeline: &TimelineId) -> Result<Vec<Event>> {
        let items = self.query(&self.tables.data, &keys::event_partition(ws, timeline), SortKeys::All).await?;
        items.into_iter().map(read).collect()
    }
}

/// The item of an event.
pub(crate) fn event_item(event: &Event) -> EventItem {
    EventItem { event: event.to_json(), segment: event.segment.clone() }
}

/// The event of an item.
pub(crate) fn read(item: Item) -> Result<Event> {
    let key = key_of(&item);
    let EventItem { event, segment } = from_item(item)?;
    // What was stored has a currency of its own.
    let event = Event::parse(&event, None).map_err(|error| bad(&key, &error))?;
    Ok(Event { segment, ..event })
}
