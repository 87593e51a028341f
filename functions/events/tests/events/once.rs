//! `Idempotency-Key`, which events need less than others: their own ids make a repeat a repeat.

use serde_json::json;
use testing::faults::Fault;

use crate::driver::{Api, event};

#[tokio::test]
async fn the_same_request_is_answered_again_and_another_body_is_422() {
    let api = Api::start().await;
    let opened = event("ev-1", "ticket_opened", &json!({"ticket": "T-1"}));
    let send = |body: &serde_json::Value| api.event(body).with("idempotency-key", "k1").send();
    let first = send(&opened).await;
    assert_eq!((first.status.as_u16(), first.header("idempotent-replayed")), (201, None));
    let again = send(&opened).await;
    assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (201, Some("true")));
    assert_eq!((&again.body, again.header("content-type")), (&first.body, Some("application/json")));
    let other = event("ev-2", "ticket_opened", &json!({"ticket": "T-1"}));
    assert_eq!(send(&other).await.problem(), (422, "idempotency_key_reused".to_owned()));
    assert_eq!(api.database.count("\"u#"), 1);
}

#[tokio::test]
async fn a_batch_is_answered_again_as_a_batch_unless_a_line_failed_on_our_side() {
    let (api, proxy) = Api::on_proxy().await;
    let lines = [event("e1", "ticket_opened", &json!({"ticket": "T-1"})), json!({})];
    let send = || api.events(&lines).with("idempotency-key", "k1").send();
    for _ in 0..3 {
        proxy.plan("TransactWriteItems", Fault::Fail);
    }
    assert_eq!(send().await.outcomes(), ["unavailable", "invalid_request"]);
    let first = send().await;
    assert_eq!(
        (first.outcomes(), first.header("idempotent-replayed")),
        (vec!["stored".to_owned(), "invalid_request".to_owned()], None)
    );
    let again = send().await;
    assert_eq!((&again.body, again.header("idempotent-replayed")), (&first.body, Some("true")));
    assert_eq!(again.outcomes().len(), 2);
}

#[tokio::test]
async fn one_event_and_a_batch_of_it_alone_are_two_requests() {
    let api = Api::start().await;
    let opened = event("ev-1", "ticket_opened", &json!({"ticket": "T-1"}));
    let batch = || api.events(std::slice::from_ref(&opened)).with("idempotency-key", "k1").send();
    let first = batch().await;
    assert_eq!((first.status.as_u16(), first.header("content-type")), (200, Some("application/x-ndjson")));
    // The text of both is the same; the answer to one is no answer to the other.
    let one = api.event(&opened).with("idempotency-key", "k1").send().await;
    assert_eq!(one.problem(), (422, "idempotency_key_reused".to_owned()));
    assert_eq!(batch().await.header("idempotent-replayed"), Some("true"));
}
