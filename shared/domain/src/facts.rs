//! Facts: integer counts of what happened on a day, the cells of all cubes that are made of timelines.
//!
//! They merge exactly, in any order, and equal facts have equal bytes. Numbers are made of them on reading.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::bucket::Tallied;
use crate::event::EventType;
use crate::message::Reason;
use crate::money::Currency;
use crate::stats::Spread;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Tickets opened, by day of opening, under the agent who replied first.
    Opened,
    /// Tickets opened, by day of opening, under the agent who resolved them.
    Cases,
    /// Of those cases the ones that stand resolved.
    Resolved,
    /// Tickets whose standing resolution came on this day.
    Closed,
    /// Of those the ones that one contact was enough for.
    FirstContact,
    /// Messages of customers in tickets, by their own day.
    Messages,
    /// Customers who began, by that day.
    Started,
    /// Customers who ended, by that day.
    Ended,
    /// Customers seen for the first time, by an order or a beginning.
    First,
    /// Appointments whose outcome is known, by planned day, those cancelled by the customer left out.
    Planned,
    /// Of those the ones that began at most five minutes late.
    Kept,
    /// Dispatches sent, by day of the invitation.
    Sent,
    /// Of those the ones that bounced.
    Bounced,
    /// Of those the ones answered with a score.
    Answered,
    /// Of those the ones answered at all.
    Begun,
    /// Of those the ones answered to the end.
    Finished,
    /// Of those the ones after which the person wanted no more.
    Unsubscribed,
    /// Dispatches whose invitation waits still, by the day on which they were asked for.
    Waiting,
    /// Dispatches whose invitation was skipped, by the day of that.
    Skipped,
    /// Dispatches whose invitation failed before it went out, by the day of that.
    Failed,
}

/// What is measured, and counted by its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// From opening to first reply, in seconds.
    FirstReply,
    /// The same in business hours.
    FirstReplyBusiness,
    /// From a customer's message to the next reply, in seconds.
    ReplyTime,
    /// The same in business hours.
    ReplyTimeBusiness,
    /// From opening to the standing resolution, in seconds.
    TimeToResolve,
    /// The same in business hours.
    TimeToResolveBusiness,
    /// Transfers of a ticket.
    Transfers,
    /// The minute of the local day in which a ticket was opened, counted from the day's start.
    OpenedAt,
    /// The same of the tickets without a reply.
    Unanswered,
    /// The minute of the local day for which an appointment without an outcome is planned.
    Waiting,
    /// The day on which the link of a dispatch ends that may still be answered, in days since 1970-01-01.
    Expires,
}

/// What is counted by days that lie around it, so that it counts exactly in any period. Days are local.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Span {
    /// A customer began on this day.
    Started {
        /// The day on which they ended before.
        after: Option<Date>,
    },
    /// A customer ended on this day.
    Lost {
        /// The day on which they began, or began once before.
        since: Date,
        /// Where they began once before: the day on which they ended then.
        until: Option<Date>,
        /// The day on which they began again.
        back: Option<Date>,
    },
    /// Somebody who is no customer on this day ordered.
    Active {
        /// The day of their order before.
        after: Option<Date>,
        /// The day on which they ended last.
        ended: Option<Date>,
        /// The day on which they began next.
        starts: Option<Date>,
    },
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |day: &Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        match self {
            Self::Started { after } => write!(f, "started/{}", day(after)),
            Self::Lost { since, until, back } => write!(f, "lost/{since}/{}/{}", day(until), day(back)),
            Self::Active { after, ended, starts } => {
                write!(f, "active/{}/{}/{}", day(after), day(ended), day(starts))
            }
        }
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split('/');
        let name = parts.next().unwrap_or_default();
        let mut day = || match parts.next() {
            None => Err(format!("a span with too few days: {name}")),
            Some("") => Ok(None),
            Some(day) => day.parse::<Date>().map(Some).map_err(|error| error.to_string()),
        };
        let span = match name {
            "started" => Self::Started { after: day()? },
            "lost" => Self::Lost { since: day()?.ok_or("a loss without a beginning")?, until: day()?, back: day()? },
            "active" => Self::Active { after: day()?, ended: day()?, starts: day()? },
            _ => return Err("an unknown span".to_owned()),
        };
        if parts.next().is_some() { Err("a span with too many days".to_owned()) } else { Ok(span) }
    }
}

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// What happened, in integers.
///
/// ```
/// use domain::bucket::Tallied;
/// use domain::facts::{Count, Facts, Measured};
/// let mut day = Facts::default();
/// day.count(Count::Opened, 1);
/// day.measure(Measured::FirstReply, 90);
/// let mut two = day.clone();
/// two.merge(&day);
/// assert_eq!((two.get(Count::Opened), two.spread(Measured::FirstReply).n()), (2, 2));
/// assert_eq!(serde_json::to_string(&two).unwrap(), r#"{"counts":{"opened":2},"spreads":{"first_reply":{"90":2}}}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    counts: BTreeMap<Count, u64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    spreads: BTreeMap<Measured, Spread>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    spans: BTreeMap<Span, u64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    events: BTreeMap<EventType, u64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    amounts: BTreeMap<EventType, BTreeMap<Currency, i64>>,
    /// Why invitations never went out; each is counted as skipped or failed too.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    reasons: BTreeMap<Reason, u64>,
}

impl Facts {
    /// Counts so many more.
    pub fn count(&mut self, what: Count, times: u64) {
        add(&mut self.counts, what, times);
    }

    /// Counts one value of what is measured.
    pub fn measure(&mut self, what: Measured, value: u32) {
        self.spreads.entry(what).or_default().add(value, 1);
    }

    /// Counts one span.
    pub fn span(&mut self, span: Span) {
        add(&mut self.spans, span, 1);
    }

    /// Counts an event.
    pub fn event(&mut self, what: EventType) {
        add(&mut self.events, what, 1);
    }

    /// Counts why an invitation never went out.
    pub fn reason(&mut self, why: Reason) {
        add(&mut self.reasons, why, 1);
    }

    /// Adds an amount, in minor units.
    pub fn amount(&mut self, what: EventType, currency: Currency, amount: i64) {
        let sum = self.amounts.entry(what).or_default().entry(currency).or_default();
        *sum = sum.saturating_add(amount);
    }

    /// How many were counted.
    pub fn get(&self, what: Count) -> u64 {
        self.counts.get(&what).copied().unwrap_or_default()
    }

    /// The values that were measured.
    pub fn spread(&self, what: Measured) -> Spread {
        self.spreads.get(&what).cloned().unwrap_or_default()
    }

    /// The spans, each with its count.
    pub fn spans(&self) -> impl Iterator<Item = (Span, u64)> + '_ {
        self.spans.iter().map(|(span, count)| (*span, *count))
    }

    /// How many events of a type there were.
    pub fn events(&self, what: EventType) -> u64 {
        self.events.get(&what).copied().unwrap_or_default()
    }

    /// Why invitations never went out, each reason with its count.
    pub fn reasons(&self) -> impl Iterator<Item = (Reason, u64)> + '_ {
        self.reasons.iter().map(|(why, count)| (*why, *count))
    }

    /// The sums of the amounts of a type of event, in minor units, by currency.
    pub fn amounts(&self, what: EventType) -> BTreeMap<Currency, i64> {
        self.amounts.get(&what).cloned().unwrap_or_default()
    }
}

fn add<K: Ord>(counts: &mut BTreeMap<K, u64>, what: K, times: u64) {
    if times > 0 {
        let count = counts.entry(what).or_default();
        *count = count.saturating_add(times);
    }
}

impl Tallied for Facts {
    fn merge(&mut self, other: &Self) {
        for (what, times) in &other.counts {
            add(&mut self.counts, *what, *times);
        }
        for (what, spread) in &other.spreads {
            self.spreads.entry(*what).or_default().merge(spread);
        }
        for (span, times) in &other.spans {
            add(&mut self.spans, *span, *times);
        }
        for (what, times) in &other.events {
            add(&mut self.events, *what, *times);
        }
        for (why, times) in &other.reasons {
            add(&mut self.reasons, *why, *times);
        }
        for (what, sums) in &other.amounts {
            for (currency, amount) in sums {
                self.amount(*what, *currency, *amount);
            }
        }
    }

    fn weight(&self) -> u64 {
        let counted = self.counts.values().chain(self.events.values()).copied();
        counted.chain(self.spreads.values().map(Spread::n)).fold(0, u64::saturating_add)
    }
}
