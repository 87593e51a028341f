//! The programme's own rates, by the day of the invitation and per dispatch, not per message. Opened mails are counted
//! nowhere: what a mail program loads says nothing about people.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::number::{Beside, Number};
use super::{Gathered, Reading};
use crate::facts::{Count, Measured};

/// (sent − bounced)/sent. Where the fate of a message is unknown, it counts as sent. What was asked for and is not sent
/// stands among the counts where there is any, with its reasons beside: it is in no rate.
pub(super) fn delivery(gathered: &Gathered) -> Number {
    let (sent, bounced) = (gathered.count(Count::Sent), gathered.count(Count::Bounced));
    let unsent = [("waiting", Count::Waiting), ("skipped", Count::Skipped), ("failed", Count::Failed)];
    let unsent = unsent.map(|(name, what)| (name, gathered.count(what))).into_iter().filter(|(_, count)| *count > 0);
    let counts = [("sent", sent), ("bounced", bounced)].into_iter().chain(unsent);
    let number = Number::share(sent.saturating_sub(bounced), sent, counts);
    let reasons: BTreeMap<_, _> = gathered.facts.reasons().map(|(why, count)| (why.name(), count)).collect();
    if reasons.is_empty() { number } else { number.with("reasons", Beside::Counts(reasons)) }
}

/// Dispatches with a scored answer / (sent − bounced).
pub(super) fn response_rate(gathered: &Gathered, reading: &Reading<'_>) -> Number {
    let number = of_arrived(gathered, "answered", Count::Answered);
    let today = reading.now.duration_since(Timestamp::UNIX_EPOCH).as_secs() / (24 * 60 * 60);
    let open = gathered.facts.spread(Measured::Expires).iter().any(|(day, _)| i64::from(day) >= today);
    Number { provisional: open, ..number }
}

/// Answered to the end / begun.
pub(super) fn completion(gathered: &Gathered) -> Number {
    let (finished, begun) = (gathered.count(Count::Finished), gathered.count(Count::Begun));
    Number::share(finished, begun, [("begun", begun), ("finished", finished)])
}

/// Unsubscribed / (sent − bounced).
pub(super) fn opt_out(gathered: &Gathered) -> Number {
    of_arrived(gathered, "unsubscribed", Count::Unsubscribed)
}

fn of_arrived(gathered: &Gathered, name: &'static str, what: Count) -> Number {
    let (sent, bounced, of) = (gathered.count(Count::Sent), gathered.count(Count::Bounced), gathered.count(what));
    Number::share(of, sent.saturating_sub(bounced), [("sent", sent), ("bounced", bounced), (name, of)])
}
