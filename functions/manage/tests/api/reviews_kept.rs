//! A review changes nothing of an answer but what is said of it: not how long it is kept, and not what an erasure left.

use domain::context::Property;
use domain::response::{Response, Suspect, SuspectRule};
use domain::survey::{Answer, Survey};
use domain::workspace::Workspace;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use testing::builders::{response, stored_survey, time, workspace};

use crate::driver::Api;

/// Survey `nps`, which counts by plan.
async fn nps(api: &Api) -> Survey {
    stored_survey(&api.database.store, "nps", "nps", &json!({"dimensions": ["plan"]})).await
}

/// An answer that came too fast.
fn fast(survey: &Survey, at: &str) -> Response {
    let suspect = Some(Suspect::by(SuspectRule::TooFast));
    Response { suspect, ..response(survey, time(at), 1, &json!(9)) }
}

async fn settings(api: &Api, settings: &Value) {
    let settings = Workspace::parse(workspace(), settings).unwrap();
    api.database.store.put_workspace(&settings).await.unwrap();
}

/// Reviews an answer, which is still to be had then.
async fn review(api: &Api, answer: &Response, genuine: bool) {
    let path = format!("/v1/surveys/nps/responses/{}", answer.id);
    let said = api.put(&format!("{path}/review"), &json!({"genuine": genuine})).await;
    assert_eq!((said.status.as_u16(), &said.json()["review"]["genuine"]), (200, &json!(genuine)), "{}", said.body);
}

async fn standing(api: &Api, survey: &Survey, answer: &Response) -> Response {
    api.database.store.response(&workspace(), survey, answer.id).await.unwrap().unwrap().0
}

/// What the items of answers, and the pointers to them, say of when they may be removed.
fn times_to_live(api: &Api) -> Vec<Value> {
    let items = api.database.dump();
    let of_answers = items.iter().filter(|(key, _)| key.contains("\"r#") || key.contains("\"response#"));
    of_answers.map(|(_, item)| item["ttl"]["N"].clone()).collect()
}

#[tokio::test]
async fn an_answer_that_is_kept_for_ever_stays_so_whatever_the_setting_is_when_it_is_reviewed() {
    let api = Api::start().await;
    let survey = nps(&api).await;
    let old = fast(&survey, "2026-11-20T10:00:00Z");
    api.database.store.put_response(&workspace(), &old).await.unwrap();
    settings(&api, &json!({"retention_days": 60})).await;
    api.clock.advance(SignedDuration::from_hours(24 * 100));
    for genuine in [true, false] {
        review(&api, &old, genuine).await;
        assert_eq!(times_to_live(&api), [Value::Null]);
        let left = standing(&api, &survey, &old).await;
        assert_eq!((left.expires, left.suspect), (None, old.suspect));
    }
    // One that comes now is kept for a time, as the setting says.
    let new = response(&survey, time("2027-02-28T10:00:00Z"), 2, &json!(9));
    api.database.store.put_response(&workspace(), &new).await.unwrap();
    assert!(standing(&api, &survey, &new).await.expires.is_some());
}

#[tokio::test]
async fn an_answer_that_is_kept_for_a_time_goes_at_that_time_whatever_was_set_since() {
    let api = Api::start().await;
    let survey = nps(&api).await;
    settings(&api, &json!({"retention_days": 60})).await;
    let at = "2026-11-20T10:00:00Z";
    let answer = fast(&survey, at);
    api.database.store.put_response(&workspace(), &answer).await.unwrap();
    let goes: Timestamp = time(at) + SignedDuration::from_hours(24 * 61);
    for (since, genuine) in [(json!({}), true), (json!({"retention_days": 3650}), false)] {
        settings(&api, &since).await;
        review(&api, &answer, genuine).await;
        assert_eq!(times_to_live(&api), [json!(goes.as_second().to_string())], "{since}");
    }
}

#[tokio::test]
async fn a_late_half_that_tells_the_person_keeps_the_time_and_so_does_the_way_to_it() {
    for (first, then, kept) in
        [(json!({}), json!({"retention_days": 60}), false), (json!({"retention_days": 60}), json!({}), true)]
    {
        let api = Api::start().await;
        let (store, ws) = (&api.database.store, workspace());
        let survey = nps(&api).await;
        settings(&api, &first).await;
        let half = fast(&survey, "2026-11-20T10:00:00Z");
        store.put_response(&ws, &half).await.unwrap();
        settings(&api, &then).await;
        let (before, seen) = store.response(&ws, &survey, half.id).await.unwrap().unwrap();
        // As a post brings it: it knows of no time.
        let whole = Response { person: Some("anna".parse().unwrap()), expires: None, ..before.clone() };
        store.replace_response(&ws, &before, &whole, seen).await.unwrap();
        let goes = half.id.time() + SignedDuration::from_hours(24 * 61);
        let goes = if kept { json!(goes.as_second().to_string()) } else { Value::Null };
        assert_eq!(times_to_live(&api), [goes.clone(), goes], "the answer and its pointer");
    }
}

#[tokio::test]
async fn a_review_of_an_erased_answer_leaves_what_the_erasure_left_whatever_was_set_since() {
    let api = Api::start().await;
    let survey = nps(&api).await;
    let store = &api.database.store;
    settings(&api, &json!({"erasure": {"keep_comments": true}})).await;
    let mut said = fast(&survey, "2026-11-20T10:00:00Z");
    let at = said.answers["score"].at;
    let comment = domain::stamped::Stamped { value: Answer::Text("Quick and kind.".to_owned()), at };
    said.answers.insert("comment".to_owned(), comment);
    let plan = domain::stamped::Stamped { value: Property::Text("pro".to_owned()), at };
    said.properties.insert("plan".to_owned(), plan);
    let keep = true;
    let left = domain::erasure::response(&said, Some(&survey), keep);
    assert_eq!(
        (left.comment(), left.properties.contains_key("plan"), left.erased),
        (Some("Quick and kind."), true, true)
    );
    store.put_response(&workspace(), &left).await.unwrap();
    settings(&api, &json!({})).await;
    let fewer = json!({"name": "After purchase", "metric": "nps"});
    assert_eq!(api.put("/v1/surveys/nps", &fewer).await.status, 200);
    for genuine in [true, false] {
        review(&api, &left, genuine).await;
        let now = standing(&api, &survey, &left).await;
        assert_eq!(Response { reviews: left.reviews.clone(), ..now }, left, "only what is said of it changed");
    }
}
