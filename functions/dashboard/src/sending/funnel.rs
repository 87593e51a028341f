//! From asking to answering, step by step, and why some dispatches were never sent: the counts of `delivery` and
//! `response_rate`, each step as a share of the one before.

use domain::metric::Beside;
use domain::stats::SmallN;
use reading::metrics::{Answer, Entry};

use crate::figure::percent;
use crate::view::View;

/// The steps, and those who fell out before the first.
#[derive(Debug, Default)]
pub struct Funnel {
    /// Requested, sent, delivered, answered; empty where nothing was asked for.
    pub steps: Vec<Step>,
    /// The same in a sentence.
    pub words: String,
    /// What is between the steps.
    pub others: String,
    /// Why some were not sent, the most frequent first.
    pub reasons: Vec<Reason>,
    /// Whether time alone may still change it.
    pub provisional: bool,
}

/// A step.
#[derive(Debug)]
pub struct Step {
    /// Its name for machines.
    pub key: &'static str,
    /// Its name.
    pub name: String,
    /// How many.
    pub count: String,
    /// The same for machines.
    pub raw: u64,
    /// Its share of the step before, and what that is of; none of few, and none for the first.
    pub share: Option<(String, String)>,
    /// How wide its bar is, of a hundred.
    pub width: String,
}

/// Why dispatches were not sent.
#[derive(Debug)]
pub struct Reason {
    /// The word of the API.
    pub key: &'static str,
    /// The same in words.
    pub name: String,
    /// How many.
    pub count: String,
    /// The same for machines.
    pub raw: u64,
    /// How wide its bar is, of a hundred.
    pub width: String,
}

impl Funnel {
    /// The funnel of the two answers; an empty one where there are none.
    pub fn of(delivery: Option<&Answer>, response: Option<&Answer>, view: &View) -> Self {
        let (Some(delivery), Some(response)) = (first(delivery), first(response)) else { return Self::default() };
        let asked = Asked::of(delivery);
        if asked.requested() == 0 {
            return Self::default();
        }
        let answered = response.counts.count("answered").unwrap_or_default();
        let delivered = asked.sent.saturating_sub(asked.bounced);
        let all = [
            ("requested", asked.requested(), None),
            ("sent", asked.sent, Some(("requested", asked.requested()))),
            ("delivered", delivered, Some(("sent", asked.sent))),
            ("answered", answered, Some(("delivered", delivered))),
        ];
        let whole = |count: u64| view.written().whole(count);
        let step = |(key, raw, of): (&'static str, u64, Option<(&str, u64)>)| Step {
            key,
            name: view.say(&format!("sending-{key}")),
            count: whole(raw),
            raw,
            share: of.filter(|(_, of)| SmallN::of(*of) != Some(SmallN::CountsOnly)).map(|(name, of)| {
                (view.written().percent(percent(raw, of), 0), view.say(&format!("sending-of-{name}")))
            }),
            width: width(raw, asked.requested()),
        };
        let named = all.map(|(key, raw, _)| (key, whole(raw)));
        let named: Vec<_> = named.iter().map(|(key, count)| (*key, count.as_str())).collect();
        let others = [
            ("waiting", whole(asked.waiting)),
            ("skipped", whole(asked.skipped)),
            ("failed", whole(asked.failed)),
            ("bounced", whole(asked.bounced)),
        ];
        let others: Vec<_> = others.iter().map(|(name, count)| (*name, count.as_str())).collect();
        Self {
            words: view.with("sending-funnel-in-words", &named),
            others: view.with("sending-others", &others),
            steps: all.map(step).into(),
            reasons: reasons(delivery, view),
            provisional: response.provisional,
        }
    }
}

/// What was asked for, by what became of it.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Sent, as far as anybody knows.
    pub sent: u64,
    /// Of those the ones that came back.
    pub bounced: u64,
    waiting: u64,
    skipped: u64,
    failed: u64,
}

impl Asked {
    /// What the counts of `delivery` say.
    pub fn of(entry: &Entry) -> Self {
        let count = |name: &str| entry.counts.count(name).unwrap_or_default();
        Self {
            sent: count("sent"),
            bounced: count("bounced"),
            waiting: count("waiting"),
            skipped: count("skipped"),
            failed: count("failed"),
        }
    }

    /// All that was asked for.
    pub const fn requested(self) -> u64 {
        self.sent + self.waiting + self.skipped + self.failed
    }
}

/// The one entry of an answer that has one.
pub fn first(answer: Option<&Answer>) -> Option<&Entry> {
    answer?.found.series.first()
}

fn reasons(delivery: &Entry, view: &View) -> Vec<Reason> {
    let Some(Beside::Counts(counts)) = delivery.beside.get("reasons") else { return Vec::new() };
    let mut sorted: Vec<(&'static str, u64)> = counts.iter().map(|(name, count)| (*name, *count)).collect();
    sorted.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let most = sorted.first().map_or(1, |(_, count)| *count);
    let reason = |(key, raw): (&'static str, u64)| Reason {
        key,
        name: view.say(&format!("why-{}", key.replace('_', "-"))),
        count: view.written().whole(raw),
        raw,
        width: width(raw, most),
    };
    sorted.into_iter().map(reason).collect()
}

fn width(part: u64, of: u64) -> String {
    format!("{:.2}", percent(part, of))
}
