//! The whole history of a workspace, whatever keys it lies under: what a recomputation from scratch needs. It reads the
//! table from end to end, so nothing that somebody waits for may call it.

use std::collections::{BTreeMap, BTreeSet};

use domain::dispatch::Dispatch;
use domain::event::Event;
use domain::id::{DispatchId, WorkspaceId};
use domain::response::Response;
use domain::timeline::dispatch::Answer;

use crate::dispatch_lists::LinkItem;
use crate::item::{bad, from_item, key_of, text};
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
    /// How the answers to dispatches stood, by the word of their links, which outlive them.
    pub answered: BTreeMap<DispatchId, Answer>,
}

impl Store {
    /// Everything of a workspace that rollups are made of, in no order.
    pub async fn history(&self, ws: &WorkspaceId) -> Result<History> {
        let [responses, events, dispatches] = keys::history_prefixes(ws);
        let people = keys::people_prefix(ws);
        let scan = self
            .client
            .scan()
            .table_name(&self.tables.data)
            .consistent_read(true)
            .filter_expression(
                "begins_with(pk, :responses) OR begins_with(pk, :events) OR begins_with(pk, :dispatches) \
                 OR (begins_with(pk, :people) AND begins_with(sk, :link))",
            )
            .expression_attribute_values(":people", text(&people))
            .expression_attribute_values(":link", text(keys::LINK_PREFIX))
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
            } else if key.pk.starts_with(&people) {
                let Some(id) = keys::read_link(&key.sk) else { continue };
                let link: LinkItem = from_item(item)?;
                let answer = link.answered_by.map(|_| link.answered_as.unwrap_or_default());
                history.answered.extend(answer.map(|answer| (id, answer)));
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
