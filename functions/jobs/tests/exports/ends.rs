//! Exports that get no file: each says why.

use std::time::Duration;

use domain::export::{Failed, Format, State, TRIES};
use domain::survey::Survey;
use jiff::SignedDuration;
use runtime::batch::{SqsBatch, SqsRecord};
use runtime::clock::Clock as _;
use serde_json::json;
use testing::bucket::Failure;
use testing::builders::stored_survey;
use uuid::Uuid;

use crate::house::{House, Meddled, WORKSPACE, When};

#[tokio::test]
async fn a_try_that_fails_comes_again_a_little_later_and_the_last_one_says_that_it_was_given_up() {
    let house = House::start().await;
    let survey = stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    house.answers(&survey, 3, 4).await;
    let export = house.asked("nps", Format::Ndjson, |_| ()).await;
    let (mut message, mut delays) = (None::<String>, Vec::new());
    for _ in 1..=TRIES {
        assert_eq!(house.export(export.id).await.state, State::Running);
        house.bucket.fail("put", &[Failure::Status(400)]);
        assert!(match message.take() {
            None => house.deliver(&house.jobs(), export.id).await,
            Some(body) => house.bring(&house.jobs(), body).await,
        });
        let (body, delay) = house.queued();
        message = Some(body);
        delays.push(delay);
    }
    assert_eq!(delays, [60, 120, 240, 480, 900]);
    assert_eq!(house.export(export.id).await.state, State::Failed(Failed::GaveUp));
    assert!(house.bring(&house.jobs(), message.unwrap()).await, "nothing is tried any more");
    assert_eq!((house.text(&export), house.queue.take().len()), (None, 0));
}

#[tokio::test]
async fn where_the_queue_does_not_take_a_failed_try_it_keeps_the_message_itself() {
    let house = House::start().await;
    let survey = stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    house.answers(&survey, 3, 4).await;
    let export = house.asked("nps", Format::Ndjson, |_| ()).await;
    house.bucket.fail("put", &[Failure::Status(400)]);
    house.queue.break_down(true);
    assert!(!house.deliver(&house.jobs(), export.id).await);
    assert!(house.deliver(&house.jobs(), export.id).await);
    assert_eq!(house.export(export.id).await.state, State::Done);
}

#[tokio::test]
async fn what_can_never_be_done_is_left_to_the_queue_and_its_dead_letters() {
    let house = House::start().await;
    stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    let export = house.asked("nps", Format::Ndjson, |_| ()).await;
    house.database.spoil("w#acme", "survey#nps");
    for _ in 0..2 {
        assert!(!house.deliver(&house.jobs(), export.id).await);
        assert!(house.queue.take().is_empty());
    }
}

#[tokio::test]
async fn runs_that_all_died_without_a_word_end_too() {
    let house = House::start().await;
    stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    let export = house.asked("nps", Format::Ndjson, |_| ()).await;
    for _ in 1..=TRIES {
        house.database.store.begin_export(&WORKSPACE, export.id, Uuid::new_v4()).await.unwrap().expect("it runs");
    }
    assert!(house.deliver(&house.jobs(), export.id).await);
    assert_eq!(house.export(export.id).await.state, State::Failed(Failed::GaveUp));
}

#[tokio::test]
async fn a_run_that_takes_longer_than_it_may_ends_with_a_reason_and_leaves_no_parts() {
    let house = House::start().await;
    let survey = stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    house.answers(&survey, 300, 4).await;
    for (taken, expected) in [(12 * 60 + 59, State::Done), (13 * 60, State::Failed(Failed::TooLong))] {
        let export = house.asked("nps", Format::Ndjson, |_| ()).await;
        let clock = house.clock.clone();
        let files = Meddled::new(house.files(), When::Writing, move || async move {
            clock.set(clock.now() + SignedDuration::from_secs(taken));
        });
        let jobs = house.jobs_on(files).within(Duration::from_mins(13));
        assert!(house.deliver(&jobs, export.id).await);
        assert_eq!(house.export(export.id).await.state, expected);
        assert_eq!((house.text(&export).is_some(), house.bucket.unfinished()), (expected == State::Done, 0));
    }
}

#[tokio::test]
async fn answers_of_employees_are_in_no_file_though_the_survey_was_another_when_it_was_asked_for() {
    let house = House::start().await;
    let first = stored_survey(&house.database.store, "pulse", "nps", &json!({})).await;
    let export = house.asked("pulse", Format::Ndjson, |_| ()).await;
    let body = json!({"name": "Pulse", "metric": "enps", "periods": [{"from": "2026-11-01", "to": "2026-11-30"}]});
    let of_employees = Survey::parse(first.id, 2, &body).unwrap();
    assert!(house.database.store.put_survey(&WORKSPACE, &of_employees).await.unwrap());
    assert!(house.deliver(&house.jobs(), export.id).await);
    assert_eq!(house.export(export.id).await.state, State::Failed(Failed::Anonymous));
    assert_eq!(house.text(&export), None);
}

#[tokio::test]
async fn a_message_that_names_nothing_is_done_with_and_one_that_nobody_can_read_is_not() {
    let house = House::start().await;
    let id = "exp_0193f0a0b1c27000800000000000002a".parse().unwrap();
    assert!(house.deliver(&house.jobs(), id).await);
    let record = SqsRecord { message_id: Some("m".to_owned()), body: r#"{"task":"export"}"#.to_owned() };
    let answer = house.jobs().handle(SqsBatch { records: vec![record] }).await.unwrap();
    assert_eq!(answer.failures.len(), 1);
}
