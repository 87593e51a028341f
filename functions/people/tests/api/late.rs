//! Records of the stream that come after the end of an erasure: a batch that was late, was cut in two, or failed and came again.

use std::time::{Duration, Instant};

use domain::id::PersonId;
use jiff::SignedDuration;
use react::React;
use serde_json::{Value, json};
use testing::builders::{time, workspace};

use crate::driver::{Api, NOW};
use crate::planted::{ANNA, BERTA, count, counted, found, id, world};

/// Erases a person to the very end: nobody looks for anything any more.
async fn erase(api: &Api, person: &PersonId) {
    assert_eq!(api.call("DELETE", &format!("/v1/people/{person}")).send().await.status, 204);
    let (store, ws) = (&api.backend.store, workspace());
    let erasure = store.erasure_of(&ws, person).unwrap();
    let running = store.running_erasure(&ws, erasure).await.unwrap().unwrap();
    let (now, until) = (time(NOW) + SignedDuration::from_mins(2), Instant::now() + Duration::from_mins(1));
    store.go_on_erasing(&ws, &running, &(), now, until).await.unwrap();
    assert!(store.running_erasure(&ws, erasure).await.unwrap().is_none());
}

/// The record of an item of the data table that was put once, as the stream brings it.
fn record(number: usize, item: &Value) -> Value {
    let keys = json!({"pk": item["pk"], "sk": item["sk"]});
    json!({"eventName": "INSERT", "dynamodb": {"Keys": keys, "SequenceNumber": number.to_string()}})
}

#[tokio::test]
async fn records_that_come_after_an_erasure_bring_nobody_back() {
    let api = Api::start().await;
    world(&api).await;
    // Of every item that was ever put, hers among them.
    let items = api.database.dump().into_values();
    let records: Vec<_> = items.enumerate().map(|(number, item)| record(number, &item)).collect();
    assert!(records.iter().any(|record| record["dynamodb"]["Keys"]["pk"]["S"] == format!("v#acme#customers#{ANNA}")));
    erase(&api, &id(ANNA)).await;
    count(&api).await;
    let (before, path) = (counted(&api.database), format!("/v1/people/{ANNA}/export"));
    assert_eq!(found(&api.database), Vec::<String>::new());

    let batch = serde_json::from_value(json!({"Records": records})).unwrap();
    let answer = React::new(api.backend.store.clone()).handle(batch).await.unwrap();
    assert!(answer.failures.is_empty());
    assert!(!found(&api.database).is_empty(), "a mark names her until it is worked off");
    count(&api).await;
    assert_eq!(found(&api.database), Vec::<String>::new());
    assert_eq!(api.get(&path).await.status, 404);
    assert_eq!(counted(&api.database), before);
    // Whoever was not erased is there, and is counted.
    let kept = api.database.dump().into_keys().filter(|key| key.contains("l#acme#customers#") && key.contains(BERTA));
    assert_eq!(kept.count(), 1);
}
