//! A day of more timelines than one worker folds in its time: a request for it comes in pieces.

use std::time::Duration;

use domain::facts::Count;
use domain::id::RollupId;
use domain::task::RollupTask;
use domain::timeline::Kind;
use runtime::queue::{Outgoing, Queue};
use serde_json::json;
use store::{Job, JobProgress, Mark};

use crate::stories::ticket;
use crate::world::{World, day, timeline, world, ws};

const DAY: &str = "2026-10-01";
const MANY: u64 = 1100;

fn job() -> RollupId {
    RollupId::new(uuid::Uuid::from_u128(5))
}

/// A counted day to which so many tickets add. Of all but one nothing is left but what they added.
async fn crowded() -> World {
    let world = world().await;
    world.take("acme", &ticket("T-0", "a", "ticket_opened", "2026-10-01T10:00:00Z", &json!({}))).await;
    world.night().await;
    let mut items = world.database.dump();
    let (key, entry) = items.iter().find(|(key, _)| key.contains("y#acme#tickets#")).unwrap();
    let (key, entry) = (key.clone(), entry.clone());
    for number in 1..MANY {
        let id = format!("T-{number}");
        let mut entry = entry.clone();
        entry["sk"]["S"] = id.clone().into();
        items.insert(key.replace("T-0", &id), entry);
    }
    world.database.restore(&items);
    world
}

/// Asks for the day as a range falls apart into it.
async fn ask(world: &World) {
    let (from, to) = (day(DAY), day(DAY));
    world.store().put_job(&ws("acme"), job(), &Job { from, to, survey: None }, Some(1), world.now()).await.unwrap();
    let (workspace, job) = ("acme".into(), Some(job().to_string()));
    let task = RollupTask::Day { workspace, kind: Kind::Tickets, day: from, job, after: None, changed: false };
    let body = serde_json::to_string(&task).unwrap();
    world.queue.send(vec![Outgoing { body, delay: Duration::ZERO }]).await.unwrap();
}

async fn progress(world: &World) -> JobProgress {
    world.store().job(&ws("acme"), job()).await.unwrap().unwrap()
}

async fn opened(world: &World) -> u64 {
    world.facts("acme", Kind::Tickets, DAY).await.get(Count::Opened)
}

#[tokio::test]
async fn a_crowded_day_is_folded_piece_by_piece_and_then_summed() {
    let world = crowded().await;
    ask(&world).await;
    for piece in 0..2 {
        assert_eq!(world.deliver().await, (1, vec![]), "piece {piece}");
        assert_eq!((progress(&world).await.done, opened(&world).await), (0, 1), "piece {piece}");
    }
    assert_eq!(world.deliver().await, (1, vec![]));
    assert_eq!((progress(&world).await.done, opened(&world).await), (1, MANY));
    assert!(world.queue.take().is_empty());
    // Without a limit of time it is one call.
    world.rollups.recount_timelines(&ws("acme"), Kind::Tickets, day(DAY)).await.unwrap();
    assert_eq!((world.database.count("\"l#acme#tickets#"), opened(&world).await), (1100, MANY));
}

#[tokio::test]
async fn a_piece_that_fails_or_comes_twice_ends_in_the_same_counts_and_what_changed_is_said() {
    let world = crowded().await;
    // Nothing asks for this but the request.
    world.take("acme", &ticket("T-0", "b", "ticket_replied", "2026-10-01T11:00:00Z", &json!({"agent": "mia"}))).await;
    let mark = Mark::Timeline { workspace: ws("acme"), timeline: timeline(Kind::Tickets, "T-0") };
    let token = world.store().mark_token(&mark).await.unwrap().unwrap();
    world.store().clear_mark(&mark, &token).await.unwrap();
    ask(&world).await;
    let first = world.queue.take();
    world.queue.break_down(true);
    let record = runtime::batch::SqsRecord { message_id: Some("1".into()), body: first[0].body.clone() };
    let batch = runtime::batch::SqsBatch { records: vec![record] };
    assert_eq!(world.rollups.handle(batch).await.unwrap().failures.len(), 1, "the next piece is not queued");
    world.queue.break_down(false);
    // It comes again, and once more.
    world.queue.send(vec![first[0].clone(), first[0].clone()]).await.unwrap();
    assert_eq!(world.deliver().await.1, Vec::<String>::new());
    let next = world.queue.take();
    // The marked day is summed between two pieces.
    world.night().await;
    let groups = world.cubes("acme", Kind::Tickets).await[DAY].groups(&["agent"]);
    assert_eq!(groups[&vec!["mia".to_owned()]].get(Count::Opened), 1);
    assert_eq!(progress(&world).await.done, 0);
    world.queue.send(next).await.unwrap();
    while world.deliver().await != (0, vec![]) {}
    assert_eq!((progress(&world).await.done, progress(&world).await.changed, opened(&world).await), (1, 1, MANY));
    assert_eq!(world.marks().await, []);
}
