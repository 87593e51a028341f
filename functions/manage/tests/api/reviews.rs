//! `PUT /v1/surveys/{id}/responses/{response}/review`.

use domain::key::Scope;
use domain::response::{Response, Suspect, SuspectRule};
use domain::survey::Survey;
use domain::workspace::Workspace;
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::LinkAnswer;
use testing::builders::{dispatch, response, stored_survey, time, workspace};

use crate::driver::Api;

/// Survey `nps` with one answer that came too fast.
async fn suspected(api: &Api) -> (Survey, Response) {
    let survey = stored_survey(&api.database.store, "nps", "nps", &json!({})).await;
    let suspect = Some(Suspect::by(SuspectRule::TooFast));
    let fast = Response { suspect, ..response(&survey, time("2026-11-20T10:00:00Z"), 1, &json!(9)) };
    api.database.store.put_response(&workspace(), &fast).await.unwrap();
    (survey, fast)
}

fn path(response: &Response) -> String {
    format!("/v1/surveys/{}/responses/{}/review", response.survey, response.id)
}

/// The id of a key, as its header shows it.
fn id_of(key: &str) -> Value {
    json!(key.split('_').nth(1).unwrap())
}

/// When, whether genuine, and under which key.
fn told(review: &Value) -> Value {
    json!([review["at"], review["genuine"], review["by"]])
}

#[tokio::test]
async fn a_word_counts_once_is_taken_back_and_stays_on_record_with_its_time_and_key() {
    let api = Api::start().await;
    let (survey, fast) = suspected(&api).await;
    let first = api.put(&path(&fast), &json!({"genuine": true})).await;
    assert_eq!(first.status, 200, "{}", first.body);
    let answered = first.json();
    assert_eq!((&answered["suspect"], &answered["answers"]), (&json!("too_fast"), &json!({"score": 9})));
    let by = id_of(&api.admin);
    assert_eq!(answered["review"], json!({"genuine": true, "at": "2026-11-21T10:00:00.000Z", "by": by, "earlier": []}));

    // The same again says nothing new, whoever says it, and writes nothing.
    api.clock.advance(SignedDuration::from_secs(60));
    let stored = api.database.dump();
    let other = api.key("acme", &[Scope::Admin]).await;
    let again = format!("/v1/surveys/nps/responses/{}/review", fast.id.response());
    let again = api.call("PUT", &again).by(&other).json(&json!({"genuine": true})).send().await;
    assert_eq!((again.status, again.json()), (first.status, answered));
    let mut after = api.database.dump();
    after.retain(|key, _| stored.contains_key(key));
    assert_eq!(after, stored);

    let back = api.call("PUT", &path(&fast)).by(&other).json(&json!({"genuine": false})).send().await.json();
    assert_eq!(told(&back["review"]), json!(["2026-11-21T10:01:00.000Z", false, id_of(&other)]));
    assert_eq!(told(&back["review"]["earlier"][0]), json!(["2026-11-21T10:00:00.000Z", true, by]));
    let (standing, _) = api.database.store.response(&workspace(), &survey, fast.id).await.unwrap().unwrap();
    assert_eq!(Response { reviews: fast.reviews.clone(), ..standing }, fast, "nothing else changed");
}

#[tokio::test]
async fn nobody_leaves_out_what_the_rules_let_through() {
    let api = Api::start().await;
    let survey = stored_survey(&api.database.store, "nps", "nps", &json!({})).await;
    let plain = response(&survey, time("2026-11-20T10:00:00Z"), 1, &json!(0));
    api.database.store.put_response(&workspace(), &plain).await.unwrap();
    let answered = api.put(&path(&plain), &json!({"genuine": false})).await;
    assert_eq!((answered.status.as_u16(), &answered.json()["review"]), (200, &Value::Null));
    let (standing, _) = api.database.store.response(&workspace(), &survey, plain.id).await.unwrap().unwrap();
    assert_eq!(standing, plain);
}

#[tokio::test]
async fn a_dispatch_is_answered_as_soon_as_somebody_vouches_for_its_answer() {
    let api = Api::start().await.with_anna().await;
    let store = &api.database.store;
    let survey = store.survey(&workspace(), &"nps".parse().unwrap()).await.unwrap().unwrap();
    let asked = dispatch(1, time("2026-11-20T09:00:00Z"));
    store.put_dispatch(&workspace(), &asked).await.unwrap();
    let fast = Response {
        suspect: Some(Suspect::by(SuspectRule::TooFast)),
        dispatch: Some(asked.id),
        person: Some(asked.person.clone()),
        ..response(&survey, time("2026-11-20T10:00:00Z"), 1, &json!(9))
    };
    store.put_linked_response(&workspace(), &fast, &asked.person, asked.id).await.unwrap();
    for (genuine, status) in [(true, "responded"), (false, "scheduled")] {
        assert_eq!(api.put(&path(&fast), &json!({"genuine": genuine})).await.status, 200);
        assert_eq!(api.get(&format!("/v1/dispatches/{}", asked.id)).await.json()["status"], status);
        let link = store.link_answer(&workspace(), &asked.person, asked.id).await.unwrap();
        let LinkAnswer::Answered(answer) = link else { panic!("{link:?}") };
        assert_eq!(answer.suspect, !genuine, "what the programme's numbers are made of");
    }
}

#[tokio::test]
async fn of_many_who_say_the_same_at_once_one_stands_and_all_are_told_so() {
    let api = Api::start().await;
    let (survey, fast) = suspected(&api).await;
    let one = || api.call("PUT", &path(&fast)).json(&json!({"genuine": true})).send();
    let all = join_all((0..6).map(|_| one())).await;
    let first = all[0].json();
    assert!(all.iter().all(|reply| reply.status == 200 && reply.json() == first));
    let (standing, _) = api.database.store.response(&workspace(), &survey, fast.id).await.unwrap().unwrap();
    assert_eq!(standing.reviews.iter().count(), 1);
}

#[tokio::test]
async fn only_an_admin_of_the_workspace_may_and_only_of_what_is_there() {
    let api = Api::start().await;
    let (survey, fast) = suspected(&api).await;
    let yes = json!({"genuine": true});
    for scope in [Scope::Respond, Scope::Send, Scope::Read] {
        let key = api.key("acme", &[scope]).await;
        let refused = api.call("PUT", &path(&fast)).by(&key).json(&yes).send().await;
        assert_eq!(refused.problem(), (403, "forbidden".to_owned()), "{scope:?}");
    }
    let anonymous = api.call("PUT", &path(&fast)).anonymous().json(&yes).send().await;
    assert_eq!(anonymous.problem(), (401, "unauthorized".to_owned()));
    let foreign = api.key("other", &[Scope::Admin]).await;
    let foreign = api.call("PUT", &path(&fast)).by(&foreign).json(&yes).send().await;
    assert_eq!(foreign.problem(), (404, "not_found".to_owned()));
    let never = response(&survey, time("2026-11-19T10:00:00Z"), 2, &json!(9));
    for path in [path(&never), path(&fast).replace("/nps/", "/none/"), path(&fast).replace("-7000-", "-4000-")] {
        assert_eq!(api.put(&path, &yes).await.problem(), (404, "not_found".to_owned()), "{path}");
    }
    let (standing, _) = api.database.store.response(&workspace(), &survey, fast.id).await.unwrap().unwrap();
    assert_eq!(standing, fast);
}

#[tokio::test]
async fn an_answer_past_its_time_is_not_there_any_more() {
    let api = Api::start().await;
    let settings = Workspace::parse(workspace(), &json!({"retention_days": 60})).unwrap();
    api.database.store.put_workspace(&settings).await.unwrap();
    let (_, fast) = suspected(&api).await;
    api.clock.advance(SignedDuration::from_hours(24 * 59));
    assert_eq!(api.put(&path(&fast), &json!({"genuine": true})).await.status, 200);
    api.clock.advance(SignedDuration::from_hours(24 * 2));
    assert_eq!(api.put(&path(&fast), &json!({"genuine": false})).await.problem(), (404, "not_found".to_owned()));
}

#[tokio::test]
async fn of_employees_no_answer_can_be_named() {
    let api = Api::start().await;
    let periods = json!([{"from": "2026-12-01", "to": "2026-12-10"}]);
    api.put("/v1/surveys/staff", &json!({"name": "Staff", "metric": "enps", "periods": periods})).await;
    let path = "/v1/surveys/staff/responses/01a1fd8c-69a0-7c3e-8f21-d1c65b2e9a10/review";
    assert_eq!(api.put(path, &json!({"genuine": true})).await.problem(), (409, "enps_is_anonymous".to_owned()));
}

#[tokio::test]
async fn a_body_says_whether_it_is_genuine_and_nothing_else() {
    let api = Api::start().await;
    let (_, fast) = suspected(&api).await;
    for (body, bad) in [
        (json!({}), "genuine: required"),
        (json!({"genuine": null}), "genuine: required"),
        (json!({"genuine": "yes"}), "genuine: not_a_boolean"),
        (json!({"genuine": true, "note": "It was Anna."}), "note: unknown_field"),
    ] {
        assert_eq!(api.put(&path(&fast), &body).await.bad_fields(), [bad], "{body}");
    }
}
