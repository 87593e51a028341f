//! The whole history of a workspace, whatever keys it lies under: what a recomputation from scratch needs. It reads the
//! table from end to end, so nothing that somebody waits for may call it.

use std::collections::BTreeSet;

use domain::dispatch::Dispatch;
use domain::event::Event;
use domain::id::{DispatchId, WorkspaceId};
use domain::response::Response;

use crate::item::{bad, key_of, text};
use crate::response_item::read;
use crate::{Result, Store, keys};

/// Everything that rollups are made of.
#[derive(Debug, Default)]
pub struct History {
    /// All answers to all surveys.
    pub responses: Vec<Response>,
    /// All business events.
    pub events: Vec<Event>,
    /// All dispatches with their messages.
    pub dispatches: Vec<Dispatch>,
}

impl Store {
    /// Everything of a workspace that rollups are made of, in no order.
    pub async fn history(&self, ws: &WorkspaceId) -> Result<History> {
        let [responses, events, dispatches] = keys::history_prefixes(ws);
        let scan = self
            .client
            .scan()
            .table_name(&self.tables.data)
            .consistent_read(true)
            .filter_expression(
                "begins_with(pk, :responses) OR begins_with(pk, :events) OR begins_with(pk, :dispatches)",
            )
            .expression_attribute_values(":responses", text(&responses))
            .expression_attribute_values(":events", text(&events))
            .expression_attribute_values(":dispatches", text(&dispatches));
        let mut items = scan.into_paginator().items().send();
        let mut history = History::default();
        // A dispatch has several items, and is read whole.
        let mut ids: BTreeSet<DispatchId> = BTreeSet::new();
        while let Some(item) = items.next().await {
            let item = item?;
            let key = key_of(&item);
            if key.pk.starts_with(&responses) {
                history.responses.push(read(item)?.0);
            } else if key.pk.starts_with(&events) {
                history.events.push(crate::events::read(item)?);
            } else {
                let id = key.pk.strip_prefix(&dispatches).unwrap_or_default();
                ids.insert(id.parse().map_err(|error| bad(&key, &error))?);
            }
        }
        for id in ids {
            history.dispatches.extend(self.dispatch(ws, id).await?);
        }
        Ok(history)
    }
}
