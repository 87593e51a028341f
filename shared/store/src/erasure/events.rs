//! Events that name the person: they go on under the id of nobody. An event's own id stays, and with it that a repeat is known.

use domain::erasure;
use domain::event::Event;
use domain::timeline::{Kind, TimelineId};

use super::Pass;
use crate::events::{event_item, read};
use crate::item::{SortKeys, text, to_item};
use crate::transaction::{Transacted, delete_on, put, update};
use crate::{Result, StoreError, keys};

/// How many events of a customer are moved together, three writes each.
pub(super) const TOGETHER: i32 = 25;

impl Pass<'_> {
    /// Takes the name from the events of a timeline that is not the person's own, and the ticket from those of the person.
    pub(super) async fn events(&self, timeline: &TimelineId) -> Result<()> {
        let data = &self.store.tables.data;
        let items = self.store.query(data, &keys::event_partition(self.ws, timeline), SortKeys::All).await?;
        for item in items {
            let event = read(item)?;
            if event.person.as_ref() == Some(self.person) {
                let left = erasure::event(&event, self.nobody);
                let key = keys::event(self.ws, timeline, event.id.as_str());
                self.store.put(data, &key, &event_item(&left)).await?;
            }
        }
        if timeline.kind == Kind::Tickets {
            self.ticket(timeline).await?;
        }
        self.mark_timeline(timeline.clone()).await
    }

    /// Moves events of the person's own timeline to that of the id of nobody, all of them or none.
    pub(super) async fn move_events(&self, events: &[Event], own: &TimelineId) -> Result<()> {
        let data = &self.store.tables.data;
        let mut parts = Vec::new();
        for event in events {
            let left = erasure::event(event, self.nobody);
            let there = left.timeline();
            let moved = to_item(&keys::event(self.ws, &there, left.id.as_str()), &event_item(&left))?;
            parts.push(put(data, moved, None)?);
            parts.push(delete_on(data, &keys::event(self.ws, own, event.id.as_str()), "attribute_exists(pk)", vec![])?);
            let id = vec![(":id", text(there.id.as_str()))];
            parts.push(update(
                data,
                &keys::event_id(self.ws, event.id.as_str()),
                "SET id = :id",
                "attribute_exists(pk)",
                id,
            )?);
        }
        match self.store.transact(parts).await? {
            Transacted::Done => Ok(()),
            // Another pass moves them at the same time.
            Transacted::Refused(_) => Err(StoreError::Contended),
        }
    }
}
