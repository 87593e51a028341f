//! Folds that meet: of one timeline, and of the tickets of one person.

use std::collections::BTreeMap;

use domain::facts::Count;
use domain::timeline::Kind;
use rollup::Folded;
use serde_json::{Value, json};
use store::Mark;
use testing::faults::{Call, Fault, Gate, Lasts};

use crate::stories::ticket;
use crate::world::{World, same, timeline, world, ws};

fn opened(id: &str, at: &str) -> Value {
    ticket("T-1", id, "ticket_opened", at, &json!({"person": "anna"}))
}

fn mark_of(id: &str) -> Mark {
    Mark::Timeline { workspace: ws("acme"), timeline: timeline(Kind::Tickets, id) }
}

#[tokio::test]
async fn of_two_overlapping_folds_the_one_that_stalled_does_not_write() {
    let world = world().await;
    world.take("acme", &opened("a", "2026-10-02T10:00:00Z")).await;
    let (proxy, stalled) = world.disturbed().await;
    let gate = Gate::default();
    proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let id = timeline(Kind::Tickets, "T-1");
    let running = tokio::spawn({
        let id = id.clone();
        async move { stalled.fold(&ws("acme"), &id).await.unwrap() }
    });
    gate.reached().await; // it has read one event, and is about to write
    world.take("acme", &opened("b", "2026-10-01T10:00:00Z")).await;
    assert!(matches!(world.rollups.fold(&ws("acme"), &id).await.unwrap(), Folded::Changed(_)));
    gate.open();
    assert_eq!(running.await.unwrap(), Folded::Fenced);
    world.night().await;
    assert_eq!(world.facts("acme", Kind::Tickets, "2026-10-01").await.get(Count::Opened), 1);
    assert_eq!(world.facts("acme", Kind::Tickets, "2026-10-02").await.get(Count::Opened), 0);
}

#[tokio::test]
async fn an_event_that_comes_during_a_fold_is_not_forgotten() {
    let world = world().await;
    world.take("acme", &opened("a", "2026-10-02T10:00:00Z")).await;
    let (proxy, slow) = world.disturbed().await;
    let gate = Gate::default();
    proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let running = tokio::spawn(async move { slow.mark(&mark_of("T-1")).await.unwrap() });
    gate.reached().await;
    world.take("acme", &ticket("T-1", "b", "ticket_replied", "2026-10-02T11:00:00Z", &json!({"agent": "mia"}))).await;
    gate.open();
    running.await.unwrap();
    assert!(world.marks().await.contains(&mark_of("T-1")));
    let queued: Vec<_> = world.queue.take().into_iter().map(|message| message.body).collect();
    assert!(queued.iter().any(|body| body.contains("timeline")), "nobody waits for the next schedule: {queued:?}");
    world.night().await;
    let groups = world.cubes("acme", Kind::Tickets).await["2026-10-02"].groups(&["agent"]);
    assert_eq!(groups[&vec!["mia".to_owned()]].get(Count::Opened), 1);
}

#[tokio::test]
async fn a_day_that_changes_during_its_sum_is_summed_again() {
    let world = world().await;
    world.take("acme", &opened("a", "2026-10-02T10:00:00Z")).await;
    world.rollups.mark(&mark_of("T-1")).await.unwrap();
    world.queue.take();
    let day = world.marks().await.remove(0);
    let (proxy, slow) = world.disturbed().await;
    let gate = Gate::default();
    proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let running = tokio::spawn({
        let day = day.clone();
        async move { slow.mark(&day).await.unwrap() }
    });
    gate.reached().await;
    world.take("acme", &ticket("T-9", "z", "ticket_opened", "2026-10-02T12:00:00Z", &json!({}))).await;
    world.rollups.mark(&mark_of("T-9")).await.unwrap();
    assert_eq!(world.queue.take(), [], "the day's mark stood, so whoever set it has queued the sum");
    gate.open();
    running.await.unwrap();
    assert_eq!(world.queue.take().len(), 1, "the sum found that out");
    assert_eq!(world.marks().await, [day]);
    world.night().await;
    assert_eq!(world.facts("acme", Kind::Tickets, "2026-10-02").await.get(Count::Opened), 2);
}

/// A ticket that was resolved at one contact, and one that the same person opened three days later; both are news.
async fn siblings() -> World {
    let world = world().await;
    let resolved = [("ticket_opened", "2026-10-01T10:00:00Z"), ("ticket_resolved", "2026-10-02T10:00:00Z")];
    for (kind, at) in resolved {
        world.take("acme", &ticket("T-1", kind, kind, at, &json!({"person": "anna", "agent": "mia"}))).await;
    }
    world
        .take("acme", &ticket("T-2", "again", "ticket_opened", "2026-10-05T10:00:00Z", &json!({"person": "anna"})))
        .await;
    world
}

/// What is counted where one fold stands still at a call while the other runs from its beginning to its end.
async fn with_the_other_at(first: &'static str, second: &str, call: &Call) -> BTreeMap<String, Value> {
    let world = siblings().await;
    let (proxy, slow) = world.disturbed().await;
    let gate = Gate::default();
    proxy.plan_at(call, Fault::Hold(gate.clone()), Lasts::Once);
    let running = tokio::spawn(async move { slow.mark(&mark_of(first)).await.unwrap() });
    gate.reached().await;
    world.rollups.mark(&mark_of(second)).await.unwrap();
    gate.open();
    running.await.unwrap();
    world.night().await;
    world.counts()
}

#[tokio::test]
async fn wherever_the_folds_of_two_tickets_of_a_person_meet_the_first_contact_is_judged_right() {
    let world = siblings().await;
    world.night().await;
    let expected = world.counts();
    let resolved = world.facts("acme", Kind::Tickets, "2026-10-02").await;
    assert_eq!((resolved.get(Count::Closed), resolved.get(Count::FirstContact)), (1, 0), "they came again");
    for (first, second) in [("T-1", "T-2"), ("T-2", "T-1")] {
        let world = siblings().await;
        let (proxy, rollups) = world.disturbed().await;
        rollups.mark(&mark_of(first)).await.unwrap();
        for call in proxy.made() {
            let counted = with_the_other_at(first, second, &call).await;
            same(&counted, &expected, &format!("{first} stood at {call}"));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn runs_side_by_side_in_bad_weather_end_where_one_in_good_weather_does() {
    let events = crate::stories::autumn();
    let calm = world().await;
    for event in &events {
        calm.take("acme", event).await;
    }
    calm.night().await;
    let world = world().await;
    for (round, some) in events.chunks(9).enumerate() {
        for event in some {
            world.take("acme", event).await;
        }
        let mut running = tokio::task::JoinSet::new();
        for worker in 0..3 {
            let (proxy, rollups) = world.disturbed().await;
            proxy.weather(u64::try_from(round * 3 + worker).unwrap(), 60);
            let marks = world.marks().await;
            running.spawn(async move {
                for mark in marks {
                    // What fails leaves its mark.
                    let _ = rollups.mark(&mark).await;
                }
                proxy.weathered()
            });
        }
        assert!(running.join_all().await.into_iter().sum::<usize>() > 0, "the weather was good");
    }
    world.night().await;
    same(&world.counts(), &calm.counts(), "side by side");
}
