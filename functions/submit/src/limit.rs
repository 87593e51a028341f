//! Limits without a server: how many answers a key, a survey and a source address may send in a minute.
//!
//! The counters stand in the table, and a running instance leases them in blocks. The first answers of a minute it counts
//! by itself, so that a quiet survey costs nothing: no more than 0.1 write units an answer, however many counters.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::id::{SurveyId, WorkspaceId};
use domain::key::KeyId;
use domain::response::AddressHash;
use jiff::Timestamp;
use store::{CounterKey, CounterKind, Leased, Store};

/// How many answers an instance counts by itself, for each counter and minute. With three counters the first leases come
/// after so many answers: 3 write units on 31 answers.
const UNLEASED: u32 = 30;
/// How many answers one lease is good for.
const BLOCK: u32 = 50;
/// The length of a window, in seconds.
const WINDOW: i64 = 60;

/// The most answers of a minute.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Under one key.
    pub key: u32,
    /// To one survey.
    pub survey: u32,
    /// From one address, of those who have neither a link nor a `send` key.
    pub address: u32,
}

impl Default for Rules {
    /// Far above what people do, and below what would hurt: a thousand answers a second for a key and a survey, fifty a
    /// second from one address, such as an office's or a mobile network's.
    fn default() -> Self {
        Self { key: 60_000, survey: 60_000, address: 3_000 }
    }
}

/// Who sends an answer; what is not set has no limit.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// Whose counters are asked.
    pub workspace: &'a WorkspaceId,
    /// What is answered.
    pub survey: &'a SurveyId,
    /// The key that it comes under.
    pub key: Option<&'a KeyId>,
    /// Where it comes from.
    pub address: Option<AddressHash>,
}

/// What the limits say to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be taken in.
    Within,
    /// Not now; in so many seconds.
    Beyond(u32),
    /// The counters could not be read.
    Unknown,
}

/// The counters of a running instance.
#[derive(Debug)]
pub struct Limits {
    rules: Rules,
    window: Mutex<Window>,
}

#[derive(Debug, Default)]
struct Window {
    start: Timestamp,
    counters: HashMap<CounterKey, Counter>,
}

#[derive(Debug)]
struct Counter {
    used: u32,
    allowed: u32,
    exhausted: bool,
}

enum Next {
    Within,
    Beyond,
    Lease,
}

impl Limits {
    /// Counters that stand at nothing.
    pub fn new(rules: Rules) -> Self {
        Self { rules, window: Mutex::default() }
    }

    /// Counts an answer against all limits of its sender.
    pub async fn count(&self, store: &Store, sender: Sender<'_>, now: Timestamp) -> Verdict {
        let start = start_of_window(now);
        let mut verdict = Verdict::Within;
        for (counter, limit) in self.counters(sender) {
            match self.next(&counter, limit, start) {
                Next::Within => {}
                Next::Beyond => return beyond(start, now),
                Next::Lease => {
                    let shared = limit.saturating_sub(UNLEASED);
                    let leased = store.lease(&counter, start, BLOCK, shared).await;
                    if let Err(error) = &leased {
                        tracing::error!(%error, "the limits could not be read");
                        verdict = Verdict::Unknown;
                    }
                    // After an error too: a table that fails is not asked for every answer.
                    let granted = !matches!(leased, Ok(Leased::Exhausted));
                    self.lease(&counter, granted);
                    if !granted {
                        return beyond(start, now);
                    }
                }
            }
        }
        verdict
    }

    fn counters(&self, sender: Sender<'_>) -> impl Iterator<Item = (CounterKey, u32)> {
        let counter = |kind, id: String| CounterKey { workspace: sender.workspace.clone(), kind, id };
        let key = sender.key.map(|key| (counter(CounterKind::Key, key.to_string()), self.rules.key));
        let survey = Some((counter(CounterKind::Survey, sender.survey.to_string()), self.rules.survey));
        let hex = |hash: AddressHash| hash.0.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        let address = sender.address.map(|hash| (counter(CounterKind::Address, hex(hash)), self.rules.address));
        [address, key, survey].into_iter().flatten()
    }

    fn next(&self, counter: &CounterKey, limit: u32, start: Timestamp) -> Next {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if window.start != start {
            *window = Window { start, counters: HashMap::new() };
        }
        let fresh = || Counter { used: 0, allowed: limit.min(UNLEASED), exhausted: limit <= UNLEASED };
        let counter = window.counters.entry(counter.clone()).or_insert_with(fresh);
        if counter.used < counter.allowed {
            counter.used += 1;
            return Next::Within;
        }
        if counter.exhausted { Next::Beyond } else { Next::Lease }
    }

    /// Notes what a lease brought; the answer that asked for it is the first of the block.
    fn lease(&self, counter: &CounterKey, granted: bool) {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        // The minute may have ended meanwhile, and the counter with it.
        let Some(counter) = window.counters.get_mut(counter) else { return };
        if granted {
            counter.allowed += BLOCK;
            counter.used += 1;
        } else {
            counter.exhausted = true;
        }
    }
}

fn start_of_window(now: Timestamp) -> Timestamp {
    let second = now.as_second().div_euclid(WINDOW) * WINDOW;
    Timestamp::from_second(second).unwrap_or(now)
}

fn beyond(start: Timestamp, now: Timestamp) -> Verdict {
    let left = start.as_second() + WINDOW - now.as_second();
    Verdict::Beyond(u32::try_from(left).unwrap_or(1).max(1))
}
