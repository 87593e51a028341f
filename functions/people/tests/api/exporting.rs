//! Everything that is held of a person, for whoever asks.

use domain::key::Scope;
use domain::response::{Response, Suspect, SuspectRule};
use jiff::SignedDuration;
use serde_json::{Value, json};
use testing::builders::{stored_survey, time, workspace};
use testing::faults::FaultProxy;

use crate::driver::{Api, NOW};
use crate::planted::{ANNA, BERTA, id, said, world};

#[tokio::test]
async fn all_that_is_held_of_a_person_is_told_and_nothing_of_anybody_else() {
    let api = Api::start().await;
    let (_, anna, _) = world(&api).await;
    let reader = api.key("acme", &[Scope::Read]).await;
    let told = api.call("GET", &format!("/v1/people/{ANNA}/export")).by(&reader).send().await;
    assert_eq!(told.status, 200);
    let held = told.json();
    let kinds = |name: &str| held[name].as_array().unwrap().len();
    assert_eq!((kinds("dispatches"), kinds("answers"), kinds("events"), kinds("addresses")), (3, 3, 10, 2));
    assert_eq!(held["person"]["email"], "zq-anna-4417@example.com");
    assert_eq!(held["dispatches"][2]["answer"], json!(anna.answer.to_string()));
    assert_eq!(held["answers"][0]["answers"]["comment"], "I am zq-anna-4417");
    assert_eq!(held["surveys"]["visit"]["metric"], "gcr");
    assert_eq!(held["addresses"][1]["texted"][0]["sender"], "Acme1");
    assert_eq!(held["left_out"], json!({"dispatches": 0, "answers": 0, "events": 0, "more_events": false}));
    assert!(!told.body.contains(BERTA), "{}", told.body);
    let newest: Vec<_> = held["events"].as_array().unwrap().iter().map(|event| event["at"].as_str().unwrap()).collect();
    assert!(newest.is_sorted_by(|a, b| a >= b), "{newest:?}");
}

#[tokio::test]
async fn of_an_answer_that_a_rule_left_out_it_is_told_which_rule_and_who_vouched_for_it() {
    let api = Api::start().await;
    let store = &api.backend.store;
    let survey = stored_survey(store, "nps", "nps", &json!({})).await;
    let suspect = Some(Suspect::by(SuspectRule::TooFast));
    let fast = Response { suspect, ..said(&survey, BERTA, time("2026-11-20T10:00:00Z"), 2) };
    for answer in [&fast, &said(&survey, BERTA, time("2026-11-20T09:00:00Z"), 1)] {
        store.put_known_response(&workspace(), answer, &id(BERTA)).await.unwrap();
    }
    let review = format!("/v1/surveys/nps/responses/{}/review", fast.id);
    assert_eq!(api.put(&review, &json!({"genuine": true})).await.status, 200);
    let held = api.get(&format!("/v1/people/{BERTA}/export")).await.json();
    let told = |number: usize| {
        let answer = &held["answers"][number];
        json!([answer["suspect"], answer["suspect_version"], answer["review"]])
    };
    let by = api.admin.split('_').nth(1).unwrap();
    let vouched = json!({"genuine": true, "at": "2026-11-21T10:00:00.000Z", "by": by, "earlier": []});
    assert_eq!(told(0), json!(["too_fast", fast.suspect.unwrap().rules, vouched]));
    assert_eq!(told(1), json!([null, null, null]));
}

#[tokio::test]
async fn nothing_is_held_of_nobody_and_of_another_workspace_nothing_is_told() {
    let api = Api::start().await;
    world(&api).await;
    let missing = (404, "not_found".to_owned());
    assert_eq!(api.get("/v1/people/nobody/export").await.problem(), missing);
    let other = api.key("other", &[Scope::Admin]).await;
    let told = api.call("GET", &format!("/v1/people/{ANNA}/export")).by(&other).send().await;
    assert_eq!(told.problem(), missing);
    let sender = api.key("acme", &[Scope::Send]).await;
    let told = api.call("GET", &format!("/v1/people/{ANNA}/export")).by(&sender).send().await;
    assert_eq!(told.status, 403);
}

#[tokio::test]
async fn after_an_erasure_nothing_is_told() {
    let api = Api::start().await;
    world(&api).await;
    assert_eq!(api.call("DELETE", &format!("/v1/people/{ANNA}")).send().await.status, 204);
    assert_eq!(api.get(&format!("/v1/people/{ANNA}/export")).await.status, 404);
}

#[tokio::test]
async fn of_what_is_more_than_one_answer_takes_the_newest_is_told_and_the_rest_counted() {
    let api = Api::start().await;
    api.database.end_stream();
    let store = &api.backend.store;
    for number in 0..1003 {
        let at = format!("2026-11-20T{:02}:{:02}:00Z", number / 60, number % 60);
        let event = json!({"event_id": format!("e-{number}"), "type": "order_paid", "at": at, "person": "dora", "amount": number, "currency": "EUR"});
        let event = domain::event::Event::parse(&event, None).unwrap();
        store.put_event(&workspace(), &event).await.unwrap();
    }
    let held = api.get("/v1/people/dora/export").await.json();
    let amounts: Vec<_> = held["events"].as_array().unwrap().iter().map(|event| event["amount"].clone()).collect();
    assert_eq!((amounts.len(), &amounts[0], &amounts[999]), (1000, &json!(1002), &json!(3)));
    assert_eq!((&held["left_out"]["events"], &held["left_out"]["more_events"]), (&json!(3), &json!(false)));
    assert_eq!(held["person"], Value::Null);
}

/// Plants as many events of an order as `life` says in the person's own timeline, and a ticket of as many that name somebody
/// else and one that names them.
fn plant_many(api: &Api, person: &str, life: usize, ticket: usize) {
    let mut items = api.database.dump();
    let mut put = |pk: String, sk: String, more: Value| {
        let mut item = json!({"pk": {"S": pk}, "sk": {"S": sk}});
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        items.insert(format!("{} {pk} {sk}", store::Tables::default().data), item);
    };
    let event = |id: &str, kind: &str, whose: &str, more: (&str, Value)| {
        let at = json!({"S": "2026-11-20T09:00:00.000Z"});
        let mut event = json!({"event_id": {"S": id}, "type": {"S": kind}, "at": at, "person": {"S": whose}});
        event[more.0] = more.1;
        json!({"event": {"M": event}})
    };
    for number in 0..life {
        let id = format!("e-{number:06}");
        let more = event(&id, "customer_started", person, ("plan", json!({"S": "pro"})));
        put(format!("v#acme#customers#{person}"), id, more);
    }
    for number in 0..=ticket {
        let (id, whose) = (format!("t-{number:06}"), if number == ticket { person } else { "somebody" });
        put(
            "v#acme#tickets#T1".to_owned(),
            id.clone(),
            event(&id, "ticket_opened", whose, ("ticket", json!({"S": "T1"}))),
        );
    }
    put(format!("w#acme#p#{person}"), "events#tickets#T1".to_owned(), json!({}));
    api.database.restore(&items);
}

#[tokio::test]
async fn no_more_events_are_looked_at_than_there_is_time_for_and_the_answer_says_so() {
    let database = testing::database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let api = Api::on_proxy(database, &proxy).await;
    api.database.end_stream();
    plant_many(&api, "dora", 7000, 10);
    proxy.begin();
    let held = api.get("/v1/people/dora/export").await.json();
    assert_eq!(held["events"].as_array().unwrap().len(), 1000);
    assert_eq!(held["left_out"], json!({"dispatches": 0, "answers": 0, "events": 4000, "more_events": true}));
    let queries = proxy.calls().iter().filter(|call| *call == "Query").count();
    assert!(queries < 40, "{queries} queries: of 7,000 events as many pages as hold 5,000, and the pointers");
    // A ticket that many others wrote to: what names her is at its end, and nobody looks so far.
    plant_many(&api, "elza", 2, 7000);
    proxy.begin();
    let held = api.get("/v1/people/elza/export").await.json();
    assert_eq!(held["events"].as_array().unwrap().len(), 2);
    assert_eq!(held["left_out"], json!({"dispatches": 0, "answers": 0, "events": 0, "more_events": true}));
    let queries = proxy.calls().iter().filter(|call| *call == "Query").count();
    assert!(queries < 40, "{queries} queries");
}

#[tokio::test]
async fn an_answer_past_its_time_is_not_told_though_it_may_still_lie_there() {
    let api = Api::start().await;
    let store = &api.backend.store;
    let settings = domain::workspace::Workspace::parse(workspace(), &json!({"retention_days": 60})).unwrap();
    store.put_workspace(&settings).await.unwrap();
    let survey = stored_survey(store, "nps", "nps", &json!({})).await;
    for (number, days) in [(1, 62), (2, 60)] {
        let answer = said(&survey, BERTA, time(NOW) - SignedDuration::from_hours(24 * days), number);
        store.put_known_response(&workspace(), &answer, &id(BERTA)).await.unwrap();
    }
    let held = api.get(&format!("/v1/people/{BERTA}/export")).await.json();
    assert_eq!((held["answers"].as_array().unwrap().len(), &held["left_out"]["answers"]), (1, &json!(0)));
}
