//! What the stream did not hand over is found by the heartbeat and by the bucket of its failures.

use std::collections::BTreeSet;

use domain::task::RollupTask;
use domain::timeline::Kind;
use jiff::{SignedDuration, Timestamp};
use runtime::batch::{SqsBatch, SqsRecord};
use serde_json::{Value, json};
use store::Mark;
use testing::builders::{dispatch, response, time, workspace};

use crate::world::{World, world};

impl World {
    /// Stores an answer whose record the stream loses.
    async fn lost(&self, at: &str, number: u64) {
        let response = response(&self.survey, time(at), number, &json!(9));
        self.database.store.put_response(&workspace(), &response).await.unwrap();
    }

    async fn look(&self, at: Timestamp) -> Vec<RollupTask> {
        self.clock.set(at);
        self.rollups.look(at).await.unwrap();
        self.tasks()
    }

    fn tasks(&self) -> Vec<RollupTask> {
        self.queue.take().iter().map(|sent| serde_json::from_str(&sent.body).unwrap()).collect()
    }

    async fn told(&self, body: &Value) -> Vec<RollupTask> {
        let record = SqsRecord { message_id: Some("1".into()), body: body.to_string() };
        let answer = self.rollups.handle(SqsBatch { records: vec![record] }).await.unwrap();
        assert!(answer.failures.is_empty());
        self.tasks()
    }

    async fn run(&self, tasks: &[RollupTask]) {
        for task in tasks {
            self.send(task).await;
        }
        self.drain().await;
        self.night().await;
    }
}

fn swept(tasks: &[RollupTask]) -> BTreeSet<String> {
    let date = |task: &RollupTask| match task {
        RollupTask::Sweep { date, .. } => Some(date.to_string()),
        _ => None,
    };
    tasks.iter().filter_map(date).collect()
}

/// What S3 says when an object came in.
fn created(at: &str) -> Value {
    json!({"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "eventTime": at, "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": "failures"}, "object": {"key": "aws/lambda/x"}}}]})
}

#[tokio::test]
async fn a_beat_that_is_not_heard_for_twelve_hours_sweeps_the_last_dates() {
    let world = world("UTC").await;
    let begin = time("2026-11-21T00:00:00Z");
    let after = |hours| begin + SignedDuration::from_hours(hours);
    for at in ["2026-10-22T01:00:00Z", "2026-11-20T10:00:00Z", "2026-11-21T12:00:00Z"] {
        world.lost(at, 1).await;
    }
    assert!(swept(&world.look(begin).await).is_empty());
    assert!(swept(&world.look(after(12)).await).is_empty());
    let tasks = world.look(after(13)).await;
    let dates = swept(&tasks);
    assert_eq!(dates.first().unwrap(), "2026-10-21");
    assert_eq!(dates.last().unwrap(), "2026-11-21");
    assert!(dates.len() > 31);
    world.run(&tasks).await;
    let counts = world.counts(&world.database.store).await;
    assert_eq!(counts.keys().collect::<Vec<_>>(), ["2026-10-22", "2026-11-20", "2026-11-21"]);
    // It lags on: once in twelve hours is enough.
    assert!(swept(&world.look(after(14)).await).is_empty());
    assert!(!swept(&world.look(after(25)).await).is_empty());
}

#[tokio::test]
async fn beats_that_are_heard_sweep_nothing_however_seldom_somebody_looks() {
    let world = world("UTC").await;
    let begin = time("2026-11-21T02:00:00Z");
    // Every night, and then not for a week.
    for night in [0, 1, 2, 9] {
        let at = begin + SignedDuration::from_hours(24 * night);
        assert!(swept(&world.look(at).await).is_empty(), "night {night}");
        world.database.store.hear(at).await.unwrap();
    }
    // A record that comes late says what it says: its own beat was heard, not the newest.
    world.database.store.hear(begin).await.unwrap();
    let at = begin + SignedDuration::from_hours(24 * 10);
    assert!(swept(&world.look(at).await).is_empty());
    let next = at + SignedDuration::from_hours(24);
    assert!(!swept(&world.look(next).await).is_empty(), "the beat of the tenth night was never heard");
}

#[tokio::test]
async fn a_beat_tells_its_time_by_its_key_and_nothing_else_is_one() {
    let world = world("UTC").await;
    world.look(time("2026-11-21T02:10:00Z")).await;
    let beats: Vec<_> = world.database.dump().into_values().filter(|item| item["pk"]["S"] == "beat").collect();
    let read = |item: &Value| {
        let (pk, sk) = (item["pk"]["S"].as_str().unwrap(), item["sk"]["S"].as_str().unwrap());
        store::Store::beat_of_key(pk, sk)
    };
    let times: Vec<_> = beats.iter().filter_map(read).collect();
    assert_eq!(times, [time("2026-11-21T02:00:00Z")]);
    assert_eq!(store::Store::beat_of_key("r#acme#nps#2026-11-21#00", "2026-11-21T02:00:00Z"), None);
}

#[tokio::test]
async fn records_that_were_given_up_sweep_every_workspace_once() {
    let world = world("UTC").await;
    let other = "other".parse().unwrap();
    world.database.store.register_workspace(&other).await.unwrap();
    world.lost("2026-11-05T10:00:00Z", 1).await;
    let tasks = world.told(&created("2026-11-21T11:00:00.123Z")).await;
    let workspaces: BTreeSet<_> = tasks.iter().map(|task| task.workspace().to_owned()).collect();
    assert_eq!(workspaces, BTreeSet::from(["acme".to_owned(), "other".to_owned()]));
    world.run(&tasks).await;
    assert_eq!(world.counts(&world.database.store).await["2026-11-05"].0, [(9, 1)]);
    // What lay there before the sweep was swept by it.
    assert!(swept(&world.told(&created("2026-11-21T11:30:00Z")).await).is_empty());
    world.clock.advance(SignedDuration::from_hours(1));
    assert!(!swept(&world.told(&created("2026-11-21T12:30:00Z")).await).is_empty());
}

#[tokio::test]
async fn a_notice_that_waited_long_sweeps_the_dates_of_its_own_time_too() {
    let world = world("UTC").await;
    let dates = swept(&world.told(&created("2026-11-10T11:00:00Z")).await);
    assert_eq!((dates.first().unwrap().as_str(), dates.last().unwrap().as_str()), ("2026-10-10", "2026-11-21"));
}

#[tokio::test]
async fn the_test_that_a_bucket_sends_is_taken_and_does_nothing() {
    let world = world("UTC").await;
    let test = json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-11-21T00:00:00.000Z", "Bucket": "failures"});
    assert!(world.told(&test).await.is_empty());
}

/// The dispatches that are marked.
async fn dispatches(world: &World) -> BTreeSet<String> {
    let marks = world.database.store.marks().await.unwrap();
    let of = |mark| match mark {
        Mark::Timeline { timeline, .. } if timeline.kind == Kind::Dispatches => Some(timeline.id),
        _ => None,
    };
    marks.into_iter().filter_map(of).collect()
}

#[tokio::test]
async fn a_sweep_folds_every_dispatch_again_that_could_still_be_answered_when_the_stream_failed() {
    let world = world("UTC").await;
    // The oldest of them was sent for in 90 days, with a link of 365 days, and was answered for a month ago.
    let asked = ["2025-07-25T10:00:00Z", "2025-07-30T10:00:00Z", "2025-12-01T10:00:00Z", "2026-11-20T10:00:00Z"];
    let mut ids = Vec::new();
    for (number, at) in asked.into_iter().enumerate() {
        let dispatch = dispatch(u128::try_from(number).unwrap(), time(at));
        world.database.store.put_dispatch(&workspace(), &dispatch).await.unwrap();
        ids.push(dispatch.id.to_string());
    }
    let tasks = world.told(&created("2026-11-21T11:00:00Z")).await;
    assert!(tasks.len() < 60, "{} messages", tasks.len());
    for task in &tasks {
        world.send(task).await;
    }
    world.drain().await;
    assert_eq!(dispatches(&world).await, ids.into_iter().collect());
}

#[tokio::test]
async fn a_worker_sweeps_some_dispatches_and_leaves_the_others_to_the_next() {
    let world = world("UTC").await;
    world.database.store.put_dispatch(&workspace(), &dispatch(7, time("2026-11-20T10:00:00Z"))).await.unwrap();
    let mut items = world.database.dump();
    let own = dispatch(7, time("2026-11-20T10:00:00Z"));
    let position = own_position(&items, &own.id.to_string());
    for number in 1000..2100_u128 {
        let id = dispatch(number, own.created_at).id.to_string();
        let mut item = items[&position].clone();
        item["sk"]["S"] = item["sk"]["S"].as_str().unwrap().replace(&own.id.to_string(), &id).into();
        items.insert(position.replace(&own.id.to_string(), &id), item);
    }
    world.database.restore(&items);
    let (from, to) = ("2026-11-10".parse().unwrap(), "2026-11-21".parse().unwrap());
    world.send(&RollupTask::SweepDispatches { workspace: "acme".into(), from, to, after: None }).await;
    for swept in [500, 1000] {
        let body = world.queue.take().pop().unwrap().body;
        let next = world.told(&serde_json::from_str(&body).unwrap()).await;
        assert_eq!((dispatches(&world).await.len(), next.len()), (swept, 1));
        world.send(&next[0]).await;
    }
    world.drain().await;
    assert_eq!(dispatches(&world).await.len(), 1101);
}

/// Where a dispatch stands in the list of its day.
fn own_position(items: &std::collections::BTreeMap<String, Value>, id: &str) -> String {
    let listed = |key: &&String| key.contains(&format!("#{id}\"")) && key.contains("2026-11-20\" ");
    items.keys().find(listed).unwrap_or_else(|| panic!("{:?}", items.keys())).clone()
}
