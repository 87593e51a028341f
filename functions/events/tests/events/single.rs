//! One event at a time.

use domain::timeline::Kind;
use futures::future::join_all;
use serde_json::{Value, json};
use testing::builders::stored_person;
use testing::http::masked;

use crate::driver::{Api, NOW, event};

#[tokio::test]
async fn an_event_is_stored_once_and_its_timeline_is_marked_before_the_answer() {
    let api = Api::start().await;
    let opened = event("ev-1", "ticket_opened", &json!({"ticket": "T-1", "person": "anna", "channel": "email"}));
    let first = api.post(&opened).await;
    assert_eq!(first.status, 201);
    insta::assert_snapshot!(first.body, @r#"{"event_id":"ev-1","outcome":"stored"}"#);
    assert_eq!(api.marked("acme").await, ["tickets T-1"]);
    let stored = api.timeline(Kind::Tickets, "T-1").await;
    let mut shown = opened.clone();
    shown["at"] = json!("2026-11-21T08:00:00.000Z");
    assert_eq!(stored.iter().map(domain::event::Event::to_json).collect::<Vec<_>>(), [shown]);

    let again = api.post(&opened).await;
    assert_eq!(again.status, 200);
    insta::assert_snapshot!(again.body, @r#"{"event_id":"ev-1","outcome":"repeated"}"#);
    assert_eq!(api.timeline(Kind::Tickets, "T-1").await, stored);
}

#[tokio::test]
async fn another_event_under_a_taken_id_is_409_and_changes_nothing() {
    let api = Api::start().await;
    let opened = event("ev-1", "ticket_opened", &json!({"ticket": "T-1"}));
    api.post(&opened).await;
    let before = api.database.dump();
    for (kind, more) in [
        ("ticket_opened", json!({"ticket": "T-2"})),
        ("ticket_opened", json!({"ticket": "T-1", "agent": "Ilze"})),
        ("customer_started", json!({"person": "anna"})),
    ] {
        let other = api.post(&event("ev-1", kind, &more)).await;
        assert_eq!(other.problem(), (409, "event_id_taken".to_owned()));
        assert_eq!(api.database.dump(), before);
    }
    insta::assert_json_snapshot!(masked(api.post(&event("ev-1", "ticket_replied", &json!({"ticket": "T-1"}))).await.json(), &["request_id"]), @r#"
    {
      "code": "event_id_taken",
      "detail": "another event has this event_id; events can't be changed, send a new one under an id of its own",
      "request_id": "[request_id]",
      "status": 409,
      "title": "Conflict",
      "type": "about:blank"
    }
    "#);
}

#[tokio::test]
async fn every_bad_field_is_named_at_once_and_nothing_is_stored() {
    let api = Api::start().await;
    let before = api.database.dump();
    let bad = event("ev 1", "order_paid", &json!({"at": "yesterday", "amount": 12.5, "colour": 1}));
    insta::assert_json_snapshot!(masked(api.post(&bad).await.json(), &["request_id"]), @r#"
    {
      "code": "invalid_request",
      "detail": "some fields are not right; see invalid_params",
      "invalid_params": [
        {
          "code": "invalid_id",
          "name": "event_id",
          "reason": "an id has 1 to 64 characters of A-Z a-z 0-9 . _ : - and is never contact data"
        },
        {
          "code": "invalid_time",
          "name": "at",
          "reason": "expected an RFC 3339 time with its offset, such as 2026-11-21T09:30:00Z"
        },
        {
          "code": "not_an_integer",
          "name": "amount",
          "reason": "expected a whole number"
        },
        {
          "code": "required",
          "name": "person",
          "reason": "an event of type order_paid needs this field"
        },
        {
          "code": "required",
          "name": "currency",
          "reason": "an amount needs a currency: send one such as EUR, or set the workspace's own"
        },
        {
          "code": "unknown_field",
          "name": "colour",
          "reason": "this field is not known here"
        }
      ],
      "request_id": "[request_id]",
      "status": 400,
      "title": "Bad Request",
      "type": "about:blank"
    }
    "#);
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn an_event_may_be_years_late_and_five_minutes_early() {
    let api = Api::start().await;
    for (id, at, status) in [
        ("old", "2000-01-01T00:00:00Z", 201),
        ("ahead", "2026-11-21T10:05:00Z", 201),
        ("tomorrow", "2026-11-21T10:05:00.001Z", 400),
    ] {
        let opened = event(id, "ticket_opened", &json!({"ticket": "T-1", "at": at}));
        assert_eq!(api.post(&opened).await.status, status, "{at}");
    }
    let opened = event("tomorrow", "ticket_opened", &json!({"ticket": "T-1", "at": "2026-11-22T10:00:00Z"}));
    let refused = api.post(&opened).await;
    assert_eq!(refused.problem(), (400, "in_the_future".to_owned()));
    assert_eq!(refused.json()["invalid_params"][0]["name"], "at");
    assert_eq!(refused.json()["server_time"], NOW.replace('Z', ".000Z"));
    let planned = json!({"appointment": "A-1", "planned_at": "2027-11-21T08:00:00Z"});
    assert_eq!(api.post(&event("planned", "appointment_planned", &planned)).await.status, 201);
}

#[tokio::test]
async fn an_amount_without_a_currency_is_of_the_workspaces_own() {
    let api = Api::start().await;
    let paid = event("ev-1", "order_paid", &json!({"person": "anna", "amount": 1250}));
    assert_eq!(api.post(&paid).await.problem(), (400, "required".to_owned()));
    api.settings(&json!({"currency": "EUR"})).await;
    assert_eq!(api.post(&paid).await.status, 201);
    let stored = api.timeline(Kind::Customers, "anna").await;
    assert_eq!((stored[0].amount, stored[0].currency.unwrap().code()), (Some(1250), "EUR"));
    // What stands does not follow the setting, and what is sent again as it was is a repeat whatever the setting is now.
    api.settings(&json!({"currency": "USD"})).await;
    assert_eq!(api.post(&paid).await.status, 200);
    assert_eq!(api.timeline(Kind::Customers, "anna").await, stored);
    let with = |name: &str, value: Value| {
        let mut other = paid.clone();
        other[name] = value;
        other
    };
    assert_eq!(api.post(&with("currency", json!("EUR"))).await.status, 200);
    for other in [with("currency", json!("USD")), with("amount", json!(1251))] {
        assert_eq!(api.post(&other).await.problem(), (409, "event_id_taken".to_owned()));
    }
    // Where the currency was named, one that now falls to another currency is another event.
    let named = event("ev-2", "order_paid", &json!({"person": "anna", "amount": 1, "currency": "EUR"}));
    assert_eq!(api.post(&named).await.status, 201);
    let unnamed = event("ev-2", "order_paid", &json!({"person": "anna", "amount": 1}));
    assert_eq!(api.post(&unnamed).await.problem(), (409, "event_id_taken".to_owned()));
}

#[tokio::test]
async fn an_event_keeps_the_segment_that_its_person_was_in_when_it_came_first() {
    let api = Api::start().await;
    let store = &api.database.store;
    let paid = |id: &str, person: &str| event(id, "ticket_opened", &json!({"ticket": "T-1", "person": person}));
    stored_person(store, "anna", &json!({"segment": "vip", "email": "anna@example.com"})).await;
    api.post(&paid("ev-1", "anna")).await;
    stored_person(store, "anna", &json!({"segment": "plain"})).await;
    assert_eq!(api.post(&paid("ev-1", "anna")).await.status, 200);
    api.post(&paid("ev-2", "anna")).await;
    api.post(&paid("ev-3", "nobody")).await;
    let segments: Vec<_> =
        api.timeline(Kind::Tickets, "T-1").await.into_iter().map(|event| event.segment.unwrap_or_default()).collect();
    assert_eq!(segments, ["vip", "plain", ""]);
    let sent = event("ev-4", "ticket_opened", &json!({"ticket": "T-1", "segment": "vip"}));
    assert_eq!(api.post(&sent).await.problem(), (400, "unknown_field".to_owned()));
}

#[tokio::test]
async fn each_kind_of_event_marks_the_timeline_of_what_it_is_about() {
    let api = Api::start().await;
    for (id, kind, more) in [
        ("e1", "customer_started", json!({"person": "anna", "plan": "pro"})),
        ("e2", "order_refunded", json!({"person": "anna", "amount": 100, "currency": "EUR"})),
        ("e3", "ticket_transferred", json!({"ticket": "T-1"})),
        ("e4", "appointment_missed", json!({"appointment": "A-1"})),
        ("e5", "cost_booked", json!({"amount": 5000, "currency": "EUR", "category": "support"})),
    ] {
        assert_eq!(api.post(&event(id, kind, &more)).await.status, 201, "{kind}");
    }
    assert_eq!(api.marked("acme").await, ["appointments A-1", "bookings e5", "customers anna", "tickets T-1"]);
}

#[tokio::test]
async fn of_50_parallel_identical_posts_one_event_stands() {
    let api = Api::start().await;
    let opened = event("ev-1", "ticket_opened", &json!({"ticket": "T-1"}));
    let replies = join_all((0..50).map(|_| api.post(&opened))).await;
    let count = |status: u16| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((count(201), count(200)), (1, 49));
    assert_eq!((api.database.count("\"v#"), api.database.count("\"u#"), api.marked("acme").await.len()), (1, 1, 1));
}

#[tokio::test]
async fn of_50_parallel_different_posts_under_one_id_one_wins_and_the_others_learn_it() {
    let api = Api::start().await;
    let opened = |n: usize| event("ev-1", "ticket_opened", &json!({"ticket": format!("T-{n}")}));
    let replies = join_all((0..50).map(|n| {
        let call = api.event(&opened(n));
        call.send()
    }))
    .await;
    let count = |status: u16| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((count(201), count(409)), (1, 49));
    assert_eq!((api.database.count("\"v#"), api.database.count("\"u#"), api.marked("acme").await.len()), (1, 1, 1));
}

#[tokio::test]
async fn what_is_neither_json_nor_ndjson_is_415_and_what_is_too_large_is_413() {
    let api = Api::start().await;
    let call = |media: &str, body: &str| api.call("POST", "/v1/events").raw(media, body).send();
    assert_eq!(call("text/csv", "a,b").await.problem(), (415, "not_json".to_owned()));
    assert_eq!(call("application/json", "{").await.problem(), (400, "malformed_json".to_owned()));
    assert_eq!(
        call("application/json", &" ".repeat(16 * 1024 + 1)).await.problem(),
        (413, "body_too_large".to_owned())
    );
    let twice = r#"{"event_id":"a","event_id":"b"}"#;
    assert_eq!(call("application/json", twice).await.problem(), (400, "repeated_field".to_owned()));
}
