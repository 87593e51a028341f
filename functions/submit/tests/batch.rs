//! `POST /v1/responses/batch`: what an app collected while it was offline.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use axum::body::Body;
use domain::key::Scope;
use http::{Request, StatusCode, header};
use serde_json::{Value, json};
use support::{Answer, House, call};
use testing::builders::{self, time};

async fn house() -> (House, String) {
    let house = House::new().await;
    house.survey("s", "nps", &json!({})).await;
    let key = house.key(&[Scope::Respond]).await;
    (house, key)
}

fn line(number: u64, more: &Value) -> String {
    let id = builders::submission(time("2026-11-20T09:00:00Z"), number);
    let mut body = json!({"submission_id": id.to_string(), "survey": "s", "answers": {"score": number % 11}});
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body.to_string()
}

async fn post(house: &House, key: &str, lines: &[String]) -> Answer {
    let request = Request::post("/v1/responses/batch")
        .header(header::CONTENT_TYPE, "application/x-ndjson")
        .header(header::AUTHORIZATION, key)
        .body(Body::from(lines.join("\n")))
        .unwrap();
    call(&house.router, request).await
}

fn outcomes(answer: &Answer) -> Vec<Value> {
    answer.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_answers_come_in_at_once_and_once_however_often_they_are_sent() {
    let (house, key) = house().await;
    let lines: Vec<_> = (0..500).map(|number| line(number, &json!({"answered_at": "2026-11-20T09:01:00Z"}))).collect();
    let first = post(&house, &key, &lines).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.headers[header::CONTENT_TYPE], "application/x-ndjson");
    let stored = outcomes(&first);
    assert_eq!(stored.len(), 500);
    assert!(stored.iter().zip(0u64..).all(|(outcome, number)| outcome["answers"]["score"] == number % 11));
    assert_eq!(house.rows(), 500);
    assert_eq!(post(&house, &key, &lines).await.body, first.body);
    assert_eq!(house.rows(), 500);
}

#[tokio::test]
async fn a_bad_line_is_answered_in_its_place_and_the_others_are_kept() {
    let (house, key) = house().await;
    let lines = [
        line(1, &json!({})),
        "{\"submission_id\":".to_owned(),
        line(2, &json!({"answers": {"score": 11}})),
        line(3, &json!({"survey": "none"})),
        line(4, &json!({"answers": {"comment": "x".repeat(17_000)}})),
        line(5, &json!({})),
    ];
    let answer = post(&house, &key, &lines).await;
    let outcomes = outcomes(&answer);
    let codes: Vec<_> = outcomes.iter().map(|outcome| outcome["code"].as_str().unwrap_or("stored")).collect();
    assert_eq!(codes, ["stored", "malformed_json", "out_of_range", "unknown_survey", "body_too_large", "stored"]);
    assert_eq!(house.rows(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn halves_of_one_response_meet_in_a_batch() {
    let (house, key) = house().await;
    let half = |answers: Value, at: &str| line(1, &json!({"answers": answers, "finished": false, "answered_at": at}));
    let lines = [
        half(json!({"comment": "later"}), "2026-11-20T09:02:00Z"),
        half(json!({"score": 3}), "2026-11-20T09:01:00Z"),
        line(1, &json!({"answers": {"score": 9}, "answered_at": "2026-11-20T09:03:00Z"})),
        half(json!({"comment": "early"}), "2026-11-20T09:00:30Z"),
    ];
    assert!(outcomes(&post(&house, &key, &lines).await).iter().all(|outcome| outcome.get("code").is_none()));
    let again = outcomes(&post(&house, &key, &lines).await);
    assert_eq!(again[0]["answers"], json!({"comment": "later", "score": 9}));
    assert_eq!(house.rows(), 1);
}

#[tokio::test]
async fn too_many_lines_are_refused_whole_and_so_is_what_is_no_ndjson() {
    let (house, key) = house().await;
    let lines: Vec<_> = (0..501).map(|number| line(number, &json!({}))).collect();
    let answer = post(&house, &key, &lines).await;
    assert_eq!(
        (answer.status, answer.json()["code"].as_str()),
        (StatusCode::PAYLOAD_TOO_LARGE, Some("too_many_lines"))
    );
    let mut request = support::json_post(&key, &json!({}));
    *request.uri_mut() = "/v1/responses/batch".parse().unwrap();
    assert_eq!(call(&house.router, request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(house.rows(), 0);
}
