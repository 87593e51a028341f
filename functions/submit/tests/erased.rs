//! Links of people who were erased: they are what they were, and what comes by them has no name.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::time::{Duration, Instant};

use domain::id::PersonId;
use domain::key::Scope;
use domain::response::Response;
use domain::survey::Answer;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use support::House;
use testing::builders::{submission, workspace};

async fn erase(house: &House, person: &PersonId) {
    let store = &house.db.store;
    let erasure = store.begin_erasure(&workspace(), person, house.backend.now()).await.unwrap();
    let until = Instant::now() + Duration::from_mins(1);
    assert!(store.erase(&workspace(), &erasure, &(), until).await.unwrap());
}

fn is_left(response: &Response) -> bool {
    response.erased && response.person.is_none() && response.comment().is_none()
}

#[tokio::test]
async fn an_answered_link_stays_answered_and_shows_what_is_left() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (dispatch, link) = house.invite(&survey, 7, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    house.submit(&link, &[("score", "9"), ("comment", "I am Anna"), ("submission_id", &id)]).await;
    let person = house.db.store.dispatch(&workspace(), dispatch).await.unwrap().unwrap().person;
    erase(&house, &person).await;
    house.clock.advance(SignedDuration::from_secs(1));
    let page = house.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<dd>9 out of 10</dd>") && !page.body.contains("I am Anna"), "{}", page.body);
    assert!(is_left(&house.only(&survey).await));
    // A second answer doesn't come in by it.
    house.submit(&link, &[("score", "1"), ("submission_id", &submission(house.backend.now(), 9).to_string())]).await;
    assert_eq!((house.rows(), house.only(&survey).await.score()), (1, Some(9)));
}

#[tokio::test]
async fn an_open_link_takes_an_answer_that_has_no_name() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (dispatch, link) = house.invite(&survey, 7, None).await;
    let person = house.db.store.dispatch(&workspace(), dispatch).await.unwrap().unwrap().person;
    let id = house.read(&link).await.hidden("submission_id");
    erase(&house, &person).await;
    let thanks = house.submit(&link, &[("score", "9"), ("comment", "I am Anna"), ("submission_id", &id)]).await;
    assert_eq!(thanks.status, StatusCode::OK, "{}", thanks.body);
    let left = house.only(&survey).await;
    assert!(is_left(&left), "{left:?}");
    assert_eq!((left.score(), left.dispatch), (Some(9), Some(dispatch)));
    let nobody = house.db.store.dispatch(&workspace(), dispatch).await.unwrap().unwrap().person;
    let answered = house.db.store.link_answer(&workspace(), &nobody, dispatch).await.unwrap();
    assert!(matches!(answered, store::LinkAnswer::Answered(answer) if answer.scored && answer.finished));
}

#[tokio::test]
async fn a_half_without_a_name_does_not_bring_back_what_was_erased() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (sender, app) = (house.key(&[Scope::Send, Scope::Respond]).await, house.key(&[Scope::Respond]).await);
    let id = submission(house.backend.now(), 1).to_string();
    let half = |at: &str, answers: serde_json::Value| json!({"submission_id": id, "survey": "s", "answers": answers, "finished": false, "answered_at": at});
    let mut first = half("2026-11-21T09:59:30Z", json!({"score": 9, "comment": "I am Anna"}));
    first["person"] = json!("anna");
    house.post(&sender, &first).await;
    erase(&house, &"anna".parse().unwrap()).await;
    let late = house.post(&app, &half("2026-11-21T09:59:50Z", json!({"score": 8, "comment": "still Anna"}))).await;
    assert_eq!(late.status, StatusCode::OK, "{}", late.body);
    assert!(late.json()["answers"].get("comment").is_none(), "{}", late.body);
    let left = house.only(&survey).await;
    assert!(is_left(&left), "{left:?}");
    assert_eq!((left.score(), &left.answers["comment"].value), (Some(8), &Answer::Cleared));
}
