//! Business events: facts from other systems, such as an order that was paid or a ticket that was resolved.
//!
//! An event says what happened, when, and to whom; it never changes. What follows from many of them, in whatever order
//! they come, is made in [`crate::timeline`].

mod kind;
mod read;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::id::{EventId, PersonId};
use crate::input::Refusal;
use crate::money::Currency;
use crate::stamped::{PostDigest, millis};
use crate::timeline::{Kind, TimelineId};

pub use kind::EventType;

/// How far ahead of our clock an event may be: clocks differ, and not by more.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The customer.
    Customer,
    /// The company.
    Company,
}

impl By {
    /// The name in the API and in the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Company => "company",
        }
    }
}

impl FromStr for By {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        [Self::Customer, Self::Company]
            .into_iter()
            .find(|by| by.name() == text)
            .ok_or_else(|| Refusal::new("unknown_side", "expected customer or company"))
    }
}

/// What happened, when, and to whom.
///
/// ```
/// use domain::event::Event;
/// let body = serde_json::json!({"event_id": "ev-1", "type": "ticket_opened", "at": "2026-11-21T10:00:00+02:00", "ticket": "T-1"});
/// let event = Event::parse(&body, None).unwrap();
/// assert_eq!(event.timeline().to_string(), "tickets T-1");
/// assert_eq!(event.to_json()["at"], "2026-11-21T08:00:00.000Z");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The sender's own id for it.
    pub id: EventId,
    /// What happened.
    pub kind: EventType,
    /// When, to the millisecond.
    pub at: Timestamp,
    /// Who did it.
    pub by: Option<By>,
    /// To whom it happened.
    pub person: Option<PersonId>,
    /// The agent who did it or was there.
    pub agent: Option<String>,
    /// The ticket that it is about.
    pub ticket: Option<String>,
    /// The appointment that it is about.
    pub appointment: Option<String>,
    /// How it came in, such as `email` or `chat`.
    pub channel: Option<String>,
    /// What the customer pays for.
    pub plan: Option<String>,
    /// What it was about, in the team's own words.
    pub category: Option<String>,
    /// Money, in minor units of the currency; never negative.
    pub amount: Option<i64>,
    /// There exactly where an amount is.
    pub currency: Option<Currency>,
    /// Whether that is the workspace's own, because none was sent; forgotten once the event is stored.
    pub currency_by_default: bool,
    /// Whether no human wrote it, such as a receipt that a mailbox sends.
    pub automatic: bool,
    /// When an appointment is to begin, to the millisecond.
    pub planned_at: Option<Timestamp>,
    /// The segment of the person when it came in; stamped by the server and no part of what was sent.
    pub segment: Option<String>,
}

impl Event {
    /// The event as the API takes it; [`Event::parse`] reads it back, whatever the workspace's currency is.
    pub fn to_json(&self) -> Value {
        let mut value = json!({"event_id": self.id.as_str(), "type": self.kind.name(), "at": millis(self.at)});
        let mut set = |name: &str, field: Option<Value>| {
            if let Some(field) = field {
                value[name] = field;
            }
        };
        let text = |field: &Option<String>| field.as_deref().map(Value::from);
        set("by", self.by.map(|by| by.name().into()));
        set("person", self.person.as_ref().map(|person| person.as_str().into()));
        set("agent", text(&self.agent));
        set("ticket", text(&self.ticket));
        set("appointment", text(&self.appointment));
        set("channel", text(&self.channel));
        set("plan", text(&self.plan));
        set("category", text(&self.category));
        set("amount", self.amount.map(Value::from));
        set("currency", self.currency.map(|currency| currency.code().into()));
        set("automatic", self.automatic.then(|| true.into()));
        set("planned_at", self.planned_at.map(|at| millis(at).into()));
        value
    }

    /// The timeline that it belongs to: its ticket's, person's or appointment's, or one of its own.
    pub fn timeline(&self) -> TimelineId {
        let kind = self.kind.timeline();
        let of = match kind {
            Kind::Tickets => self.ticket.as_deref(),
            Kind::Customers => self.person.as_ref().map(PersonId::as_str),
            Kind::Appointments => self.appointment.as_deref(),
            Kind::Bookings | Kind::Dispatches => None,
        };
        TimelineId { kind, id: of.unwrap_or_else(|| self.id.as_str()).to_owned() }
    }

    /// Tells a repeat from another event under the same id.
    pub fn digest(&self) -> PostDigest {
        PostDigest::of(&self.to_json())
    }

    /// The digest of an event that was sent without a currency, as it was sent: the same whatever the workspace's is by
    /// then. None where nothing was added to it.
    pub fn digest_as_sent(&self) -> Option<PostDigest> {
        let mut sent = self.to_json();
        sent.as_object_mut().filter(|_| self.currency_by_default)?.remove("currency");
        Some(PostDigest::of(&sent))
    }

    /// Whether it says to have happened later than clocks differ.
    ///
    /// ```
    /// # use domain::event::Event;
    /// # let body = serde_json::json!({"event_id": "ev-1", "type": "ticket_opened", "at": "2026-11-21T10:05:00Z", "ticket": "T-1"});
    /// let event = Event::parse(&body, None).unwrap();
    /// assert!(!event.comes_too_early("2026-11-21T10:00:00Z".parse().unwrap()));
    /// assert!(event.comes_too_early("2026-11-21T09:59:59.999Z".parse().unwrap()));
    /// ```
    pub fn comes_too_early(&self, now: Timestamp) -> bool {
        self.at.duration_since(now) > AHEAD
    }
}
