//! Limits without a server: how many answers a key, a survey and a source address may send in a minute.
//!
//! The counters stand in the table, and a running instance leases them in blocks. The first answers of a minute it counts
//! by itself, so that a quiet survey costs nothing: no more than 0.1 write units an answer, however many counters.

use std::collections::HashMap;
use std::time::Duration;

use domain::id::{SurveyId, WorkspaceId};
use domain::key::KeyId;
use domain::response::AddressHash;
use jiff::{SignedDuration, Timestamp};
use store::{CounterKey, CounterKind, Leased, Store};
use tokio::sync::Mutex;

/// How many answers an instance counts by itself, for each counter and minute. With three counters the first leases come
/// after so many answers: 3 write units on 31 answers.
const UNLEASED: u32 = 30;
/// How many answers one lease is good for.
const BLOCK: u32 = 50;
/// The length of a window, in seconds.
const WINDOW: i64 = 60;
/// How long an answer waits for a lease at most: a limit must not hold up what it protects.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long a table that failed is left alone.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

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
    /// The counters could not be read, or failed a moment ago.
    Unknown,
}

/// The counters of a running instance.
#[derive(Debug)]
pub struct Limits {
    rules: Rules,
    /// Held while a block is leased, so that answers which come in together lease one block and not one each.
    window: Mutex<Window>,
}

#[derive(Debug)]
struct Window {
    start: Timestamp,
    counters: HashMap<CounterKey, Counter>,
}

#[derive(Debug)]
struct Counter {
    used: u32,
    allowed: u32,
    /// Nothing more is leased in this window.
    exhausted: bool,
    /// When the table may be asked again, after it failed.
    ask_again: Timestamp,
}

impl Limits {
    /// Counters that stand at nothing.
    pub fn new(rules: Rules) -> Self {
        Self { rules, window: Mutex::new(Window { start: Timestamp::MIN, counters: HashMap::new() }) }
    }

    /// Counts an answer against all limits of its sender.
    pub async fn count(&self, store: &Store, sender: Sender<'_>, now: Timestamp) -> Verdict {
        let mut window = self.window.lock().await;
        // A request that read its clock before the minute turned counts in the new one.
        let start = start_of_window(now).max(window.start);
        if window.start != start {
            *window = Window { start, counters: HashMap::new() };
        }
        let mut verdict = Verdict::Within;
        for (key, limit) in self.counters(sender) {
            let counter = window.counters.entry(key.clone()).or_insert_with(|| Counter::of(limit));
            match counter.count(store, &key, limit, start, now).await {
                Verdict::Within => {}
                Verdict::Unknown => verdict = Verdict::Unknown,
                beyond @ Verdict::Beyond(_) => return beyond,
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
}

impl Counter {
    fn of(limit: u32) -> Self {
        let allowed = limit.min(UNLEASED);
        Self { used: 0, allowed, exhausted: limit <= UNLEASED, ask_again: Timestamp::MIN }
    }

    async fn count(
        &mut self,
        store: &Store,
        key: &CounterKey,
        limit: u32,
        start: Timestamp,
        now: Timestamp,
    ) -> Verdict {
        if self.used >= self.allowed && !self.exhausted {
            if now < self.ask_again {
                return Verdict::Unknown;
            }
            let lease = store.lease(key, start, BLOCK, limit.saturating_sub(UNLEASED));
            match tokio::time::timeout(PATIENCE, Box::pin(lease)).await {
                Ok(Ok(Leased::Granted)) => self.allowed += BLOCK,
                Ok(Ok(Leased::Exhausted)) => self.exhausted = true,
                failed => {
                    let error = failed.map_or_else(|late| late.to_string(), |refused| format!("{refused:?}"));
                    tracing::error!(error, "the limits could not be read");
                    self.ask_again = now + PAUSE;
                    return Verdict::Unknown;
                }
            }
        }
        if self.used >= self.allowed {
            return beyond(start, now);
        }
        self.used += 1;
        Verdict::Within
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
