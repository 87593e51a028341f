//! Customers: when they were living stands beside their timeline, and a change of it asks for their answers again.

use domain::facts::Count;
use domain::response::Response;
use domain::timeline::Kind;
use domain::timeline::customer::Spell;
use serde_json::json;
use store::Mark;
use testing::builders::{response, stored_survey, time};

use crate::stories::customer;
use crate::world::{World, timeline, world, ws};

/// The marks of answers, in words; they are taken away.
async fn answers_marked(world: &World) -> Vec<String> {
    let mut marked = Vec::new();
    for mark in world.store().marks().await.unwrap() {
        if let Mark::Answers { survey, date, .. } = &mark {
            marked.push(format!("{survey} {date}"));
            let token = world.store().mark_token(&mark).await.unwrap().unwrap();
            world.store().clear_mark(&mark, &token).await.unwrap();
        }
    }
    marked.sort_unstable();
    marked
}

/// Answers of anna's to a relationship survey and another, and one of bob's.
async fn with_answers() -> World {
    let world = world().await;
    let (anna, bob) = ("anna".parse().unwrap(), "bob".parse().unwrap());
    for (id, kind) in [("rel", "relationship"), ("tx", "transactional")] {
        let survey = stored_survey(world.store(), id, "nps", &json!({"kind": kind})).await;
        for (number, at, person) in [
            (1, "2026-08-01T10:00:00Z", &anna),
            (2, "2026-10-01T23:30:00Z", &anna),
            (3, "2026-10-01T23:40:00Z", &anna),
            (4, "2026-11-01T10:00:00Z", &bob),
        ] {
            let named: Response = response(&survey, time(at), number, &json!(9));
            let named = Response { person: Some(domain::id::PersonId::clone(person)), ..named };
            world.store().put_known_response(&ws("acme"), &named, person).await.unwrap();
        }
    }
    world
}

#[tokio::test]
async fn changed_spells_mark_the_persons_answers_to_relationships_by_utc_date_and_nothing_else_does() {
    let world = with_answers().await;
    let take = async |id: &str, kind: &str, at: &str| {
        world.take("acme", &customer("anna", id, kind, at, &json!({"amount": 1, "currency": "EUR"}))).await;
        world.night().await;
    };
    take("1", "order_paid", "2026-07-01T10:00:00Z").await;
    assert_eq!(answers_marked(&world).await, [""; 0], "an order makes nobody a living customer");
    take("2", "customer_started", "2026-07-02T10:00:00Z").await;
    assert_eq!(answers_marked(&world).await, ["rel 2026-08-01", "rel 2026-10-01"]);
    take("3", "order_paid", "2026-07-03T10:00:00Z").await;
    take("4", "customer_started", "2026-07-04T10:00:00Z").await;
    assert_eq!(answers_marked(&world).await, [""; 0], "a start while living is none");
    take("5", "customer_ended", "2026-09-01T10:00:00Z").await;
    assert_eq!(answers_marked(&world).await, ["rel 2026-08-01", "rel 2026-10-01"]);
    let spells = world.store().spells(&ws("acme"), &"anna".parse().unwrap()).await.unwrap();
    let spell = Spell { from: time("2026-07-02T10:00:00Z"), to: Some(time("2026-09-01T10:00:00Z")) };
    assert_eq!(spells, [spell]);
    assert_eq!(world.store().spells(&ws("acme"), &"bob".parse().unwrap()).await.unwrap(), []);
}

#[tokio::test]
async fn a_customer_who_began_earlier_than_known_moves_to_that_day() {
    let world = world().await;
    world.take("acme", &customer("anna", "1", "customer_started", "2026-10-05T10:00:00Z", &json!({}))).await;
    world.night().await;
    assert_eq!(world.facts("acme", Kind::Customers, "2026-10-05").await.get(Count::Started), 1);
    world.take("acme", &customer("anna", "2", "customer_started", "2026-10-01T10:00:00Z", &json!({}))).await;
    world.night().await;
    let started = async |day| world.facts("acme", Kind::Customers, day).await.get(Count::Started);
    assert_eq!((started("2026-10-01").await, started("2026-10-05").await), (1, 0));
}

#[tokio::test]
async fn a_timeline_whose_facts_are_gone_keeps_what_it_added() {
    let world = world().await;
    world.take("acme", &customer("anna", "1", "customer_started", "2026-10-05T10:00:00Z", &json!({}))).await;
    world.night().await;
    let before = world.counted();
    let mark = Mark::Timeline { workspace: ws("acme"), timeline: timeline(Kind::Customers, "anna") };
    world.database.remove("v#acme#customers#anna", "1");
    world.mark(mark).await;
    world.night().await;
    crate::world::same(&world.counted(), &before, "gone");
}
