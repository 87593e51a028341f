//! Timelines: all that happened to one ticket, customer, appointment, booking or dispatch, folded from its facts in
//! whatever order they came, and what each adds to which local day.
//!
//! A fold is a pure function of the events as a set: it orders them by their time, then by their id, and reads a repeated
//! id once. So it is the same after any order of arrival, and may run again at any time.

pub mod appointment;
pub mod booking;
mod calendar;
pub mod customer;
pub mod dispatch;
mod sheet;
mod stored;
pub mod ticket;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::calendar::Calendar;
pub use self::stored::{changed_days, digest, digests, read, text, total};
use crate::bucket::Values;
use crate::event::Event;
use crate::facts::Facts;
use crate::input::Refusal;

/// What a timeline is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Tickets of the support, by the team's own ids.
    Tickets,
    /// Customers, by their person's ids.
    Customers,
    /// Appointments, by the team's own ids.
    Appointments,
    /// Single costs and revenues, by their events' ids.
    Bookings,
    /// Dispatches of surveys.
    Dispatches,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Tickets, Self::Customers, Self::Appointments, Self::Bookings, Self::Dispatches];

    /// The name in the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tickets => "tickets",
            Self::Customers => "customers",
            Self::Appointments => "appointments",
            Self::Bookings => "bookings",
            Self::Dispatches => "dispatches",
        }
    }
}

impl FromStr for Kind {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| {
            Refusal::new("unknown_kind", "expected tickets, customers, appointments, bookings or dispatches")
        })
    }
}

/// Which timeline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimelineId {
    /// What it is about.
    pub kind: Kind,
    /// The ticket, the person, the appointment, the event or the dispatch: 1 to 64 of `A-Za-z0-9._:-`.
    pub id: String,
}

impl fmt::Display for TimelineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.name(), self.id)
    }
}

/// What a timeline adds to one local day, by the values of its dimensions.
pub type Contribution = BTreeMap<Values, Facts>;

/// What a timeline adds to each local day.
pub type Contributions = BTreeMap<Date, Contribution>;

/// The events in the order in which they happened: by time, then by id. An id that comes twice counts once.
fn in_order(events: &[Event]) -> Vec<&Event> {
    let mut ordered: Vec<_> = events.iter().collect();
    ordered.sort_by_key(|event| (event.at, &event.id));
    let mut known = BTreeSet::new();
    ordered.retain(|event| known.insert(&event.id));
    ordered
}

/// The newest word on something: what the last of the ordered events that says anything says.
fn newest<'a, T: ?Sized>(events: &[&'a Event], word: impl Fn(&'a Event) -> Option<&'a T>) -> Option<&'a T> {
    events.iter().rev().find_map(|event| word(event))
}
