//! A storm of messages: thousands of dispatches, each told to workers three times and in no order, while workers are killed
//! with SIGKILL and the database fails at random. A real SMTP server counts what arrives. `tests/storm/run` starts it.
//!
//! Time is not waited for: each round of work is a minute, told to the workers with their records.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod crew;
mod ledger;
mod sink;
mod town;
mod worker;

use std::path::PathBuf;
use std::sync::Arc;

use due::Due;
use jiff::SignedDuration;
use runtime::clock::Clock as _;
use runtime::schedule::Scheduled;
use testing::clock::ManualClock;
use testing::database;
use testing::faults::FaultProxy;
use testing::queue::MemoryQueue;

use crew::Crew;
use ledger::Ledger;
use sink::Sinks;
use town::Town;

/// Messages a second; a round releases 60 times as many.
const RATE: u32 = 60;
/// How many of a thousand calls to the database meet a fault.
const FAULTS: u64 = 15;
/// How often each record is delivered.
const TIMES: usize = 3;
/// Rounds in which nothing needs to happen any more.
const PATIENCE: usize = 400;

/// A small generator (Knuth's MMIX), so that a storm can be repeated.
#[derive(Clone, Debug)]
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["worker", database, smtp] => worker::run(database, smtp).await,
        [smtp_sink, dispatches, seed] => {
            let failed = storm(smtp_sink.into(), dispatches.parse().unwrap(), seed.parse().unwrap()).await;
            std::process::exit(i32::from(failed));
        }
        _ => panic!("usage: storm SMTP-SINK DISPATCHES SEED; tests/storm/run brings the first"),
    }
}

/// Runs a storm and says whether anything is wrong.
async fn storm(smtp_sink: PathBuf, dispatches: usize, seed: u64) -> bool {
    let mut random = Random(seed);
    let database = database::start().await;
    database.end_stream();
    let proxy = FaultProxy::start(database.address).await;
    let clock = Arc::new(ManualClock::at("2026-11-21T10:00:00Z"));
    let town = Town::build(&database.store, dispatches, clock.now()).await;
    let sinks = Sinks::start(&smtp_sink);
    let mut crew = Crew::new(proxy.endpoint(), &sinks, random.clone());
    let queue = Arc::new(MemoryQueue::default());
    let due = Due::new(database.store_through(proxy.endpoint()), clock.clone(), queue.clone(), RATE);

    proxy.weather(seed, FAULTS);
    for round in 0..PATIENCE {
        // A run that fails is followed by the next minute's; what it had leased falls due again.
        let _ = due.handle(Scheduled { scheduled_time: clock.now() }).await;
        let bodies: Vec<_> = queue.take().into_iter().map(|sent| sent.body).collect();
        let mut deliveries = vec![bodies; TIMES].concat();
        random.shuffle(&mut deliveries);
        let told = deliveries.len();
        crew.work_off(clock.now(), deliveries).await;
        let waiting = town.waiting(&database.store).await;
        eprintln!("round {round}: {told} deliveries, {} workers killed so far, {waiting} messages to go", crew.killed);
        if waiting == 0 {
            break;
        }
        clock.advance(SignedDuration::from_mins(1));
    }
    let faults = proxy.weathered();
    let (killed, returned) = (crew.killed, crew.returned);
    drop(crew);

    let mut ledger = Ledger::default();
    ledger.check(faults > dispatches / 50 && killed > dispatches / 100, "it was a storm", || {
        format!("{faults} faults, {killed} workers killed")
    });
    town.settle(&database.store, &sinks.mails(), &mut ledger).await;
    println!("{faults} calls met a fault, {killed} workers were killed, {returned} records came back");
    println!("storm: {} passed, {} failed", ledger.passed, ledger.failed);
    ledger.failed > 0
}
