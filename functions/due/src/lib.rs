//! Releases the messages that fell due, at the rate that the account may send at, and ends claims of which nobody was heard
//! again. It decides *when*, never *whether*: that is for whoever claims the message.
//!
//! A message is leased before it is queued, so a backlog is not queued twice; what is lost on the way falls due again. Each
//! run goes on where the one before it stopped giving out the rate, so that early, late and missed runs neither leave gaps
//! nor burst.

use std::sync::Arc;
use std::time::Duration;

use domain::message::Status;
use domain::task::SendTask;
use futures::stream::{self, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use runtime::clock::Clock;
use runtime::queue::{Outgoing, Queue, QueueError};
use runtime::schedule::Scheduled;
use serde::Serialize;
use store::{DueMessage, Released, Store, StoreError, Updated};

/// How many messages are leased before they are queued; what is leased and lost comes back only after the lease.
const CHUNK: usize = 100;
/// How many leases are taken at the same time.
const AT_ONCE: usize = 16;
/// How much later than a minute after the last one a run may come, and still find the rate given out until then.
const SLACK: SignedDuration = SignedDuration::from_secs(5);

/// The nanoseconds of a second.
const NANOS: i128 = 1_000_000_000;

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

/// When a run comes, and how far it goes.
struct Run {
    slot: String,
    now: Timestamp,
    /// How long after now the last message may get out.
    ahead: SignedDuration,
    /// Whether the queue holds messages back by whole seconds, as SQS does: then they are counted from the second that has
    /// begun, so that each second of the clock gets as many as the rate allows.
    by_second: bool,
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

    /// The schedule's run: a minute's worth of messages and a little more, once for each minute that was planned.
    ///
    /// # Errors
    /// [`DueError`]; the next run goes on.
    pub async fn handle(&self, event: Scheduled) -> Result<DueReport, DueError> {
        let slot = event.scheduled_time.strftime("%Y-%m-%dT%H:%M").to_string();
        let now = self.clock.now();
        let run = Run { slot, now, ahead: SignedDuration::from_mins(1) + SLACK, by_second: true };
        // On the heap: the futures of the AWS SDK are large and stand deep in each other.
        Box::pin(self.release(run)).await
    }

    /// One machine's run, every second: a second's worth.
    ///
    /// # Errors
    /// [`DueError`]; the next run goes on.
    pub async fn tick(&self, now: Timestamp) -> Result<DueReport, DueError> {
        let slot = now.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let run = Run { slot, now, ahead: SignedDuration::from_secs(1), by_second: false };
        Box::pin(self.release(run)).await
    }

    async fn release(&self, run: Run) -> Result<DueReport, DueError> {
        let Run { slot, now, ahead, by_second } = run;
        let mut report = DueReport::default();
        let mut due = self.store.due_messages(now, self.fit_into(ahead)).await?;
        // Where nothing is due nothing is written, not even the lock.
        if due.is_empty() {
            return Ok(report);
        }
        let seen = self.store.released().await?;
        let first = seen.as_ref().map_or(now, |seen| now.max(seen.until));
        due.truncate(self.fit_into((now + ahead).duration_since(first)));
        let next = Released { until: first + self.takes(due.len()), slot };
        let is_late = seen.as_ref().is_some_and(|seen| next.slot <= seen.slot);
        if due.is_empty() || is_late || !self.store.take_release(seen.as_ref(), &next).await? {
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
                        let at = first + self.takes(report.queued);
                        outgoing.push((at, task(message)));
                        report.queued += 1;
                    }
                    Looked::Lapsed => report.lapsed += 1,
                    Looked::Overtaken => report.overtaken += 1,
                    Looked::Failed => report.failed += 1,
                }
            }
            if !outgoing.is_empty() {
                self.queue.send(self.held_back(outgoing, now, by_second)).await?;
            }
        }
        let DueReport { queued, lapsed, overtaken, failed } = report;
        tracing::info!(queued, lapsed, overtaken, failed, "due messages were released");
        Ok(report)
    }

    /// How many messages the rate allows in a time.
    fn fit_into(&self, time: SignedDuration) -> usize {
        let messages = time.as_nanos() * i128::from(self.rate) / NANOS;
        usize::try_from(messages).unwrap_or(0)
    }

    /// How long the rate takes for messages.
    fn takes(&self, messages: usize) -> SignedDuration {
        let nanos = messages as i128 * NANOS / i128::from(self.rate.max(1));
        SignedDuration::from_nanos(i64::try_from(nanos).unwrap_or(i64::MAX))
    }

    /// Holds each message back until its time. The clock is asked again for each call, since those before took a while; it is
    /// no earlier than the run's own time.
    fn held_back(&self, messages: Vec<(Timestamp, String)>, now: Timestamp, by_second: bool) -> Vec<Outgoing> {
        let now = now.max(self.clock.now());
        let begun = SignedDuration::from_nanos(i64::from(now.subsec_nanosecond()));
        let since = if by_second { now - begun } else { now };
        let delay = |at: Timestamp| Duration::try_from(at.duration_since(since)).unwrap_or_default();
        messages.into_iter().map(|(at, body)| Outgoing { body, delay: delay(at) }).collect()
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

fn task(due: &DueMessage) -> String {
    let task =
        SendTask { workspace: due.workspace.to_string(), dispatch: due.dispatch.to_string(), message: due.number };
    serde_json::json!(task).to_string()
}
