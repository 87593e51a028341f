//! Heartbeats that come through the stream are heard by their own time.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use react::React;
use runtime::batch::StreamBatch;
use serde_json::json;
use store::Last;
use testing::builders::time;
use testing::database;

fn batch(records: &[(&str, &str)]) -> StreamBatch {
    let record = |(number, (event, at)): (usize, &(&str, &str))| json!({"eventName": event, "dynamodb": {"Keys": {"pk": {"S": "beat"}, "sk": {"S": at}}, "SequenceNumber": number.to_string()}});
    let records: Vec<_> = records.iter().enumerate().map(record).collect();
    serde_json::from_value(json!({"Records": records})).unwrap()
}

#[tokio::test]
async fn the_newest_beat_that_came_is_the_one_that_was_heard_and_one_that_goes_is_none() {
    let database = database::start().await;
    let react = React::new(database.store.clone());
    let heard = async || database.store.last(Last::Heard).await.unwrap();
    let records =
        [("INSERT", "2026-11-21T03:00:00Z"), ("MODIFY", "2026-11-21T04:00:00Z"), ("INSERT", "2026-11-21T02:00:00Z")];
    assert!(react.handle(batch(&records)).await.unwrap().failures.is_empty());
    assert_eq!(heard().await, Some(time("2026-11-21T04:00:00Z")));
    let records = [("REMOVE", "2026-11-21T05:00:00Z"), ("INSERT", "odd")];
    assert!(react.handle(batch(&records)).await.unwrap().failures.is_empty());
    assert_eq!(heard().await, Some(time("2026-11-21T04:00:00Z")));
    assert!(database.store.marks().await.unwrap().is_empty());
}
