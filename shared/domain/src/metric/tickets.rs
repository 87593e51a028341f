//! Support: first response, replies, resolution, transfers, first contact.

use super::number::{Beside, Input, Number};
use super::{Gathered, Reading};
use crate::facts::{Count, Measured};
use crate::stats::{Estimate, Quantile, Spread};

/// Tickets were opened, but none so long ago that its time is over.
const NONE_DUE: &str = "none_due";

/// Answered within the target / opened at least that long ago.
///
/// Whoever was answered and is younger than the target was answered in time, so these leave both sides; what has no answer
/// is a miss as soon as its time is over.
pub(super) fn first_response(gathered: &Gathered, reading: &Reading<'_>) -> Number {
    let replies = gathered.facts.spread(reading.measured(Measured::FirstReply, Measured::FirstReplyBusiness));
    let opened = gathered.facts.spread(Measured::OpenedAt).n();
    let early = gathered.answered_early();
    let not_due = early.saturating_add(gathered.undecided);
    let due = opened.saturating_sub(not_due);
    let in_time = replies.count_up_to(reading.target()).saturating_sub(early).min(due);
    let unanswered = gathered.facts.spread(Measured::Unanswered).n().saturating_sub(gathered.undecided);
    let late = due.saturating_sub(in_time).saturating_sub(unanswered);
    let counts =
        [("opened", opened), ("in_time", in_time), ("late", late), ("unanswered", unanswered), ("not_due", not_due)];
    let number = Number { provisional: not_due > 0, ..Number::share(in_time, due, counts) }
        .with("target_seconds", Beside::Whole(reading.target().into()))
        .with("median", Beside::Estimate(Estimate::quantile(&replies, Quantile::Median)));
    let number = in_hours(number, &replies, reading);
    if due == 0 && opened > 0 { number.because(NONE_DUE) } else { number }
}

/// The median time from a customer's message to the next reply.
pub(super) fn reply_time(gathered: &Gathered, reading: &Reading<'_>) -> Number {
    let replies = gathered.facts.spread(reading.measured(Measured::ReplyTime, Measured::ReplyTimeBusiness));
    let messages = gathered.count(Count::Messages);
    let counts = [("messages", messages), ("replied", replies.n()), ("waiting", messages.saturating_sub(replies.n()))];
    median(replies, counts, reading)
}

/// The median time from opening to the standing resolution.
pub(super) fn time_to_resolve(gathered: &Gathered, reading: &Reading<'_>) -> Number {
    let times = gathered.facts.spread(reading.measured(Measured::TimeToResolve, Measured::TimeToResolveBusiness));
    let counts = [("opened", gathered.count(Count::Cases)), ("resolved", gathered.count(Count::Resolved))];
    median(times, counts, reading)
}

/// Resolved, and not reopened since / opened.
pub(super) fn resolution(gathered: &Gathered) -> Number {
    let (resolved, opened) = (gathered.count(Count::Resolved), gathered.count(Count::Cases));
    Number::share(resolved, opened, [("opened", opened), ("resolved", resolved)])
}

/// Resolved with one contact / resolved.
pub(super) fn first_contact(gathered: &Gathered) -> Number {
    let (once, resolved) = (gathered.count(Count::FirstContact), gathered.count(Count::Closed));
    let number = Number::share(once, resolved, [("resolved", resolved), ("first_contact", once)]);
    Number { provisional: gathered.closed_lately > 0, ..number }
}

/// The mean number of transfers of a ticket.
pub(super) fn transfers(gathered: &Gathered) -> Number {
    let transfers = gathered.facts.spread(Measured::Transfers);
    let all = transfers.iter().fold(0_u64, |sum, (times, tickets)| sum.saturating_add(u64::from(times) * tickets));
    let once_or_more = transfers.n() - transfers.count_up_to(0);
    let counts = [("opened", transfers.n()), ("transferred", once_or_more), ("transfers", all)];
    Number { input: Input::Means(transfers.clone()), ..Number::new(Estimate::mean(&transfers, None), counts) }
}

fn median<const N: usize>(times: Spread, counts: [(&'static str, u64); N], reading: &Reading<'_>) -> Number {
    let number = Number::new(Estimate::quantile(&times, Quantile::Median), counts);
    let number = in_hours(number, &times, reading);
    Number { input: Input::Spreads(times), ..number }
}

fn in_hours(number: Number, times: &Spread, reading: &Reading<'_>) -> Number {
    number
        .with("p90", Beside::Estimate(Estimate::quantile(times, Quantile::P90)))
        .with("hours", Beside::Word(reading.basis().name().to_owned()))
}
