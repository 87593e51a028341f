//! Buckets equal a recomputation, whatever the order, repetition, overlap or lateness of the runs.

use std::collections::BTreeMap;

use domain::id::RollupId;
use domain::survey::Survey;
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
    let task = RollupTask::Range { workspace: "acme".into(), job: id.to_string(), from, to, survey: None };
    for repetition in 0..2 {
        let record =
            SqsRecord { message_id: Some(repetition.to_string()), body: serde_json::to_string(&task).unwrap() };
        world.rollups.handle(SqsBatch { records: vec![record] }).await.unwrap();
        world.drain().await;
        let progress = world.database.store.job(&workspace(), id).await.unwrap().unwrap();
        assert!(progress.is_done());
        assert_eq!((progress.buckets, progress.done, progress.changed), (Some(10), 10, 5));
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

#[tokio::test]
async fn in_every_zone_the_buckets_equal_a_plain_count() {
    for zone in [
        "Europe/Riga",
        "Africa/Cairo",
        "America/Havana",
        "Australia/Lord_Howe",
        "Antarctica/Troll",
        "Pacific/Kiritimati",
    ] {
        let world = world(zone).await;
        let mut plain: BTreeMap<String, BTreeMap<u8, u64>> = BTreeMap::new();
        // Around Havana's day with two midnights; the steps and scores look random and are the same every time.
        let mut at = time("2026-10-30T00:00:00Z");
        for number in 0..120_u64 {
            at += jiff::SignedDuration::from_secs(i64::try_from((number * 7919) % 7200).unwrap());
            let score = u8::try_from((number * 31) % 11).unwrap();
            world.answer(&at.to_string(), number, score).await;
            *plain.entry(world.counting.zone.date(at).to_string()).or_default().entry(score).or_default() += 1;
        }
        world.night().await;
        let counts = world.counts(&world.database.store).await;
        let counted: BTreeMap<_, BTreeMap<_, _>> =
            counts.into_iter().map(|(day, (scores, _))| (day, scores.into_iter().collect())).collect();
        assert_eq!(counted, plain, "{zone}");
    }
}

#[tokio::test]
async fn after_a_changed_zone_the_counted_days_hold_every_answer_once() {
    let world = world("UTC").await;
    for number in 0..40_u64 {
        let at = time("2026-11-10T00:30:00Z") + jiff::SignedDuration::from_hours(3 * i64::try_from(number).unwrap());
        world.answer(&at.to_string(), number, 9).await;
    }
    world.night().await;
    let store = &world.database.store;
    let n = |counts: BTreeMap<String, (Vec<(u8, u64)>, u64)>| -> Vec<u64> {
        counts.into_values().map(|(scores, _)| scores.into_iter().map(|(_, n)| n).sum()).collect()
    };
    assert_eq!(n(world.counts(store).await), [8, 8, 8, 8, 8]);
    let moved = Survey { version: 2, time_zone: Some("Pacific/Kiritimati".parse().unwrap()), ..world.survey.clone() };
    assert!(store.put_survey(&workspace(), &moved).await.unwrap());
    let (first, last) = store.counted_days(&workspace(), &moved.id).await.unwrap().unwrap();
    let task = RollupTask::Range {
        workspace: "acme".into(),
        job: RollupId::new(uuid::Uuid::from_u128(8)).to_string(),
        from: first.yesterday().unwrap(),
        to: last.tomorrow().unwrap(),
        survey: Some("nps".into()),
    };
    let record = SqsRecord { message_id: Some("1".into()), body: serde_json::to_string(&task).unwrap() };
    world.rollups.handle(SqsBatch { records: vec![record] }).await.unwrap();
    world.drain().await;
    let after = n(world.counts(store).await);
    assert_eq!(after.iter().sum::<u64>(), 40);
    assert_ne!(after, [8, 8, 8, 8, 8]);
}
