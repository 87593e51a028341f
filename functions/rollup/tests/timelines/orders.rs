//! The order of arrival, repetition and lateness change nothing of what is counted in the end.

use domain::event::EventType;
use domain::facts::Count;
use domain::timeline::Kind;
use serde_json::{Value, json};
use store::Mark;

use crate::stories::{Dice, autumn};
use crate::world::{World, same, timeline, world, ws};

/// Three workspaces: one in Riga, one in Havana with business hours, and one that has no settings.
const WORKSPACES: [&str; 3] = ["acme", "havana", "bare"];

async fn three() -> World {
    let world = world().await;
    let hours = json!({"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]]});
    world.settings("havana", &json!({"time_zone": "America/Havana", "business_hours": hours})).await;
    world
}

fn history() -> Vec<(&'static str, Value)> {
    WORKSPACES.into_iter().flat_map(|workspace| autumn().into_iter().map(move |event| (workspace, event))).collect()
}

async fn told_in(order: &[(&str, Value)]) -> World {
    let world = three().await;
    for (workspace, event) in order {
        world.take(workspace, event).await;
    }
    world.night().await;
    world
}

#[tokio::test]
async fn in_any_order_and_doubled_all_rollup_items_have_the_same_bytes() {
    let expected = told_in(&history()).await;
    let opened = expected.facts("acme", Kind::Tickets, "2026-10-02").await;
    assert_eq!(opened.get(Count::Opened), 1, "21:30 UTC on 1 October is the next day in Riga");
    assert_eq!(expected.facts("bare", Kind::Tickets, "2026-10-01").await.get(Count::Opened), 1, "and not in UTC");
    let revenue = expected.facts("acme", Kind::Bookings, "2026-11-01").await.events(EventType::RevenueBooked);
    assert_eq!(revenue, 1);
    let expected = expected.counted();
    assert!(["l#", "y#", "k#", "t#", "c#"].iter().all(|kind| expected.keys().any(|key| key.contains(kind))));
    for seed in 1..=3 {
        let world = told_in(&Dice(seed).shuffled(&history())).await;
        same(&world.counted(), &expected, &format!("seed {seed}"));
    }
}

#[tokio::test]
async fn events_that_come_late_night_after_night_lead_to_the_same_counts() {
    let expected = told_in(&history()).await.counts();
    for seed in 11..=12 {
        let world = three().await;
        let mut dice = Dice(seed);
        for (workspace, event) in dice.shuffled(&history()) {
            world.take(workspace, &event).await;
            if dice.below(8) == 0 {
                world.night().await;
            }
        }
        world.night().await;
        same(&world.counts(), &expected, &format!("seed {seed}"));
    }
}

#[tokio::test]
async fn everything_done_once_more_changes_no_byte_and_raises_no_revision() {
    let world = told_in(&history()).await;
    let before = world.counted();
    for workspace in WORKSPACES {
        for kind in Kind::ALL {
            for id in world.store().timelines_of(&ws(workspace), kind).await.unwrap() {
                world.mark(Mark::Timeline { workspace: ws(workspace), timeline: timeline(kind, &id) }).await;
            }
            for day in world.cubes(workspace, kind).await.into_keys() {
                world.mark(Mark::Day { workspace: ws(workspace), kind, day: day.parse().unwrap() }).await;
            }
        }
    }
    assert!(world.marks().await.len() > 60);
    world.night().await;
    same(&world.counted(), &before, "once more");
}

#[tokio::test]
async fn a_late_event_changes_its_own_days_alone() {
    let world = told_in(&history()).await;
    let before = world.counted();
    let event = json!({"event_id": "late", "type": "cost_booked", "at": "2026-10-31T12:00:00Z", "amount": 1, "currency": "EUR"});
    world.take("acme", &event).await;
    world.night().await;
    let changed: Vec<_> = world.counted().into_iter().filter(|(key, item)| before.get(key) != Some(item)).collect();
    let of_it = |key: &str| key.contains("acme#bookings") || key.contains("acme#@bookings");
    assert!(changed.iter().all(|(key, _)| of_it(key)), "{changed:#?}");
    // The timeline, its entry, the day's totals and its cube.
    assert_eq!(changed.len(), 4, "{changed:#?}");
    let totals = changed.iter().find(|(key, _)| key.contains("\"t#")).unwrap();
    assert_eq!(totals.1["revision"]["N"], "2");
}
