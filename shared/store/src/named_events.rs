//! The events that name a person, for whoever reads no more of them than there is time for: which timelines hold them, and
//! each of these page by page. The list of timelines is read whole: it has a small item for each ticket or appointment that names
//! the person, and no bound but their number.

use std::collections::BTreeSet;

use domain::event::Event;
use domain::id::{PersonId, WorkspaceId};
use domain::timeline::{Kind, TimelineId};

use crate::events::read;
use crate::item::{SortKeys, key_of, text};
use crate::page::Page;
use crate::{Result, Store, keys};

impl Store {
    /// The timelines whose events may name a person: their own first, then those of others.
    pub async fn timelines_naming(&self, ws: &WorkspaceId, person: &PersonId) -> Result<Vec<TimelineId>> {
        let pk = keys::person(ws, person).pk;
        let named = self.query(&self.tables.data, &pk, SortKeys::Prefix(keys::EVENTS_PREFIX)).await?;
        let mut others: BTreeSet<_> = named.iter().filter_map(|item| keys::read_events_of(&key_of(item).sk)).collect();
        // Tickets whose events came before they left pointers.
        let tickets = self.tickets_of(ws, person).await?;
        others.extend(tickets.into_keys().map(|id| TimelineId { kind: Kind::Tickets, id }));
        let own = TimelineId { kind: Kind::Customers, id: person.to_string() };
        others.remove(&own);
        Ok([own].into_iter().chain(others).collect())
    }

    /// At most so many events of a timeline, by their ids: those behind `after`.
    pub async fn events_after(
        &self,
        ws: &WorkspaceId,
        timeline: &TimelineId,
        after: Option<&str>,
        limit: i32,
    ) -> Result<Page<Event>> {
        let query = self.client.query().table_name(&self.tables.data).consistent_read(true).limit(limit);
        let query = query.expression_attribute_values(":pk", text(keys::event_partition(ws, timeline)));
        let query = match after {
            None => query.key_condition_expression("pk = :pk"),
            Some(after) => query
                .key_condition_expression("pk = :pk AND sk > :after")
                .expression_attribute_values(":after", text(after)),
        };
        let got = query.send().await?;
        let next = got.last_evaluated_key.as_ref().map(|last| key_of(last).sk);
        Page { items: got.items.unwrap_or_default(), next }.read(read)
    }
}
