//! Link keys.

use domain::key::Scope;
use domain::signed_link::{SignedLink, Unchecked};
use futures::future::join_all;
use serde_json::{Value, json};
use testing::builders::{survey_id, time, workspace};

use crate::driver::{Api, NOW, Reply, masked};

async fn make(api: &Api) -> Reply {
    api.post("/v1/link-keys", &json!({})).await
}

async fn list(api: &Api) -> Vec<Value> {
    api.get("/v1/link-keys").await.json()["data"].as_array().unwrap().clone()
}

fn id(key: &Value) -> &str {
    key["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_link_key_shows_its_secret_once_and_signs_what_the_pages_open() {
    let api = Api::start().await;
    let made = make(&api).await;
    assert_eq!(made.status, 201);
    let made = made.json();
    insta::assert_json_snapshot!(masked(made.clone(), &["id", "secret"]), @r#"
    {
      "created_at": "2026-11-21T10:00:00.000Z",
      "id": "[id]",
      "secret": "[secret]"
    }
    "#);
    let listed = list(&api).await;
    assert_eq!(listed, [json!({"id": made["id"], "created_at": made["created_at"], "retired_at": null})]);

    // What the answer showed is what the store checks links with.
    let keys = api.database.store.link_keys(&workspace()).await.unwrap();
    assert_eq!(keys[0].secret.as_ref().unwrap().reveal(), made["secret"]);
    let query = SignedLink::query(&workspace(), &survey_id("nps"), [("person", "anna")], &keys[0]).unwrap();
    let sig = query.rsplit_once("sig=").unwrap().1;
    let read = [("kid", id(&made)), ("person", "anna"), ("sig", sig)];
    let link = || Unchecked::read(workspace(), survey_id("nps"), read).unwrap();
    assert!(link().check(&keys, time(NOW)).is_ok());

    let path = format!("/v1/link-keys/{}", id(&made));
    let gone = api.call("DELETE", &path).send().await;
    assert_eq!((gone.status.as_u16(), gone.body.as_str()), (204, ""));
    assert!(link().check(&api.database.store.link_keys(&workspace()).await.unwrap(), time(NOW)).is_err());
    assert!(
        !format!("{:?}", api.database.dump()).contains(made["secret"].as_str().unwrap()),
        "the secret is forgotten"
    );
}

#[tokio::test]
async fn a_retired_key_stays_listed_with_its_first_end() {
    let api = Api::start().await;
    let made = make(&api).await.json();
    let path = format!("/v1/link-keys/{}", id(&made));
    for _ in 0..2 {
        assert_eq!(api.call("DELETE", &path).send().await.status, 204);
        assert_eq!(list(&api).await[0]["retired_at"], "2026-11-21T10:00:00.000Z");
        api.clock.advance(jiff::SignedDuration::from_secs(60));
    }
    for unknown in ["none", "No-Id", "../keys"] {
        let reply = api.call("DELETE", &format!("/v1/link-keys/{}", unknown.replace('/', "%2F"))).send().await;
        assert_eq!(reply.problem(), (404, "not_found".to_owned()), "{unknown}");
    }
}

#[tokio::test]
async fn two_keys_live_at_most_and_a_retired_one_makes_room() {
    let api = Api::start().await;
    let first = make(&api).await.json();
    api.clock.advance(jiff::SignedDuration::from_secs(1));
    let second = make(&api).await.json();
    let before = api.database.dump();
    let third = make(&api).await;
    assert_eq!(third.problem(), (409, "too_many_link_keys".to_owned()));
    assert!(third.json()["detail"].as_str().unwrap().contains("retire"));
    assert_eq!(api.database.dump(), before);

    api.call("DELETE", &format!("/v1/link-keys/{}", id(&first))).send().await;
    api.clock.advance(jiff::SignedDuration::from_secs(1));
    let third = make(&api).await;
    assert_eq!(third.status, 201);
    let ids: Vec<_> = list(&api).await.iter().map(|key| key["id"].clone()).collect();
    assert_eq!(ids, [third.json()["id"].clone(), second["id"].clone(), first["id"].clone()], "newest first");
}

#[tokio::test]
async fn of_many_at_once_two_are_made() {
    let api = Api::start().await;
    let made = join_all((0..6).map(|_| make(&api))).await;
    let mut statuses: Vec<_> = made.iter().map(|reply| reply.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 409, 409, 409, 409]);
    let secrets: Vec<_> = made.iter().filter(|reply| reply.status == 201).map(Reply::json).collect();
    assert_ne!(secrets[0]["secret"], secrets[1]["secret"]);
    assert_eq!(list(&api).await.len(), 2);
}

#[tokio::test]
async fn link_keys_of_one_workspace_are_none_of_anothers() {
    let api = Api::start().await;
    let own = make(&api).await.json();
    let other = api.key("other", &[Scope::Admin]).await;
    let before = api.database.dump();
    let listed = api.call("GET", "/v1/link-keys").by(&other).send().await.json();
    assert_eq!(listed["data"], json!([]));
    let reply = api.call("DELETE", &format!("/v1/link-keys/{}", id(&own))).by(&other).send().await;
    assert_eq!(reply.problem(), (404, "not_found".to_owned()));
    assert_eq!(api.database.dump(), before);
    // Nor do two of one workspace leave less room for another.
    make(&api).await;
    assert_eq!(api.call("POST", "/v1/link-keys").by(&other).json(&json!({})).send().await.status, 201);
}

#[tokio::test]
async fn a_repetition_makes_no_second_key_and_says_that_the_secret_was_shown() {
    let api = Api::start().await;
    let post = || api.call("POST", "/v1/link-keys").with("idempotency-key", "k").json(&json!({})).send();
    let first = post().await.json();
    let again = post().await;
    assert_eq!(again.problem(), (409, "secret_shown_once".to_owned()));
    assert_eq!(again.json()["id"], first["id"]);
    assert_eq!(list(&api).await.len(), 1);
    let item = format!(
        "{:?}",
        api.database.dump().into_iter().filter(|(key, _)| !key.contains("linkkeys")).collect::<Vec<_>>()
    );
    assert!(!item.contains(first["secret"].as_str().unwrap()), "no answer that is kept holds the secret");
}

#[tokio::test]
async fn a_body_says_nothing() {
    let api = Api::start().await;
    let before = api.database.dump();
    let reply = api.post("/v1/link-keys", &json!({"secret": "mine"})).await;
    assert_eq!(reply.bad_fields(), ["secret: unknown_field"]);
    assert_eq!(api.post("/v1/link-keys", &json!([])).await.problem().0, 400);
    assert_eq!(api.database.dump(), before);
}
