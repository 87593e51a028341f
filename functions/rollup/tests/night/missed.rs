//! Schedules that did not run, and the time that counts.

use std::collections::{BTreeMap, BTreeSet};

use domain::task::RollupTask;
use jiff::SignedDuration;
use rollup::Rollups;
use testing::builders::time;
use testing::faults::{Call, Fault, FaultProxy, Lasts};

use crate::world::{bytes, world};

#[tokio::test]
async fn a_week_of_missed_schedules_catches_up_at_the_next_look() {
    let (missed, kept) = (world("Europe/Riga").await, world("Europe/Riga").await);
    let mut plain: BTreeMap<String, u64> = BTreeMap::new();
    for number in 0..7 * 24_u64 {
        let at = time("2026-11-14T00:30:00Z") + SignedDuration::from_hours(i64::try_from(number).unwrap());
        for world in [&missed, &kept] {
            world.answer(&at.to_string(), number, 9).await;
        }
        // The other one runs every night, as it should.
        if number % 24 == 2 {
            kept.night().await;
        }
        *plain.entry(missed.counting.zone.date(at).to_string()).or_default() += 1;
    }
    missed.rollups.look(time("2026-11-21T02:00:00Z")).await.unwrap();
    missed.drain().await;
    assert!(missed.database.store.marks().await.unwrap().is_empty());
    let counts = missed.counts(&missed.database.store).await;
    let counted: BTreeMap<_, _> = counts.into_iter().map(|(day, (scores, _))| (day, scores[0].1)).collect();
    assert_eq!(counted, plain);
    // With the counts of those who never missed a night; only the revisions are fewer.
    kept.night().await;
    let without_revision = |mut item: serde_json::Value| {
        item.as_object_mut().unwrap().remove("revision");
        item
    };
    let of = |world| bytes(world).into_iter().map(|(key, item)| (key, without_revision(item))).collect::<Vec<_>>();
    assert_eq!(of(&missed), of(&kept));
}

#[tokio::test]
async fn what_a_late_look_does_bears_the_time_that_the_schedule_meant() {
    let world = world("UTC").await;
    world.clock.set(time("2026-11-21T05:40:00Z"));
    let planned = time("2026-11-21T02:15:00Z");
    world.rollups.look(planned).await.unwrap();
    let tasks: Vec<RollupTask> =
        world.queue.take().iter().map(|sent| serde_json::from_str(&sent.body).unwrap()).collect();
    assert_eq!(tasks, [RollupTask::Night { workspace: "acme".into(), at: planned }]);
    let beat = world.database.store.first_beat_after(None).await.unwrap();
    assert_eq!(beat, Some(time("2026-11-21T02:00:00Z")));
    // Once an hour, however often somebody looks.
    world.rollups.look(time("2026-11-21T02:59:59Z")).await.unwrap();
    assert!(world.queue.take().is_empty());
    world.rollups.look(time("2026-11-21T03:00:00Z")).await.unwrap();
    assert_eq!(world.queue.take().len(), 1);
}

#[tokio::test]
async fn what_is_found_before_a_page_of_marks_fails_is_in_the_queue_already() {
    let world = world("UTC").await;
    let at = world.clock_now();
    world.mark(at).await;
    let mut items = world.database.dump();
    let (key, item) = items.iter().find(|(key, _)| key.contains("\"mark#")).unwrap();
    let (key, item) = (key.clone(), item.clone());
    items.remove(&key);
    for number in 0..1001 {
        let mut item = item.clone();
        item["pk"]["S"] = "mark#00".into();
        item["sk"]["S"] = format!("acme#@tickets#T-{number}").into();
        items.insert(format!("atbalss-rollups {} {}", item["pk"]["S"], item["sk"]["S"]), item);
    }
    world.database.restore(&items);
    let proxy = FaultProxy::start(world.database.address).await;
    let store = world.database.store_through(proxy.endpoint());
    let rollups = Rollups::new(store, world.clock.clone(), world.queue.clone());
    assert_eq!(rollups.look(at).await.unwrap(), 1001);
    let tasks: BTreeSet<_> = world.queue.take().into_iter().map(|sent| sent.body).collect();
    assert_eq!(tasks.iter().filter(|body| body.contains("\"task\":\"timeline\"")).count(), 1001);
    let of_the_shard = |call: &&Call| call.operation == "Query" && call.keys.iter().any(|key| key == "mark#00");
    let calls = proxy.made();
    let second = calls.iter().filter(of_the_shard).nth(1).unwrap();
    proxy.begin();
    proxy.plan_at(second, Fault::Fail, Lasts::UntilLifted);
    rollups.look(at).await.unwrap_err();
    assert!(proxy.lift() > 0);
    assert_eq!(world.queue.take().len(), 1000);
}

#[tokio::test]
async fn a_changed_threshold_needs_no_mark_and_changes_no_byte() {
    let world = world("UTC").await;
    world.answer("2026-11-20T10:00:00Z", 1, 9).await;
    world.night().await;
    let before = bytes(&world);
    let settings = serde_json::json!({"targets": {"first_response_minutes": 5, "support_cost_percent": 20}, "currency": "EUR", "gross_margin": 40});
    let settings = domain::workspace::Workspace::parse(testing::builders::workspace(), &settings).unwrap();
    world.database.store.put_workspace(&settings).await.unwrap();
    assert!(world.database.store.marks().await.unwrap().is_empty());
    world.request("2026-11-19", "2026-11-21", None).await;
    assert_eq!(bytes(&world), before);
}
