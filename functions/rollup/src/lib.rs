//! The function `rollup`: recomputes what marks name, and the days that people ask for.
//!
//! Work comes from marks, not from the clock: the schedule only says when to look, so a week of missed schedules catches
//! up by itself. Runs may overlap, crash and repeat; see `store::Store::write_bucket`.

mod answers;
mod folds;
mod living;
mod looked;
mod periods;
mod range;
mod run;
mod seals;
mod sweep;
mod timelines;

use std::sync::Arc;
use std::time::Duration;

use domain::task::RollupTask;
use futures::future::BoxFuture;
use jiff::Timestamp;
use runtime::batch::{self, BatchAnswer, NoId, SqsBatch, SqsRecord};
use runtime::clock::Clock;
use runtime::queue::{Outgoing, Queue, QueueError};
use store::{Store, StoreError};

use looked::Looked;

pub use answers::Counting;
pub use folds::Folded;
pub use run::Bucket;

/// Why a piece of work has to come again, or ends in the dead-letter queue.
#[derive(Debug, thiserror::Error)]
pub enum RollupError {
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// A message that nobody can read.
    #[error("not a task of the rollup: {0}")]
    NotATask(String),
    /// Another run raised the fence of a bucket that a request waits for.
    #[error("another run recomputes this bucket at the moment")]
    Fenced,
}

/// Recomputes buckets.
#[derive(Clone, Debug)]
pub struct Rollups {
    store: Store,
    clock: Arc<dyn Clock>,
    queue: Arc<dyn Queue>,
    looked: Looked,
}

impl Rollups {
    /// Reads and writes this store, and spreads its work over this queue.
    pub fn new(store: Store, clock: Arc<dyn Clock>, queue: Arc<dyn Queue>) -> Self {
        Self { store, clock, queue, looked: Looked::default() }
    }

    /// What the schedule asks for: one task in the queue for each mark, page by page. Gives their number. `planned` is the time that the
    /// schedule meant, whenever it runs; which work there is does not hang on it.
    ///
    /// # Errors
    /// Where the marks can't be read or the tasks not queued; the next schedule finds the same marks.
    pub async fn look(&self, planned: Timestamp) -> Result<usize, RollupError> {
        let (mut found, mut pages) = (0, self.store.mark_pages());
        while let Some(page) = pages.next().await? {
            let tasks: Vec<_> = page.iter().map(run::task_of).collect();
            self.spread(&tasks).await?;
            found += tasks.len();
        }
        // After the marks: nothing that fails here holds them up.
        Box::pin(self.hourly(planned)).await?;
        if found > 0 {
            tracing::info!(%planned, marks = found, "marks are being recomputed");
        }
        Ok(found)
    }

    /// What the queue brings: each task by itself.
    ///
    /// # Errors
    /// [`NoId`] where a record has no id.
    pub async fn handle(&self, batch: SqsBatch) -> Result<BatchAnswer, NoId> {
        let id = |record: &SqsRecord| record.message_id.clone();
        batch::each(batch.records, id, |record| self.one(record)).await
    }

    /// Does what a record asks for. Boxed, so that what a task borrows on its way is no part of the batch's own type.
    fn one(&self, record: SqsRecord) -> BoxFuture<'_, Result<(), RollupError>> {
        Box::pin(async move {
            match serde_json::from_str(&record.body) {
                Ok(task) => self.run(task).await,
                Err(error) => match serde_json::from_str(&record.body) {
                    Ok(notice) => self.notice(notice).await,
                    // A body names timelines by ids, so what stands in one that can't be read is not told.
                    Err(_) => Err(RollupError::NotATask(format!("it breaks off at column {}", error.column()))),
                },
            }
        })
    }

    async fn spread(&self, tasks: &[RollupTask]) -> Result<(), RollupError> {
        self.spread_after(tasks, Duration::ZERO).await
    }

    async fn spread_after(&self, tasks: &[RollupTask], delay: Duration) -> Result<(), RollupError> {
        let bodies: Result<Vec<_>, _> = tasks.iter().map(serde_json::to_string).collect();
        let bodies = bodies.map_err(|error| RollupError::NotATask(error.to_string()))?;
        let messages = bodies.into_iter().map(|body| Outgoing { body, delay });
        Ok(self.queue.send(messages.collect()).await?)
    }
}
