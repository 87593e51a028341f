//! Reading an event as it is sent: what a type needs, what it can't have, and every problem at once.

use jiff::Timestamp;
use serde_json::Value;

use super::{By, Event, EventType};
use crate::id::{EventId, PersonId, client_id};
use crate::input::{Fields, Problems, Refusal, boolean, integer, parsed, text, time};
use crate::money::Currency;
use crate::timeline::Kind;

/// The longest word of a dimension, in characters.
const MAX_WORD: usize = 64;
/// The years that an event may be of.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

impl Event {
    /// Reads an event as the API takes it. An amount without a currency is one of the workspace's own, if it has one.
    ///
    /// # Errors
    /// Every bad field, and every one that its type needs.
    pub fn parse(value: &Value, default_currency: Option<Currency>) -> Result<Self, Problems> {
        let mut fields = Fields::of(value, "")?;
        let id = fields.required("event_id", parsed::<EventId>);
        let kind = fields.required("type", parsed::<EventType>);
        let at = fields.required("at", instant);
        let by = fields.optional("by", parsed::<By>);
        let person = fields.optional("person", parsed::<PersonId>);
        let agent = fields.optional("agent", text(1, MAX_WORD));
        let ticket = fields.optional("ticket", client_id);
        let appointment = fields.optional("appointment", client_id);
        let channel = fields.optional("channel", text(1, MAX_WORD));
        let plan = fields.optional("plan", text(1, MAX_WORD));
        let category = fields.optional("category", text(1, MAX_WORD));
        let amount = fields.optional("amount", integer(0, MAX_AMOUNT));
        let currency = fields.optional("currency", parsed::<Currency>);
        let automatic = fields.optional("automatic", boolean).unwrap_or_default();
        let planned_at = fields.optional("planned_at", instant);
        if let Some(kind) = kind {
            check_needs(&mut fields, kind);
            check_side(&mut fields, kind, by);
        }
        check_money(&mut fields, kind, default_currency);
        let default_currency = default_currency.filter(|_| amount.is_some() && currency.is_none());
        let currency = currency.filter(|_| amount.is_some()).or(default_currency);
        fields.finish(|| {
            Some(Self {
                id: id?,
                kind: kind?,
                at: at?,
                by,
                person,
                agent,
                ticket,
                appointment,
                channel,
                plan,
                category,
                amount,
                currency,
                currency_by_default: default_currency.is_some(),
                automatic,
                planned_at,
                segment: None,
            })
        })
    }
}

/// The largest amount, in minor units: sums of millions of them stay whole numbers, and every reader of JSON can hold it.
const MAX_AMOUNT: i64 = 1_000_000_000_000;

/// What an event of a type says nothing without.
const fn needs(kind: EventType) -> &'static [&'static str] {
    match kind {
        EventType::CustomerStarted | EventType::CustomerEnded => &["person"],
        EventType::OrderPaid | EventType::OrderRefunded => &["person", "amount"],
        EventType::CostBooked | EventType::RevenueBooked => &["amount"],
        EventType::AppointmentPlanned => &["appointment", "planned_at"],
        _ => match kind.timeline() {
            Kind::Tickets => &["ticket"],
            Kind::Appointments => &["appointment"],
            Kind::Customers | Kind::Bookings | Kind::Dispatches => &[],
        },
    }
}

fn check_needs(fields: &mut Fields<'_>, kind: EventType) {
    for name in needs(kind) {
        if !fields.has(name) {
            fields.refuse(name, Refusal::new("required", format!("an event of type {} needs this field", kind.name())));
        }
    }
    if fields.has("planned_at") && kind != EventType::AppointmentPlanned {
        let reason = "only appointment_planned says when; send that event for a planned or moved appointment";
        fields.refuse("planned_at", Refusal::new("not_of_this_type", reason));
    }
}

/// A reply has one author, and the type names them.
fn check_side(fields: &mut Fields<'_>, kind: EventType, by: Option<By>) {
    let other = match (kind, by) {
        (EventType::TicketReplied, Some(By::Customer)) => EventType::TicketCustomerReplied,
        (EventType::TicketCustomerReplied, Some(By::Company)) => EventType::TicketReplied,
        _ => return,
    };
    let reason = format!("{} says who wrote otherwise; send it as {}", kind.name(), other.name());
    fields.refuse("by", Refusal::new("not_of_this_type", reason));
}

fn check_money(fields: &mut Fields<'_>, kind: Option<EventType>, default_currency: Option<Currency>) {
    let (amount, currency) = (fields.has("amount"), fields.has("currency"));
    let needed = kind.is_some_and(|kind| needs(kind).contains(&"amount"));
    if (amount || needed) && !currency && default_currency.is_none() {
        let reason = "an amount needs a currency: send one such as EUR, or set the workspace's own";
        fields.refuse("currency", Refusal::new("required", reason));
    }
    // Where the type needs an amount, that was said.
    if currency && !amount && !needed {
        let reason = "a currency needs an amount: send one in minor units, such as 1250 for 12.50";
        fields.refuse("amount", Refusal::new("required", reason));
    }
}

/// A time of a year that an event may be of, to the millisecond.
fn instant(value: &Value) -> Result<Timestamp, Refusal> {
    let at = time(value)?;
    let year = crate::day::Zone::utc().date(at).year();
    if !YEARS.contains(&year) {
        let reason = format!("expected a time of the years {} to {}", YEARS.start(), YEARS.end());
        return Err(Refusal::new("out_of_range", reason));
    }
    // Every year in the range is far within what a timestamp can hold.
    Timestamp::from_millisecond(at.as_millisecond()).map_err(|error| Refusal::new("invalid_time", error.to_string()))
}
