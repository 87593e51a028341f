//! The person's own life as a customer: its events, and what was counted of them. It goes on under the id of nobody, so whoever
//! began, paid and left is counted as before.

use domain::event::Event;
use domain::timeline::{Kind, TimelineId};

use super::Pass;
use super::events::TOGETHER;
use crate::events::read;
use crate::{Mark, Result, keys};

impl Pass<'_> {
    /// Moves the events, then takes away what was counted under the person's id; whether there was time for all of it.
    pub(super) async fn customer(&self) -> Result<bool> {
        let own = TimelineId { kind: Kind::Customers, id: self.person.to_string() };
        loop {
            let partition = keys::event_partition(self.ws, &own);
            let items = self.first(&self.store.tables.data, &partition, TOGETHER).await?;
            if items.is_empty() {
                break;
            }
            if !self.has_time() {
                return Ok(false);
            }
            let events: Vec<Event> = items.into_iter().map(read).collect::<Result<_>>()?;
            self.move_events(&events, &own).await?;
            // Only now is there something to fold; whoever folds it reads the events that were moved until then.
            self.mark_timeline(TimelineId { id: self.nobody.to_string(), ..own.clone() }).await?;
        }
        self.forget_timeline(&own).await?;
        let mark = Mark::Timeline { workspace: self.ws.clone(), timeline: own };
        self.store.delete(&self.store.tables.rollups, &keys::mark(&mark)).await?;
        Ok(true)
    }

    /// What the days got of the person goes, and comes again under the id of nobody. The days are marked before, so that they
    /// are summed again wherever this stops.
    async fn forget_timeline(&self, own: &TimelineId) -> Result<()> {
        let Some(standing) = self.store.timeline(self.ws, own).await? else { return Ok(()) };
        for day in standing.days.keys() {
            self.mark(&Mark::Day { workspace: self.ws.clone(), kind: own.kind, day: *day }).await?;
        }
        self.mark_timeline(TimelineId { id: self.nobody.to_string(), ..own.clone() }).await?;
        self.store.remove_timeline(self.ws, own).await
    }
}
