//! Marks come from the keys of records alone: of responses, and of what a dispatch is made of.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use react::React;
use runtime::batch::StreamBatch;
use serde_json::{Value, json};
use store::Mark;
use testing::database::{self, TestDatabase};
use testing::faults::{Fault, FaultProxy};

const ONE: &str = "dsp_00000000000000000000000000000001";
const TWO: &str = "dsp_00000000000000000000000000000002";

fn record(pk: &str, sk: &str, event: &str, by: &Value) -> Value {
    let keys = json!({"pk": {"S": pk}, "sk": {"S": sk}});
    json!({"eventName": event, "userIdentity": by, "dynamodb": {"Keys": keys}})
}

fn changed(pk: &str, sk: &str) -> Value {
    record(pk, sk, "MODIFY", &Value::Null)
}

/// A batch of these records, numbered from 1.
fn batch(mut records: Vec<Value>) -> StreamBatch {
    for (number, record) in (1..).zip(&mut records) {
        record["dynamodb"]["SequenceNumber"] = json!(number.to_string());
    }
    serde_json::from_value(json!({"Records": records})).unwrap()
}

/// What is marked, in words.
async fn marked(database: &TestDatabase) -> Vec<String> {
    let marks = database.store.marks().await.unwrap().into_iter().map(|mark| match mark {
        Mark::Answers { workspace, survey, date } => format!("{workspace} {survey} {date}"),
        Mark::Timeline { workspace, timeline } => format!("{workspace} {timeline}"),
        Mark::Day { workspace, kind, day } => format!("{workspace} {} {day}", kind.name()),
    });
    let mut marks: Vec<_> = marks.collect();
    marks.sort_unstable();
    marks
}

fn by_ttl() -> Value {
    json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"})
}

#[tokio::test]
async fn changed_responses_mark_their_survey_and_date_and_nothing_else_does() {
    let database = database::start().await;
    let records = vec![
        record("r#acme#nps#2026-11-20#00", "x", "INSERT", &Value::Null),
        changed("r#acme#nps#2026-11-20#03", "x"),
        record("r#acme#csat#2026-11-21#00", "x", "REMOVE", &Value::Null),
        record("r#acme#nps#2025-01-01#00", "x", "REMOVE", &by_ttl()),
        changed("w#acme", "workspace"),
        changed("r#odd", "x"),
    ];
    let answer = React::new(database.store.clone()).handle(batch(records)).await.unwrap();
    assert!(answer.failures.is_empty());
    assert_eq!(marked(&database).await, ["acme csat 2026-11-21", "acme nps 2026-11-20"]);
}

#[tokio::test]
async fn whatever_a_dispatch_is_made_of_marks_its_timeline_once_a_batch() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let (one, two) = (format!("w#acme#d#{ONE}"), format!("w#other#d#{TWO}"));
    let records = vec![
        record(&one, "dispatch", "INSERT", &Value::Null),
        changed(&one, "message#00"),
        changed(&one, "message#01"),
        changed("w#acme#p#anna", &format!("link#{ONE}")),
        changed("w#other#p#bob", &format!("link#{TWO}")),
        changed(&two, "message#00"),
    ];
    let react = React::new(database.store_through(proxy.endpoint()));
    assert!(react.handle(batch(records)).await.unwrap().failures.is_empty());
    assert_eq!(proxy.calls(), ["PutItem", "PutItem"], "a mark for each, and nothing was read");
    assert_eq!(marked(&database).await, [format!("acme dispatches {ONE}"), format!("other dispatches {TWO}")]);
}

#[tokio::test]
async fn an_event_marks_its_timeline_also_where_its_sender_was_never_answered() {
    let database = database::start().await;
    let records = vec![changed("v#acme#tickets#T:1.a-b", "event-1"), changed("v#acme#tickets#T:1.a-b", "event-2")];
    assert!(React::new(database.store.clone()).handle(batch(records)).await.unwrap().failures.is_empty());
    assert_eq!(marked(&database).await, ["acme tickets T:1.a-b"]);
}

#[tokio::test]
async fn what_ends_by_its_age_and_what_is_no_part_of_a_dispatch_marks_nothing() {
    let database = database::start().await;
    let one = format!("w#acme#d#{ONE}");
    let mut records: Vec<_> =
        ["dispatch", "message#00"].iter().map(|sk| record(&one, sk, "REMOVE", &by_ttl())).collect();
    records.push(record("w#acme#p#anna", &format!("link#{ONE}"), "REMOVE", &by_ttl()));
    for (pk, sk) in [
        ("w#acme#p#anna", "link#000102030405060708090a0b0c0d0e0f"), // a signed link's name
        ("w#acme#p#anna", "person"),
        ("w#acme#p#anna", "response#nps#01a1ffe8-a880-7000-8000-000000000001"),
        ("w#acme#p#anna", "link#dsp_odd"),
        ("w#acme#d#odd", "dispatch"),
        (&one, "odd"),
        ("w#acme", "survey#nps"),
        ("u#acme#event-1", "event"),
        ("v#acme#nothing#1", "event-1"),
        ("e#acme#2026-11-21", ONE),
    ] {
        records.push(changed(pk, sk));
    }
    let answer = React::new(database.store.clone()).handle(batch(records)).await.unwrap();
    assert!(answer.failures.is_empty());
    assert_eq!(marked(&database).await, [""; 0]);
}

#[tokio::test]
async fn a_mark_that_could_not_be_set_is_reported_and_the_others_stand() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    for _ in 0..3 {
        proxy.plan("PutItem", Fault::Fail);
    }
    let react = React::new(database.store_through(proxy.endpoint()));
    let records = || batch(vec![changed("r#acme#nps#2026-11-20#00", "x"), changed("r#acme#csat#2026-11-20#00", "x")]);
    let answer = react.handle(records()).await.unwrap();
    assert_eq!(answer.failures.iter().map(|failure| failure.id.as_str()).collect::<Vec<_>>(), ["1"]);
    assert_eq!(marked(&database).await, ["acme csat 2026-11-20"]);
    let answer = react.handle(records()).await.unwrap();
    assert!(answer.failures.is_empty());
    assert_eq!(marked(&database).await, ["acme csat 2026-11-20", "acme nps 2026-11-20"]);
}
