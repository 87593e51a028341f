//! Dispatches: whether what was sent arrived, was answered, or was too much, and why what was asked for never went out.
//!
//! What came back is taken to have arrived: a dispatch that bounced by its mail system's word and was answered all the same
//! did not bounce. So no rate of what was delivered is ever over 100 %.

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::sheet::{Sheet, values};
use super::{Calendar, Contributions};
use crate::bucket::Values;
use crate::context::Channel;
use crate::day::Zone;
use crate::dispatch::Dispatch;
use crate::facts::{Count, Measured};
use crate::locale::Locale;
use crate::message::{Entry, Status};

/// How the answer to a dispatch stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Answer {
    /// Whether it has a score.
    pub scored: bool,
    /// Whether it was answered to the end.
    pub finished: bool,
    /// Whether it looks like a machine's: such an answer is none.
    pub suspect: bool,
}

/// What a dispatch adds to the day on which its invitation went out: whether it bounced, was answered, or made the person
/// want no more. One that never went out is in no rate: it adds to the day on which it was given up that it was, and why; one
/// that waits still, to the day on which it was asked for. So each stands on one day, and all of them add up to what was
/// asked for. One that a team's own mailer carries adds nothing.
///
/// ```
/// use domain::dispatch::Dispatch;
/// use domain::facts::Count;
/// use domain::message::{Handover, Message};
/// use domain::timeline::dispatch::{self, Answer};
/// use domain::timeline::Calendar;
/// let at: jiff::Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
/// let invitation = Message::scheduled(at, at).claim(at, None).unwrap().hand_over(at, Handover::Accepted, at).unwrap();
/// let dispatch = Dispatch {
///     id: "dsp_0123456789abcdef0123456789abcdef".parse().unwrap(),
///     survey: "nps".parse().unwrap(),
///     person: "anna".parse().unwrap(),
///     channel: "email".parse().unwrap(),
///     created_at: at,
///     expires_at: "2026-12-21T10:00:00Z".parse().unwrap(),
///     properties: Default::default(),
///     segment: None,
///     unsubscribed_at: None,
///     locale: None,
///     messages: vec![invitation],
/// };
/// let calendar = Calendar { zone: "Europe/Riga".parse().unwrap(), business: None };
/// let answer = Answer { scored: true, finished: false, suspect: false };
/// let days = dispatch::contributions(&dispatch, Some(answer), &calendar);
/// let facts = days[&"2026-11-21".parse().unwrap()].values().next().unwrap();
/// assert_eq!([Count::Sent, Count::Begun, Count::Answered, Count::Finished].map(|what| facts.get(what)), [1, 1, 1, 0]);
/// ```
pub fn contributions(dispatch: &Dispatch, answer: Option<Answer>, calendar: &Calendar) -> Contributions {
    let mut sheet = Sheet::default();
    let Some(fate) = fate(dispatch) else { return sheet.done() };
    let facts = sheet.on(calendar.day(fate.at), &dimensions(dispatch));
    if !is_out(fate.status) {
        facts.count(unsent(fate.status), 1);
        if let Some(reason) = fate.reason.filter(|_| unsent(fate.status) != Count::Waiting) {
            facts.reason(reason);
        }
        return sheet.done();
    }
    let answer = answer.filter(|answer| !answer.suspect);
    let answered = answer.is_some_and(|answer| answer.scored);
    let bounced = is_returned(dispatch) && answer.is_none() && !dispatch.is_refused();
    facts.count(Count::Sent, 1);
    facts.count(Count::Bounced, u64::from(bounced));
    facts.count(Count::Begun, u64::from(answer.is_some()));
    facts.count(Count::Answered, u64::from(answered));
    facts.count(Count::Finished, u64::from(answer.is_some_and(|answer| answer.finished)));
    facts.count(Count::Unsubscribed, u64::from(dispatch.is_refused()));
    if !answered && !bounced {
        facts.measure(Measured::Expires, days_since_1970(dispatch.expires_at));
    }
    sheet.done()
}

/// What decides on which day a dispatch stands: that its invitation went out, as far as anybody knows, that it was given up,
/// or that it was asked for. None where a team's own mailer carries the link.
fn fate(dispatch: &Dispatch) -> Option<Entry> {
    let invitation =
        dispatch.messages.iter().find(|message| message.number == 0 && dispatch.channel != Channel::Link)?;
    let sent = invitation.history().iter().find(|entry| is_out(entry.status));
    let fate = sent.unwrap_or_else(|| invitation.now()).clone();
    let waits = sent.is_none() && unsent(fate.status) == Count::Waiting;
    Some(if waits { Entry { at: dispatch.created_at, ..fate } } else { fate })
}

/// As what a dispatch counts whose invitation is not out.
const fn unsent(status: Status) -> Count {
    match status {
        Status::Skipped => Count::Skipped,
        Status::Failed => Count::Failed,
        _ => Count::Waiting,
    }
}

const fn is_out(status: Status) -> bool {
    match status {
        Status::Sent | Status::Delivered | Status::Bounced | Status::Complained | Status::Unknown => true,
        Status::Scheduled | Status::Claimed | Status::Failed | Status::Skipped => false,
    }
}

/// Whether the invitation came back.
fn is_returned(dispatch: &Dispatch) -> bool {
    dispatch.messages.iter().any(|message| message.number == 0 && message.now().status == Status::Bounced)
}

fn dimensions(dispatch: &Dispatch) -> Values {
    let property = |name: &str| dispatch.properties.get(name).map(ToString::to_string);
    values([
        ("survey", Some(dispatch.survey.as_str())),
        ("channel", Some(dispatch.channel.name())),
        ("touchpoint", property("touchpoint").as_deref()),
        ("locale", dispatch.locale.map(Locale::tag)),
        ("segment", dispatch.segment.as_deref()),
        ("agent", property("agent").as_deref()),
        ("variant", property("variant").as_deref()),
    ])
}

const EPOCH: Date = date(1970, 1, 1);

/// The UTC day of an instant, counted from 1970-01-01.
fn days_since_1970(at: Timestamp) -> u32 {
    let since = Zone::utc().date(at).duration_since(EPOCH);
    u32::try_from(since.as_hours() / 24).unwrap_or_default()
}
