//! Business events: each stands once, in the partition of its timeline, whoever stores it at once.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use domain::event::Event;
use domain::timeline::{Kind, TimelineId};
use futures::future::join_all;
use serde_json::{Value, json};
use store::{PutEvent, Store};
use testing::builders::workspace;
use testing::database;
use testing::faults::{Fault, FaultProxy};

fn event(id: &str, kind: &str, more: &Value) -> Event {
    let mut body = json!({"event_id": id, "type": kind, "at": "2026-11-21T08:00:00Z"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Event::parse(&body, None).unwrap()
}

fn ticket(id: &str) -> TimelineId {
    TimelineId { kind: Kind::Tickets, id: id.to_owned() }
}

async fn put(store: &Store, event: &Event) -> PutEvent {
    store.put_event(&workspace(), event).await.unwrap().0
}

#[tokio::test]
async fn an_event_is_two_items_of_this_shape() {
    let database = database::start().await;
    let paid = json!({"person": "anna", "amount": 1250, "currency": "EUR", "agent": "Ilze", "automatic": true});
    let paid = Event { segment: Some("vip".to_owned()), ..event("ev-1", "order_paid", &paid) };
    assert_eq!(put(&database.store, &paid).await, PutEvent::New);
    let fields = json!({"event_id": {"S": "ev-1"}, "type": {"S": "order_paid"}, "at": {"S": "2026-11-21T08:00:00.000Z"},
        "person": {"S": "anna"}, "amount": {"N": "1250"}, "currency": {"S": "EUR"}, "agent": {"S": "Ilze"}, "automatic": {"BOOL": true}});
    let id = json!({"pk": {"S": "u#acme#ev-1"}, "sk": {"S": "event"}, "kind": {"S": "customers"}, "id": {"S": "anna"},
        // Under the tests' address key: not the event's own digest, by which whoever has the table could count through ids.
        "digest": {"N": "7041376687370245305"}});
    assert_ne!(paid.digest().0, 7_041_376_687_370_245_305);
    let itself = json!({"pk": {"S": "v#acme#customers#anna"}, "sk": {"S": "ev-1"}, "event": {"M": fields}, "segment": {"S": "vip"}});
    assert_eq!(database.dump().into_values().collect::<Vec<_>>(), [id, itself]);
}

#[tokio::test]
async fn a_timeline_has_all_its_events_and_no_other() {
    let database = database::start().await;
    let store = &database.store;
    let own: Vec<_> = ["b", "a", "c"].map(|id| event(id, "ticket_replied", &json!({"ticket": "T-1"}))).into();
    for event in &own {
        assert_eq!(put(store, event).await, PutEvent::New);
    }
    for (id, kind, more) in [
        ("d", "ticket_replied", json!({"ticket": "T-10"})),
        ("e", "customer_started", json!({"person": "T-1"})),
        ("f", "appointment_missed", json!({"appointment": "T-1", "ticket": "T-1"})),
    ] {
        put(store, &event(id, kind, &more)).await;
    }
    let read = store.events(&workspace(), &ticket("T-1")).await.unwrap();
    assert_eq!(read, [own[1].clone(), own[0].clone(), own[2].clone()]);
    assert_eq!(store.events(&"other".parse().unwrap(), &ticket("T-1")).await.unwrap(), []);
    assert_eq!(store.events(&workspace(), &ticket("T-2")).await.unwrap(), []);
}

#[tokio::test]
async fn the_first_one_stands_whatever_comes_under_its_id_later() {
    let database = database::start().await;
    let store = &database.store;
    let first = event("ev-1", "ticket_opened", &json!({"ticket": "T-1"}));
    let stamped = Event { segment: Some("vip".to_owned()), ..first.clone() };
    assert_eq!(put(store, &stamped).await, PutEvent::New);
    let before = database.dump();
    assert_eq!(put(store, &first).await, PutEvent::Existing);
    for other in [
        event("ev-1", "ticket_opened", &json!({"ticket": "T-2"})),
        event("ev-1", "ticket_opened", &json!({"ticket": "T-1", "automatic": true})),
        event("ev-1", "cost_booked", &json!({"amount": 1, "currency": "EUR"})),
    ] {
        assert_eq!(put(store, &other).await, PutEvent::Taken);
    }
    assert_eq!(database.dump(), before);
    // In another workspace the id is free.
    assert_eq!(store.put_event(&"other".parse().unwrap(), &first).await.unwrap().0, PutEvent::New);
}

#[tokio::test]
async fn of_many_at_once_one_is_new() {
    let database = database::start().await;
    let same = event("ev-1", "ticket_opened", &json!({"ticket": "T-1"}));
    let other = event("ev-1", "ticket_opened", &json!({"ticket": "T-2"}));
    let puts = (0..20).map(|n| put(&database.store, if n % 2 == 0 { &same } else { &other }));
    let done = join_all(puts).await;
    let count = |of: PutEvent| done.iter().filter(|put| **put == of).count();
    assert_eq!((count(PutEvent::New), count(PutEvent::Existing), count(PutEvent::Taken)), (1, 9, 10));
    assert_eq!((database.count("\"u#"), database.count("\"v#")), (1, 1));
}

#[tokio::test]
async fn a_put_whose_reply_was_lost_or_that_met_another_is_done_once_and_costs_four_units() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    for (id, fault) in [("e1", Fault::LoseReply), ("e2", Fault::Conflict), ("e3", Fault::Throttle)] {
        proxy.plan("TransactWriteItems", fault);
        assert_eq!(put(&store, &event(id, "ticket_opened", &json!({"ticket": "T-1"}))).await, PutEvent::New, "{id}");
    }
    assert_eq!((database.count("\"u#"), database.count("\"v#")), (3, 3));
    // A sender who learned nothing comes again; the database has forgotten its token.
    proxy.forget_tokens();
    proxy.plan("TransactWriteItems", Fault::LoseReply);
    assert_eq!(put(&store, &event("e4", "ticket_opened", &json!({"ticket": "T-1"}))).await, PutEvent::Existing);
    proxy.begin();
    put(&store, &event("e5", "ticket_opened", &json!({"ticket": "T-1"}))).await;
    let bill = proxy.bill();
    assert_eq!(
        (proxy.calls(), bill.forbidden(), bill.refused()),
        (vec!["TransactWriteItems".to_owned()], vec![], vec![])
    );
    assert!((bill.write_units() - 4.0).abs() < 0.01, "{bill:?}");
}

#[tokio::test]
async fn an_item_that_is_no_event_is_told_by_its_kind_and_not_by_whom_it_names() {
    let database = database::start().await;
    put(&database.store, &event("ev-1", "ticket_opened", &json!({"ticket": "T-1"}))).await;
    database.spoil("v#acme#tickets#T-1", "ev-1");
    let error = database.store.events(&workspace(), &ticket("T-1")).await.unwrap_err();
    let told = error.to_string();
    assert!(told.contains("v#acme#tickets#…") && !told.contains("T-1") && !told.contains("ev-1"), "{told}");
    assert!(!error.retryable());
}
