//! The names of the metrics, and what holds of each whatever its number: what it is read from, by which dimensions it may
//! be grouped, in which unit it is, which way is better, and how two of its numbers are compared.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::OwnId;
use crate::context::DIMENSIONS;
use crate::input::Refusal;
use crate::timeline::Kind;

/// A metric that every workspace has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are product.md's own; docs/metrics has a page for each")]
pub enum BuiltIn {
    Nps,
    Enps,
    Csat,
    Ces,
    Gcr,
    NetChurn,
    GrossChurn,
    Retention,
    FirstResponse,
    ReplyTime,
    Resolution,
    TimeToResolve,
    FirstContact,
    Transfers,
    SupportCost,
    Clv,
    KeptAppointments,
    Delivery,
    ResponseRate,
    Completion,
    OptOut,
}

/// A metric, by the name that a client gives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// One that every workspace has.
    BuiltIn(BuiltIn),
    /// One of a team's own, of the survey or the workspace that is asked. Whether it is there is not known here.
    Own(OwnId),
}

/// What a metric is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// The answers to a survey, by its own days.
    Answers,
    /// All timelines of these kinds, by the workspace's days.
    Timelines(&'static [Kind]),
}

/// What a number is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Points: of a net score, −100 to 100, or of a question's scale.
    Points,
    /// Percent, 0 to 100; net churn may be below 0.
    Percent,
    /// Seconds.
    Seconds,
    /// Minor units of the currency that stands beside it, such as cents.
    MinorUnits,
    /// A plain number.
    Count,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: it depends on what the team counts.
    None,
}

/// How two of a metric's numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Test {
    /// As net scores.
    Net,
    /// As shares.
    Shares,
    /// By their means.
    Means,
    /// By how all their values are spread.
    Spreads,
    /// Not at all: chance has no part in it, or not one that a test knows.
    None,
}

/// By what tickets may be grouped.
const OF_TICKETS: [&str; 4] = ["agent", "category", "channel", "segment"];

impl BuiltIn {
    /// Every one.
    pub const ALL: [Self; 21] = [
        Self::Nps,
        Self::Enps,
        Self::Csat,
        Self::Ces,
        Self::Gcr,
        Self::NetChurn,
        Self::GrossChurn,
        Self::Retention,
        Self::FirstResponse,
        Self::ReplyTime,
        Self::Resolution,
        Self::TimeToResolve,
        Self::FirstContact,
        Self::Transfers,
        Self::SupportCost,
        Self::Clv,
        Self::KeptAppointments,
        Self::Delivery,
        Self::ResponseRate,
        Self::Completion,
        Self::OptOut,
    ];

    /// The name in the API.
    ///
    /// ```
    /// use domain::metric::BuiltIn;
    /// assert_eq!("first_contact".parse(), Ok(BuiltIn::FirstContact));
    /// assert_eq!(BuiltIn::OptOut.name(), "opt_out");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Enps => "enps",
            Self::Csat => "csat",
            Self::Ces => "ces",
            Self::Gcr => "gcr",
            Self::NetChurn => "net_churn",
            Self::GrossChurn => "gross_churn",
            Self::Retention => "retention",
            Self::FirstResponse => "first_response",
            Self::ReplyTime => "reply_time",
            Self::Resolution => "resolution",
            Self::TimeToResolve => "time_to_resolve",
            Self::FirstContact => "first_contact",
            Self::Transfers => "transfers",
            Self::SupportCost => "support_cost",
            Self::Clv => "clv",
            Self::KeptAppointments => "kept_appointments",
            Self::Delivery => "delivery",
            Self::ResponseRate => "response_rate",
            Self::Completion => "completion",
            Self::OptOut => "opt_out",
        }
    }

    /// What it is read from.
    pub const fn reads(self) -> Reads {
        match self {
            Self::Nps | Self::Enps | Self::Csat | Self::Ces | Self::Gcr => Reads::Answers,
            Self::NetChurn | Self::GrossChurn | Self::Retention | Self::Clv => Reads::Timelines(&[Kind::Customers]),
            Self::FirstResponse
            | Self::ReplyTime
            | Self::Resolution
            | Self::TimeToResolve
            | Self::FirstContact
            | Self::Transfers => Reads::Timelines(&[Kind::Tickets]),
            Self::SupportCost => Reads::Timelines(&[Kind::Tickets, Kind::Bookings]),
            Self::KeptAppointments => Reads::Timelines(&[Kind::Appointments]),
            Self::Delivery | Self::ResponseRate | Self::Completion | Self::OptOut => {
                Reads::Timelines(&[Kind::Dispatches])
            }
        }
    }

    /// Whether all days before a period count for its number too, as who was a customer at its start follows from them.
    pub const fn needs_before(self) -> bool {
        matches!(self, Self::NetChurn | Self::GrossChurn | Self::Retention | Self::Clv)
    }

    /// Whether the dispatches of one survey can be asked for alone.
    pub const fn may_filter_by_survey(self) -> bool {
        matches!(self, Self::Delivery | Self::ResponseRate | Self::Completion | Self::OptOut)
    }

    /// By what it may be grouped. Metrics of answers may be grouped by what their survey names, too; eNPS by nothing but
    /// the one grouping that was chosen before.
    pub const fn dimensions(self) -> &'static [&'static str] {
        match self {
            Self::Enps => &[],
            Self::Nps | Self::Csat | Self::Ces | Self::Gcr => &DIMENSIONS,
            Self::NetChurn | Self::GrossChurn | Self::Retention | Self::Clv => &["plan", "segment"],
            Self::FirstResponse
            | Self::ReplyTime
            | Self::Resolution
            | Self::TimeToResolve
            | Self::FirstContact
            | Self::Transfers
            | Self::KeptAppointments => &OF_TICKETS,
            // What both the tickets and the bookings have.
            Self::SupportCost => &["agent", "category", "channel"],
            Self::Delivery | Self::ResponseRate | Self::Completion | Self::OptOut => {
                &["agent", "channel", "locale", "segment", "survey", "touchpoint", "variant"]
            }
        }
    }

    /// What its number is counted in. CES by `mean` is in points of its scale.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Nps | Self::Enps => Unit::Points,
            Self::ReplyTime | Self::TimeToResolve => Unit::Seconds,
            Self::SupportCost | Self::Clv => Unit::MinorUnits,
            Self::Transfers => Unit::Count,
            _ => Unit::Percent,
        }
    }

    /// Which way is better. CES by `mean` has the direction of its survey.
    pub const fn better(self) -> Better {
        match self {
            Self::NetChurn
            | Self::GrossChurn
            | Self::ReplyTime
            | Self::TimeToResolve
            | Self::Transfers
            | Self::SupportCost
            | Self::OptOut => Better::Lower,
            _ => Better::Higher,
        }
    }

    /// How two of its numbers are compared. CES by `mean` is compared by means.
    pub const fn test(self) -> Test {
        match self {
            Self::Nps | Self::Enps => Test::Net,
            Self::ReplyTime | Self::TimeToResolve => Test::Spreads,
            Self::Transfers => Test::Means,
            Self::NetChurn | Self::SupportCost | Self::Clv => Test::None,
            _ => Test::Shares,
        }
    }
}

impl fmt::Display for BuiltIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for BuiltIn {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|metric| metric.name() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|metric| metric.name()).collect();
            Refusal::new("unknown_metric", format!("expected one of the team's own, or one of {}", names.join(", ")))
        })
    }
}

impl Name {
    /// The name as the client gave it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::BuiltIn(metric) => metric.name(),
            Self::Own(id) => id.as_str(),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Name {
    type Err = Refusal;

    /// What is no name of a built-in metric may be one of a team's own, if it can be an id at all.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text.parse::<BuiltIn>() {
            Ok(metric) => Ok(Self::BuiltIn(metric)),
            Err(refusal) => text.parse().map(Self::Own).map_err(|_| refusal),
        }
    }
}
