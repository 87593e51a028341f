//! The function `jobs`: long work that somebody asked for. Exports are written, erasures are finished.
//!
//! A message may come twice and a run may die at any step: each kind of work is begun anew or goes on where it was, and ends
//! the same.

mod erase;
mod export;
mod retry;

use std::sync::Arc;
use std::time::Duration;

use domain::input::Refusal;
use domain::task::JobTask;
use files::{Files, FilesError};
use futures::future::BoxFuture;
use runtime::batch::{self, BatchAnswer, NoId, SqsBatch, SqsRecord};
use runtime::clock::Clock;
use runtime::queue::{Outgoing, Queue, QueueError};
use store::{Copies, Store, StoreError};

use crate::retry::Message;

/// How long a run may take where the function that holds it is ended after 15 minutes.
pub const PATIENCE: Duration = Duration::from_mins(13);

/// Why a piece of work has to come again, or ends in the dead-letter queue.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The files.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// A message that nobody can read.
    #[error("not a task of this function: {0}")]
    NotATask(String),
    /// What was asked for can no longer be read, such as a filter by a score that the scale has no more.
    #[error("what was asked for can't be answered ({0})")]
    Unanswerable(&'static str),
}

impl JobError {
    /// Whether the same may succeed a little later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Store(error) | Self::Files(FilesError::Store(error)) => error.retryable(),
            // A place for files says no more than that it did not do it.
            Self::Files(_) | Self::Queue(_) => true,
            Self::NotATask(_) | Self::Unanswerable(_) => false,
        }
    }
}

impl From<Refusal> for JobError {
    fn from(refusal: Refusal) -> Self {
        Self::NotATask(refusal.reason)
    }
}

/// Does long work.
#[derive(Clone, Debug)]
pub struct Jobs {
    store: Store,
    files: Arc<dyn Files>,
    queue: Arc<dyn Queue>,
    clock: Arc<dyn Clock>,
    patience: Option<Duration>,
    copies: Arc<dyn Copies>,
}

impl Jobs {
    /// Reads and writes this store, puts files here and what takes longer into this queue.
    pub fn new(store: Store, files: Arc<dyn Files>, queue: Arc<dyn Queue>, clock: Arc<dyn Clock>) -> Self {
        let copies = Arc::new(files::Exports::new(store.clone(), files.clone()));
        Self { store, files, queue, clock, patience: None, copies }
    }

    /// Where an erasure finds what lies outside the tables, if that is more than exports.
    #[must_use]
    pub fn finding(self, copies: Arc<dyn Copies>) -> Self {
        Self { copies, ..self }
    }

    /// Lets no run take longer than this.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        Self { patience: Some(patience), ..self }
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
    fn one(&self, record: SqsRecord) -> BoxFuture<'_, Result<(), JobError>> {
        Box::pin(async move {
            let read = serde_json::from_str(&record.body);
            let message: Message = read.map_err(|error| JobError::NotATask(error.to_string()))?;
            let Err(error) = self.run(&message.task).await else { return Ok(()) };
            let Some((again, delay)) = message.again(&error) else { return Err(error) };
            // Where the queue does not take it, it brings the message at hand once more by itself.
            if self.queue_message(&again, delay).await.is_err() {
                return Err(error);
            }
            tracing::warn!(%error, failed = again.failed, seconds = delay.as_secs(), "a piece of work failed and comes again");
            Ok(())
        })
    }

    async fn run(&self, task: &JobTask) -> Result<(), JobError> {
        match task {
            JobTask::Export { workspace, export } => self.export(&workspace.parse()?, export.parse()?).await,
            JobTask::Erase { workspace, erasure } => self.erase(&workspace.parse()?, erasure.parse()?).await,
        }
    }

    /// Queues every export and every erasure that still runs: where the queue is a part of the process, what it held ended with it.
    ///
    /// # Errors
    /// The tables or the queue.
    pub async fn begin_again(&self) -> Result<(), JobError> {
        for workspace in self.store.workspaces().await? {
            for id in self.store.running_erasures(&workspace).await? {
                let task = JobTask::Erase { workspace: workspace.to_string(), erasure: id.to_string() };
                self.send(&task, Duration::ZERO).await?;
            }
            for id in self.store.running_exports(&workspace, self.clock.now()).await? {
                let task = JobTask::Export { workspace: workspace.to_string(), export: id.to_string() };
                self.send(&task, Duration::ZERO).await?;
            }
        }
        Ok(())
    }

    async fn send(&self, task: &JobTask, delay: Duration) -> Result<(), JobError> {
        self.queue_message(&Message { task: task.clone(), failed: 0 }, delay).await
    }

    async fn queue_message(&self, message: &Message, delay: Duration) -> Result<(), JobError> {
        let body = serde_json::to_string(message).map_err(|error| JobError::NotATask(error.to_string()))?;
        Ok(self.queue.send(vec![Outgoing { body, delay }]).await?)
    }
}
