//! Sending, with everything that can go wrong between a message that fell due and a mail in somebody's hands.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod content;
mod logs;
mod once;
mod outcomes;
mod post;
mod skipped;

use std::sync::Arc;

use dispatch::Dispatcher;
use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use domain::locale::Locale;
use domain::message::{Message, Reason, Status};
use domain::person::Person;
use domain::workspace::Workspace;
use due::{Due, DueReport};
use jiff::SignedDuration;
use runtime::batch::{BatchAnswer, SqsBatch, SqsRecord};
use runtime::clock::Clock as _;
use runtime::schedule::Scheduled;
use serde_json::{Value, json};
use store::Store;
use testing::builders::{stored_survey, survey_id, workspace};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::queue::MemoryQueue;
use web::backend::Backend;

use crate::post::Post;

/// A workspace with the survey `nps`, the person `anna`, a post office and everything that leads there.
struct Setting {
    database: TestDatabase,
    clock: Arc<ManualClock>,
    queue: Arc<MemoryQueue>,
    post: Arc<Post>,
}

impl Setting {
    async fn new() -> Self {
        let setting = Self {
            database: database::start().await,
            clock: Arc::new(ManualClock::at("2026-11-21T10:00:00Z")),
            queue: Arc::default(),
            post: Arc::default(),
        };
        setting.workspace(&json!({"company": "Acme"})).await;
        stored_survey(&setting.database.store, "nps", "nps", &Value::Null).await;
        setting.person(&json!({"email": "anna@example.com"})).await;
        setting
    }

    async fn workspace(&self, settings: &Value) {
        let settings = Workspace::parse(workspace(), settings).unwrap();
        self.database.store.put_workspace(&settings).await.unwrap();
    }

    async fn person(&self, fields: &Value) {
        let person = Person::parse(fields, "").unwrap();
        let id = "anna".parse().unwrap();
        self.database.store.change_person(&workspace(), &id, |_| person.clone()).await.unwrap();
    }

    fn backend(&self, store: Store) -> Backend {
        Backend {
            store,
            clock: self.clock.clone(),
            links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
            base_url: "https://voc.example.com".to_owned(),
        }
    }

    /// A worker that reaches the tables through a store of its own.
    fn worker(&self, store: Store) -> Dispatcher {
        Dispatcher::new(self.backend(store), self.post.clone(), "survey@example.com".parse().unwrap())
    }

    /// Asks for a dispatch of the survey `nps` to the person `anna`, due at once.
    async fn dispatch(&self, number: u128) -> DispatchId {
        self.dispatch_of("nps", "anna", None, number).await
    }

    async fn dispatch_of(&self, survey: &str, person: &str, locale: Option<Locale>, number: u128) -> DispatchId {
        let now = self.clock.now();
        let id = DispatchId::new(bits(number));
        let dispatch = Dispatch {
            id,
            survey: survey_id(survey),
            person: person.parse().unwrap(),
            channel: Channel::Email,
            created_at: now,
            expires_at: now + SignedDuration::from_hours(24 * 30),
            properties: Properties::default(),
            segment: None,
            locale,
            messages: vec![Message::scheduled(now, now)],
        };
        self.database.store.put_dispatch(&workspace(), &dispatch).await.unwrap();
        id
    }

    /// The minute's run of `due`, and the tasks that it queued.
    async fn release(&self) -> (DueReport, Vec<String>) {
        let due = Due::new(self.database.store.clone(), self.clock.clone(), self.queue.clone(), 100);
        let report = due.handle(Scheduled { scheduled_time: self.clock.now() }).await.unwrap();
        (report, self.queue.take().into_iter().map(|sent| sent.body).collect())
    }

    async fn deliver(&self, bodies: &[String]) -> BatchAnswer {
        self.worker(self.database.store.clone()).handle(batch(bodies)).await.unwrap()
    }

    async fn message(&self, id: DispatchId) -> Message {
        self.database.store.message(&workspace(), id, 0).await.unwrap().unwrap().0
    }

    async fn state(&self, id: DispatchId) -> (Status, Option<Reason>) {
        let message = self.message(id).await;
        (message.now().status, message.now().reason)
    }

    /// Lets minutes pass, each with its run of `due` and the delivery of what it queued.
    async fn minutes(&self, minutes: i64) {
        for _ in 0..minutes {
            self.clock.advance(SignedDuration::from_mins(1));
            let (_, bodies) = self.release().await;
            self.deliver(&bodies).await;
        }
    }
}

/// Bits as mixed as those of real ids.
fn bits(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}

fn batch(bodies: &[String]) -> SqsBatch {
    let record =
        |(number, body): (usize, &String)| SqsRecord { message_id: Some(number.to_string()), body: body.clone() };
    SqsBatch { records: bodies.iter().enumerate().map(record).collect() }
}

fn task(id: DispatchId) -> String {
    json!({"workspace": "acme", "dispatch": id.to_string(), "message": 0}).to_string()
}
