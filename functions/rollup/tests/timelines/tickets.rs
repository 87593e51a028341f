//! Tickets move between days and people, and take back what they added there.

use domain::facts::Count;
use domain::timeline::Kind;
use serde_json::{Value, json};

use crate::stories::ticket;
use crate::world::{World, world, ws};

async fn first_contacts(world: &World, day: &str) -> (u64, u64) {
    let facts = world.facts("acme", Kind::Tickets, day).await;
    (facts.get(Count::Closed), facts.get(Count::FirstContact))
}

async fn take(world: &World, of: &str, id: &str, kind: &str, at: &str, more: Value) {
    world.take("acme", &ticket(of, id, kind, at, &more)).await;
    world.night().await;
}

#[tokio::test]
async fn a_later_ticket_of_the_same_person_takes_the_first_contact_back_and_one_that_moves_away_gives_it_again() {
    let world = world().await;
    take(&world, "T-1", "a", "ticket_opened", "2026-10-01T10:00:00Z", json!({"person": "anna"})).await;
    take(&world, "T-1", "b", "ticket_resolved", "2026-10-02T10:00:00Z", json!({"agent": "mia"})).await;
    assert_eq!(first_contacts(&world, "2026-10-02").await, (1, 1));
    take(&world, "T-2", "c", "ticket_opened", "2026-10-09T09:59:59Z", json!({"person": "anna"})).await;
    assert_eq!(first_contacts(&world, "2026-10-02").await, (1, 0), "within seven days");
    take(&world, "T-2", "d", "ticket_replied", "2026-10-10T10:00:00Z", json!({"agent": "mia", "person": "bob"})).await;
    assert_eq!(first_contacts(&world, "2026-10-02").await, (1, 1), "it was bob's all along");
    let tickets = |person: &str| {
        let (store, person) = (world.store().clone(), person.parse().unwrap());
        async move { store.tickets_of(&ws("acme"), &person).await.unwrap().into_keys().collect::<Vec<_>>() }
    };
    assert_eq!((tickets("anna").await, tickets("bob").await), (vec!["T-1".to_owned()], vec!["T-2".to_owned()]));
    take(&world, "T-2", "e", "ticket_replied", "2026-10-11T10:00:00Z", json!({"agent": "mia", "person": "anna"})).await;
    assert_eq!(first_contacts(&world, "2026-10-02").await, (1, 0), "and then anna's again");
    take(&world, "T-2", "f", "ticket_opened", "2026-10-01T10:00:00Z", json!({})).await;
    assert_eq!(first_contacts(&world, "2026-10-02").await, (1, 1), "it was opened before the other was resolved");
    take(&world, "T-1", "g", "ticket_reopened", "2026-10-20T10:00:00Z", json!({})).await;
    assert_eq!(first_contacts(&world, "2026-10-02").await, (0, 0), "a reopening takes the resolution back");
}

#[tokio::test]
async fn a_ticket_that_was_opened_earlier_than_known_leaves_no_entry_on_its_old_day() {
    let world = world().await;
    take(&world, "T-1", "a", "ticket_opened", "2026-10-03T10:00:00Z", json!({"person": "anna"})).await;
    take(&world, "T-1", "b", "ticket_replied", "2026-10-04T10:00:00Z", json!({"agent": "mia"})).await;
    let opened = |day: &'static str| {
        let world = &world;
        async move { world.facts("acme", Kind::Tickets, day).await.get(Count::Opened) }
    };
    assert_eq!((opened("2026-10-01").await, opened("2026-10-03").await), (0, 1));
    take(&world, "T-1", "c", "ticket_opened", "2026-10-01T10:00:00Z", json!({"person": "anna"})).await;
    assert_eq!((opened("2026-10-01").await, opened("2026-10-03").await), (1, 0));
    let days: Vec<_> = world.cubes("acme", Kind::Tickets).await.into_keys().collect();
    assert_eq!(days, ["2026-10-01", "2026-10-03", "2026-10-04"], "the second opening is still an event of its day");
    assert_eq!(world.database.count("\"y#acme#tickets#"), 3);
}

#[tokio::test]
async fn an_unreadable_event_is_named_by_its_key_and_holds_up_its_own_timeline_alone() {
    let world = world().await;
    let opened = |of: &str| ticket(of, &format!("{of}-a"), "ticket_opened", "2026-10-01T10:00:00Z", &json!({}));
    for of in ["T-1", "T-2"] {
        world.take("acme", &opened(of)).await;
    }
    world.database.spoil("v#acme#tickets#T-1", "T-1-a");
    world.rollups.look(world.now()).await.unwrap();
    let (_, failed) = world.deliver().await;
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(failed[0].contains("\"id\":\"T-1\""), "{failed:?}");
    let (_, failed) = world.deliver().await;
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(world.facts("acme", Kind::Tickets, "2026-10-01").await.get(Count::Opened), 1);
    let error = world.rollups.mark(&world.marks().await.remove(0)).await.unwrap_err().to_string();
    assert!(error.contains("v#acme#tickets#…"), "{error}");
}
