//! The function `react`: reads the table's stream and marks what has to be recomputed.
//!
//! A mark is read from a record's keys alone, so that no odd item can block the stream.

use std::collections::HashSet;

use runtime::batch::{self, BatchAnswer, NoId, StreamBatch, StreamRecord};
use store::{Mark, Store, StoreError};
use tokio::sync::Mutex;
use uuid::Uuid;

/// Reads batches of the stream.
#[derive(Clone, Debug)]
pub struct React {
    store: Store,
}

/// Whether DynamoDB itself removed the item because its time was over: history keeps its numbers then.
fn expired(record: &StreamRecord) -> bool {
    let by = record.user_identity.as_ref().and_then(|identity| identity["principalId"].as_str());
    record.event == "REMOVE" && by == Some("dynamodb.amazonaws.com")
}

impl React {
    /// Marks go to this store.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Handles a batch; a record whose mark could not be set is reported and comes again.
    ///
    /// # Errors
    /// [`NoId`] where a record has no sequence number.
    pub async fn handle(&self, batch: StreamBatch) -> Result<BatchAnswer, NoId> {
        // All records of a batch were committed before it came, so one mark stands for all that ask for it.
        let set = Mutex::new(HashSet::new());
        let id = |record: &StreamRecord| record.dynamodb.sequence_number.clone();
        batch::each(batch.records, id, |record| self.mark(record, &set)).await
    }

    // A failure is told in the log after this, and with the workspace that it is about.
    async fn mark(&self, record: StreamRecord, set: &Mutex<HashSet<Mark>>) -> Result<(), StoreError> {
        let keys = &record.dynamodb.keys;
        if let Some(beat) = Store::beat_of_key(&keys.pk.s, &keys.sk.s) {
            return if record.event == "REMOVE" { Ok(()) } else { self.store.hear(beat).await };
        }
        // Nothing but an erasure takes an event away, and it marks what it touches by itself, under no name.
        let taken = record.event == "REMOVE" && keys.pk.s.starts_with(Store::EVENTS);
        let mark = Store::mark_of_key(&keys.pk.s, &keys.sk.s).filter(|_| !taken && !expired(&record));
        let Some(mark) = mark else { return Ok(()) };
        tracing::Span::current().record("workspace", mark.workspace().as_str());
        let mut set = set.lock().await;
        if !set.contains(&mark) {
            self.store.put_mark(&mark, &Uuid::new_v4().simple().to_string()).await?;
            set.insert(mark);
        }
        Ok(())
    }
}
