//! Releases the messages that fell due, at the rate that the account may send at, and ends claims of which nobody was heard
//! again. It decides *when*, never *whether*: that is for whoever claims the message.
//!
//! A message is leased before it is queued, so a backlog is not queued twice; what is lost on the way falls due again.

use std::sync::Arc;
use std::time::Duration;

use domain::message::Status;
use domain::task::SendTask;
use futures::stream::{self, StreamExt as _};
use jiff::Timestamp;
use runtime::clock::Clock;
use runtime::queue::{Outgoing, Queue, QueueError};
use runtime::schedule::Scheduled;
use serde::Serialize;
use store::{DueMessage, Store, StoreError, Updated};

/// How many messages are leased before they are queued; what is leased and lost comes back only after the lease.
const CHUNK: usize = 100;
/// How many leases are taken at the same time.
const AT_ONCE: usize = 16;

/// Releases messages.
#[derive(Clone, Debug)]
pub struct Due {
    store: Store,
    clock: Arc<dyn Clock>,
    queue: Arc<dyn Queue>,
    rate: u32,
}

/// What a run did, by number of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DueReport {
    /// Leased and queued.
    pub queued: usize,
    /// Claims whose lease had ended: `unknown` now.
    pub lapsed: usize,
    /// Those that somebody else changed in between.
    pub overtaken: usize,
    /// Those that could not be read or changed; they stay due.
    pub failed: usize,
}

/// Why a run ended early. What was leased by then falls due again.
#[derive(Debug, thiserror::Error)]
pub enum DueError {
    /// The index or the lock could not be had.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The queue took no messages.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// What became of one message.
enum Looked {
    Leased,
    Lapsed,
    Overtaken,
    Failed,
}

impl Due {
    /// Releases at most `rate` messages a second; with a rate of 0 none.
    pub fn new(store: Store, clock: Arc<dyn Clock>, queue: Arc<dyn Queue>, rate: u32) -> Self {
        Self { store, clock, queue, rate }
    }

    /// The schedule's run: a minute's worth of messages, once for each minute that was planned.
    ///
    /// # Errors
    /// [`DueError`]; the next run goes on.
    pub async fn handle(&self, event: Scheduled) -> Result<DueReport, DueError> {
        let slot = event.scheduled_time.strftime("%Y-%m-%dT%H:%M").to_string();
        self.release(&slot, self.clock.now(), budget(self.rate) * 60).await
    }

    /// One machine's run, every second: a second's worth.
    ///
    /// # Errors
    /// [`DueError`]; the next run goes on.
    pub async fn tick(&self, now: Timestamp) -> Result<DueReport, DueError> {
        let slot = now.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        self.release(&slot, now, budget(self.rate)).await
    }

    async fn release(&self, slot: &str, now: Timestamp, budget: usize) -> Result<DueReport, DueError> {
        let mut report = DueReport::default();
        let due = self.store.due_messages(now, budget).await?;
        // Where nothing is due nothing is written, not even the lock.
        if due.is_empty() || !self.store.take_release_slot(slot).await? {
            return Ok(report);
        }
        for chunk in due.chunks(CHUNK) {
            // Owned, since a future over borrowed items can't be spawned.
            let looked = stream::iter(chunk.to_vec())
                .map(|message| async move { self.look(&message, now).await })
                .buffered(AT_ONCE);
            let looked: Vec<_> = looked.collect().await;
            let mut outgoing = Vec::new();
            for (message, looked) in chunk.iter().zip(looked) {
                match looked {
                    Looked::Leased => {
                        outgoing.push(Outgoing { body: task(message), delay: self.delay(report.queued) });
                        report.queued += 1;
                    }
                    Looked::Lapsed => report.lapsed += 1,
                    Looked::Overtaken => report.overtaken += 1,
                    Looked::Failed => report.failed += 1,
                }
            }
            if !outgoing.is_empty() {
                self.queue.send(outgoing).await?;
            }
        }
        let DueReport { queued, lapsed, overtaken, failed } = report;
        tracing::info!(queued, lapsed, overtaken, failed, "due messages were released");
        Ok(report)
    }

    /// How long the nth message of a run is held back, so that they go out at the rate and the first of them at once.
    fn delay(&self, nth: usize) -> Duration {
        let millis = nth as u64 * 1000 / u64::from(self.rate.max(1));
        Duration::from_millis(millis)
    }

    async fn look(&self, due: &DueMessage, now: Timestamp) -> Looked {
        self.lease_or_lapse(due, now).await.unwrap_or_else(|error| {
            // One odd item must not hold the others back.
            tracing::error!(workspace = %due.workspace, dispatch = %due.dispatch, %error, "a due message was left");
            Looked::Failed
        })
    }

    async fn lease_or_lapse(&self, due: &DueMessage, now: Timestamp) -> Result<Looked, StoreError> {
        let DueMessage { workspace, dispatch, number } = due;
        // The index lags behind: the message itself decides.
        let Some((message, revision)) = self.store.message(workspace, *dispatch, *number).await? else {
            return Ok(Looked::Overtaken);
        };
        let (changed, looked) = match message.now().status {
            Status::Claimed => (message.lapse(now), Looked::Lapsed),
            _ => (message.lease(now), Looked::Leased),
        };
        let Some(changed) = changed else { return Ok(Looked::Overtaken) };
        match self.store.update_message(workspace, *dispatch, &changed, revision).await? {
            Updated::Overtaken => Ok(Looked::Overtaken),
            Updated::Done => {
                if matches!(looked, Looked::Lapsed) {
                    tracing::warn!(%workspace, %dispatch, "nobody said what became of a message; it is unknown now");
                }
                Ok(looked)
            }
        }
    }
}

fn budget(rate: u32) -> usize {
    usize::try_from(rate).unwrap_or(usize::MAX)
}

fn task(due: &DueMessage) -> String {
    let task =
        SendTask { workspace: due.workspace.to_string(), dispatch: due.dispatch.to_string(), message: due.number };
    serde_json::json!(task).to_string()
}
