//! The queue and its workers: records go to any of them, some side by side; a worker is killed now and then, and what it had
//! been told and did not finish goes to another, as do the records that it reports.

use std::collections::{BTreeMap, VecDeque};
use std::process::Stdio;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::Random;
use crate::sink::Sinks;

const WORKERS: usize = 3;
/// How many records a line tells, and how many lines a worker is told at once.
const RECORDS: usize = 4;
const LINES: usize = 4;
/// After one in so many lines a worker is killed.
const KILL: usize = 25;

/// A record with how often it may still come: then it would lie in the dead-letter queue.
type Record = (String, u32);

struct Worker {
    child: Child,
    input: ChildStdin,
    told: BTreeMap<u64, Vec<Record>>,
}

pub struct Crew<'a> {
    database: String,
    sinks: &'a Sinks,
    random: Random,
    workers: Vec<Worker>,
    /// What workers say: which of them, and the line; a worker that is gone says nothing any more.
    said: UnboundedReceiver<(u32, String)>,
    say: UnboundedSender<(u32, String)>,
    lines: u64,
    hired: usize,
    pub killed: usize,
    pub returned: usize,
}

impl<'a> Crew<'a> {
    pub fn new(database: &str, sinks: &'a Sinks, random: Random) -> Self {
        let (say, said) = unbounded_channel();
        let database = database.to_owned();
        let mut crew = Self {
            database,
            sinks,
            random,
            workers: Vec::new(),
            said,
            say,
            lines: 0,
            hired: 0,
            killed: 0,
            returned: 0,
        };
        for _ in 0..WORKERS {
            let worker = crew.hire();
            crew.workers.push(worker);
        }
        crew
    }

    fn hire(&mut self) -> Worker {
        let smtp = self.sinks.of(self.hired);
        self.hired += 1;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["worker", &self.database, &smtp])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("a worker starts");
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (id, say) = (child.id().unwrap(), self.say.clone());
        tokio::spawn(async move {
            let mut lines = BufReader::new(output).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let _ = say.send((id, line));
            }
        });
        Worker { child, input, told: BTreeMap::new() }
    }

    /// Delivers all of them, until each is done or has come too often.
    pub async fn work_off(&mut self, now: Timestamp, bodies: Vec<String>) {
        let mut waiting: VecDeque<Record> = bodies.into_iter().map(|body| (body, 5)).collect();
        loop {
            for at in 0..self.workers.len() {
                while !waiting.is_empty() && self.workers[at].told.len() < LINES {
                    let records: Vec<_> = waiting.drain(..waiting.len().min(RECORDS)).collect();
                    self.tell(at, now, records).await;
                }
            }
            if self.workers.iter().all(|worker| worker.told.is_empty()) {
                return;
            }
            let (id, line) = self.said.recv().await.expect("the sender is kept");
            // What a worker said before it was killed is done.
            if let Some(worker) = self.workers.iter_mut().find(|worker| worker.child.id() == Some(id)) {
                let said: Value = serde_json::from_str(&line).unwrap();
                let records = worker.told.remove(&said["line"].as_u64().unwrap()).unwrap_or_default();
                let failed = said["failed"].as_array().unwrap().iter().map(|at| at.as_u64().unwrap());
                for at in failed {
                    let (body, left) = records[usize::try_from(at).unwrap()].clone();
                    self.returned += 1;
                    waiting.extend((left > 1).then(|| (body, left - 1)));
                }
            }
            if self.random.below(KILL) == 0 {
                waiting.extend(self.kill().await);
            }
        }
    }

    async fn tell(&mut self, at: usize, now: Timestamp, records: Vec<Record>) {
        self.lines += 1;
        let bodies: Vec<_> = records.iter().map(|(body, _)| body).collect();
        let line = format!("{}\n", json!({"line": self.lines, "now": now.to_string(), "bodies": bodies}));
        self.workers[at].input.write_all(line.as_bytes()).await.expect("the worker reads");
        self.workers[at].told.insert(self.lines, records);
    }

    /// Kills one of them as `kill -9` does, and gives back what it did not finish.
    async fn kill(&mut self) -> Vec<Record> {
        let at = self.random.below(self.workers.len());
        let new = self.hire();
        let mut old = std::mem::replace(&mut self.workers[at], new);
        old.child.kill().await.expect("killed");
        self.killed += 1;
        old.told.into_values().flatten().collect()
    }
}
