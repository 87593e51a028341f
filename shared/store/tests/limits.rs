//! Leases of a limit: never more than the limit together, and a new count for each window.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use futures::future::join_all;
use store::{CounterKey, CounterKind, Leased};
use testing::builders::{time, workspace};
use testing::database;
use testing::faults::{Fault, FaultProxy};

const WINDOW: &str = "2026-11-21T10:00:00Z";

fn counter(kind: CounterKind, id: &str) -> CounterKey {
    CounterKey { workspace: workspace(), kind, id: id.to_owned() }
}

#[tokio::test]
async fn fifty_parallel_leasers_together_stay_within_the_limit() {
    let database = database::start().await;
    let counter = counter(CounterKind::Survey, "nps");
    let leases = join_all((0..50).map(|_| database.store.lease(&counter, time(WINDOW), 50, 1020))).await;
    let granted = leases.iter().filter(|lease| matches!(lease, Ok(Leased::Granted))).count();
    let refused = leases.iter().filter(|lease| matches!(lease, Ok(Leased::Exhausted))).count();
    assert_eq!((granted, refused), (20, 30));
    let dump = database.dump();
    let (key, item) = dump.first_key_value().unwrap();
    assert_eq!(key, r#"atbalss-data "n#acme#survey#nps" "2026-11-21T10:00:00Z""#);
    let end = time("2026-11-21T11:01:00Z").as_second().to_string();
    assert_eq!((item["used"]["N"].as_str(), item["ttl"]["N"].as_str()), (Some("1000"), Some(end.as_str())));
}

#[tokio::test]
async fn the_last_block_may_fill_the_limit_and_a_block_above_it_is_never_leased() {
    let database = database::start().await;
    let counter = counter(CounterKind::Key, "k1k1");
    let lease = |block, limit| database.store.lease(&counter, time(WINDOW), block, limit);
    assert_eq!(lease(51, 50).await.unwrap(), Leased::Exhausted);
    assert_eq!(lease(50, 100).await.unwrap(), Leased::Granted);
    assert_eq!(lease(50, 100).await.unwrap(), Leased::Granted);
    assert_eq!(lease(1, 100).await.unwrap(), Leased::Exhausted);
}

#[tokio::test]
async fn each_window_kind_and_id_has_a_count_of_its_own() {
    let database = database::start().await;
    let others = [
        (counter(CounterKind::Survey, "a"), WINDOW),
        (counter(CounterKind::Survey, "b"), WINDOW),
        (counter(CounterKind::Address, "a"), WINDOW),
        (CounterKey { workspace: "other".parse().unwrap(), ..counter(CounterKind::Survey, "a") }, WINDOW),
        (counter(CounterKind::Survey, "a"), "2026-11-21T10:01:00Z"),
    ];
    for (counter, window) in &others {
        assert_eq!(database.store.lease(counter, time(window), 50, 50).await.unwrap(), Leased::Granted);
        assert_eq!(database.store.lease(counter, time(window), 50, 50).await.unwrap(), Leased::Exhausted);
    }
    assert_eq!(database.count("n#"), others.len());
}

#[tokio::test]
async fn a_lease_whose_reply_was_lost_wastes_some_and_never_exceeds_the_limit() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    let counter = counter(CounterKind::Key, "k1k1");
    proxy.plan("UpdateItem", Fault::LoseReply);
    assert_eq!(store.lease(&counter, time(WINDOW), 50, 100).await.unwrap(), Leased::Granted);
    assert_eq!(store.lease(&counter, time(WINDOW), 50, 100).await.unwrap(), Leased::Exhausted);
    for _ in 0..3 {
        proxy.plan("UpdateItem", Fault::Throttle);
    }
    assert!(store.lease(&counter, time(WINDOW), 50, 100).await.is_err_and(|error| error.retryable()));
}
