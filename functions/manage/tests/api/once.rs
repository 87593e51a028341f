//! `Idempotency-Key`.

use jiff::SignedDuration;
use serde_json::{Value, json};
use store::Idempotency;
use testing::builders::{time, workspace};
use testing::faults::{Fault, FaultProxy, Gate};

use crate::driver::{Api, Call, NOW, Reply};

const BODIES: [(&str, &str); 3] = [
    ("/v1/dispatches", r#"{"survey":"nps","person":"anna","channel":"email"}"#),
    ("/v1/rollups", r#"{"from":"2026-11-01","to":"2026-11-02"}"#),
    ("/v1/keys", r#"{"scopes":["read"]}"#),
];

fn post(api: &Api, path: &str, body: &str, key: &str) -> Call {
    api.call("POST", path).raw("application/json", body).with("idempotency-key", key)
}

fn replayed(reply: &Reply) -> bool {
    reply.header("idempotent-replayed") == Some("true")
}

#[tokio::test]
async fn the_same_request_is_done_once_and_answered_again() {
    let api = Api::start().await.with_anna().await;
    for (path, body) in &BODIES[..2] {
        let first = post(&api, path, body, "k").send().await;
        assert!(first.status == 202 && !replayed(&first), "{path}");
        let done = api.database.dump();
        let again = post(&api, path, body, "k").send().await;
        assert!(replayed(&again), "{path}");
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{path}");
        assert_eq!(again.header("content-type"), first.header("content-type"), "{path}");
        assert_eq!(api.database.dump(), done, "{path}");
    }
    assert_eq!(api.queue.take().len(), 1);
}

#[tokio::test]
async fn a_refusal_is_answered_again_too() {
    let api = Api::start().await.with_anna().await;
    let body = r#"{"survey":"later","person":"anna","channel":"email"}"#;
    let first = post(&api, "/v1/dispatches", body, "k").send().await;
    assert_eq!(first.problem(), (400, "unknown_survey".to_owned()));
    api.put("/v1/surveys/later", &json!({"name": "later", "metric": "nps"})).await;
    let again = post(&api, "/v1/dispatches", body, "k").send().await;
    assert!(replayed(&again));
    assert_eq!((again.problem(), &again.body), (first.problem(), &first.body));
}

#[tokio::test]
async fn another_body_under_the_same_key_is_422_and_does_nothing() {
    let api = Api::start().await.with_anna().await;
    for (path, body) in BODIES {
        post(&api, path, body, "k").send().await;
        let done = api.database.dump();
        let mut other: Value = serde_json::from_str(body).unwrap();
        other["extra"] = json!(1);
        let reply = post(&api, path, &other.to_string(), "k").send().await;
        assert_eq!(reply.problem(), (422, "idempotency_key_reused".to_owned()), "{path}");
        assert_eq!(api.database.dump(), done, "{path}");
    }
}

#[tokio::test]
async fn how_a_body_is_spelled_makes_no_other_body() {
    let api = Api::start().await.with_anna().await;
    let first = post(&api, "/v1/rollups", r#"{"from":"2026-11-01","to":"2026-11-02"}"#, "k").send().await;
    let again = post(&api, "/v1/rollups", r#"{ "to": "2026-11-02", "from": "2026-11-01" }"#, "k").send().await;
    assert!(replayed(&again));
    assert_eq!(again.body, first.body);
}

#[tokio::test]
async fn a_key_holds_for_its_route_and_its_workspace_alone() {
    let api = Api::start().await.with_anna().await;
    for (path, body) in BODIES {
        assert!(!replayed(&post(&api, path, body, "k").send().await), "{path}");
    }
    let other = api.key("other", &[domain::key::Scope::Admin]).await;
    let reply = post(&api, "/v1/rollups", BODIES[1].1, "k").by(&other).send().await;
    assert!(reply.status == 202 && !replayed(&reply));
}

#[tokio::test]
async fn a_key_is_free_again_after_24_hours() {
    let api = Api::start().await.with_anna().await;
    let (path, body) = BODIES[0];
    let first = post(&api, path, body, "k").send().await;
    api.clock.advance(SignedDuration::from_secs(24 * 3600 - 1));
    assert_eq!(post(&api, path, body, "k").send().await.body, first.body);
    api.clock.advance(SignedDuration::from_secs(1));
    let later = post(&api, path, body, "k").send().await;
    assert!(later.status == 202 && !replayed(&later));
    assert_ne!(later.body, first.body);
}

#[tokio::test]
async fn while_a_request_runs_its_repetition_is_409() {
    let database = testing::database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    let api = Api::on(database, store).await.with_anna().await;
    let (path, body) = BODIES[0];
    let gate = Gate::default();
    proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let running = tokio::spawn(post(&api, path, body, "k").send());
    gate.reached().await;
    let reply = post(&api, path, body, "k").send().await;
    assert_eq!(reply.problem(), (409, "idempotency_key_in_use".to_owned()));
    gate.open();
    let first = running.await.unwrap();
    assert_eq!(post(&api, path, body, "k").send().await.body, first.body);
}

#[tokio::test]
async fn a_worker_that_died_after_its_write_leaves_one_dispatch_behind() {
    let database = testing::database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    let api = Api::on(database, store).await.with_anna().await;
    let (path, body) = BODIES[0];
    // Committed, but the reply is lost, and so are those of the client's other tries.
    proxy.plan("TransactWriteItems", Fault::LoseReply);
    proxy.plan("TransactWriteItems", Fault::Fail);
    proxy.plan("TransactWriteItems", Fault::Fail);
    let lost = post(&api, path, body, "k").send().await;
    assert_eq!(lost.problem(), (503, "unavailable".to_owned()));
    assert_eq!(api.database.count("\"dispatch\""), 1);
    // Even over midnight, where the window that its id is made of ends.
    api.clock.advance(SignedDuration::from_hours(20));
    let again = post(&api, path, body, "k").send().await;
    assert_eq!(again.status, 202);
    assert_eq!(api.database.count("\"dispatch\""), 1);
}

#[tokio::test]
async fn the_secret_of_a_key_is_never_kept_so_a_repetition_says_so() {
    let api = Api::start().await;
    let (path, body) = BODIES[2];
    let first = post(&api, path, body, "k").send().await.json();
    let secret = first["key"].as_str().unwrap().rsplit('_').next().unwrap();
    assert!(!format!("{:?}", api.database.dump()).contains(secret));
    let keys = api.database.count("\"key\"");
    let again = post(&api, path, body, "k").send().await;
    assert_eq!(again.problem(), (409, "secret_shown_once".to_owned()));
    assert!(replayed(&again) && again.json()["id"] == first["id"]);
    assert_eq!(api.database.count("\"key\""), keys);
}

#[tokio::test]
async fn a_malformed_key_is_refused_and_looked_at_after_the_caller() {
    let api = Api::start().await.with_anna().await;
    let before = api.database.dump();
    let (path, body) = BODIES[0];
    for bad in ["", "a b", "ā", &"x".repeat(256)] {
        let reply = post(&api, path, body, bad).send().await;
        assert_eq!(reply.bad_fields(), ["Idempotency-Key: invalid_idempotency_key"], "{bad}");
        assert_eq!(post(&api, path, body, bad).anonymous().send().await.status, 401, "{bad}");
    }
    let reader = api.key("acme", &[domain::key::Scope::Read]).await;
    let during = api.database.dump();
    assert_eq!(post(&api, path, body, "k").by(&reader).send().await.status, 403);
    assert_eq!(api.database.dump(), during);
    assert!(before.len() < during.len());
    let longest = post(&api, path, body, &"x".repeat(255)).send().await;
    assert_eq!(longest.status, 202);
}

#[tokio::test]
async fn an_idempotency_key_is_stored_as_a_digest() {
    let api = Api::start().await.with_anna().await;
    post(&api, "/v1/rollups", BODIES[1].1, "anna@example.org").send().await;
    assert!(!format!("{:?}", api.database.dump()).contains("anna@example.org"));
    // What is no digest of a request is free.
    let fresh = api.database.store.begin_idempotent(&workspace(), "k", "b", time(NOW)).await.unwrap();
    assert_eq!(fresh, Idempotency::Fresh);
}
