//! `POST /v1/responses`: one row whatever is sent how often, and every bad field named.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use domain::id::{SubmissionId, WorkspaceId};
use domain::key::Scope;
use domain::person::Person;
use http::{StatusCode, header};
use jiff::SignedDuration;
use serde_json::{Value, json};
use support::{Answer, House, call, json_post};
use testing::builders::{self, time, workspace};
use testing::faults::{Fault, FaultProxy};

fn id(number: u64) -> SubmissionId {
    builders::submission(time("2026-11-21T09:59:30Z"), number)
}

fn body(id: SubmissionId, answers: &Value) -> Value {
    json!({"submission_id": id.to_string(), "survey": "s", "answers": answers})
}

async fn house() -> (House, String) {
    let house = House::new().await;
    house.survey("s", "nps", &json!({})).await;
    let key = house.key(&[Scope::Respond]).await;
    (house, key)
}

#[tokio::test]
async fn a_response_is_answered_as_it_stands() {
    let (house, key) = house().await;
    let mut post = body(id(1), &json!({"score": 9, "comment": "Ātri"}));
    post["locale"] = json!("lv-LV");
    post["channel"] = json!("web");
    post["properties"] = json!({"touchpoint": "purchase", "items": 3});
    let first = house.post(&key, &post).await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!(first.headers[header::CONTENT_TYPE], "application/json");
    insta::assert_json_snapshot!(first.json(), @r#"
    {
      "answers": {
        "comment": "Ātri",
        "score": 9
      },
      "channel": "web",
      "finished": true,
      "finished_at": "2026-11-21T10:00:00.000Z",
      "id": "rsp_01a1fd8bf3d070008000000000000001",
      "locale": "lv",
      "properties": {
        "items": 3,
        "touchpoint": "purchase"
      },
      "started_at": "2026-11-21T09:59:30.000Z",
      "submission_id": "01a1fd8b-f3d0-7000-8000-000000000001",
      "survey": "s",
      "version": 1
    }
    "#);
    house.clock.advance(SignedDuration::from_hours(24 * 40));
    let again = house.post(&key, &post).await;
    assert_eq!((again.status, again.body), (StatusCode::OK, first.body));
}

#[tokio::test]
async fn a_response_past_its_workspaces_retention_is_repeated_to_nobody_though_it_may_still_lie_there() {
    let (house, key) = house().await;
    house.set(&json!({"retention_days": 60})).await;
    let post = body(id(1), &json!({"score": 9, "comment": "Ātri"}));
    assert_eq!(house.post(&key, &post).await.status, StatusCode::CREATED);
    house.clock.advance(SignedDuration::from_hours(24 * 60));
    assert_eq!(house.post(&key, &post).await.status, StatusCode::OK);
    house.clock.advance(SignedDuration::from_hours(24 * 2));
    // As it is answered once it is removed, also to whoever would change it.
    for post in [post.clone(), body(id(1), &json!({"score": 3}))] {
        let gone = house.post(&key, &post).await;
        assert_eq!((gone.status, gone.body.contains("Ātri"), house.rows()), (StatusCode::BAD_REQUEST, false, 1));
        assert_eq!(gone.invalid(), [("submission_id".to_owned(), "submission_id_too_old".to_owned())]);
    }
    let survey = house.db.store.survey(&workspace(), &"s".parse().unwrap()).await.unwrap().unwrap();
    house.archive(&survey).await;
    let gone = house.post(&key, &post).await;
    assert_eq!((gone.status, gone.body.contains("Ātri")), (StatusCode::CONFLICT, false));
    assert_eq!(house.stored(&survey, &id(1).to_string()).await.unwrap().score(), Some(9), "nobody changed it");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_identical_posts_at_once_make_one_row_and_fifty_equal_bodies() {
    let (house, key) = house().await;
    let post = body(id(1), &json!({"score": 9, "comment": "Fine"}));
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let (router, request) = (house.router.clone(), json_post(&key, &post));
            tokio::spawn(async move { call(&router, request).await })
        })
        .collect();
    let (mut created, mut bodies) = (0, Vec::new());
    for answer in calls {
        let answer: Answer = answer.await.unwrap();
        created += usize::from(answer.status == StatusCode::CREATED);
        assert!(answer.status.is_success(), "{}", answer.body);
        bodies.push(answer.body);
    }
    bodies.dedup();
    assert_eq!((created, bodies.len(), house.rows()), (1, 1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_different_halves_at_once_all_come_to_stand_in_one_row() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"dimensions": []})).await;
    let key = house.key(&[Scope::Respond]).await;
    let calls: Vec<_> = (0..10)
        .map(|number| {
            let mut half = body(id(1), &json!({}));
            half["finished"] = json!(false);
            half["answered_at"] = json!(format!("2026-11-21T09:59:{:02}Z", 30 + number));
            half["properties"] = json!({format!("p{number}"): number});
            let (router, request) = (house.router.clone(), json_post(&key, &half));
            tokio::spawn(async move { call(&router, request).await })
        })
        .collect();
    for answer in calls {
        let answer = answer.await.unwrap();
        assert!(answer.status.is_success(), "{}", answer.body);
    }
    let stored = house.stored(&survey, &id(1).to_string()).await.unwrap();
    assert_eq!((house.rows(), stored.posts.len(), stored.properties.len()), (1, 10, 10));
    assert_eq!(stored.finished_at, None);
}

#[tokio::test]
async fn halves_in_any_order_and_however_often_end_the_same() {
    let half = |at: &str, finished: bool, answers: Value| {
        let mut post = body(id(1), &answers);
        post["answered_at"] = json!(at);
        post["finished"] = json!(finished);
        post
    };
    let posts = [
        half("2026-11-21T09:59:31Z", false, json!({"score": 3})),
        // Finer than the tables keep: these two are of one millisecond, whichever comes first.
        half("2026-11-21T09:59:32.0009Z", false, json!({"score": 9})),
        half("2026-11-21T09:59:32.0001Z", false, json!({"score": 4, "comment": "early"})),
        half("2026-11-21T09:59:40Z", true, json!({"comment": "late"})),
    ];
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2], [2, 1, 3, 0]];
    let mut ends = Vec::new();
    for order in orders {
        let (house, key) = house().await;
        for at in order.into_iter().chain(order) {
            let answer = house.post(&key, &posts[at]).await;
            assert!(answer.status.is_success(), "{}", answer.body);
        }
        assert_eq!(house.rows(), 1);
        ends.push(house.post(&key, &posts[0]).await.body);
    }
    ends.dedup();
    assert_eq!(ends.len(), 1, "{ends:?}");
    let end: Value = serde_json::from_str(&ends[0]).unwrap();
    assert_eq!(end["answers"], json!({"score": 9, "comment": "late"}));
}

#[tokio::test]
async fn only_a_second_different_finish_after_the_edit_window_is_refused() {
    let (house, key) = house().await;
    let first = house.post(&key, &body(id(1), &json!({"score": 9}))).await;
    house.clock.advance(SignedDuration::from_secs(1));
    let before = house.db.dump();
    let refused = house.post(&key, &body(id(1), &json!({"score": 2}))).await;
    assert_eq!((refused.status, refused.json()["code"].clone()), (StatusCode::CONFLICT, json!("already_finished")));
    assert_eq!(house.db.dump(), before);
    // A half comes in however late it is.
    let mut half = body(id(1), &json!({"comment": "Later"}));
    half["finished"] = json!(false);
    half["answered_at"] = json!("2026-11-21T10:00:01Z");
    let merged = house.post(&key, &half).await;
    assert_eq!(merged.status, StatusCode::OK);
    assert_eq!(merged.json()["answers"], json!({"score": 9, "comment": "Later"}));
    assert_eq!(merged.json()["finished_at"], first.json()["finished_at"]);
}

#[tokio::test]
async fn every_bad_field_is_named_at_once_and_nothing_is_stored() {
    let (house, key) = house().await;
    let before = house.db.dump();
    let wrong = json!({
        "submission_id": "0c8bd3a6-5c0f-4a0e-9b33-0a1e9ed2a1b4", "survey": "s", "finished": "yes",
        "answers": {"score": 11, "colour": "ochre", "comment": ""}, "answered_at": "yesterday", "person": "a@b",
        "person_sig": "k.1.x", "locale": "de", "channel": "email", "properties": {"a": 1.5}, "shoe_size": 987_654
    });
    let refused = house.post(&key, &wrong).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.headers[header::CONTENT_TYPE], "application/problem+json");
    let mut invalid = refused.invalid();
    invalid.sort();
    let expected = [
        ("answered_at", "invalid_time"),
        ("answers.colour", "unknown_question"),
        ("answers.comment", "length"),
        ("answers.score", "out_of_range"),
        ("channel", "unknown_channel"),
        ("finished", "not_a_boolean"),
        ("locale", "unknown_locale"),
        ("person", "invalid_id"),
        ("person_sig", "invalid_person_sig"),
        ("properties.a", "not_an_integer"),
        ("shoe_size", "unknown_field"),
        ("submission_id", "submission_id_not_uuidv7"),
    ];
    assert_eq!(invalid, expected.map(|(name, code)| (name.to_owned(), code.to_owned())));
    for secret in ["yesterday", "a@b", "ochre", "987654"] {
        assert!(!refused.body.contains(secret), "{}", refused.body);
    }
    assert_eq!(house.db.dump(), before);
}

#[tokio::test]
async fn without_a_survey_the_rest_is_judged_as_far_as_it_can_be() {
    let (house, key) = house().await;
    let before = house.db.dump();
    let invalid = async |survey: Value| {
        let post = json!({"submission_id": "x", "survey": survey, "answers": {"score": 3}, "locale": "de", "size": 1});
        let refused = house.post(&key, &post).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        let mut invalid = refused.invalid();
        invalid.sort();
        invalid
    };
    let named = |survey: &str| {
        [("locale", "unknown_locale"), ("size", "unknown_field"), ("submission_id", "submission_id_not_uuidv7")]
            .into_iter()
            .chain([("survey", survey)])
            .map(|(name, code)| (name.to_owned(), code.to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(invalid(json!("nobody-s")).await, named("unknown_survey"));
    assert_eq!(invalid(Value::Null).await, named("required"));
    assert_eq!(invalid(json!("a b")).await, named("invalid_id"));
    let only = house.post(&key, &json!({"submission_id": id(1).to_string(), "survey": "no", "answers": {}})).await;
    assert_eq!(only.json()["code"], "unknown_survey");
    let list = house.post(&key, &json!([])).await;
    assert_eq!(list.invalid(), [(String::new(), "not_an_object".to_owned())]);
    assert_eq!(house.db.dump(), before);
}

#[tokio::test]
async fn a_new_id_is_at_most_thirty_days_old_and_five_minutes_ahead_and_a_stored_one_is_always_known() {
    let (house, key) = house().await;
    let post = |at: &str| body(builders::submission(time(at), 1), &json!({"score": 9}));
    let code = |answer: &Answer| answer.json()["code"].as_str().map(str::to_owned);
    let old = house.post(&key, &post("2026-10-22T09:59:59.999Z")).await;
    assert_eq!((old.status, code(&old).as_deref()), (StatusCode::BAD_REQUEST, Some("submission_id_too_old")));
    assert_eq!(old.json()["server_time"], "2026-11-21T10:00:00.000Z");
    assert_eq!(old.invalid(), [("submission_id".to_owned(), "submission_id_too_old".to_owned())]);
    let ahead = house.post(&key, &post("2026-11-21T10:05:00.001Z")).await;
    assert_eq!(code(&ahead).as_deref(), Some("submission_id_in_the_future"));
    assert_eq!(ahead.json()["server_time"], "2026-11-21T10:00:00.000Z");
    assert_eq!(house.rows(), 0);

    let oldest = house.post(&key, &post("2026-10-22T10:00:00Z")).await;
    assert_eq!(oldest.status, StatusCode::CREATED);
    assert_eq!(house.post(&key, &post("2026-11-21T10:05:00Z")).await.status, StatusCode::CREATED);
    house.clock.advance(SignedDuration::from_hours(24 * 30));
    let again = house.post(&key, &post("2026-10-22T10:00:00Z")).await;
    assert_eq!((again.status, again.body), (StatusCode::OK, oldest.body));
    let mut half = body(builders::submission(time("2026-10-22T10:00:00Z"), 1), &json!({"comment": "Late"}));
    half["finished"] = json!(false);
    half["answered_at"] = json!("2026-12-01T10:00:00Z");
    assert_eq!(house.post(&key, &half).await.json()["answers"]["comment"], "Late");
}

#[tokio::test]
async fn a_person_is_known_only_under_a_key_that_may_send() {
    let (house, respond) = house().await;
    let survey = house.db.store.survey(&workspace(), &builders::survey_id("s")).await.unwrap().unwrap();
    let person = Person::parse(&json!({"segment": "gold"}), "").unwrap();
    let change = |_| person.clone();
    house.db.store.change_person(&workspace(), &House::person(), change).await.unwrap();
    let send = house.key(&[Scope::Respond, Scope::Send]).await;
    let mut post = body(id(1), &json!({"score": 9}));
    post["person"] = json!(House::person().as_str());
    assert_eq!(house.post(&respond, &post).await.status, StatusCode::CREATED);
    let unknown = house.stored(&survey, &id(1).to_string()).await.unwrap();
    assert_eq!((unknown.person, unknown.segment), (None, None));
    assert_eq!(house.db.count("#p#customer-7\" \"response#"), 0);

    post["submission_id"] = json!(id(2).to_string());
    assert_eq!(house.post(&send, &post).await.status, StatusCode::CREATED);
    assert_eq!(house.post(&send, &post).await.status, StatusCode::OK);
    let known = house.stored(&survey, &id(2).to_string()).await.unwrap();
    assert_eq!((known.person, known.segment), (Some(House::person()), Some("gold".to_owned())));
    assert_eq!(house.db.count("#p#customer-7\" \"response#"), 1);
}

#[tokio::test]
async fn the_answer_of_a_personal_link_is_neither_changed_nor_shown_by_the_apps_way() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"edit_minutes": 10})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.get(&link).await.hidden("submission_id");
    house.submit(&link, &[("score", "9"), ("comment", "Velvety"), ("submission_id", &id)]).await;
    let (respond, send) = (house.key(&[Scope::Respond]).await, house.key(&[Scope::Respond, Scope::Send]).await);
    let mut anybody = body(id.parse().unwrap(), &json!({"score": 2, "comment": "Mine"}));
    anybody["finished"] = json!(false);
    anybody["answered_at"] = json!("2026-11-21T10:00:01Z");
    let mut known = anybody.clone();
    known["person"] = json!(House::person().as_str());
    let before = house.db.dump();
    // The second time the id is too old for a new response, and the row is found on another way.
    for days in [0, 40] {
        house.clock.advance(SignedDuration::from_hours(24 * days));
        for (key, post) in [(&respond, &anybody), (&respond, &known), (&send, &known)] {
            let refused = house.post(key, post).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
            assert_eq!(refused.json()["code"], "submission_id_taken");
            for secret in ["Velvety", "answers", "score", "customer-7", "dsp_", "gold"] {
                assert!(!refused.body.contains(secret), "{}", refused.body);
            }
        }
    }
    assert_eq!(house.db.dump(), before);
    let stored = house.stored(&survey, &id).await.unwrap();
    assert_eq!((stored.score(), stored.comment()), (Some(9), Some("Velvety")));
}

#[tokio::test]
async fn an_archived_survey_takes_nothing_in_but_still_knows_its_answers() {
    let (house, key) = house().await;
    let survey = house.db.store.survey(&workspace(), &builders::survey_id("s")).await.unwrap().unwrap();
    let first = house.post(&key, &body(id(1), &json!({"score": 9}))).await;
    house.archive(&survey).await;
    let before = house.db.dump();
    for refused in [body(id(2), &json!({"score": 9})), body(id(1), &json!({"score": 8}))] {
        let refused = house.post(&key, &refused).await;
        assert_eq!((refused.status, refused.json()["code"].clone()), (StatusCode::CONFLICT, json!("survey_archived")));
    }
    let again = house.post(&key, &body(id(1), &json!({"score": 9}))).await;
    assert_eq!((again.status, again.body), (StatusCode::OK, first.body));
    assert_eq!(house.db.dump(), before);
}

#[tokio::test]
async fn the_key_is_looked_at_first_and_opens_its_own_workspace_alone() {
    let (house, key) = house().await;
    let post = body(id(1), &json!({"score": 9}));
    for bad in ["", "Bearer x", "Bearer atb_abcd_0123456789abcdef0123456789abcdef"] {
        let refused = house.post(bad, &json!("not even an object")).await;
        assert_eq!((refused.status, refused.json()["code"].clone()), (StatusCode::UNAUTHORIZED, json!("unauthorized")));
    }
    let read = house.key(&[Scope::Read]).await;
    assert_eq!(house.post(&read, &post).await.status, StatusCode::FORBIDDEN);
    let other: WorkspaceId = "other".parse().unwrap();
    let theirs = builders::stored_key(&house.db.store, &other, &[Scope::Admin]).await;
    let refused = house.post(&theirs, &post).await;
    assert_eq!((refused.status, refused.json()["code"].clone()), (StatusCode::BAD_REQUEST, json!("unknown_survey")));
    assert_eq!(house.rows(), 0);
    assert_eq!(house.post(&key, &post).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_reply_lost_after_the_commit_and_then_a_retry_make_one_row() {
    let (first, key) = house().await;
    let proxy = FaultProxy::start(first.db.address).await;
    let store = first.db.store_through(proxy.endpoint());
    let house = House::on(first.db, store);
    for _ in 0..4 {
        proxy.plan("PutItem", Fault::LoseReply);
    }
    let post = body(id(1), &json!({"score": 9}));
    let lost = house.post(&key, &post).await;
    assert_eq!(house.rows(), 1, "{} {:?}", lost.status, proxy.calls());
    let again = house.post(&key, &post).await;
    assert_eq!((again.status, again.json()["answers"].clone()), (StatusCode::OK, json!({"score": 9})));
    assert_eq!(house.rows(), 1);
}
