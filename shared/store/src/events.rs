//! Business events: each stored once under its sender's id, in the partition of the timeline that it belongs to.

use domain::event::Event;
use domain::id::WorkspaceId;
use domain::timeline::{Kind, TimelineId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::item::{Item, NEW, SortKeys, bad, from_item, key_of, to_item};
use crate::message_item::writer;
use crate::transaction::{Transacted, put};
use crate::{Mark, Result, Store, keys};

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

#[derive(Serialize, Deserialize)]
struct EventItem {
    event: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    segment: Option<String>,
}

impl Store {
    /// Stores an event, unless its id is taken. Who stores one marks its timeline, whatever became of it: a repeat comes
    /// from a sender who learned of no mark.
    pub async fn put_event(&self, ws: &WorkspaceId, event: &Event) -> Result<PutEvent> {
        let data = &self.tables.data;
        let timeline = event.timeline();
        let (digest, sent) = (event.digest().0, event.digest_as_sent().map(|sent| sent.0));
        let key = keys::event_id(ws, event.id.as_str());
        let event_key = keys::event(ws, &timeline, event.id.as_str());
        let item = EventItem { event: event.to_json(), segment: event.segment.clone() };
        let named = EventIdItem { kind: timeline.kind, id: timeline.id, digest, sent };
        let parts = vec![put(data, to_item(&key, &named)?, Some(NEW))?, put(data, to_item(&event_key, &item)?, None)?];
        let Transacted::Refused(reasons) = self.transact(parts).await? else { return Ok(PutEvent::New) };
        let old = match reasons.into_iter().next().and_then(|reason| reason.item) {
            Some(old) => from_item(old)?,
            None => self.get::<EventIdItem>(data, &key).await?.ok_or_else(|| bad(&key, &"it vanished"))?,
        };
        let again = old.digest == digest || (sent.is_some() && old.sent == sent);
        Ok(if again { PutEvent::Existing } else { PutEvent::Taken })
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

/// The event of an item.
pub(crate) fn read(item: Item) -> Result<Event> {
    let key = key_of(&item);
    let EventItem { event, segment } = from_item(item)?;
    // What was stored has a currency of its own.
    let event = Event::parse(&event, None).map_err(|error| bad(&key, &error))?;
    Ok(Event { segment, ..event })
}
