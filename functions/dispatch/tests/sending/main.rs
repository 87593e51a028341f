//! Sending, with everything that can go wrong between a message that fell due and a mail in somebody's hands.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod bounced;
mod breaker;
mod content;
mod cost;
mod logs;
mod once;
mod outcomes;
mod post;
mod races;
mod reminders;
mod skipped;
mod texts;
mod waits;

use std::sync::Arc;

use dispatch::{Channels, Dispatcher};
use domain::contact::Contact;
use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, SuppressionId};
use domain::locale::Locale;
use domain::message::{Message, Reason, Status};
use domain::person::Person;
use domain::suppression::{Suppression, UNSUBSCRIBED};
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
        setting.survey("nps", &json!({})).await;
        setting.person(&json!({"email": "anna@example.com"})).await;
        setting
    }

    /// Stores a survey that asks whomever it is told to, however lately they were asked, unless `more` says otherwise.
    async fn survey(&self, id: &str, more: &Value) {
        let mut fields = json!({"throttle_days": 0});
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        stored_survey(&self.database.store, id, "nps", &fields).await;
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
            addresses: testing::builders::address_key(),
            base_url: "https://voc.example.com".to_owned(),
            issuer: None,
        }
    }

    /// A worker that reaches the tables through a store of its own.
    fn worker(&self, store: Store) -> Dispatcher {
        let channels = Channels { mailer: self.post.clone(), texter: self.post.clone() };
        Dispatcher::new(self.backend(store), channels, "survey@example.com".parse().unwrap())
    }

    /// Asks for a dispatch of the survey `nps` to the person `anna` by mail, due at once.
    async fn dispatch(&self, number: u128) -> DispatchId {
        self.dispatch_of("nps", "anna", None, number).await
    }

    async fn dispatch_of(&self, survey: &str, person: &str, locale: Option<Locale>, number: u128) -> DispatchId {
        self.put(Dispatch {
            survey: survey_id(survey),
            person: person.parse().unwrap(),
            locale,
            ..self.new_dispatch(number)
        })
        .await
    }

    /// As [`Setting::dispatch`], by text.
    async fn text_dispatch(&self, survey: &str, number: u128) -> DispatchId {
        self.put(Dispatch { survey: survey_id(survey), channel: Channel::Sms, ..self.new_dispatch(number) }).await
    }

    fn new_dispatch(&self, number: u128) -> Dispatch {
        let now = self.clock.now();
        Dispatch {
            id: DispatchId::new(bits(number)),
            survey: survey_id("nps"),
            person: "anna".parse().unwrap(),
            channel: Channel::Email,
            created_at: now,
            expires_at: now + SignedDuration::from_hours(24 * 30),
            properties: Properties::default(),
            segment: None,
            unsubscribed_at: None,
            locale: None,
            messages: vec![Message::scheduled(now, now)],
        }
    }

    async fn put(&self, dispatch: Dispatch) -> DispatchId {
        self.database.store.put_dispatch(&workspace(), &dispatch).await.unwrap();
        dispatch.id
    }

    /// The person's address on a channel.
    async fn contact(&self, channel: Channel) -> Option<Contact> {
        let person = self.database.store.person(&workspace(), &"anna".parse().unwrap()).await.unwrap();
        person.unwrap().contact(channel)
    }

    /// The name of the person's address on a channel.
    async fn address(&self, channel: Channel) -> SuppressionId {
        let contact = self.contact(channel).await.unwrap();
        self.backend(self.database.store.clone()).addresses.id(&workspace(), &contact)
    }

    /// Puts the person's address on a channel on the suppression list, as a press of the button would.
    async fn suppress(&self, channel: Channel) {
        let id = self.address(channel).await;
        let suppression =
            Suppression { id, channel, reason: UNSUBSCRIBED.to_owned(), by_person: true, at: self.clock.now() };
        assert!(self.database.store.suppress(&workspace(), &suppression).await.unwrap());
    }

    /// The minute's run of `due`, and the tasks that it queued.
    async fn release(&self) -> (DueReport, Vec<String>) {
        let due = Due::new(self.database.store.clone(), self.clock.clone(), self.queue.clone(), 100);
        let report = due.handle(Scheduled { scheduled_time: self.clock.now() }).await.unwrap();
        (report, self.queue.take().into_iter().map(|sent| sent.body).collect())
    }

    /// The minute's run of `due`, and the delivery of what it queued.
    async fn release_and_deliver(&self) {
        let (_, bodies) = self.release().await;
        self.deliver(&bodies).await;
    }

    async fn deliver(&self, bodies: &[String]) -> BatchAnswer {
        self.worker(self.database.store.clone()).handle(batch(bodies)).await.unwrap()
    }

    async fn message(&self, id: DispatchId) -> Message {
        self.database.store.message(&workspace(), id, 0).await.unwrap().unwrap().0
    }

    /// The dispatch as it stands.
    async fn known(&self, id: DispatchId) -> Dispatch {
        self.database.store.dispatch(&workspace(), id).await.unwrap().unwrap()
    }

    async fn state(&self, id: DispatchId) -> (Status, Option<Reason>) {
        let message = self.message(id).await;
        (message.now().status, message.now().reason)
    }

    /// Lets minutes pass, each with its run of `due` and the delivery of what it queued.
    async fn minutes(&self, minutes: i64) {
        for _ in 0..minutes {
            self.clock.advance(SignedDuration::from_mins(1));
            self.release_and_deliver().await;
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
