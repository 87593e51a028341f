//! Buckets equal a recomputation, whatever the order, repetition, overlap or lateness of the runs.

use domain::id::RollupId;
use domain::task::RollupTask;
use jiff::ToSpan;
use rollup::Rollups;
use runtime::batch::{SqsBatch, SqsRecord};
use serde_json::json;
use store::{Job, Written};
use testing::builders::{response, time, workspace};
use testing::faults::{Fault, FaultProxy, Gate};

use crate::world::{bytes, rollup_items, world};

#[tokio::test]
async fn a_late_answer_changes_only_its_own_bucket_and_raises_its_revision() {
    let world = world("Europe/Riga").await;
    world.answer("2026-11-19T10:00:00Z", 1, 9).await;
    world.answer("2026-11-20T10:00:00Z", 2, 3).await;
    world.night().await;
    let before = rollup_items(&world);
    world.answer("2026-11-19T11:00:00Z", 3, 10).await;
    world.night().await;
    let counts = world.counts(&world.database.store).await;
    assert_eq!(counts["2026-11-19"], (vec![(9, 1), (10, 1)], 2));
    assert_eq!(counts["2026-11-20"], (vec![(3, 1)], 1));
    let of_the_other_day = |key: &&String| key.contains("2026-11-20") && !key.contains("\"f#");
    let after = rollup_items(&world);
    for key in before.keys().filter(of_the_other_day) {
        assert_eq!(before[key], after[key], "{key}");
    }
}

#[tokio::test]
async fn a_rollup_run_twice_changes_no_byte_but_the_fence() {
    let world = world("Europe/Riga").await;
    for number in 0..30_i64 {
        let at = time("2026-11-18T00:30:00Z") + (number * 3).hours();
        world.answer(&at.to_string(), number.unsigned_abs(), u8::try_from(number % 11).unwrap()).await;
    }
    world.night().await;
    let first = bytes(&world);
    assert!(first.keys().any(|key| key.contains("\"c#")) && first.keys().any(|key| key.contains("\"t#")));
    world.clock.advance(jiff::SignedDuration::from_hours(24));
    for number in 0..5 {
        world.mark(time("2026-11-18T00:30:00Z") + (number * 24).hours()).await;
    }
    world.night().await;
    assert_eq!(bytes(&world), first);
}

#[tokio::test]
async fn an_answer_belongs_to_the_local_day_in_which_it_began() {
    let world = world("Europe/Riga").await;
    world.answer("2026-11-20T21:59:59.999Z", 1, 1).await; // 23:59 in Riga
    world.answer("2026-11-20T22:00:00Z", 2, 2).await; // midnight
    world.night().await;
    let counts = world.counts(&world.database.store).await;
    assert_eq!(counts["2026-11-20"].0, [(1, 1)]);
    assert_eq!(counts["2026-11-21"].0, [(2, 1)]);
}

#[tokio::test]
async fn of_two_overlapping_runs_the_one_that_stalled_does_not_overwrite() {
    let world = world("UTC").await;
    world.answer("2026-11-20T10:00:00Z", 1, 9).await;
    let proxy = FaultProxy::start(world.database.address).await;
    let gate = Gate::default();
    proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let store = world.database.store_through(proxy.endpoint());
    let stalled = Rollups::new(store, world.clock.clone(), world.queue.clone());
    let counting = world.counting.clone();
    let day = "2026-11-20".parse().unwrap();
    let stalled = tokio::spawn(async move { stalled.recompute(&workspace(), &counting, day).await.unwrap() });
    gate.reached().await; // it has read one answer, and is about to write
    world.answer("2026-11-20T11:00:00Z", 2, 10).await;
    let written = world.rollups.recompute(&workspace(), &world.counting, day).await.unwrap();
    assert_eq!(written, Written::Changed(1));
    gate.open();
    assert_eq!(stalled.await.unwrap(), Written::Fenced);
    assert_eq!(world.counts(&world.database.store).await["2026-11-20"], (vec![(9, 1), (10, 1)], 1));
}

#[tokio::test]
async fn a_mark_that_was_set_again_during_the_run_stays() {
    let world = world("UTC").await;
    world.answer("2026-11-20T10:00:00Z", 1, 9).await;
    let proxy = FaultProxy::start(world.database.address).await;
    let gate = Gate::default();
    proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let store = world.database.store_through(proxy.endpoint());
    let slow = Rollups::new(store, world.clock.clone(), world.queue.clone());
    let mark = world.database.store.marks().await.unwrap().remove(0);
    let running = tokio::spawn(async move { slow.mark(&mark).await.unwrap() });
    gate.reached().await;
    world.answer("2026-11-20T11:00:00Z", 2, 10).await;
    gate.open();
    running.await.unwrap();
    assert_eq!(world.database.store.marks().await.unwrap().len(), 1);
    world.night().await;
    assert!(world.database.store.marks().await.unwrap().is_empty());
    assert_eq!(world.counts(&world.database.store).await["2026-11-20"].0, [(9, 1), (10, 1)]);
}

#[tokio::test]
async fn a_run_whose_reply_was_lost_ends_right_when_it_is_repeated() {
    let world = world("UTC").await;
    world.answer("2026-11-20T10:00:00Z", 1, 9).await;
    let proxy = FaultProxy::start(world.database.address).await;
    for _ in 0..3 {
        proxy.plan("TransactWriteItems", Fault::LoseReply);
    }
    let rollups =
        Rollups::new(world.database.store_through(proxy.endpoint()), world.clock.clone(), world.queue.clone());
    let day = "2026-11-20".parse().unwrap();
    let first = rollups.recompute(&workspace(), &world.counting, day).await;
    assert!(first.is_err(), "the reply was lost as often as the client tries");
    let again = rollups.recompute(&workspace(), &world.counting, day).await.unwrap();
    assert_eq!(again, Written::Unchanged);
    assert_eq!(world.counts(&world.database.store).await["2026-11-20"], (vec![(9, 1)], 1));
}

#[tokio::test]
async fn a_request_for_days_ends_done_and_says_how_many_changed() {
    let world = world("Europe/Riga").await;
    for day in 1..=5 {
        let at = format!("2026-11-{day:02}T10:00:00Z");
        let response = response(&world.survey, time(&at), day, &json!(9));
        world.database.store.put_response(&workspace(), &response).await.unwrap();
    }
    let id = RollupId::new(uuid::Uuid::from_u128(7));
    let (from, to) = ("2026-11-01".parse().unwrap(), "2026-11-10".parse().unwrap());
    let job = Job { from, to, survey: None };
    world.database.store.put_job(&workspace(), id, &job, None, world.clock_now()).await.unwrap();
    let (team, job) = ("acme".into(), id.to_string());
    let task = RollupTask::Range { workspace: team, job, from, to, survey: None, kind: None, part: false };
    for repetition in 0..2 {
        let record =
            SqsRecord { message_id: Some(repetition.to_string()), body: serde_json::to_string(&task).unwrap() };
        world.rollups.handle(SqsBatch { records: vec![record] }).await.unwrap();
        world.drain().await;
        let progress = world.database.store.job(&workspace(), id).await.unwrap().unwrap();
        assert!(progress.is_done());
        // The survey's days, and those of each kind of timelines.
        assert_eq!((progress.buckets, progress.done, progress.changed), (Some(60), 60, 5));
    }
}

#[tokio::test]
async fn a_poison_message_is_reported_alone() {
    let world = world("UTC").await;
    world.answer("2026-11-20T10:00:00Z", 1, 9).await;
    let mark = RollupTask::Mark { workspace: "acme".into(), survey: "nps".into(), date: "2026-11-20".parse().unwrap() };
    let records = vec![
        SqsRecord { message_id: Some("bad".into()), body: "{}".into() },
        SqsRecord { message_id: Some("good".into()), body: serde_json::to_string(&mark).unwrap() },
    ];
    let answer = world.rollups.handle(SqsBatch { records }).await.unwrap();
    assert_eq!(answer.failures.iter().map(|failure| failure.id.as_str()).collect::<Vec<_>>(), ["bad"]);
    assert_eq!(world.counts(&world.database.store).await["2026-11-20"].0, [(9, 1)]);
}
