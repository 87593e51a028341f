//! Requests for days: they fall apart into messages, survive crashes at every step, and cover business events too.

use std::collections::BTreeSet;

use domain::bucket::Source;
use domain::event::Event;
use domain::facts::Facts;
use domain::id::RollupId;
use domain::task::RollupTask;
use domain::timeline::Kind;
use domain::workspace::Workspace;
use runtime::batch::{SqsBatch, SqsRecord};
use serde_json::json;
use store::{Job, Mark};
use testing::builders::workspace;

use crate::world::{World, bytes, world};

fn range(id: RollupId, from: &str, to: &str, survey: Option<&str>) -> RollupTask {
    RollupTask::Range {
        workspace: "acme".into(),
        job: id.to_string(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        survey: survey.map(str::to_owned),
        kind: None,
        part: false,
    }
}

async fn deliver(world: &World, body: String) -> bool {
    let record = SqsRecord { message_id: Some("1".into()), body };
    world.rollups.handle(SqsBatch { records: vec![record] }).await.unwrap().failures.is_empty()
}

#[tokio::test]
async fn a_request_for_years_falls_apart_and_no_worker_spreads_more_than_its_part() {
    let world = world("UTC").await;
    world.answer("2026-11-20T10:00:00Z", 1, 9).await;
    let id = RollupId::new(uuid::Uuid::from_u128(7));
    world.send(&range(id, "2020-01-01", "2026-12-31", None)).await;
    let (mut buckets, mut rounds) = (BTreeSet::new(), 0);
    let mut tasks = world.queue.take();
    while !tasks.is_empty() {
        rounds += 1;
        let mut next = Vec::new();
        for task in tasks {
            // Counting so many empty days says nothing more: only that each is asked for.
            if !task.body.contains("\"task\":\"range\"") {
                assert!(buckets.insert(task.body), "a bucket was asked for twice");
                continue;
            }
            assert!(deliver(&world, task.body).await);
            let spread = world.queue.take();
            assert!(spread.len() <= 100, "{} messages of one worker", spread.len());
            next.extend(spread);
        }
        tasks = next;
    }
    assert!(rounds <= 4);
    // The survey and five kinds of timelines, over 2,557 days.
    assert_eq!(buckets.len(), 6 * 2557);
    let progress = world.database.store.job(&workspace(), id).await.unwrap().unwrap();
    assert_eq!((progress.buckets, progress.done), (Some(6 * 2557), 0));
}

#[tokio::test]
async fn a_request_that_crashes_and_comes_twice_at_every_step_ends_done_once() {
    let world = world("UTC").await;
    for day in 1..=9 {
        world.answer(&format!("2026-10-0{day}T10:00:00Z"), day, 9).await;
    }
    let id = RollupId::new(uuid::Uuid::from_u128(8));
    let (from, to) = ("2026-06-01", "2026-10-15"); // 137 days: two stretches
    let job = Job { from: from.parse().unwrap(), to: to.parse().unwrap(), survey: None };
    world.database.store.put_job(&workspace(), id, &job, None, world.clock_now()).await.unwrap();
    world.send(&range(id, from, to, Some("nps"))).await;
    let mut tasks = world.queue.take();
    while !tasks.is_empty() {
        // Newest first, as a queue may deliver; everything twice; and what spreads breaks off once.
        for task in tasks.into_iter().rev().flat_map(|task| [task.clone(), task]) {
            if task.body.contains("\"task\":\"range\"") {
                world.queue.break_down(true);
                assert!(!deliver(&world, task.body.clone()).await);
                world.queue.break_down(false);
            }
            assert!(deliver(&world, task.body).await);
        }
        tasks = world.queue.take();
        tasks.sort_by(|a, b| a.body.cmp(&b.body));
        tasks.dedup();
    }
    let progress = world.database.store.job(&workspace(), id).await.unwrap().unwrap();
    assert!(progress.is_done());
    assert_eq!((progress.buckets, progress.done, progress.changed), (Some(137), 137, 9));
}

#[tokio::test]
async fn a_request_without_a_survey_moves_business_events_into_the_days_of_a_new_zone() {
    let world = world("UTC").await;
    let body = json!({"event_id": "c1", "type": "cost_booked", "at": "2026-11-20T23:00:00Z", "amount": 500, "currency": "EUR"});
    let event = Event::parse(&body, None).unwrap();
    let store = &world.database.store;
    store.put_event(&workspace(), &event).await.unwrap();
    let mark = Mark::Timeline { workspace: workspace(), timeline: event.timeline() };
    store.put_mark(&mark, "1").await.unwrap();
    world.nights().await;
    assert_eq!(booked(&world).await, ["2026-11-20"]);
    let settings = Workspace::parse(workspace(), &json!({"time_zone": "Europe/Riga"})).unwrap();
    store.put_workspace(&settings).await.unwrap();
    let progress = world.request("2026-11-19", "2026-11-22", None).await;
    assert!(progress.is_done());
    assert_eq!(progress.buckets, Some(24));
    world.nights().await;
    assert_eq!(booked(&world).await, ["2026-11-21"]);
    let first = bytes(&world);
    world.request("2026-11-19", "2026-11-22", None).await;
    world.nights().await;
    assert_eq!(bytes(&world), first);
}

/// The days with money.
async fn booked(world: &World) -> Vec<String> {
    let (first, last) = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
    let source = Source::from(Kind::Bookings);
    let totals = world.database.store.totals::<Facts>(&workspace(), &source, first, last).await.unwrap();
    let with_money = totals.into_iter().filter(|(_, totals)| totals.cell.clone().unwrap() != Facts::default());
    with_money.map(|(day, _)| day.to_string()).collect()
}

#[tokio::test]
async fn a_survey_that_is_gone_keeps_no_request_from_ending() {
    let world = world("UTC").await;
    let progress = world.request("2026-11-20", "2026-11-21", Some("nobody")).await;
    assert!(progress.is_done());
    assert_eq!(progress.changed, 0);
}
