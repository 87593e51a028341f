//! The programme's own rates, by the day of the invitation and per dispatch, not per message. Opened mails are counted
//! nowhere: what a mail program loads says nothing about people.

use jiff::Timestamp;

use super::number::Number;
use super::{Gathered, Reading};
use crate::facts::{Count, Measured};

/// (sent − bounced)/sent. Where the fate of a message is unknown, it counts as sent.
pub(super) fn delivery(gathered: &Gathered) -> Number {
    let (sent, bounced) = (gathered.count(Count::Sent), gathered.count(Count::Bounced));
    Number::share(sent.saturating_sub(bounced), sent, [("sent", sent), ("bounced", bounced)])
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
