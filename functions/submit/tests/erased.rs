//! Links of people who were erased: they are what they were, and what comes by them has no name.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::time::{Duration, Instant};

use domain::id::PersonId;
use domain::key::Scope;
use domain::response::Response;
use domain::stamped::canonical;
use domain::survey::Answer;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use support::House;
use testing::builders::{submission, workspace};
use testing::counting;

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

#[tokio::test]
async fn who_counts_through_all_ids_finds_nobody_in_what_their_answers_left() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"edit_minutes": 5})).await;
    let (key, sender) = (house.link_key(1).await, house.key(&[Scope::Send, Scope::Respond]).await);
    let link = House::signed(&survey, &[("person", "zq-4711"), ("order", "A-1")], &key);
    let id = house.read(&link).await.hidden("submission_id");
    house.clock.advance(SignedDuration::from_secs(5));
    house.submit(&link, &[("score", "9"), ("submission_id", &id)]).await;
    let posted = |person: &str| {
        let id = submission(house.backend.now(), 1).to_string();
        json!({"submission_id": id, "survey": "s", "answers": {"score": 8}, "person": person})
    };
    let (first, again) = (posted("zq-4711"), posted("zq-4711"));
    assert_eq!(house.post(&sender, &first).await.status, StatusCode::CREATED);
    // What somebody who has the tables can spell of each id: the link's query, and the whole of a post.
    let guess = |person: u32| {
        let link = format!("atbalss-f1\nacme\ns\norder=A-1&person=zq-{person}");
        [format!("atbalss-n1\n{link}"), link, format!("zq-{person}"), canonical(&posted(&format!("zq-{person}")))]
    };
    let guesses: Vec<_> = (4700..4720).flat_map(guess).collect();
    assert_eq!(guesses.iter().filter(|text| **text == canonical(&first)).count(), 1);
    for _ in 0..2 {
        assert_eq!(counting::found(&house.db, &guesses), Vec::<String>::new());
        erase(&house, &"zq-4711".parse().unwrap()).await;
    }
    assert!(!format!("{:?}", house.db.dump()).contains("zq-4711"));

    // The link is answered, and so is the post: neither makes another answer.
    let repeated = house.post(&sender, &again).await;
    assert_eq!((repeated.status, house.rows()), (StatusCode::OK, 2));
    let other = submission(house.backend.now(), 9).to_string();
    house.clock.advance(SignedDuration::from_secs(5));
    let changed = house.submit(&link, &[("score", "7"), ("comment", "I am zq-4711"), ("submission_id", &other)]).await;
    assert_eq!((changed.status, house.rows()), (StatusCode::OK, 2), "within the time for changes it is merged");
    house.clock.advance(SignedDuration::from_mins(6));
    let page = house.get(&link).await;
    assert!(page.body.contains("<dd>7 out of 10</dd>") && !page.body.contains("I am zq"), "{}", page.body);
    let late = house.submit(&link, &[("score", "1"), ("submission_id", &other)]).await;
    assert_eq!((late.status, house.rows()), (StatusCode::CONFLICT, 2));
    let stored = house.stored(&survey, &id).await.unwrap();
    assert!(is_left(&stored) && stored.link.is_some(), "{stored:?}");
    assert_eq!(counting::found(&house.db, &guesses), Vec::<String>::new());
    assert!(!format!("{:?}", house.db.dump()).contains("zq-4711"));
}

#[tokio::test]
async fn somebody_new_under_an_id_has_a_link_of_their_own() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (store, key) = (&house.db.store, house.link_key(1).await);
    let link = House::signed(&survey, &[("person", "zq-4711")], &key);
    let id = house.read(&link).await.hidden("submission_id");
    house.clock.advance(SignedDuration::from_secs(5));
    house.submit(&link, &[("score", "9"), ("submission_id", &id)]).await;
    let person: PersonId = "zq-4711".parse().unwrap();
    erase(&house, &person).await;
    house.clock.advance(SignedDuration::from_secs(1));
    assert!(house.get(&link).await.body.contains("<dd>9 out of 10</dd>"));
    let erasure = store.begin_erasure(&workspace(), &person, house.backend.now()).await.unwrap();
    store.end_erasure(&workspace(), &erasure).await.unwrap();
    store.lift_tombstone(&workspace(), &person).await.unwrap();
    // Of whoever had it before them they are not told.
    let page = house.read(&link).await;
    assert!(page.body.contains("<form") && !page.body.contains("<dd>9 out of 10</dd>"), "{}", page.body);
    let own = page.hidden("submission_id");
    house.clock.advance(SignedDuration::from_secs(5));
    house.submit(&link, &[("score", "3"), ("submission_id", &own)]).await;
    assert_eq!((house.rows(), house.stored(&survey, &own).await.unwrap().person), (2, Some(person)));
}
