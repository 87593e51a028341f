//! What comes back, taken in: in any order, twice, beside a worker, and while the database fails.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod carrier;
mod faults;
mod logs;
mod mails;
mod order;
mod races;
mod replies;
mod words;

use std::sync::Arc;

use domain::contact::{Contact, NumberHash, PhoneNumber};
use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, SuppressionId};
use domain::locale::Locale;
use domain::message::{Handover, Message, Reason, Status};
use domain::suppression::Suppression;
use jiff::{SignedDuration, Timestamp};
use outcome::{Attributes, Batch, Outcome, Record};
use runtime::batch::BatchAnswer;
use runtime::clock::Clock as _;
use serde_json::{Value, json};
use store::Store;
use testing::builders::{address_key, survey_id, workspace};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use web::backend::Backend;

use crate::carrier::Carrier;

const NOW: &str = "2026-11-21T10:00:00Z";
const ANNA: &str = "anna@example.com";
const PHONE: &str = "+37120000000";

/// A database, a clock, a carrier for replies, and the function.
struct Setting {
    database: TestDatabase,
    clock: Arc<ManualClock>,
    carrier: Arc<Carrier>,
    outcome: Outcome,
}

fn dispatch_id(number: u128) -> DispatchId {
    format!("dsp_{number:032x}").parse().unwrap()
}

fn phone() -> PhoneNumber {
    PHONE.parse().unwrap()
}

fn number() -> NumberHash {
    address_key().number(&phone())
}

fn email_id(email: &str) -> SuppressionId {
    address_key().id(&workspace(), &Contact::Email(email.parse().unwrap()))
}

fn phone_id(ws: &str) -> SuppressionId {
    address_key().id(&ws.parse().unwrap(), &Contact::Phone(phone()))
}

/// A record as SQS brings it, queued at a time.
fn record(body: &Value, sent: Timestamp) -> Record {
    let attributes = Attributes { sent: Some(sent.as_millisecond().to_string()) };
    Record { message_id: Some("1".to_owned()), body: body.to_string(), attributes }
}

impl Setting {
    async fn start() -> Self {
        let database = database::start().await;
        let store = database.store.clone();
        Self::on(database, store)
    }

    /// The function with another way to the database, such as the fault proxy.
    fn on(database: TestDatabase, store: Store) -> Self {
        let (clock, carrier) = (Arc::new(ManualClock::at(NOW)), Arc::new(Carrier::default()));
        let backend = Backend {
            store,
            clock: clock.clone(),
            links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
            addresses: address_key(),
            base_url: "https://ask.example".to_owned(),
            issuer: None,
        };
        let outcome = Outcome::new(backend, carrier.clone());
        Self { database, clock, carrier, outcome }
    }

    /// The same tables, through the fault proxy.
    async fn behind_a_proxy(self) -> (Self, testing::faults::FaultProxy) {
        let proxy = testing::faults::FaultProxy::start(self.database.address).await;
        let store = self.database.store_through(proxy.endpoint());
        (Self::on(self.database, store), proxy)
    }

    fn store(&self) -> &Store {
        &self.database.store
    }

    /// A dispatch whose message was claimed; its revision is 2.
    async fn claimed(&self, number: u128, channel: Channel) -> (DispatchId, Message) {
        let now = self.clock.now();
        let message = Message::scheduled(now, now);
        let dispatch = Dispatch {
            id: dispatch_id(number),
            survey: survey_id("nps"),
            person: "anna".parse().unwrap(),
            channel,
            created_at: now,
            expires_at: now + SignedDuration::from_hours(24 * 30),
            properties: Properties::default(),
            segment: None,
            unsubscribed_at: None,
            locale: Some(Locale::Lv),
            messages: vec![message.clone()],
        };
        self.store().put_dispatch(&workspace(), &dispatch).await.unwrap();
        let claimed = message.claim(now, None).unwrap();
        self.store().update_message(&workspace(), dispatch.id, &claimed, 1).await.unwrap();
        (dispatch.id, claimed)
    }

    /// A dispatch whose message was accepted; its revision is 3.
    async fn sent(&self, number: u128, channel: Channel) -> DispatchId {
        let (id, claimed) = self.claimed(number, channel).await;
        let now = self.clock.now();
        let sent = claimed.hand_over(now, Handover::Accepted, now).unwrap();
        self.store().update_message(&workspace(), id, &sent, 2).await.unwrap();
        id
    }

    async fn message(&self, id: DispatchId) -> Message {
        self.store().message(&workspace(), id, 0).await.unwrap().unwrap().0
    }

    async fn standing(&self, id: DispatchId) -> (Status, Option<Reason>) {
        let message = self.message(id).await;
        (message.now().status, message.now().reason)
    }

    async fn suppressed(&self, id: SuppressionId) -> Option<Suppression> {
        self.store().suppression(&workspace(), id).await.unwrap()
    }

    /// Hands one event to the function, queued now.
    async fn take(&self, body: &Value) -> BatchAnswer {
        self.take_at(body, self.clock.now()).await
    }

    async fn take_at(&self, body: &Value, sent: Timestamp) -> BatchAnswer {
        self.outcome.handle(Batch { records: vec![record(body, sent)] }).await.unwrap()
    }

    async fn done(&self, body: &Value) {
        let answer = self.take(body).await;
        assert_eq!(answer, BatchAnswer::default(), "{body}");
    }
}

/// An event of SES about a dispatch's invitation, to one address.
fn mail(id: DispatchId, to: &str, kind: &str, more: &Value) -> Value {
    let tags = json!({"workspace": ["YWNtZQ"], "dispatch": [id.to_string()], "message": ["0"]});
    let mail = json!({"timestamp": "2026-11-21T10:00:01.000Z", "destination": [to], "tags": tags});
    let mut event = json!({"eventType": kind, "mail": mail});
    for (name, value) in more.as_object().into_iter().flatten() {
        event[name] = value.clone();
    }
    event
}

fn delivery(id: DispatchId, to: &str) -> Value {
    mail(id, to, "Delivery", &json!({"delivery": {"timestamp": "2026-11-21T10:00:03.000Z", "recipients": [to]}}))
}

fn bounce(id: DispatchId, to: &str, kind: &str, subtype: &str) -> Value {
    let recipients = json!([{"emailAddress": to, "action": "failed", "status": "5.1.1"}]);
    let bounce = json!({"bounceType": kind, "bounceSubType": subtype, "bouncedRecipients": recipients,
        "timestamp": "2026-11-21T10:00:04.000Z"});
    mail(id, to, "Bounce", &json!({"bounce": bounce}))
}

fn complaint(id: DispatchId, to: &str) -> Value {
    let complaint = json!({"complainedRecipients": [{"emailAddress": to}], "timestamp": "2026-11-21T10:00:05.000Z"});
    mail(id, to, "Complaint", &json!({"complaint": complaint}))
}

/// An event of a text about a dispatch's invitation.
fn text(id: DispatchId, kind: &str, is_final: bool) -> Value {
    json!({
        "eventType": kind, "isFinal": is_final, "eventTimestamp": 1_795_255_203_000_i64, "destinationPhoneNumber": PHONE,
        "context": {"workspace": "acme", "dispatch": id.to_string(), "message": "0"}
    })
}
