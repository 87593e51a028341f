//! What these tests share: the rollup over an embedded database, its queue and its clock.

#![allow(dead_code, reason = "each of the tests' programs uses a part of this")]

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::bucket::{Cell, Source};
use domain::day::Zone;
use domain::id::RollupId;
use domain::response::Response;
use domain::survey::Survey;
use domain::task::RollupTask;
use jiff::Timestamp;
use rollup::{Counting, Rollups};
use runtime::batch::{SqsBatch, SqsRecord};
use runtime::queue::{Outgoing, Queue};
use serde_json::{Value, json};
use store::{Job, JobProgress, Mark, Replaced, Store};
use testing::builders::{response, stored_survey, time, workspace};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::queue::MemoryQueue;

pub struct World {
    pub database: TestDatabase,
    pub clock: Arc<ManualClock>,
    pub queue: Arc<MemoryQueue>,
    pub rollups: Rollups,
    pub survey: Survey,
    pub counting: Counting,
}

pub async fn world(zone: &str) -> World {
    world_of(&json!({"time_zone": zone})).await
}

/// A world whose survey asks for NPS, with these settings.
pub async fn world_of(settings: &Value) -> World {
    let database = database::start().await;
    let clock = Arc::new(ManualClock::at("2026-11-21T12:00:00Z"));
    let queue = Arc::new(MemoryQueue::default());
    let rollups = Rollups::new(database.store.clone(), clock.clone(), queue.clone());
    let survey = stored_survey(&database.store, "nps", "nps", settings).await;
    let counting = rollups.counting(&workspace(), &survey.id).await.unwrap().unwrap();
    World { database, clock, queue, rollups, survey, counting }
}

impl World {
    pub async fn answer(&self, at: &str, number: u64, score: u8) {
        self.store(&response(&self.survey, time(at), number, &json!(score))).await;
    }

    /// Stores a response and sets the mark that the stream would set.
    pub async fn store(&self, response: &Response) {
        self.database.store.put_response(&workspace(), response).await.unwrap();
        self.mark(response.id.time()).await;
    }

    /// Says of a stored response whether a person gave it, as the API does, and sets the mark that the stream would set.
    pub async fn review(&self, response: &Response, genuine: bool) {
        let store = &self.database.store;
        let (standing, seen) = store.response(&workspace(), &self.survey, response.id).await.unwrap().unwrap();
        let reviews = standing.reviews.with(genuine, None, self.clock_now()).unwrap();
        let reviewed = Response { reviews, ..standing.clone() };
        let replaced = store.replace_response(&workspace(), &standing, &reviewed, seen).await.unwrap();
        assert_eq!(replaced, Replaced::Done);
        self.mark(response.id.time()).await;
    }

    pub async fn mark(&self, at: Timestamp) {
        let (survey, date) = (self.survey.id.clone(), Zone::utc().date(at));
        let mark = Mark::Answers { workspace: workspace(), survey, date };
        self.database.store.put_mark(&mark, &uuid::Uuid::new_v4().to_string()).await.unwrap();
    }

    /// Runs the schedule, and then the queue until it is empty.
    pub async fn night(&self) {
        self.rollups.look(self.clock_now()).await.unwrap();
        self.drain().await;
    }

    /// Asks for days as `POST /v1/rollups` does, and works it off.
    pub async fn request(&self, from: &str, to: &str, survey: Option<&str>) -> JobProgress {
        let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
        let id = RollupId::new(uuid::Uuid::new_v4());
        let job = Job { from, to, survey: survey.map(|survey| survey.parse().unwrap()) };
        self.database.store.put_job(&workspace(), id, &job, None, self.clock_now()).await.unwrap();
        let (team, job, survey) = (workspace().to_string(), id.to_string(), survey.map(str::to_owned));
        self.send(&RollupTask::Range { workspace: team, job, from, to, survey, kind: None, part: false }).await;
        self.drain().await;
        self.database.store.job(&workspace(), id).await.unwrap().unwrap()
    }

    /// Queues a task.
    pub async fn send(&self, task: &RollupTask) {
        let body = serde_json::to_string(task).unwrap();
        self.queue.send(vec![Outgoing { body, delay: std::time::Duration::ZERO }]).await.unwrap();
    }

    pub fn clock_now(&self) -> Timestamp {
        runtime::clock::Clock::now(&*self.clock)
    }

    pub async fn drain(&self) {
        loop {
            let sent = self.queue.take();
            if sent.is_empty() {
                return;
            }
            let records = sent
                .into_iter()
                .enumerate()
                .map(|(id, message)| SqsRecord { message_id: Some(id.to_string()), body: message.body })
                .collect();
            let answer = self.rollups.handle(SqsBatch { records }).await.unwrap();
            assert!(answer.failures.is_empty(), "{answer:?}");
        }
    }

    /// The scores of each counted day, with the revision.
    pub async fn counts(&self, store: &Store) -> BTreeMap<String, (Vec<(u8, u64)>, u64)> {
        let (first, last) = ("2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
        let totals = store.totals::<Cell>(&workspace(), &Source::from(&self.survey.id), first, last).await.unwrap();
        totals
            .into_iter()
            .map(|(day, totals)| (day.to_string(), (totals.cell.unwrap().scores.iter().collect(), totals.revision)))
            .collect()
    }
}

/// What is stored of buckets but for their fences.
pub fn bytes(world: &World) -> BTreeMap<String, Value> {
    let mut items = rollup_items(world);
    items.retain(|key, _| key.contains("\"c#") || key.contains("\"t#"));
    items
}

pub fn rollup_items(world: &World) -> BTreeMap<String, Value> {
    world.database.dump().into_iter().filter(|(key, _)| key.contains("rollups")).collect()
}
