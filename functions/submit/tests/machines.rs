//! What machines leave on a survey page: kept, not counted, and out of the way of the person who comes after them.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use domain::response::{Suspect, SuspectRule};
use domain::survey::Answer as Given;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use support::{Answer, House};

const TOO_FAST: Option<Suspect> = Some(Suspect::by(SuspectRule::TooFast));
const HONEYPOT: Option<Suspect> = Some(Suspect::by(SuspectRule::Honeypot));

/// A machine follows a link and sends what it finds at once.
async fn scanned(house: &House, link: &str, fields: &[(&str, &str)]) -> Answer {
    let id = house.get(link).await.hidden("submission_id");
    house.submit(link, &[fields, &[("submission_id", &id)]].concat()).await
}

fn is_empty(page: &Answer) -> bool {
    page.body.contains("<form") && !page.body.contains(" checked") && !page.body.contains("class=\"notice\"")
}

#[tokio::test]
async fn an_answer_in_less_than_two_seconds_is_kept_as_a_machines_and_thanked_like_any_other() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    for (number, waited, suspect) in [(1, 0, TOO_FAST), (2, 1999, TOO_FAST), (3, 2000, None)] {
        let (_, link) = house.invite(&survey, number, None).await;
        let id = house.get(&link).await.hidden("submission_id");
        house.clock.advance(SignedDuration::from_millis(waited));
        let thanks = house.submit(&link, &[("score", "9"), ("submission_id", &id)]).await;
        assert_eq!(thanks.heading(), "Thank you! We&#39;re glad to hear it.");
        assert!(thanks.body.contains("<dd>9 out of 10</dd>") && !thanks.body.to_lowercase().contains("suspect"));
        let stored = house.stored(&survey, &id).await.unwrap();
        assert_eq!(
            (stored.suspect, stored.score(), stored.finished_at.is_some()),
            (suspect, Some(9), true),
            "{waited}"
        );
        // The same once more is a repeat, however long after.
        house.clock.advance(SignedDuration::from_secs(30));
        let again = house.submit(&link, &[("score", "9"), ("submission_id", &id)]).await;
        assert_eq!((again.status, again.body), (StatusCode::OK, thanks.body));
        assert_eq!(house.stored(&survey, &id).await.unwrap().suspect, suspect);
    }
}

#[tokio::test]
async fn after_a_machine_the_person_finds_an_empty_form_and_their_answer_is_the_one_that_counts() {
    let house = House::new().await;
    let survey = house
        .survey(
            "s",
            "nps",
            &json!({"questions": [
                {"id": "more", "type": "text", "text": {"en": "More?"}},
            ]}),
        )
        .await;
    let (_, link) = house.invite(&survey, 1, None).await;
    scanned(&house, &link, &[("score", "0"), ("comment", "spam"), ("q.more", "spam"), ("homepage", "x")]).await;
    assert_eq!(house.only(&survey).await.suspect, HONEYPOT);
    house.clock.advance(SignedDuration::from_hours(3));
    let page = house.read(&link).await;
    assert!(is_empty(&page) && !page.body.contains("spam"), "{}", page.body);
    let fields = [("score", "9"), ("comment", "Mine"), ("submission_id", &*page.hidden("submission_id"))];
    let thanks = house.submit(&link, &fields).await;
    assert_eq!(thanks.status, StatusCode::OK);
    assert!(thanks.body.contains("<dd>Mine</dd>") && !thanks.body.contains("spam"), "{}", thanks.body);
    let stored = house.only(&survey).await;
    assert_eq!((stored.suspect, stored.score(), stored.comment()), (None, Some(9), Some("Mine")));
    assert_eq!(stored.finished_at, Some(house.backend.now()));
    assert_eq!(stored.answers["more"].value, Given::Cleared);
}

#[tokio::test]
async fn who_was_too_quick_finds_their_answer_and_a_way_to_change_it() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    scanned(&house, &format!("{link}?score=9"), &[("score", "9"), ("comment", "Quick")]).await;
    house.clock.advance(SignedDuration::from_mins(1));
    let before = house.db.dump();
    let page = house.get(&link).await;
    assert!(page.body.contains("<dd>9 out of 10</dd>") && page.body.contains("<dd>Quick</dd>"), "{}", page.body);
    assert!(!page.body.contains("<form") && !page.body.contains("can&#39;t be changed"), "{}", page.body);
    // Where a machine was before the person, the mail's buttons lead to the form all the same.
    for way in [page.href("Change your answer"), "?score=3".to_owned()] {
        let form = house.get(&format!("{link}{way}")).await;
        assert!(form.body.contains("<form") && !form.body.contains("Quick"), "{}", form.body);
    }
    assert_eq!(house.db.dump(), before);
    let id = house.read(&format!("{link}?score=3")).await.hidden("submission_id");
    house.submit(&link, &[("score", "3"), ("submission_id", &id)]).await;
    let stored = house.only(&survey).await;
    assert_eq!((stored.suspect, stored.score(), stored.comment()), (None, Some(3), None));
}

#[tokio::test]
async fn while_answers_may_be_changed_a_quick_one_stands_in_the_form_like_any_other() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"edit_minutes": 10})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    scanned(&house, &link, &[("score", "9"), ("comment", "Quick")]).await;
    house.clock.advance(SignedDuration::from_mins(1));
    let page = house.read(&link).await;
    assert!(
        page.body.contains("You can still change it.") && page.body.contains("\nQuick</textarea>"),
        "{}",
        page.body
    );
    let id = page.hidden("submission_id");
    house.submit(&link, &[("score", "3"), ("submission_id", &id)]).await;
    let stored = house.only(&survey).await;
    assert_eq!((stored.suspect, stored.score(), stored.comment()), (None, Some(3), None));
}

#[tokio::test]
async fn who_was_too_quick_may_go_back_and_send_it_again() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.get(&link).await.hidden("submission_id");
    house.submit(&link, &[("score", "9"), ("comment", "Oh"), ("submission_id", &id)]).await;
    house.clock.advance(SignedDuration::from_secs(20));
    let thanks = house.submit(&link, &[("score", "8"), ("submission_id", &id)]).await;
    assert_eq!(thanks.status, StatusCode::OK);
    let stored = house.only(&survey).await;
    assert_eq!((stored.suspect, stored.score(), stored.comment()), (None, Some(8), None));
}

#[tokio::test]
async fn a_machine_that_comes_after_the_person_changes_nothing() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"edit_minutes": 60})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    house.submit(&link, &[("score", "9"), ("comment", "Mine"), ("submission_id", &id)]).await;
    house.clock.advance(SignedDuration::from_mins(1));
    let before = house.db.dump();
    let thanks = scanned(&house, &link, &[("score", "0"), ("homepage", "x")]).await;
    assert_eq!(thanks.status, StatusCode::OK);
    assert_eq!(house.db.dump(), before);
}

#[tokio::test]
async fn a_machine_takes_nothing_back_and_ends_nothing_that_a_person_began() {
    let house = House::new().await;
    let survey = house.survey("s", "gcr", &json!({"pages": "several"})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    house.submit(&link, &[("score", "no"), ("page", "score"), ("submission_id", &id)]).await;
    house.submit(&link, &[("comment", "Mine"), ("page", "comment"), ("submission_id", &id)]).await;
    house.clock.advance(SignedDuration::from_mins(1));
    scanned(&house, &link, &[("comment", ""), ("page", "comment"), ("homepage", "x")]).await;
    scanned(&house, &link, &[("page", "contact"), ("homepage", "x")]).await;
    let stored = house.only(&survey).await;
    assert_eq!((stored.comment(), stored.finished_at, stored.suspect), (Some("Mine"), None, None));
}

#[tokio::test]
async fn a_machine_that_follows_within_the_edit_window_changes_nothing() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"edit_minutes": 60})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    house.submit(&link, &[("score", "9"), ("submission_id", &id)]).await;
    house.clock.advance(SignedDuration::from_secs(30));
    scanned(&house, &link, &[("score", "8")]).await;
    let stored = house.only(&survey).await;
    assert_eq!((stored.score(), stored.suspect), (Some(9), None));
    let id = house.read(&link).await.hidden("submission_id");
    house.submit(&link, &[("score", "7"), ("submission_id", &id)]).await;
    assert_eq!(house.only(&survey).await.score(), Some(7), "a person who reads it again does");
}

#[tokio::test]
async fn the_link_of_an_archived_survey_that_only_a_machine_answered_is_closed() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.get(&link).await.hidden("submission_id");
    house.submit(&link, &[("score", "0"), ("submission_id", &id)]).await;
    house.archive(&survey).await;
    house.clock.advance(SignedDuration::from_mins(1));
    let before = house.db.dump();
    assert_eq!(house.get(&link).await.status, StatusCode::GONE);
    assert_eq!(house.submit(&link, &[("score", "0")]).await.status, StatusCode::GONE);
    let other = house.submit(&link, &[("score", "9"), ("submission_id", &id)]).await;
    assert_eq!((other.status, house.db.dump() == before), (StatusCode::CONFLICT, true));
}

#[tokio::test]
async fn who_was_quick_on_the_first_of_several_pages_goes_on_and_counts() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"pages": "several"})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.get(&link).await.hidden("submission_id");
    house.clock.advance(SignedDuration::from_secs(1));
    let page = house.submit(&link, &[("score", "9"), ("page", "score"), ("submission_id", &id)]).await;
    assert_eq!(page.hidden("page"), "comment");
    assert_eq!(house.only(&survey).await.suspect, TOO_FAST);
    house.clock.advance(SignedDuration::from_secs(8));
    house.submit(&link, &[("comment", "Good"), ("page", "comment"), ("submission_id", &id)]).await;
    let stored = house.only(&survey).await;
    assert_eq!((stored.suspect, stored.score(), stored.comment()), (None, Some(9), Some("Good")));
    assert!(stored.finished_at.is_some());
}

#[tokio::test]
async fn a_machine_does_not_finish_several_pages_for_the_person_who_comes_after_it() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"pages": "several"})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    scanned(&house, &link, &[("score", "0"), ("page", "score"), ("homepage", "x")]).await;
    scanned(&house, &link, &[("comment", "spam"), ("page", "comment"), ("homepage", "x")]).await;
    scanned(&house, &link, &[("score", "0"), ("comment", "spam"), ("homepage", "x")]).await;
    house.clock.advance(SignedDuration::from_hours(1));
    let page = house.read(&link).await;
    assert!(is_empty(&page) && page.hidden("page") == "score", "{}", page.body);
    let id = page.hidden("submission_id");
    let page = house.submit(&link, &[("score", "10"), ("page", "score"), ("submission_id", &id)]).await;
    assert_eq!(page.hidden("page"), "comment");
    assert!(!page.body.contains("spam"), "{}", page.body);
    assert_eq!(house.only(&survey).await.answers["comment"].value, Given::Cleared);
    house.clock.advance(SignedDuration::from_secs(5));
    let thanks = house.submit(&link, &[("page", "comment"), ("submission_id", &id)]).await;
    assert_eq!(thanks.heading(), "Thank you! We&#39;re glad to hear it.");
    let stored = house.only(&survey).await;
    assert_eq!((stored.score(), stored.suspect, stored.finished_at), (Some(10), None, Some(house.backend.now())));
}
