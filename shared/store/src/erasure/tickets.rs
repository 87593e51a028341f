//! The person's tickets, as they know of each other. They stay the tickets of one person, under the id of nobody, so a ticket
//! that was opened again within a week still counts as that.

use domain::id::PersonId;
use domain::timeline::{Kind, TimelineId};

use super::{PAGE, Pass};
use crate::item::key_of;
use crate::retry::{TRIES, pause};
use crate::timelines::{Opening, TicketPlace, Timeline};
use crate::{Result, StoreError, keys};

impl Pass<'_> {
    /// Tickets that were folded before their events left a pointer with their person.
    pub(super) async fn stray_tickets(&self) -> Result<bool> {
        loop {
            let partition = keys::tickets_of(self.ws, self.person);
            let items = self.first(&self.store.tables.rollups, &partition, PAGE).await?;
            if items.is_empty() {
                return Ok(true);
            }
            for item in items {
                if !self.has_time() {
                    return Ok(false);
                }
                let key = key_of(&item);
                self.events(&TimelineId { kind: Kind::Tickets, id: key.sk.clone() }).await?;
                self.store.delete(&self.store.tables.rollups, &key).await?;
            }
        }
    }

    /// Puts a ticket in the same place among the tickets of the id of nobody. A fold that read the events before they lost
    /// their name is fenced out by it.
    pub(super) async fn ticket(&self, id: &TimelineId) -> Result<()> {
        for attempt in 0..TRIES {
            let Some(seen) = self.store.timeline(self.ws, id).await? else { return Ok(()) };
            let (fence, old) = self.store.raise_timeline_fence(self.ws, id).await?;
            if !names(&seen, self.person) && !names(&old, self.person) {
                return Ok(());
            }
            let place = old.place.clone().map(|place| TicketPlace { person: self.other(place.person), ..place });
            let told = old.told.clone().map(|told| Opening { person: self.other(told.person), ..told });
            let before = old.place.clone();
            let placed = Timeline { place, told, ..old };
            if self.store.place_ticket(self.ws, id, &placed, before.as_ref(), fence).await? {
                return Ok(());
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }

    fn other(&self, person: PersonId) -> PersonId {
        if person == *self.person { self.nobody.clone() } else { person }
    }
}

fn names(ticket: &Timeline, person: &PersonId) -> bool {
    ticket.place.as_ref().is_some_and(|place| place.person == *person)
        || ticket.told.as_ref().is_some_and(|told| told.person == *person)
}
