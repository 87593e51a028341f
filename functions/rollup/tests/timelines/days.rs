//! Days: more of them than a transaction takes, other ones once a workspace's zone changed, and requests for some.

use domain::facts::Count;
use domain::id::RollupId;
use domain::task::RollupTask;
use domain::timeline::Kind;
use jiff::ToSpan;
use jiff::civil::date;
use rollup::Folded;
use serde_json::{Value, json};
use store::Mark;

use crate::stories::{customer, ticket};
use crate::world::{day, same, timeline, world, ws};

/// So many orders of anna's, each on a day of its own.
pub fn orders(number: i64) -> Vec<Value> {
    let paid = |number: i64| {
        let at = format!("{}T22:30:00Z", date(2026, 3, 1) + number.days());
        customer("anna", &format!("order-{number}"), "order_paid", &at, &json!({"amount": 100, "currency": "EUR"}))
    };
    (0..number).map(paid).collect()
}

#[tokio::test]
async fn a_fold_may_change_more_days_than_a_transaction_takes_and_the_same_again_changes_nothing() {
    let world = world().await;
    for event in orders(205) {
        world.take("acme", &event).await;
    }
    let id = timeline(Kind::Customers, "anna");
    let Folded::Changed(days) = world.rollups.fold(&ws("acme"), &id).await.unwrap() else { panic!("nothing changed") };
    assert_eq!(days.len(), 205);
    assert_eq!(world.database.count("\"y#acme#customers#"), 205);
    world.night().await;
    assert_eq!(world.cubes("acme", Kind::Customers).await.len(), 205);
    let before = world.counted();
    assert_eq!(world.rollups.fold(&ws("acme"), &id).await.unwrap(), Folded::Unchanged);
    same(&world.counted(), &before, "again");
}

#[tokio::test]
async fn after_a_changed_zone_a_request_moves_what_lies_on_other_days_and_nothing_is_left_behind() {
    let world = world().await;
    let tickets = || {
        (0..12).map(|hour| {
            let at = format!("2026-10-0{}T{:02}:30:00Z", 1 + hour % 3, 2 * hour);
            ticket(&format!("T-{hour}"), &format!("e-{hour}"), "ticket_opened", &at, &json!({}))
        })
    };
    for event in tickets() {
        world.take("acme", &event).await;
    }
    world.night().await;
    let zone = json!({"time_zone": "Pacific/Kiritimati"});
    world.settings("acme", &zone).await;
    let job = RollupId::new(uuid::Uuid::from_u128(5));
    let (from, to) = (day("2026-09-30"), day("2026-10-05"));
    let request = store::Job { from, to, survey: None };
    world.store().put_job(&ws("acme"), job, &request, Some(6), world.now()).await.unwrap();
    for day in domain::day::days(from, to) {
        let (workspace, job) = ("acme".into(), Some(job.to_string()));
        let task = RollupTask::Day { workspace, kind: Kind::Tickets, day, job, after: None, changed: false };
        let record = runtime::batch::SqsRecord {
            message_id: Some(day.to_string()),
            body: serde_json::to_string(&task).unwrap(),
        };
        let answer = world.rollups.handle(runtime::batch::SqsBatch { records: vec![record] }).await.unwrap();
        assert!(answer.failures.is_empty(), "{answer:?}");
    }
    let progress = world.store().job(&ws("acme"), job).await.unwrap().unwrap();
    assert!(progress.is_done());
    assert!(progress.changed > 0);
    world.night().await;
    let there = crate::world::empty().await;
    there.settings("acme", &zone).await;
    for event in tickets() {
        there.take("acme", &event).await;
    }
    there.night().await;
    same(&world.counts(), &there.counts(), "as if it had always been there");
}

#[tokio::test]
async fn a_request_for_a_day_goes_on_past_a_timeline_that_cannot_be_folded_and_keeps_what_it_added() {
    let world = world().await;
    for of in ["T-1", "T-2"] {
        world.take("acme", &ticket(of, of, "ticket_opened", "2026-10-01T10:00:00Z", &json!({}))).await;
    }
    world.night().await;
    world.database.spoil("v#acme#tickets#T-1", "T-1");
    world.rollups.recount_timelines(&ws("acme"), Kind::Tickets, day("2026-10-01")).await.unwrap();
    assert_eq!(world.facts("acme", Kind::Tickets, "2026-10-01").await.get(Count::Opened), 2);
    let poisoned = Mark::Timeline { workspace: ws("acme"), timeline: timeline(Kind::Tickets, "T-1") };
    assert_eq!(world.marks().await, [poisoned], "it is not forgotten");
}

#[tokio::test]
async fn a_workspace_without_settings_has_the_days_of_utc() {
    let world = crate::world::empty().await;
    world.take("bare", &ticket("T-1", "a", "ticket_opened", "2026-10-01T23:59:59Z", &json!({}))).await;
    world.take("bare", &ticket("T-2", "b", "ticket_opened", "2026-10-02T00:00:00Z", &json!({}))).await;
    world.night().await;
    for day in ["2026-10-01", "2026-10-02"] {
        assert_eq!(world.facts("bare", Kind::Tickets, day).await.get(Count::Opened), 1, "{day}");
    }
}

#[tokio::test]
async fn many_folds_of_one_day_ask_for_its_sum_once() {
    let world = world().await;
    for number in 0..9 {
        let id = format!("T-{number}");
        world.take("acme", &ticket(&id, &id, "ticket_opened", "2026-10-01T10:00:00Z", &json!({}))).await;
    }
    for mark in world.marks().await {
        world.rollups.mark(&mark).await.unwrap();
    }
    let (tasks, failed) = world.deliver().await;
    assert_eq!((tasks, failed.len()), (1, 0));
    assert_eq!(world.facts("acme", Kind::Tickets, "2026-10-01").await.get(Count::Opened), 9);
    assert_eq!(world.marks().await, []);
}
