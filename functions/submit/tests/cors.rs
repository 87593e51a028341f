//! Cross-origin calls of browsers: preflights without a key, and calls that are held to the key's own workspace.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use axum::body::Body;
use domain::key::Scope;
use domain::workspace::Workspace;
use http::{Method, Request, StatusCode, header};
use serde_json::json;
use support::{Answer, House, call};
use testing::builders::{self, time};

const SHOP: &str = "https://shop.example";

async fn house() -> (House, String) {
    let house = House::new().await;
    house.survey("s", "nps", &json!({})).await;
    allow(&house, "acme", &[SHOP]).await;
    allow(&house, "other", &["https://other.example"]).await;
    let key = house.key(&[Scope::Respond]).await;
    (house, key)
}

async fn allow(house: &House, workspace: &str, origins: &[&str]) {
    let settings = json!({"allowed_origins": origins});
    let workspace = Workspace::parse(workspace.parse().unwrap(), &settings).unwrap();
    house.db.store.put_workspace(&workspace).await.unwrap();
}

async fn preflight(house: &House, path: &str, origin: &str) -> Answer {
    let request = Request::builder()
        .method(Method::OPTIONS)
        .uri(path)
        .header(header::ORIGIN, origin)
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization,content-type");
    call(&house.router, request.body(Body::empty()).unwrap()).await
}

async fn post(house: &House, key: &str, origin: &str, number: u64) -> Answer {
    let id = builders::submission(time("2026-11-21T09:59:30Z"), number);
    let body = json!({"submission_id": id.to_string(), "survey": "s", "answers": {"score": 9}});
    let mut request = support::json_post(key, &body);
    request.headers_mut().insert(header::ORIGIN, origin.parse().unwrap());
    call(&house.router, request).await
}

fn allowed(answer: &Answer) -> Option<&str> {
    answer.headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_preflight_of_an_allowed_origin_is_answered_without_a_key_and_without_credentials() {
    let (house, _) = house().await;
    for path in ["/v1/responses", "/v1/responses/batch"] {
        let answer = preflight(&house, path, SHOP).await;
        assert_eq!((answer.status, allowed(&answer)), (StatusCode::NO_CONTENT, Some(SHOP)));
        assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_METHODS], "POST");
        assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_HEADERS], "authorization, content-type");
        assert_eq!(answer.headers[header::VARY], "Origin");
        assert!(!answer.headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    }
}

#[tokio::test]
async fn an_origin_is_allowed_exactly_or_not_at_all() {
    let (house, _) = house().await;
    let near = [
        "http://shop.example",
        "https://shop.example:8443",
        "https://a.shop.example",
        "https://shop.example.evil",
        "null",
        "*",
    ];
    for origin in near {
        let answer = preflight(&house, "/v1/responses", origin).await;
        assert_eq!((answer.status, allowed(&answer)), (StatusCode::FORBIDDEN, None), "{origin}");
        assert_eq!(answer.json()["code"], "origin_not_allowed");
    }
}

#[tokio::test]
async fn a_call_is_held_to_the_origins_of_the_keys_own_workspace() {
    let (house, key) = house().await;
    let own = post(&house, &key, SHOP, 1).await;
    assert_eq!((own.status, allowed(&own)), (StatusCode::CREATED, Some(SHOP)));
    // Another workspace's page may read that it is refused, and nothing is stored.
    let others = post(&house, &key, "https://other.example", 2).await;
    assert_eq!((others.status, allowed(&others)), (StatusCode::FORBIDDEN, Some("https://other.example")));
    let strangers = post(&house, &key, "https://stranger.example", 3).await;
    assert_eq!((strangers.status, allowed(&strangers)), (StatusCode::FORBIDDEN, None));
    assert_eq!(house.rows(), 1);
}

#[tokio::test]
async fn errors_can_be_read_by_the_page_that_made_them() {
    let (house, _) = house().await;
    let answer = post(&house, "Bearer atb_none_none", SHOP, 1).await;
    assert_eq!((answer.status, allowed(&answer)), (StatusCode::UNAUTHORIZED, Some(SHOP)));
}

#[tokio::test]
async fn an_origin_that_is_taken_away_is_refused_at_once() {
    let (house, key) = house().await;
    allow(&house, "acme", &[]).await;
    assert_eq!(preflight(&house, "/v1/responses", SHOP).await.status, StatusCode::FORBIDDEN);
    assert_eq!(post(&house, &key, SHOP, 1).await.status, StatusCode::FORBIDDEN);
}
