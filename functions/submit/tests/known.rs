//! Who an app's answer is from: known only where the team's server vouches for it.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use domain::id::PersonId;
use domain::key::Scope;
use domain::link_key::LinkKey;
use domain::person::Person;
use domain::signed_link::PersonSig;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use support::House;
use testing::builders::{self, time, workspace};

fn anna() -> PersonId {
    "anna".parse().unwrap()
}

async fn house() -> (House, String, LinkKey) {
    let house = House::new().await;
    house.survey("s", "nps", &json!({})).await;
    let key = house.key(&[Scope::Respond]).await;
    let link_key = LinkKey::generate(&[7; 40], house.backend.now());
    house.db.store.put_link_key(&workspace(), &link_key).await.unwrap();
    let gold = Person { segment: Some("gold".to_owned()), ..Person::default() };
    house.db.store.change_person(&workspace(), &anna(), |_| gold.clone()).await.unwrap();
    (house, key, link_key)
}

fn body(number: u64, more: &Value) -> Value {
    let id = builders::submission(time("2026-11-21T09:59:30Z"), number);
    let mut body = json!({"submission_id": id.to_string(), "survey": "s", "answers": {"score": 9}, "person": "anna"});
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

fn sig(house: &House, key: &LinkKey, minutes: i64) -> String {
    PersonSig::make(&workspace(), &anna(), house.backend.now() + SignedDuration::from_mins(minutes), key).unwrap()
}

async fn stored_person(house: &House, body: &Value) -> (Option<PersonId>, Option<String>) {
    let survey = builders::survey("s", "nps", &json!({}));
    let stored = house.stored(&survey, body["submission_id"].as_str().unwrap()).await.unwrap();
    (stored.person, stored.segment)
}

#[tokio::test]
async fn a_person_is_known_by_the_teams_signature_and_not_by_the_apps_word() {
    let (house, key, link_key) = house().await;
    let signed = body(1, &json!({"person_sig": sig(&house, &link_key, 5)}));
    assert_eq!(house.post(&key, &signed).await.status, StatusCode::CREATED);
    assert_eq!(stored_person(&house, &signed).await, (Some(anna()), Some("gold".to_owned())));
    let claimed = body(2, &json!({}));
    assert_eq!(house.post(&key, &claimed).await.status, StatusCode::CREATED);
    assert_eq!(stored_person(&house, &claimed).await, (None, None));
}

#[tokio::test]
async fn a_signature_that_lapsed_while_the_app_was_offline_costs_the_name_and_not_the_answer() {
    let (house, key, link_key) = house().await;
    let late = body(1, &json!({"person_sig": sig(&house, &link_key, 5)}));
    let retired = body(2, &json!({"person_sig": sig(&house, &link_key, 500)}));
    house.clock.advance(SignedDuration::from_mins(6));
    assert_eq!(house.post(&key, &late).await.status, StatusCode::CREATED);
    assert!(house.db.store.retire_link_key(&workspace(), &link_key.id, house.backend.now()).await.unwrap());
    assert_eq!(house.post(&key, &retired).await.status, StatusCode::CREATED);
    for post in [&late, &retired] {
        assert_eq!(stored_person(&house, post).await, (None, None));
    }
}

#[tokio::test]
async fn a_signature_of_somebody_else_is_an_error_and_nothing_is_stored() {
    let (house, key, link_key) = house().await;
    let others = body(1, &json!({"person": "boris", "person_sig": sig(&house, &link_key, 5)}));
    let unknown = LinkKey::generate(&[8; 40], house.backend.now());
    let forged = body(1, &json!({"person_sig": sig(&house, &unknown, 5)}));
    let nobodys = json!({"submission_id": others["submission_id"], "survey": "s", "answers": {"score": 9},
        "person_sig": sig(&house, &link_key, 5)});
    for (post, name, code) in [
        (others, "person_sig", "invalid_person_sig"),
        (forged, "person_sig", "invalid_person_sig"),
        (nobodys, "person", "required"),
    ] {
        let answer = house.post(&key, &post).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.invalid(), [(name.to_owned(), code.to_owned())]);
    }
    assert_eq!(house.rows(), 0);
}

#[tokio::test]
async fn the_half_that_names_the_person_names_the_whole_in_either_order() {
    let (house, key, link_key) = house().await;
    let half = |number, more: Value| {
        let mut half = body(number, &json!({"finished": false, "answered_at": "2026-11-21T09:59:40Z"}));
        for (name, value) in more.as_object().unwrap() {
            half[name] = value.clone();
        }
        half
    };
    let named = json!({"answers": {"score": 9}, "person_sig": sig(&house, &link_key, 5)});
    for (number, named_first) in [(1, true), (2, false)] {
        let (named, unnamed) = (half(number, named.clone()), half(number, json!({"answers": {"comment": "x"}})));
        let order = if named_first { [&named, &unnamed] } else { [&unnamed, &named] };
        for post in order {
            assert!(house.post(&key, post).await.status.is_success());
        }
        assert_eq!(stored_person(&house, &named).await, (Some(anna()), Some("gold".to_owned())));
        // What an erasure finds the response by.
        let id = builders::submission(time("2026-11-21T09:59:30Z"), number);
        assert_eq!(house.db.count(&format!("w#acme#p#anna\" \"response#s#{id}")), 1);
    }
}
