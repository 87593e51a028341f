//! Runs that die, come twice, or are overtaken: the export ends, and ends the same.

use domain::export::{Failed, Format, State};
use domain::task::JobTask;
use files::Exports;
use serde_json::json;
use testing::bucket::Failure;
use testing::builders::stored_survey;
use uuid::Uuid;

use crate::house::{House, Meddled, WORKSPACE, When};

#[tokio::test]
async fn a_message_that_comes_again_writes_nothing_again() {
    let house = House::start().await;
    let survey = stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    house.answers(&survey, 3, 4).await;
    let export = house.asked("nps", Format::Ndjson, |_| ()).await;
    assert!(house.deliver(&house.jobs(), export.id).await);
    let (done, text) = (house.export(export.id).await, house.text(&export));
    house.bucket.take_asked();
    assert!(house.deliver(&house.jobs(), export.id).await);
    assert_eq!((house.export(export.id).await, house.text(&export)), (done, text));
    assert!(house.bucket.take_asked().is_empty());
}

#[tokio::test]
async fn a_run_that_failed_in_the_middle_is_begun_again_and_ends_as_if_it_had_not() {
    let house = House::start().await;
    let survey = stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    house.answers(&survey, 2500, 2000).await;
    let export = house.asked("nps", Format::Ndjson, |_| ()).await;
    house.bucket.fail("part", &[Failure::Status(400)]);
    assert!(house.deliver(&house.jobs(), export.id).await);
    let (again, delay) = house.queued();
    assert_eq!((house.export(export.id).await.state, delay), (State::Running, 60));
    assert_eq!((house.text(&export), house.bucket.unfinished()), (None, 0), "nothing is left of it");
    assert!(house.bring(&house.jobs(), again).await);
    let done = house.export(export.id).await;
    assert_eq!((done.state, done.rows, done.tries), (State::Done, 2500, 2));
    assert_eq!(house.lines(&export).len(), 2500);
}

#[tokio::test]
async fn a_run_that_died_without_a_word_is_taken_over_and_can_say_nothing_more() {
    let house = House::start().await;
    let survey = stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    house.answers(&survey, 3, 4).await;
    let export = house.asked("nps", Format::Ndjson, |_| ()).await;
    let store = &house.database.store;
    let (_, dead) = store.begin_export(&WORKSPACE, export.id, Uuid::new_v4()).await.unwrap().unwrap();
    assert!(store.note_export(&dead, 1, 10).await.unwrap());
    assert!(house.deliver(&house.jobs(), export.id).await);
    let done = house.export(export.id).await;
    assert_eq!((done.state, done.rows, done.tries), (State::Done, 3, 2));
    for said in [
        store.note_export(&dead, 9, 9).await,
        store.finish_export(&dead, 9, 9).await,
        store.fail_export(&dead, Failed::GaveUp).await,
    ] {
        assert!(!said.unwrap());
    }
    assert_eq!(house.export(export.id).await, done);
}

#[tokio::test]
async fn a_run_that_is_overtaken_leaves_the_file_to_the_other_one() {
    let house = House::start().await;
    let survey = stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    house.answers(&survey, 3, 4).await;
    let export = house.asked("nps", Format::Ndjson, |_| ()).await;
    let (store, id) = (house.database.store.clone(), export.id);
    let files = Meddled::new(house.files(), When::Writing, move || async move {
        store.begin_export(&WORKSPACE, id, Uuid::new_v4()).await.unwrap().expect("it runs");
    });
    assert!(house.deliver(&house.jobs_on(files), export.id).await);
    assert_eq!((house.export(export.id).await.state, house.text(&export)), (State::Running, None));
}

#[tokio::test]
async fn an_export_that_is_taken_back_at_any_step_has_no_file() {
    for when in [When::Writing, When::Finished] {
        let house = House::start().await;
        let survey = stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
        house.answers(&survey, 3, 4).await;
        let export = house.asked("nps", Format::Ndjson, |_| ()).await;
        let (exports, bucket) = (Exports::new(house.database.store.clone(), house.files()), house.bucket.clone());
        let files = Meddled::new(house.files(), when, move || async move {
            assert_eq!(bucket.objects().len(), usize::from(when == When::Finished));
            exports.take_back(&WORKSPACE).await.unwrap();
        });
        assert!(house.deliver(&house.jobs_on(files), export.id).await);
        assert_eq!(house.export(export.id).await.state, State::Failed(Failed::PersonErased), "{when:?}");
        assert_eq!((house.text(&export), house.bucket.unfinished()), (None, 0), "{when:?}");
    }
}

#[tokio::test]
async fn a_file_that_a_dead_run_left_of_an_export_taken_back_is_removed_by_the_next_message() {
    let house = House::start().await;
    stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    let export = house.asked("nps", Format::Csv, |_| ()).await;
    house.database.store.void_export(&WORKSPACE, export.id, Failed::PersonErased).await.unwrap();
    house.files().begin(export.file()).await.unwrap().finish().await.unwrap();
    assert!(house.deliver(&house.jobs(), export.id).await);
    assert_eq!(house.text(&export), None);
}

#[tokio::test]
async fn whoever_is_erased_takes_back_done_exports_too_and_those_of_no_other_workspace() {
    let house = House::start().await;
    let survey = stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    house.answers(&survey, 3, 4).await;
    let export = house.asked("nps", Format::Ndjson, |_| ()).await;
    assert!(house.deliver(&house.jobs(), export.id).await);
    let exports = Exports::new(house.database.store.clone(), house.files());
    exports.take_back(&"other".parse().unwrap()).await.unwrap();
    assert_eq!(house.export(export.id).await.state, State::Done);
    for _ in 0..2 {
        exports.take_back(&WORKSPACE).await.unwrap();
        assert_eq!(house.export(export.id).await.state, State::Failed(Failed::PersonErased));
        assert_eq!(house.text(&export), None);
    }
}

#[tokio::test]
async fn what_runs_is_queued_again_at_a_start_and_nothing_else() {
    let house = House::start().await;
    stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    let running = house.asked("nps", Format::Csv, |_| ()).await;
    let done = house.asked("nps", Format::Csv, |_| ()).await;
    assert!(house.deliver(&house.jobs(), done.id).await);
    house.jobs().begin_again().await.unwrap();
    let sent: Vec<JobTask> =
        house.queue.take().iter().map(|message| serde_json::from_str(&message.body).unwrap()).collect();
    let (workspace, export) = (WORKSPACE.to_string(), running.id.to_string());
    assert_eq!(sent, [JobTask::Export { workspace, export }]);
}
