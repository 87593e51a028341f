//! What these tests share: the rollup over an embedded database, and events that come in as the API takes them in.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::bucket::Cube;
use domain::event::Event;
use domain::facts::Facts;
use domain::id::WorkspaceId;
use domain::timeline::{Kind, TimelineId};
use domain::workspace::Workspace;
use jiff::Timestamp;
use jiff::civil::Date;
use rollup::Rollups;
use runtime::batch::{BatchAnswer, SqsBatch, SqsRecord};
use serde_json::{Value, json};
use store::{Mark, Store};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::faults::FaultProxy;
use testing::queue::MemoryQueue;

pub struct World {
    pub database: TestDatabase,
    pub clock: Arc<ManualClock>,
    pub queue: Arc<MemoryQueue>,
    pub rollups: Rollups,
}

pub fn ws(id: &str) -> WorkspaceId {
    id.parse().unwrap()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn timeline(kind: Kind, id: &str) -> TimelineId {
    TimelineId { kind, id: id.to_owned() }
}

/// A world whose workspace `acme` lies in Riga; every other workspace has no settings.
pub async fn world() -> World {
    let world = empty().await;
    world.settings("acme", &json!({"time_zone": "Europe/Riga"})).await;
    world
}

/// A world without any settings.
pub async fn empty() -> World {
    let database = database::start().await;
    database.end_stream();
    let clock = Arc::new(ManualClock::at("2026-11-21T12:00:00Z"));
    let queue = Arc::new(MemoryQueue::default());
    let rollups = Rollups::new(database.store.clone(), clock.clone(), queue.clone());
    World { database, clock, queue, rollups }
}

impl World {
    pub fn store(&self) -> &Store {
        &self.database.store
    }

    pub async fn settings(&self, workspace: &str, settings: &Value) {
        let settings = Workspace::parse(ws(workspace), settings).unwrap();
        self.store().put_workspace(&settings).await.unwrap();
    }

    /// The same rollup over a database that faults may be planned for.
    pub async fn disturbed(&self) -> (FaultProxy, Rollups) {
        let proxy = FaultProxy::start(self.database.address).await;
        let store = self.database.store_through(proxy.endpoint());
        let rollups = Rollups::new(store, self.clock.clone(), self.queue.clone());
        (proxy, rollups)
    }

    /// Takes an event in, as the API and the import do: stored, then marked.
    pub async fn take(&self, workspace: &str, event: &Value) {
        let event = Event::parse(event, None).unwrap();
        self.store().put_event(&ws(workspace), &event).await.unwrap();
        self.mark(Mark::Timeline { workspace: ws(workspace), timeline: event.timeline() }).await;
    }

    pub async fn mark(&self, mark: Mark) {
        self.store().put_mark(&mark, &uuid::Uuid::new_v4().to_string()).await.unwrap();
    }

    /// The marks that stand, without those of answers.
    pub async fn marks(&self) -> Vec<Mark> {
        let marks = self.store().marks().await.unwrap();
        marks.into_iter().filter(|mark| !matches!(mark, Mark::Answers { .. })).collect()
    }

    /// Works off every mark but those of answers, until none stands.
    pub async fn night(&self) {
        for _ in 0..20 {
            let marks = self.marks().await;
            if marks.is_empty() {
                self.queue.take();
                return;
            }
            for mark in marks {
                self.rollups.mark(&mark).await.unwrap();
            }
        }
        panic!("marks come again and again: {:?}", self.marks().await);
    }

    /// Hands over what the queue holds; gives how many tasks there were, and the ids of those that failed.
    pub async fn deliver(&self) -> (usize, Vec<String>) {
        let sent = self.queue.take();
        let records: Vec<_> = sent
            .into_iter()
            .map(|message| SqsRecord { message_id: Some(message.body.clone()), body: message.body })
            .collect();
        let tasks = records.len();
        let BatchAnswer { failures } = self.rollups.handle(SqsBatch { records }).await.unwrap();
        (tasks, failures.into_iter().map(|failure| failure.id).collect())
    }

    /// All that is counted: timelines without their fences, entries, tickets of people, totals, cubes and marks.
    pub fn counted(&self) -> BTreeMap<String, Value> {
        let mut items = self.database.dump();
        items.retain(|key, _| {
            ["l#", "y#", "k#", "t#", "c#", "mark#"].iter().any(|prefix| key.contains(&format!("rollups \"{prefix}")))
        });
        for (key, item) in &mut items {
            let item = item.as_object_mut().unwrap();
            if key.contains("rollups \"l#") {
                item.remove("fence");
            }
            if key.contains("rollups \"mark#") {
                item.remove("token");
            }
        }
        items
    }

    /// The same without how often a bucket changed on the way, and without those that are empty again.
    pub fn counts(&self) -> BTreeMap<String, Value> {
        let mut items = self.counted();
        items.retain(|_, item| item["parts"]["N"] != "0");
        items.values_mut().filter_map(Value::as_object_mut).for_each(|item| {
            item.remove("revision");
        });
        items
    }

    /// The cubes of a kind, by day.
    pub async fn cubes(&self, workspace: &str, kind: Kind) -> BTreeMap<String, Cube<Facts>> {
        let cubes = self.store().cubes(&ws(workspace), &kind.into(), day("2000-01-01"), day("2100-01-01")).await;
        cubes.unwrap().into_iter().map(|(day, cube)| (day.to_string(), cube)).collect()
    }

    /// The facts of a day, all dimensions together.
    pub async fn facts(&self, workspace: &str, kind: Kind, day: &str) -> Facts {
        self.cubes(workspace, kind).await.remove(day).unwrap_or_default().total()
    }

    pub fn now(&self) -> Timestamp {
        runtime::clock::Clock::now(&*self.clock)
    }
}

/// Compares what is counted, and names only what differs.
#[track_caller]
pub fn same(counted: &BTreeMap<String, Value>, expected: &BTreeMap<String, Value>, what: &str) {
    let of = |items: &BTreeMap<String, Value>, key: &str| items.get(key).map(Value::to_string);
    let mut differ: BTreeMap<&String, [Option<String>; 2]> = BTreeMap::new();
    for key in counted.keys().chain(expected.keys()) {
        let sides = [of(counted, key), of(expected, key)];
        if sides[0] != sides[1] {
            differ.insert(key, sides);
        }
    }
    assert!(differ.is_empty(), "{what}: {differ:#?}");
}
