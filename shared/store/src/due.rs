//! What fell due: reads the sparse index of messages, and holds the lock that makes `due` the rate limiter.

use domain::id::{DispatchId, WorkspaceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{NEW, Put, text, to_item};
use crate::{Result, Store, keys};

/// A message that fell due, by its key alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMessage {
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Which dispatch.
    pub dispatch: DispatchId,
    /// Which of its messages.
    pub number: u32,
}

/// What a run of `due` leaves for the next: which one it was, and until when the rate is given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// The run's slot of time; slots sort as they follow.
    pub slot: String,
    /// Until when messages were released: the next ones follow.
    #[serde(default)]
    pub until: Timestamp,
}

impl Store {
    /// At most `limit` messages that fell due by `now`, over all partitions of the index.
    pub async fn due_messages(&self, now: Timestamp, limit: usize) -> Result<Vec<DueMessage>> {
        let mut due = Vec::new();
        // Another partition comes first each time, so that under a backlog none has to wait for all before it.
        let second = now.as_second();
        let first = u8::try_from((second / 60 + second % 60).rem_euclid(i64::from(keys::SHARDS))).unwrap_or(0);
        for shard in (0..keys::SHARDS).map(|offset| (first + offset) % keys::SHARDS) {
            let mut query = self
                .client
                .query()
                .table_name(&self.tables.data)
                .index_name(keys::DUE_INDEX)
                .key_condition_expression("due_shard = :shard AND due_at <= :now")
                .expression_attribute_values(":shard", text(keys::due_shard_number(shard)))
                .expression_attribute_values(":now", text(domain::stamped::millis(now)))
                .into_paginator()
                .items()
                .send();
            while due.len() < limit {
                let Some(item) = query.next().await else { break };
                let key = crate::item::key_of(&item?);
                if let Some((workspace, dispatch, number)) = keys::read_message(&key.pk, &key.sk) {
                    due.push(DueMessage { workspace, dispatch, number });
                } else {
                    // An odd item must not keep the others from being sent.
                    tracing::error!(key = keys::told(&key), "an item of the due index is not a message");
                }
            }
        }
        Ok(due)
    }

    /// What the last run left; none before the first.
    pub async fn released(&self) -> Result<Option<Released>> {
        self.get(&self.tables.data, &keys::release_lock()).await
    }

    /// Takes the right to release after the run that was `seen`; `false` where another run took it since.
    pub async fn take_release(&self, seen: Option<&Released>, next: &Released) -> Result<bool> {
        let item = to_item(&keys::release_lock(), next)?;
        let put = match seen {
            None => self.put_if(&self.tables.data, item, NEW, Vec::new()).await?,
            Some(seen) => {
                self.put_if(&self.tables.data, item, "slot = :seen", vec![(":seen", text(&*seen.slot))]).await?
            }
        };
        Ok(matches!(put, Put::Done))
    }
}
