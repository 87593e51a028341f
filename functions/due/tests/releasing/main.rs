//! What `due` releases, when, how often and how fast.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod once;
mod rate;
mod stages;

use std::sync::Arc;

use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use domain::message::Message;
use due::{Due, DueReport};
use futures::stream::{self, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use runtime::clock::Clock as _;
use runtime::schedule::Scheduled;
use store::Updated;
use testing::builders::{survey_id, time, workspace};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::queue::MemoryQueue;

const START: &str = "2026-11-21T10:00:00Z";

struct Setting {
    database: TestDatabase,
    clock: Arc<ManualClock>,
    queue: Arc<MemoryQueue>,
}

impl Setting {
    async fn new() -> Self {
        Self { database: database::start().await, clock: Arc::new(ManualClock::at(START)), queue: Arc::default() }
    }

    fn due(&self, rate: u32) -> Due {
        Due::new(self.database.store.clone(), self.clock.clone(), self.queue.clone(), rate)
    }

    /// The run that is planned for the clock's minute.
    async fn run(&self, rate: u32) -> DueReport {
        self.due(rate).handle(Scheduled { scheduled_time: self.clock.now() }).await.unwrap()
    }

    /// Stores a message that falls due at a time.
    async fn scheduled(&self, number: u128, at: Timestamp) -> DispatchId {
        let id = DispatchId::new(uuid::Uuid::from_u128(number << 100 | number));
        let dispatch = Dispatch {
            id,
            survey: survey_id("nps"),
            person: "anna".parse().unwrap(),
            channel: Channel::Email,
            created_at: time(START),
            expires_at: at + SignedDuration::from_hours(24 * 30),
            properties: Properties::default(),
            segment: None,
            unsubscribed_at: None,
            locale: None,
            messages: vec![Message::scheduled(time(START), at)],
        };
        self.database.store.put_dispatch(&workspace(), &dispatch).await.unwrap();
        id
    }

    async fn backlog(&self, messages: u128) {
        let stored = stream::iter(1..=messages).map(|number| self.scheduled(number, time(START)));
        stored.buffer_unordered(8).collect::<Vec<_>>().await;
    }

    async fn message(&self, id: DispatchId) -> Message {
        self.database.store.message(&workspace(), id, 0).await.unwrap().unwrap().0
    }

    /// Changes a message as a worker would.
    async fn change(&self, id: DispatchId, change: impl FnOnce(Message) -> Option<Message>) {
        let store = &self.database.store;
        let (message, revision) = store.message(&workspace(), id, 0).await.unwrap().unwrap();
        let changed = change(message).unwrap();
        assert_eq!(store.update_message(&workspace(), id, &changed, revision).await.unwrap(), Updated::Done);
    }
}
