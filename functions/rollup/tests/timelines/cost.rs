//! What an event, a fold and a sum cost, as DynamoDB counts it.

use domain::timeline::Kind;
use serde_json::{Value, json};
use store::Mark;
use testing::faults::Bill;

use crate::stories::{customer, ticket};
use crate::world::{World, day, timeline, world, ws};

/// Units of writing and of reading.
fn units(bill: &Bill) -> (f64, f64) {
    (bill.write_units(), bill.read_units())
}

async fn cost(world: &World, mark: Mark) -> Bill {
    let (proxy, rollups) = world.disturbed().await;
    rollups.mark(&mark).await.unwrap();
    assert_eq!(proxy.bill().forbidden(), [""; 0]);
    proxy.bill()
}

#[tokio::test]
async fn an_event_of_a_person_and_its_mark_cost_nine_write_units_and_of_nobody_five() {
    let world = world().await;
    let (proxy, _) = world.disturbed().await;
    let store = world.database.store_through(proxy.endpoint());
    // The event, its id and the mark; for a person the look at their tombstone, and what leads an erasure to the ticket.
    for (id, more, cost) in [("a", json!({"person": "anna"}), "9"), ("b", json!({}), "5")] {
        let event = ticket("T-1", id, "ticket_opened", "2026-10-01T10:00:00Z", &more);
        let event = domain::event::Event::parse(&event, None).unwrap();
        proxy.begin();
        store.put_event(&ws("acme"), &event).await.unwrap();
        store.put_mark(&Mark::Timeline { workspace: ws("acme"), timeline: event.timeline() }, "token").await.unwrap();
        assert_eq!(units(&proxy.bill()).0.to_string(), cost);
    }
}

#[tokio::test]
async fn a_fold_costs_what_its_changed_days_do_and_an_idle_one_its_fence_and_its_mark() {
    let world = world().await;
    let of = |id: &str| Mark::Timeline { workspace: ws("acme"), timeline: timeline(Kind::Tickets, id) };
    let event = |kind: &str, at: &str, more: &Value| ticket("T-1", kind, kind, at, more);
    world.take("acme", &event("ticket_opened", "2026-10-01T10:00:00Z", &json!({"person": "anna"}))).await;
    // The fence 1, its place among the person's tickets 4, timeline and entry 4, the day's mark 1, that all were told 1, and
    // the mark taken away 1.
    assert_eq!(units(&cost(&world, of("T-1")).await).0.to_string(), "12");
    world.take("acme", &event("ticket_replied", "2026-10-02T10:00:00Z", &json!({"agent": "mia"}))).await;
    // The same for two days, and the place stays.
    assert_eq!(units(&cost(&world, of("T-1")).await).0.to_string(), "11");
    world.mark(of("T-1")).await;
    let idle = cost(&world, of("T-1")).await;
    assert_eq!(units(&idle).0.to_string(), "2");
    assert!(units(&idle).1 <= 4.0, "{idle:#?}");
}

#[tokio::test]
async fn a_day_is_summed_with_a_unit_of_reading_for_each_4_kb_of_entries() {
    let world = world().await;
    for number in 0..40 {
        let person = format!("person-{number}");
        let started = customer(&person, &person, "customer_started", "2026-10-01T10:00:00Z", &json!({"plan": "small"}));
        world.take("acme", &started).await;
    }
    for mark in world.marks().await {
        world.rollups.mark(&mark).await.unwrap();
    }
    let sum = cost(&world, Mark::Day { workspace: ws("acme"), kind: Kind::Customers, day: day("2026-10-01") }).await;
    // The fence 1, again in the transaction with the totals and the cube 6, and the mark 1.
    assert_eq!(units(&sum).0.to_string(), "8");
    let entries = sum.of("y#acme#customers#2026-10-01").read_units();
    assert!(entries <= 4.0, "{entries} units for 40 entries");
}
