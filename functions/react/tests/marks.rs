//! Marks come from the keys of responses alone.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use react::React;
use runtime::batch::StreamBatch;
use serde_json::{Value, json};
use testing::database;
use testing::faults::{Fault, FaultProxy};

fn record(pk: &str, event: &str, number: u32, by: &Value) -> Value {
    json!({"eventName": event, "userIdentity": by, "dynamodb": {"Keys": {"pk": {"S": pk}, "sk": {"S": "x"}}, "SequenceNumber": number.to_string()}})
}

fn batch(records: &[Value]) -> StreamBatch {
    serde_json::from_value(json!({"Records": records})).unwrap()
}

#[tokio::test]
async fn changed_responses_mark_their_survey_and_date_and_nothing_else_does() {
    let database = database::start().await;
    let ttl = json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"});
    let records = [
        record("r#acme#nps#2026-11-20#00", "INSERT", 1, &Value::Null),
        record("r#acme#nps#2026-11-20#00", "MODIFY", 2, &Value::Null),
        record("r#acme#csat#2026-11-21#00", "REMOVE", 3, &Value::Null),
        record("r#acme#nps#2025-01-01#00", "REMOVE", 4, &ttl),
        record("w#acme", "MODIFY", 5, &Value::Null),
        record("r#odd", "INSERT", 6, &Value::Null),
    ];
    let answer = React::new(database.store.clone()).handle(batch(&records)).await.unwrap();
    assert!(answer.failures.is_empty());
    let mut marks: Vec<_> = database.store.marks().await.unwrap();
    marks.sort_by_key(|mark| mark.survey.to_string());
    let named: Vec<_> = marks.iter().map(|mark| format!("{} {}", mark.survey, mark.date)).collect();
    assert_eq!(named, ["csat 2026-11-21", "nps 2026-11-20"]);
}

#[tokio::test]
async fn a_mark_that_could_not_be_set_is_reported_and_the_others_stand() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    for _ in 0..3 {
        proxy.plan("PutItem", Fault::Fail);
    }
    let react = React::new(database.store_through(proxy.endpoint()));
    let records = [
        record("r#acme#nps#2026-11-20#00", "INSERT", 1, &Value::Null),
        record("r#acme#csat#2026-11-20#00", "INSERT", 2, &Value::Null),
    ];
    let answer = react.handle(batch(&records)).await.unwrap();
    assert_eq!(answer.failures.iter().map(|failure| failure.id.as_str()).collect::<Vec<_>>(), ["1"]);
    assert_eq!(database.store.marks().await.unwrap().len(), 1);
    let answer = react.handle(batch(&records)).await.unwrap();
    assert!(answer.failures.is_empty());
    assert_eq!(database.store.marks().await.unwrap().len(), 2);
}
