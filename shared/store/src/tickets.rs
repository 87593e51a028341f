//! The tickets of a person, each with what the others hang on: when it was opened, and when it was resolved. A ticket writes its
//! own down first and reads the others after that, so of two that change at the same time one at least sees the other.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::id::{PersonId, WorkspaceId};
use domain::timeline::TimelineId;
use domain::timeline::ticket::Summary;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{SortKeys, from_item, key_of, to_item};
use crate::timeline_item::stored_millis;
use crate::timelines::TicketPlace;
use crate::transaction::{delete, put};
use crate::{Result, Store, keys};

#[derive(Serialize, Deserialize)]
struct SummaryItem {
    opened_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resolved_at: Option<i64>,
}

impl Store {
    /// The tickets of a person, by their ids.
    pub async fn tickets_of(&self, ws: &WorkspaceId, person: &PersonId) -> Result<BTreeMap<String, Summary>> {
        let items = self.query(&self.tables.rollups, &keys::tickets_of(ws, person), SortKeys::All).await?;
        let read = |item| {
            let key = key_of(&item);
            let item: SummaryItem = from_item(item)?;
            let resolved_at = item.resolved_at.map(|ms| stored_millis(&key, ms)).transpose()?;
            let summary = Summary { opened_at: stored_millis(&key, item.opened_at)?, resolved_at };
            Ok((key.sk, summary))
        };
        items.into_iter().map(read).collect()
    }

    /// What moves a ticket to its place among those of its person.
    pub(crate) fn place_writes(
        &self,
        ws: &WorkspaceId,
        id: &TimelineId,
        before: Option<&TicketPlace>,
        now: Option<&TicketPlace>,
    ) -> Result<Vec<TransactWriteItem>> {
        let table = &self.tables.rollups;
        let left = before.filter(|before| now.is_none_or(|now| now.person != before.person));
        let left = left.map(|place| delete(table, &keys::ticket_of(ws, &place.person, &id.id)));
        let taken = now.map(|place| {
            let Summary { opened_at, resolved_at } = place.summary;
            let item = SummaryItem {
                opened_at: opened_at.as_millisecond(),
                resolved_at: resolved_at.map(Timestamp::as_millisecond),
            };
            put(table, to_item(&keys::ticket_of(ws, &place.person, &id.id), &item)?, None)
        });
        left.into_iter().chain(taken).collect()
    }
}
