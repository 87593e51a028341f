//! What `due` releases, when, and how often.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::sync::Arc;
use std::time::Duration;

use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use domain::message::{LEASE, Message, Reason, Status};
use due::{Due, DueReport};
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
            locale: None,
            messages: vec![Message::scheduled(time(START), at)],
        };
        self.database.store.put_dispatch(&workspace(), &dispatch).await.unwrap();
        id
    }

    async fn backlog(&self, messages: u128) {
        for number in 1..=messages {
            self.scheduled(number, time(START)).await;
        }
    }

    async fn message(&self, id: DispatchId) -> Message {
        self.database.store.message(&workspace(), id, 0).await.unwrap().unwrap().0
    }

    async fn claim(&self, id: DispatchId) {
        let store = &self.database.store;
        let (message, revision) = store.message(&workspace(), id, 0).await.unwrap().unwrap();
        let claimed = message.claim(self.clock.now()).unwrap();
        assert_eq!(store.update_message(&workspace(), id, &claimed, revision).await.unwrap(), Updated::Done);
    }
}

#[tokio::test]
async fn a_message_is_queued_when_it_falls_due_and_not_before() {
    let setting = Setting::new().await;
    let id = setting.scheduled(1, time("2026-11-21T10:01:00Z")).await;
    assert_eq!(setting.run(14).await, DueReport::default());
    setting.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(setting.run(14).await, DueReport { queued: 1, ..DueReport::default() });
    let sent = setting.queue.take();
    let task = format!(r#"{{"dispatch":"{id}","message":0,"workspace":"acme"}}"#);
    assert_eq!(sent.iter().map(|sent| sent.body.as_str()).collect::<Vec<_>>(), [task]);
    assert_eq!(sent[0].delay, Duration::ZERO);
    assert_eq!(setting.message(id).await.now().status, Status::Scheduled);
}

#[tokio::test]
async fn a_backlog_is_queued_once_within_the_lease_and_again_after_it() {
    let setting = Setting::new().await;
    setting.backlog(30).await;
    assert_eq!(setting.run(14).await.queued, 30);
    for _ in 1..5 {
        setting.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(setting.run(14).await.queued, 0);
    }
    setting.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(setting.run(14).await.queued, 30, "whatever became of the queue, they are not forgotten");
}

#[tokio::test]
async fn a_minute_releases_no_more_than_the_rate_allows_and_the_next_goes_on() {
    let setting = Setting::new().await;
    setting.backlog(150).await;
    let mut all = Vec::new();
    for expected in [120, 30] {
        assert_eq!(setting.run(2).await.queued, expected);
        let sent = setting.queue.take();
        assert_eq!(sent.len(), expected);
        // Two in each second, from the first to the last.
        for (nth, sent) in sent.iter().enumerate() {
            assert_eq!(sent.delay.as_secs(), nth as u64 / 2);
        }
        all.extend(sent.into_iter().map(|sent| sent.body));
        setting.clock.advance(SignedDuration::from_mins(1));
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 150, "each message once");
}

#[tokio::test]
async fn a_second_releases_a_seconds_worth() {
    let setting = Setting::new().await;
    setting.backlog(5).await;
    let mut released = Vec::new();
    for _ in 0..4 {
        released.push(setting.due(2).tick(setting.clock.now()).await.unwrap().queued);
        setting.clock.advance(SignedDuration::from_secs(1));
    }
    assert_eq!(released, [2, 2, 1, 0]);
}

#[tokio::test]
async fn of_two_runs_for_one_minute_one_releases() {
    let setting = Setting::new().await;
    setting.backlog(20).await;
    let due = setting.due(14);
    let event = Scheduled { scheduled_time: setting.clock.now() };
    let (first, second) = tokio::join!(due.handle(event), due.handle(event));
    let mut queued = [first.unwrap().queued, second.unwrap().queued];
    queued.sort_unstable();
    assert_eq!(queued, [0, 20]);
    assert_eq!(setting.queue.take().len(), 20);
    // A run that was planned for an earlier minute and comes late releases nothing either.
    setting.clock.advance(LEASE);
    let late = Scheduled { scheduled_time: time("2026-11-21T09:59:00Z") };
    assert_eq!(due.handle(late).await.unwrap(), DueReport::default());
}

#[tokio::test]
async fn a_claim_of_which_nobody_was_heard_becomes_unknown_and_is_not_queued() {
    let setting = Setting::new().await;
    let id = setting.scheduled(1, time(START)).await;
    setting.claim(id).await;
    setting.clock.advance(SignedDuration::from_mins(4));
    assert_eq!(setting.run(14).await, DueReport::default());
    setting.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(setting.run(14).await, DueReport { lapsed: 1, ..DueReport::default() });
    let message = setting.message(id).await;
    assert_eq!((message.now().status, message.now().reason), (Status::Unknown, Some(Reason::LeaseEnded)));
    setting.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(setting.run(14).await, DueReport::default());
    assert!(setting.queue.take().is_empty());
}

#[tokio::test]
async fn what_the_queue_did_not_take_falls_due_again() {
    let setting = Setting::new().await;
    setting.backlog(3).await;
    setting.queue.break_down(true);
    let event = Scheduled { scheduled_time: setting.clock.now() };
    assert!(setting.due(14).handle(event).await.is_err());
    setting.queue.break_down(false);
    setting.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(setting.run(14).await.queued, 0);
    setting.clock.advance(LEASE);
    assert_eq!(setting.run(14).await.queued, 3);
}

#[tokio::test]
async fn where_nothing_is_due_nothing_is_written() {
    let setting = Setting::new().await;
    setting.scheduled(1, time("2026-11-22T10:00:00Z")).await;
    let before = setting.database.dump();
    assert_eq!(setting.run(14).await, DueReport::default());
    assert_eq!(setting.database.dump(), before);
}

#[tokio::test]
async fn a_rate_of_zero_holds_everything_back() {
    let setting = Setting::new().await;
    setting.backlog(2).await;
    assert_eq!(setting.run(0).await, DueReport::default());
    assert!(setting.queue.take().is_empty());
}
