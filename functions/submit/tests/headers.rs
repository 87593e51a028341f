//! The headers that every public answer carries, whatever it says.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use axum::body::Body;
use domain::key::Scope;
use http::{Method, Request, StatusCode};
use jiff::SignedDuration;
use serde_json::json;
use support::{Answer, House, call};
use testing::builders;

const ALWAYS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("strict-transport-security", "max-age=31536000"),
    ("x-robots-tag", "noindex, nofollow"),
];

fn check(answer: &Answer, status: StatusCode, what: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    for (name, value) in ALWAYS {
        assert_eq!(answer.headers[name], value, "{what}");
    }
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; "), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), "{what}: {policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{what}: {policy}");
    assert!(!answer.headers.contains_key("set-cookie"), "{what}");
}

#[tokio::test]
async fn every_public_answer_keeps_browsers_careful_whatever_it_says() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let closed = house.survey("closed", "nps", &json!({})).await;
    house.archive(&closed).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let (_, over) = house.invite(&closed, 2, None).await;
    let link_key = house.link_key(7).await;
    let signed = House::signed(&survey, &[("person", "customer-7")], &link_key);
    for page in [&link, &signed] {
        check(&house.get(page).await, StatusCode::OK, "a survey");
        let head = Request::builder().method(Method::HEAD).uri(page).body(Body::empty()).unwrap();
        check(&call(&house.router, head).await, StatusCode::OK, "its head");
        check(&house.submit(page, &[]).await, StatusCode::UNPROCESSABLE_ENTITY, "nothing chosen");
        let id = house.read(page).await.hidden("submission_id");
        check(&house.submit(page, &[("score", "9"), ("submission_id", &id)]).await, StatusCode::OK, "thanks");
        check(&house.get(page).await, StatusCode::OK, "answered for good");
    }
    let (_, refusal) = house.refusal("dsp_00000000000000000000000000000001".parse().unwrap(), "anna@example.com");
    check(&house.get(&refusal).await, StatusCode::OK, "asks whether to stop");
    check(&house.head(&refusal).await, StatusCode::OK, "its head");
    check(&house.submit(&refusal, &[]).await, StatusCode::OK, "stopped");
    check(&house.get("/u/forged").await, StatusCode::NOT_FOUND, "a forged refusal");
    check(&house.get(&over).await, StatusCode::GONE, "closed");
    check(&house.get("/s/forged").await, StatusCode::NOT_FOUND, "a forged token");
    check(&house.get("/f/acme/s?sig=forged").await, StatusCode::NOT_FOUND, "a forged signature");
    check(&house.get("/nowhere").await, StatusCode::NOT_FOUND, "no route");
    let delete = Request::delete(&*link).body(Body::empty()).unwrap();
    check(&call(&house.router, delete).await, StatusCode::METHOD_NOT_ALLOWED, "no such method");

    let key = house.key(&[Scope::Respond]).await;
    let id = builders::submission(house.backend.now(), 1).to_string();
    let body = json!({"submission_id": id, "survey": "s", "answers": {"score": 9}});
    check(&house.post(&key, &body).await, StatusCode::CREATED, "stored");
    check(&house.post(&key, &json!({})).await, StatusCode::BAD_REQUEST, "bad fields");
    check(&house.post("Bearer none", &body).await, StatusCode::UNAUTHORIZED, "no key");
    house.clock.advance(SignedDuration::from_hours(24 * 30));
    check(&house.get(&link).await, StatusCode::GONE, "expired");
}
