//! Batches of events.

use domain::timeline::Kind;
use serde_json::{Value, json};
use testing::builders::stored_person;
use testing::http::masked;

use crate::driver::{Api, event};

fn ticket(id: &str, kind: &str, more: &Value) -> Value {
    let mut event = event(id, kind, &json!({"ticket": "T-1"}));
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}

#[tokio::test]
async fn lines_are_answered_in_order_and_a_bad_one_holds_up_no_other() {
    let api = Api::start().await;
    api.post(&ticket("taken", "ticket_opened", &json!({}))).await;
    let body = [
        ticket("e1", "ticket_opened", &json!({})).to_string(),
        "not json".to_owned(),
        ticket("taken", "ticket_resolved", &json!({})).to_string(),
        String::new(),
        ticket("taken", "ticket_opened", &json!({})).to_string(),
        event("e2", "cost_booked", &json!({})).to_string(),
        format!(r#"{{"event_id":"{}"}}"#, "x".repeat(16 * 1024)),
        "[]".to_owned(),
        ticket("e3", "ticket_opened", &json!({"at": "2026-11-22T08:00:00Z"})).to_string(),
        event("e4", "cost_booked", &json!({"amount": 0, "currency": "EUR"})).to_string(),
    ];
    let reply = api.call("POST", "/v1/events").raw("application/x-ndjson", &body.join("\n")).send().await;
    let expected = [
        "stored",
        "malformed_json",
        "event_id_taken",
        "repeated",
        "invalid_request",
        "body_too_large",
        "not_an_object",
        "in_the_future",
        "stored",
    ];
    assert_eq!(reply.outcomes(), expected);
    let lines = reply.lines();
    assert_eq!(lines[0], json!({"event_id": "e1", "outcome": "stored"}));
    insta::assert_json_snapshot!(masked(lines[4].clone(), &["request_id"]), @r#"
    {
      "code": "invalid_request",
      "detail": "some fields are not right; see invalid_params",
      "invalid_params": [
        {
          "code": "required",
          "name": "amount",
          "reason": "an event of type cost_booked needs this field"
        },
        {
          "code": "required",
          "name": "currency",
          "reason": "an amount needs a currency: send one such as EUR, or set the workspace's own"
        }
      ],
      "request_id": "[request_id]",
      "status": 400,
      "title": "Bad Request",
      "type": "about:blank"
    }
    "#);
    assert_eq!(api.marked("acme").await, ["bookings e4", "tickets T-1"]);
    assert_eq!(api.database.count("\"u#"), 3);
}

#[tokio::test]
async fn a_batch_has_500_lines_and_4_mebibytes_at_most() {
    let api = Api::start().await;
    let rubbish = vec![json!({}); 501];
    assert_eq!(api.batch(&rubbish).await.problem(), (413, "too_many_lines".to_owned()));
    assert_eq!(api.batch(&rubbish[..500]).await.lines().len(), 500);
    assert_eq!(api.batch(&[]).await.lines().len(), 0);
    let large = format!("{}\n", "x".repeat(64)).repeat(4 * 1024 * 1024 / 64);
    let reply = api.call("POST", "/v1/events").raw("application/x-ndjson", &large).send().await;
    assert_eq!(reply.problem(), (413, "body_too_large".to_owned()));
    assert!(api.stored().is_empty());
}

#[tokio::test]
async fn a_full_batch_is_stored_and_stored_no_second_time() {
    let api = Api::start().await;
    let events: Vec<_> = (0..500)
        .map(|n| event(&format!("e{n}"), "ticket_replied", &json!({"ticket": format!("T-{}", n % 50)})))
        .collect();
    assert!(api.batch(&events).await.outcomes().iter().all(|outcome| outcome == "stored"));
    let stored = api.stored();
    assert_eq!((api.database.count("\"v#"), api.marked("acme").await.len()), (500, 50));
    assert!(api.batch(&events).await.outcomes().iter().all(|outcome| outcome == "repeated"));
    assert_eq!(api.stored(), stored);
}

#[tokio::test]
async fn of_lines_under_one_id_the_first_decides() {
    let api = Api::start().await;
    for round in 0..5 {
        let id = format!("e{round}");
        let lines = [
            event(&id, "ticket_opened", &json!({"ticket": "first"})),
            event(&id, "ticket_opened", &json!({"ticket": "second"})),
            event(&id, "ticket_opened", &json!({"ticket": "first"})),
        ];
        assert_eq!(api.batch(&lines).await.outcomes(), ["stored", "event_id_taken", "repeated"]);
    }
    assert_eq!(api.marked("acme").await, ["tickets first"]);
}

#[tokio::test]
async fn each_person_of_a_batch_is_read_once_and_each_timeline_is_marked_once() {
    let (api, proxy) = Api::on_proxy().await;
    stored_person(&api.database.store, "anna", &json!({"segment": "vip"})).await;
    let events: Vec<_> =
        (0..40).map(|n| ticket(&format!("e{n}"), "ticket_replied", &json!({"person": "anna"}))).collect();
    proxy.begin();
    api.batch(&events).await;
    let calls = proxy.calls();
    let count = |name: &str| calls.iter().filter(|call| *call == name).count();
    // The key, the workspace and the person; the mark.
    assert_eq!((count("GetItem"), count("TransactWriteItems"), count("PutItem")), (3, 40, 1));
    let stored = api.timeline(Kind::Tickets, "T-1").await;
    assert!(stored.len() == 40 && stored.iter().all(|event| event.segment.as_deref() == Some("vip")));
}

#[tokio::test]
async fn a_line_of_rubbish_is_not_answered_by_a_flood() {
    let api = Api::start().await;
    let mut rubbish = json!({});
    for n in 0..500 {
        rubbish[format!("f{n}")] = json!(1);
    }
    assert_eq!(api.batch(&[rubbish]).await.lines()[0]["invalid_params"].as_array().unwrap().len(), 20);
}
