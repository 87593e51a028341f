//! Closing the periods of surveys of employees: once, whatever stops it, and so that nothing is left of single answers.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::enps::{Period, Row, Secret};
use domain::id::SubmissionId;
use domain::survey::Survey;
use domain::workspace::Workspace;
use futures::{StreamExt as _, stream};
use rollup::Rollups;
use runtime::batch::{SqsBatch, SqsRecord};
use serde_json::{Value, json};
use store::{EnpsResult, Gate, PeriodOf, Store, StoredRow};
use testing::builders::{stored_survey, submission, time, workspace};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::faults::{Call, Fault, FaultProxy, Lasts};
use testing::queue::MemoryQueue;

const NOVEMBER: Period = Period { from: jiff::civil::date(2026, 11, 1), to: jiff::civil::date(2026, 11, 30) };
/// Midnight in Riga and an hour.
const CLOSES: &str = "2026-11-30T23:00:00Z";
const SECRET: Secret = Secret::new([7; 32]);

struct World {
    database: TestDatabase,
    proxy: FaultProxy,
    clock: Arc<ManualClock>,
    queue: Arc<MemoryQueue>,
    rollups: Rollups,
    survey: Survey,
}

async fn world() -> World {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let clock = Arc::new(ManualClock::at(CLOSES));
    let queue = Arc::new(MemoryQueue::default());
    let rollups = Rollups::new(database.store_through(proxy.endpoint()), clock.clone(), queue.clone());
    let periods = json!([{"from": "2026-11-01", "to": "2026-11-30"}, {"from": "2026-12-01", "to": "2026-12-31"}]);
    let more = json!({"time_zone": "Europe/Riga", "group": "department", "periods": periods});
    let survey = stored_survey(&database.store, "team", "enps", &more).await;
    World { database, proxy, clock, queue, rollups, survey }
}

/// An answer of a group; of the suspects each tenth.
fn row(number: u64, group: Option<&str>) -> Row {
    let score = u8::try_from(number * 7 % 11).unwrap();
    let comment = (number % 3 != 2).then(|| format!("comment {number}"));
    Row { score, group: group.map(str::to_owned), comment, suspect: false }
}

fn id(number: u64) -> SubmissionId {
    submission(time("2026-11-05T10:00:00Z"), number)
}

/// Twenty-four answers: nine of the kitchen, eight of sales, four of the board, two of nobody's and one machine's.
fn answers() -> Vec<(SubmissionId, Row)> {
    let group = |number: u64| match number {
        0..9 => Some("kitchen"),
        9..17 => Some("sales"),
        17..21 => Some("board"),
        _ => None,
    };
    let mut all: Vec<_> = (0..23).map(|number| (id(number), row(number, group(number)))).collect();
    all.push((id(23), Row { suspect: true, comment: None, ..row(23, Some("kitchen")) }));
    all
}

impl World {
    fn of(&self) -> PeriodOf<'_> {
        // The workspace of all tests, for as long as they run.
        let workspace: &'static domain::id::WorkspaceId = Box::leak(Box::new(workspace()));
        PeriodOf { workspace, survey: &self.survey.id, period: NOVEMBER }
    }

    fn store(&self) -> &Store {
        &self.database.store
    }

    async fn put(&self, answers: &[(SubmissionId, Row)]) {
        self.store().open_enps_gate(self.of(), SECRET).await.unwrap();
        for (id, row) in answers {
            assert_eq!(self.store().put_enps_row(self.of(), &SECRET, *id, row, None).await.unwrap(), StoredRow::New);
        }
    }

    async fn close(&self) -> bool {
        self.rollups.close_period(&workspace(), &self.survey.id, NOVEMBER.from).await.unwrap()
    }

    async fn result(&self) -> EnpsResult {
        self.store().enps_result(self.of()).await.unwrap().unwrap()
    }

    async fn comments(&self) -> Vec<String> {
        let mut all = Vec::new();
        for part in 0..self.result().await.parts {
            all.extend(self.store().enps_comments(self.of(), part).await.unwrap());
        }
        all
    }

    /// What is stored of answers and their results.
    fn left(&self) -> BTreeMap<String, Value> {
        let mut items = self.database.dump();
        items.retain(|key, _| ["\"enps#", "\"p#acme", "\"q#acme"].iter().any(|part| key.contains(part)));
        items
    }
}

#[tokio::test]
async fn a_closed_period_is_one_result_its_comments_and_a_gate_without_a_secret() {
    let world = world().await;
    world.put(&answers()).await;
    assert!(world.close().await);
    let left = world.left();
    let keys: Vec<_> = left.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "atbalss-rollups \"enps#acme#team\" \"2026-11-01\"",
            "atbalss-rollups \"p#acme#team\" \"2026-11-01\"",
            "atbalss-rollups \"q#acme#team#2026-11-01\" \"0000\"",
        ],
        "no answer is left"
    );
    assert_eq!(world.store().enps_gate(world.of()).await.unwrap(), Some(Gate::Closed { done: true }));
    assert!(!left.values().any(|item| item.to_string().contains("secret")), "{left:#?}");

    let closed = world.result().await.closed.unwrap();
    assert_eq!((closed.total.n(), closed.suspect), (23, 1));
    // Four of the board and two of nobody's are hidden: six together, and which has how many nobody can tell.
    let groups: Vec<_> = closed.groups.iter().map(|(name, counts)| (name.as_str(), counts.n())).collect();
    assert_eq!(groups, [("kitchen", 9), ("sales", 8)]);
    assert!(!format!("{left:?}").contains("board"), "what is hidden is not even stored: {left:#?}");

    let said = world.comments().await;
    let given: Vec<_> = answers().into_iter().filter_map(|(_, row)| row.comment).collect();
    assert_ne!(said, given, "shuffled");
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    assert_eq!(sorted(said), sorted(given));
}

#[tokio::test]
async fn equal_answers_give_equal_bytes_whatever_their_order_and_a_second_run_changes_none() {
    let (one, other) = (world().await, world().await);
    one.put(&answers()).await;
    let mut turned = answers();
    turned.reverse();
    turned.rotate_left(5);
    other.put(&turned).await;
    assert!(one.close().await && other.close().await);
    assert_eq!(one.left(), other.left());
    let before = one.database.dump();
    assert!(!one.close().await, "there is nothing left to do");
    assert_eq!(one.rollups.close_periods(&workspace(), time("2026-12-20T00:00:00Z")).await.unwrap(), 0);
    assert_eq!(one.database.dump(), before);
}

#[tokio::test]
async fn a_period_is_closed_an_hour_after_its_last_day_and_never_before() {
    let world = world().await;
    world.put(&answers()).await;
    let before = world.database.dump();
    world.clock.set(time("2026-11-30T22:59:59Z"));
    assert_eq!(world.rollups.close_periods(&workspace(), time("2026-11-30T22:59:59Z")).await.unwrap(), 0);
    assert!(!world.close().await);
    for (survey, from) in [("team", "2026-11-02"), ("none", "2026-11-01")] {
        let closed = world.rollups.close_period(&workspace(), &survey.parse().unwrap(), from.parse().unwrap()).await;
        assert!(!closed.unwrap(), "there is no such period");
    }
    assert_eq!(world.database.dump(), before);
}

#[tokio::test]
async fn the_schedule_finds_what_is_over_and_the_queue_closes_it() {
    let world = world().await;
    world.store().put_workspace(&Workspace::new(workspace())).await.unwrap();
    world.put(&answers()).await;
    let mut tasks = vec![json!({"task": "night", "workspace": "acme", "at": CLOSES}).to_string()];
    for _ in 0..3 {
        let records = std::mem::take(&mut tasks)
            .into_iter()
            .enumerate()
            .map(|(id, body)| SqsRecord { message_id: Some(id.to_string()), body })
            .collect();
        let answer = world.rollups.handle(SqsBatch { records }).await.unwrap();
        assert!(answer.failures.is_empty(), "{answer:?}");
        tasks.extend(world.queue.take().into_iter().map(|sent| sent.body));
    }
    assert_eq!(world.result().await.closed.unwrap().total.n(), 23);
    let dump = world.database.dump();
    assert!(!dump.keys().any(|key| key.contains("\"2026-12-01\"")), "December runs: {dump:#?}");
}

#[tokio::test]
async fn of_four_answers_neither_a_count_nor_a_comment_is_kept() {
    let world = world().await;
    world.put(&answers()[..4]).await;
    assert!(world.close().await);
    let result = world.result().await;
    assert_eq!((result.closed, result.parts), (None, 0));
    let left = format!("{:?}", world.left());
    assert!(!left.contains("comment ") && !left.contains("kitchen") && !left.contains("counts"), "{left}");
}

#[tokio::test]
async fn a_period_that_nobody_answered_is_closed_too() {
    let world = world().await;
    assert_eq!(world.rollups.close_periods(&workspace(), time(CLOSES)).await.unwrap(), 1);
    assert!(world.close().await);
    assert_eq!(world.result().await.closed, None);
    assert_eq!(world.store().open_enps_gate(world.of(), SECRET).await.unwrap(), Gate::Closed { done: true });
}

#[tokio::test]
async fn nothing_comes_in_once_the_gate_is_closed() {
    let world = world().await;
    world.put(&answers()).await;
    assert!(!world.store().close_enps_gate(world.of()).await.unwrap());
    let late = world.store().put_enps_row(world.of(), &SECRET, id(99), &row(99, None), None).await.unwrap();
    assert_eq!(late, StoredRow::Closed);
    assert!(world.close().await);
    let late = world.store().put_enps_row(world.of(), &SECRET, id(99), &row(99, None), None).await.unwrap();
    assert_eq!((late, world.result().await.closed.unwrap().total.n()), (StoredRow::Closed, 23));
    assert_eq!(world.database.count("#scores"), 0);
}

#[tokio::test]
async fn long_lists_of_comments_are_kept_in_parts_and_no_longer_than_answers_are() {
    let world = world().await;
    let mut settings = Workspace::new(workspace());
    settings.counting.retention_days = Some(60);
    world.store().put_workspace(&settings).await.unwrap();
    let long = |number: u64| {
        let comment = Some(format!("{number:03}{}", "ā".repeat(1990)));
        (id(number), Row { score: 9, group: None, comment, suspect: false })
    };
    let answers: Vec<_> = (0..120).map(long).collect();
    world.put(&answers).await;
    assert!(world.close().await);
    assert_eq!(world.result().await.parts, 3);
    let mut said: Vec<_> = world.comments().await.into_iter().map(|comment| comment[..3].to_owned()).collect();
    said.sort();
    assert_eq!(said, (0..120).map(|number| format!("{number:03}")).collect::<Vec<_>>());
    let ends = time("2027-01-29T23:00:00Z").as_second().to_string();
    let parts: Vec<_> = world.left().into_iter().filter(|(key, _)| key.contains("\"q#")).collect();
    assert!(parts.iter().all(|(_, item)| item["ttl"]["N"] == ends), "{:?}", parts[0].1["ttl"]);
}

/// What a run leaves behind that nothing disturbed, and the calls that it made.
async fn undisturbed() -> (BTreeMap<String, Value>, Vec<Call>) {
    let world = world().await;
    world.put(&answers()).await;
    world.proxy.begin();
    assert!(world.close().await);
    let mut calls = world.proxy.made();
    assert!(calls.iter().filter(|call| call.operation == "DeleteItem").count() >= 24, "{calls:?}");
    // Of the many that remove an answer each, some stand for all.
    let mut removals = 0;
    calls.retain(|call| {
        removals += usize::from(call.operation == "DeleteItem");
        call.operation != "DeleteItem" || removals % 9 == 1
    });
    (world.left(), calls)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_stops_at_any_call_is_ended_by_the_next_one_and_no_byte_differs() {
    let (expected, calls) = undisturbed().await;
    assert!(calls.len() > 12, "{calls:?}");
    let faults = calls.iter().flat_map(|call| [Fault::Fail, Fault::LoseReply].map(|fault| (call.clone(), fault)));
    let run = async |(call, fault): (Call, Fault)| {
        let name = format!("{fault:?} at {call}");
        let world = world().await;
        world.put(&answers()).await;
        world.proxy.begin();
        world.proxy.plan_at(&call, fault, Lasts::UntilLifted);
        let stopped = world.rollups.close_period(&workspace(), &world.survey.id, NOVEMBER.from).await;
        assert!(stopped.is_err(), "{name}");
        assert!(world.proxy.lift() > 0, "{name}");
        world.close().await;
        assert_eq!(world.left(), expected, "{name}");
    };
    stream::iter(faults).map(run).buffer_unordered(24).collect::<Vec<_>>().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_overtaken_at_any_call_changes_nothing_any_more() {
    let (expected, calls) = undisturbed().await;
    let run = async |call: Call| {
        let world = world().await;
        world.put(&answers()).await;
        world.proxy.begin();
        let gate = testing::faults::Gate::default();
        world.proxy.plan_at(&call, Fault::Hold(gate.clone()), Lasts::Once);
        let slow = world.rollups.clone();
        let survey = world.survey.id.clone();
        let slow = tokio::spawn(async move { slow.close_period(&workspace(), &survey, NOVEMBER.from).await });
        gate.reached().await;
        let (queue, clock) = (world.queue.clone(), world.clock.clone());
        let quick = Rollups::new(world.store().clone(), clock, queue);
        quick.close_period(&workspace(), &world.survey.id, NOVEMBER.from).await.unwrap();
        assert_eq!(world.left(), expected, "the quick one at {call}");
        gate.open();
        slow.await.unwrap().unwrap();
        assert_eq!(world.left(), expected, "the slow one at {call}");
    };
    stream::iter(calls).map(run).buffer_unordered(24).collect::<Vec<_>>().await;
}
