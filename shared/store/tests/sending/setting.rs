//! A person with an address and a number, who is asked by dispatches, and workers that claim their messages.

use std::collections::BTreeMap;

use domain::contact::Contact;
use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, SuppressionId};
use domain::message::{Handover, Message};
use domain::suppression::Suppression;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::{Claim, Claimed, LastAsked, Obstacles, Place, Store, Updated};
use testing::builders::{address_key, dispatch, stored_person, time, workspace};
use testing::database::{self, TestDatabase};
use testing::faults::FaultProxy;

pub const EMAIL: &str = "anna@example.com";
pub const PHONE: &str = "+37120000000";
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// When everything begins.
pub fn start() -> Timestamp {
    time("2026-11-21T09:00:00Z")
}

/// So many days later.
pub fn days(days: i32) -> Timestamp {
    start() + DAY * days
}

pub fn email() -> SuppressionId {
    address_key().id(&workspace(), &Contact::Email(EMAIL.parse().unwrap()))
}

pub fn phone() -> SuppressionId {
    address_key().id(&workspace(), &Contact::Phone(PHONE.parse().unwrap()))
}

pub fn suppression(reason: &str, at: Timestamp) -> Suppression {
    let by_person = ["unsubscribed", "stop"].contains(&reason);
    Suppression { id: email(), channel: Channel::Email, reason: reason.to_owned(), by_person, at }
}

/// A database with the person in it, and a store that goes through the fault proxy.
pub struct Setting {
    pub database: TestDatabase,
    pub proxy: FaultProxy,
    pub store: Store,
}

impl Setting {
    pub async fn start() -> Self {
        let database = database::start().await;
        let proxy = FaultProxy::start(database.address).await;
        let store = database.store_through(proxy.endpoint());
        stored_person(&store, "anna", &json!({"email": EMAIL, "phone": PHONE})).await;
        Self { database, proxy, store }
    }

    /// Asks for a dispatch.
    pub async fn ask(&self, number: u128) -> Dispatch {
        let dispatch = dispatch(number, start());
        self.database.store.put_dispatch(&workspace(), &dispatch).await.unwrap();
        dispatch
    }

    /// What a worker would claim of a dispatch's newest message, by what stands now.
    pub async fn claim_of(&self, id: DispatchId, now: Timestamp) -> Claim {
        let (dispatch, revisions) =
            self.database.store.dispatch_with_revisions(&workspace(), id).await.unwrap().unwrap();
        let (newest, seen) = (dispatch.messages.last().unwrap().clone(), *revisions.last().unwrap());
        let (_, person_revision) =
            self.database.store.person_revised(&workspace(), &dispatch.person).await.unwrap().unwrap();
        Claim {
            dispatch: id,
            person: dispatch.person,
            person_revision,
            message: newest.claim(now, Some(now + DAY * 3)).expect("a message that waits"),
            place: Place::Over { seen },
            to: email(),
            asked: vec![email(), phone()],
            asked_at: now,
            before: Some(now - DAY * 30),
            texting: None,
        }
    }

    pub async fn claim(&self, claim: &Claim) -> Claimed {
        self.store.claim(&workspace(), claim).await.unwrap()
    }

    /// Claims the newest message of a dispatch.
    pub async fn claim_newest(&self, id: DispatchId, now: Timestamp) -> Claimed {
        let claim = self.claim_of(id, now).await;
        self.claim(&claim).await
    }

    /// Claims the invitation, and writes down how it ended.
    pub async fn send(&self, id: DispatchId, now: Timestamp, handover: Handover) -> (Message, u64) {
        let claim = self.claim_of(id, now).await;
        let Claimed::Done { revision } = self.claim(&claim).await else { panic!("the claim was refused") };
        let ended = claim.message.hand_over(now, handover, now + DAY).unwrap();
        assert_eq!(self.store.update_message(&workspace(), id, &ended, revision).await.unwrap(), Updated::Done);
        (ended, revision + 1)
    }

    pub async fn message(&self, id: DispatchId, number: u32) -> Option<(Message, u64)> {
        self.database.store.message(&workspace(), id, number).await.unwrap()
    }

    pub async fn throttles(&self) -> [Option<LastAsked>; 2] {
        let store = &self.database.store;
        let of = async |address| store.throttle(&workspace(), address).await.unwrap();
        [of(email()).await, of(phone()).await]
    }

    pub fn dump(&self) -> BTreeMap<String, Value> {
        self.database.dump()
    }
}

/// The obstacles of a claim that was refused.
pub fn refused(claimed: Claimed) -> Obstacles {
    match claimed {
        Claimed::Refused(obstacles) => obstacles,
        other => panic!("not refused but {other:?}"),
    }
}
