//! Posts that meet: however the halves, retries and tabs of one answer are ordered, repeated and interleaved on their way
//! through the router to the database, one row is stored, and it says what the rule says. The rule is spelled out here a second
//! time: question by question the latest counts, and of equally late ones the greater.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::collections::BTreeSet;
use std::future::Future;

use axum::body::Body;
use domain::id::SubmissionId;
use domain::key::Scope;
use http::Request;
use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use support::{House, call, form, json_post};
use testing::builders;

/// What one post of an app says. Times are few, so that ties are common, and finer than what is kept.
#[derive(Clone, Debug)]
struct Said {
    microseconds: i64,
    score: Option<u8>,
    comment: Option<&'static str>,
    locale: Option<&'static str>,
    touchpoint: Option<&'static str>,
    finished: bool,
}

fn said() -> impl Strategy<Value = Said> {
    let at = prop_oneof![Just(0), Just(400), Just(1_000), Just(1_900), Just(2_000)];
    let comment = option::of(prop_oneof![Just("a"), Just("b"), Just("\u{1f600}")]);
    let locale = option::of(prop_oneof![Just("lv"), Just("ru")]);
    let touchpoint = option::of(prop_oneof![Just("website"), Just("delivery")]);
    (at, option::of(7..=10u8), comment, locale, touchpoint, any::<bool>()).prop_map(
        |(microseconds, score, comment, locale, touchpoint, finished)| Said {
            microseconds,
            score,
            comment,
            locale,
            touchpoint,
            finished,
        },
    )
}

/// So many posts in waves: each comes at least once and some again, and those of one wave are on their way at once.
fn waves(posts: usize) -> impl Strategy<Value = Vec<Vec<usize>>> {
    let order = vec(0..posts, 0..4)
        .prop_flat_map(move |again| Just((0..posts).chain(again).collect::<Vec<_>>()).prop_shuffle());
    (order, vec(1..4usize, 12)).prop_map(|(order, sizes)| {
        let mut rest = order.into_iter();
        let wave = |size: usize| rest.by_ref().take(size).collect::<Vec<_>>();
        sizes.into_iter().map(wave).take_while(|wave| !wave.is_empty()).collect()
    })
}

/// Things, and the waves that they come in.
fn in_waves<T: std::fmt::Debug + Clone>(
    thing: impl Strategy<Value = T>,
) -> impl Strategy<Value = (Vec<T>, Vec<Vec<usize>>)> {
    vec(thing, 1..6).prop_flat_map(|things| {
        let waves = waves(things.len());
        (Just(things), waves)
    })
}

/// Of stamped values the latest; of equally late ones the greater JSON.
fn latest(values: impl Iterator<Item = (i64, Value)>) -> Value {
    values.max_by_key(|(at, value)| (*at, value.to_string())).map_or(Value::Null, |(_, value)| value)
}

/// Sends each wave at once, and waits for it; `before` is told the number of each.
async fn send(house: &House, waves: &[Vec<usize>], before: impl Fn(usize), request: impl Fn(usize) -> Request<Body>) {
    for (number, wave) in waves.iter().enumerate() {
        before(number);
        let sent = wave.iter().map(|at| {
            let (router, request) = (house.router.clone(), request(*at));
            tokio::spawn(async move { call(&router, request).await })
        });
        for answer in sent.collect::<Vec<_>>() {
            let answer = answer.await.unwrap();
            assert!(answer.status.is_success(), "{} {}", answer.status, answer.body);
        }
    }
}

/// Runs a property some times on one house, each time with a number of its own.
fn holds<T: std::fmt::Debug, F: Future<Output = ()>>(
    house: impl Future<Output = House>,
    strategy: &impl Strategy<Value = T>,
    property: impl Fn(std::rc::Rc<House>, u64, T) -> F,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let house = std::rc::Rc::new(runtime.block_on(house));
    let number = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let run = |value| {
        number.set(number.get() + 1);
        runtime.block_on(property(house.clone(), number.get(), value));
        Ok(())
    };
    runner.run(strategy, run).unwrap();
}

fn begun() -> Timestamp {
    support::NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_secs(30)
}

fn body(id: SubmissionId, said: &Said) -> Value {
    let at = begun() + SignedDuration::from_micros(said.microseconds);
    let fields = [
        ("score", said.score.map(Value::from), true),
        ("comment", said.comment.map(Value::from), true),
        ("locale", said.locale.map(Value::from), false),
        ("properties", said.touchpoint.map(|touchpoint| json!({"touchpoint": touchpoint})), false),
    ];
    let mut body = json!({
        "submission_id": id.to_string(), "survey": "s", "finished": said.finished, "answered_at": at.to_string(),
        "answers": {},
    });
    for (name, value, answer) in fields {
        let Some(value) = value else { continue };
        let place = if answer { &mut body["answers"][name] } else { &mut body[name] };
        *place = value;
    }
    body
}

async fn house(edit_minutes: u16) -> House {
    let house = House::new().await;
    house.survey("s", "nps", &json!({"touchpoint": "support", "edit_minutes": edit_minutes})).await;
    house
}

async fn posts_of_an_app_end_as_the_rule_says(house: &House, number: u64, said: &[Said], waves: &[Vec<usize>]) {
    let key = house.key(&[Scope::Respond]).await;
    let id = builders::submission(begun(), number);
    let bodies: Vec<_> = said.iter().map(|said| body(id, said)).collect();
    send(house, waves, |_| {}, |at| json_post(&key, &bodies[at])).await;
    // Once more the first: a repeat says how things stand.
    let stands = house.post(&key, &bodies[0]).await.json();

    let millisecond = |said: &Said| said.microseconds / 1000;
    let of = |value: fn(&Said) -> Option<Value>| {
        latest(said.iter().filter_map(|said| Some((millisecond(said), value(said)?))))
    };
    let answers = json!({
        "score": of(|said| said.score.map(Value::from)), "comment": of(|said| said.comment.map(Value::from)),
    });
    let answer = |name: &str| stands["answers"].get(name).cloned().unwrap_or_default();
    assert_eq!((answer("score"), answer("comment")), (answers["score"].clone(), answers["comment"].clone()));
    assert_eq!(stands["locale"], of(|said| said.locale.map(Value::from)));
    let touchpoint = of(|said| said.touchpoint.map(Value::from));
    assert_eq!(stands["properties"]["touchpoint"], if touchpoint.is_null() { json!("support") } else { touchpoint });
    let finished = said.iter().filter(|said| said.finished).map(millisecond).min();
    let finished = finished.map(|at| domain::stamped::millis(begun() + SignedDuration::from_millis(at)));
    assert_eq!(stands["finished_at"], json!(finished));

    let survey = house.db.store.survey(&builders::workspace(), &builders::survey_id("s")).await.unwrap().unwrap();
    let stored = house.stored(&survey, &id.to_string()).await.unwrap();
    let different: BTreeSet<_> = bodies.iter().map(Value::to_string).collect();
    assert_eq!((stored.to_json(&survey), stored.posts.len()), (stands, different.len()));
    assert_eq!(house.db.count(&id.to_string()), 1);
}

#[test]
fn halves_and_one_finish_of_an_app_end_the_same_however_they_meet() {
    let strategy = (in_waves(said()), option::of(0..6usize));
    holds(house(0), &strategy, |house, number, ((mut said, waves), finish)| async move {
        said.iter_mut().enumerate().for_each(|(at, said)| said.finished = finish == Some(at));
        posts_of_an_app_end_as_the_rule_says(&house, number, &said, &waves).await;
    });
}

#[test]
fn within_the_edit_window_any_number_of_finishes_ends_the_same_however_they_meet() {
    holds(house(10), &in_waves(said()), |house, number, (said, waves)| async move {
        posts_of_an_app_end_as_the_rule_says(&house, number, &said, &waves).await;
    });
}

#[test]
fn tabs_of_one_personal_link_end_in_one_row_however_they_meet() {
    // Each tab has an id of its own; two forms of one tab are a change of mind.
    let tab = (0..3u64, 7..=10u8, prop_oneof![Just("a"), Just("b"), Just("c")]);
    holds(house(10), &in_waves(tab), |house, number, (tabs, waves)| async move {
        let survey = house.db.store.survey(&builders::workspace(), &builders::survey_id("s")).await.unwrap().unwrap();
        let (dispatch, link) = house.invite(&survey, number.into(), None).await;
        let id = |tab: u64| builders::submission(begun(), number * 10 + tab).to_string();
        let began = house.backend.now();
        let at = |wave: usize| i64::try_from(wave).unwrap();
        let tick = |wave: usize| house.clock.set(began + SignedDuration::from_millis(at(wave)));
        let request = |which: usize| {
            let (tab, score, comment) = tabs[which];
            form(&link, &[("score", &score.to_string()), ("comment", comment), ("submission_id", &id(tab))])
        };
        send(&house, &waves, tick, request).await;

        // A page's answers are of the time at which they first came in.
        let said: BTreeSet<_> = tabs.iter().collect();
        let first =
            |said: &(u64, u8, &str)| waves.iter().position(|wave| wave.iter().any(|which| tabs[*which] == *said));
        let of = |value: fn(&(u64, u8, &str)) -> Value| {
            latest(said.iter().map(|said| (at(first(said).unwrap()), value(said))))
        };
        let ids: BTreeSet<_> = waves[0].iter().map(|which| id(tabs[*which].0)).collect();
        let mut rows = Vec::new();
        for tab in 0..3 {
            rows.extend(house.stored(&survey, &id(tab)).await);
        }
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert!(ids.contains(&row.id.to_string()), "the row is of a tab that was not among the first");
        assert_eq!((row.dispatch, row.posts.len(), row.finished_at), (Some(dispatch), said.len(), Some(began)));
        let answers = row.to_json(&survey)["answers"].clone();
        assert_eq!(answers, json!({"score": of(|said| json!(said.1)), "comment": of(|said| json!(said.2))}));
    });
}
