//! Two link keys live at most, whoever makes them at once, and what is retired keeps no secret.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use domain::link_key::LinkKey;
use futures::future::join_all;
use store::{PutLinkKey, Store};
use testing::builders::{time, workspace};
use testing::database;
use testing::faults::{Fault, FaultProxy, Gate};

const NOW: &str = "2026-11-21T10:00:00.123456789Z";

fn key(number: u8) -> LinkKey {
    LinkKey::generate(&[number; 40], time(NOW))
}

async fn put(store: &Store, number: u8) -> PutLinkKey {
    store.put_link_key(&workspace(), &key(number)).await.unwrap()
}

#[tokio::test]
async fn keys_read_back_as_they_were_made_in_one_read() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    assert_eq!(database.store.link_keys(&workspace()).await.unwrap(), []);
    assert_eq!((put(&database.store, 1).await, put(&database.store, 2).await), (PutLinkKey::Made, PutLinkKey::Made));
    let read = database.store_through(proxy.endpoint()).link_keys(&workspace()).await.unwrap();
    assert_eq!(read, [key(1), key(2)]);
    assert_eq!(proxy.calls(), ["GetItem"]);
    assert_eq!(database.store.link_keys(&"other".parse().unwrap()).await.unwrap(), []);
}

#[tokio::test]
async fn a_third_living_key_is_refused_until_one_is_retired() {
    let database = database::start().await;
    let (store, ws) = (&database.store, workspace());
    for (number, expected) in [(1, PutLinkKey::Made), (2, PutLinkKey::Made), (3, PutLinkKey::TooMany)] {
        assert_eq!(put(store, number).await, expected);
    }
    let later = time("2026-11-22T10:00:00Z");
    assert!(store.retire_link_key(&ws, &key(1).id, later).await.unwrap());
    assert_eq!(put(store, 3).await, PutLinkKey::Made);
    assert_eq!(put(store, 4).await, PutLinkKey::TooMany);
    assert_eq!(store.link_keys(&ws).await.unwrap(), [key(1).retired(later), key(2), key(3)]);
}

#[tokio::test]
async fn of_many_keys_made_at_once_two_live() {
    let database = database::start().await;
    let puts = join_all((1..=10).map(|number| put(&database.store, number))).await;
    assert_eq!(puts.iter().filter(|put| **put == PutLinkKey::Made).count(), 2);
    assert_eq!(puts.iter().filter(|put| **put == PutLinkKey::TooMany).count(), 8);
    assert_eq!(database.store.link_keys(&workspace()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_key_that_was_overtaken_by_the_second_one_is_the_third_and_refused() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let slow = database.store_through(proxy.endpoint());
    put(&database.store, 1).await;
    let gate = Gate::default();
    proxy.plan("PutItem", Fault::Hold(gate.clone()));
    let late = tokio::spawn(async move { put(&slow, 3).await });
    gate.reached().await;
    assert_eq!(put(&database.store, 2).await, PutLinkKey::Made);
    gate.open();
    assert_eq!(late.await.unwrap(), PutLinkKey::TooMany);
    assert_eq!(database.store.link_keys(&workspace()).await.unwrap(), [key(1), key(2)]);
}

#[tokio::test]
async fn a_key_whose_reply_was_lost_is_made_once() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    proxy.plan("PutItem", Fault::LoseReply);
    assert_eq!(put(&store, 1).await, PutLinkKey::Made);
    proxy.plan("PutItem", Fault::LoseReply);
    assert!(store.retire_link_key(&workspace(), &key(1).id, time(NOW)).await.unwrap());
    assert_eq!(database.store.link_keys(&workspace()).await.unwrap(), [key(1).retired(time(NOW))]);
}

#[tokio::test]
async fn a_retired_key_keeps_its_id_and_its_end_and_leaves_no_secret_behind() {
    let database = database::start().await;
    let (store, ws) = (&database.store, workspace());
    assert_eq!(put(store, 1).await, PutLinkKey::Made);
    assert!(!store.retire_link_key(&ws, &key(2).id, time(NOW)).await.unwrap());
    for end in [NOW, "2026-12-01T00:00:00Z"] {
        assert!(store.retire_link_key(&ws, &key(1).id, time(end)).await.unwrap());
    }
    assert_eq!(store.link_keys(&ws).await.unwrap(), [key(1).retired(time(NOW))]);
    assert_eq!(put(store, 1).await, PutLinkKey::Taken);
    let secret = key(1).secret.unwrap();
    assert!(database.dump().values().all(|item| !item.to_string().contains(secret.reveal())));
}
