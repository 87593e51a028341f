//! Takes in what comes back: what mail systems and carriers say of messages, and what people text. Each event may come
//! twice and in any order; whatever order it was, the tables end up the same.
//!
//! Who must not be written to any more is written down first, by the address that the event names. Only then the message
//! learns of it.

mod batch;
mod event;
mod news;
mod word;

use std::sync::Arc;

use channels::Texter;
use jiff::Timestamp;
use runtime::batch::{BatchAnswer, NoId, each};
use store::StoreError;
use web::backend::Backend;

pub use batch::{Attributes, Batch, Record};
use event::{Event, NotAnEvent};

/// Takes in what comes back.
#[derive(Clone, Debug)]
pub struct Outcome {
    backend: Backend,
    texter: Arc<dyn Texter>,
}

/// Why an event was not taken in; its record comes again, and ends in the dead-letter queue.
#[derive(Debug, thiserror::Error)]
pub enum OutcomeError {
    /// The record is nothing that we know how to read.
    #[error(transparent)]
    NotAnEvent(#[from] NotAnEvent),
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Outcome {
    /// Replies go out through `texter`.
    pub fn new(backend: Backend, texter: Arc<dyn Texter>) -> Self {
        Self { backend, texter }
    }

    /// Takes the events of a batch in, each by itself.
    ///
    /// # Errors
    /// [`NoId`] where a record has no id; nothing is done then.
    pub async fn handle(&self, batch: Batch) -> Result<BatchAnswer, NoId> {
        let id = |record: &Record| record.message_id.clone();
        each(batch.records, id, |record| async move { self.take(&record.body, record.sent_at()).await }).await
    }

    /// Takes one event in; `sent_at` is when it was queued, for those that don't say when they happened.
    async fn take(&self, body: &str, sent_at: Option<Timestamp>) -> Result<(), OutcomeError> {
        match event::read(body)? {
            Event::News(news) => self.hear(news).await?,
            Event::Word(word) => self.answer(word, sent_at).await?,
            Event::Other(kind) => tracing::debug!(kind, "an event that says nothing of a message was passed over"),
        }
        Ok(())
    }
}
