//! Customers: when each was one, and what they ordered.
//!
//! Odd orders, and what they mean:
//! - begun while being a customer, ended while being none: nothing, but that such a beginning may name another plan;
//! - ended before ever begun: nothing. Ended and begun at the same instant: in the order of the events' ids;
//! - an order of somebody who never began: they are active in its period, and no customer.
//!
//! Days are cut so that churn adds up: somebody is there at the start of a day if they are a customer just before its first
//! instant. So who ends at midnight was there when the day began and is lost on it, and who begins at midnight is new on it.

mod spans;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::Timestamp;

use self::spans::Days;
use super::sheet::{Sheet, own_values, values};
use super::{Calendar, Contributions, in_order, newest};
use crate::bucket::Values;
use crate::event::{Event, EventType};
use crate::facts::Count;

/// A time in which somebody was a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spell {
    /// Since when.
    pub from: Timestamp,
    /// Until when; none where they still are.
    pub to: Option<Timestamp>,
}

impl Spell {
    /// Whether they were a customer at an instant: from the beginning on, and before the end.
    ///
    /// ```
    /// use domain::timeline::customer::Spell;
    /// let at = |text: &str| text.parse().unwrap();
    /// let november = Spell { from: at("2026-11-01T00:00:00Z"), to: Some(at("2026-12-01T00:00:00Z")) };
    /// assert!(november.covers(at("2026-11-01T00:00:00Z")) && !november.covers(at("2026-12-01T00:00:00Z")));
    /// ```
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}

/// All that happened to one customer.
///
/// ```
/// use domain::event::Event;
/// use domain::facts::{Count, Span};
/// use domain::timeline::{Calendar, customer::Customer};
/// let event = |id: &str, kind: &str, at: &str| {
///     let body = serde_json::json!({"event_id": id, "type": kind, "at": at, "person": "anna", "plan": "pro"});
///     Event::parse(&body, None).unwrap()
/// };
/// let events = [
///     event("2", "customer_ended", "2026-11-15T12:00:00Z"),
///     event("1", "customer_started", "2026-09-01T12:00:00Z"),
/// ];
/// let anna = Customer::of(&events);
/// assert_eq!(anna.spells()[0].to, Some(events[0].at));
/// let calendar = Calendar { zone: "Europe/Riga".parse().unwrap(), business: None };
/// let days = anna.contributions(&calendar);
/// let lost = domain::timeline::total(&days[&"2026-11-15".parse().unwrap()]);
/// let since = "2026-09-01".parse().unwrap();
/// assert_eq!(lost.spans().collect::<Vec<_>>(), [(Span::Lost { since, until: None, back: None }, 1)]);
/// assert_eq!(lost.get(Count::Ended), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Customer<'a> {
    events: Vec<&'a Event>,
    spells: Vec<Spell>,
}

impl<'a> Customer<'a> {
    /// The customer that these events tell of, in any order.
    pub fn of(events: &'a [Event]) -> Self {
        let events = in_order(events);
        let spells = spells(&events);
        Self { events, spells }
    }

    /// The times in which they were a customer, by time; no two overlap, and only the last may be open.
    pub fn spells(&self) -> &[Spell] {
        &self.spells
    }

    /// What they add to which day: all of it under their newest plan and segment, so that a period's losses are of the same
    /// group as those who were there when it began.
    pub fn contributions(&self, calendar: &Calendar) -> Contributions {
        let mut sheet = Sheet::default();
        let own = self.dimensions();
        sheet.events(&self.events, calendar, |event| {
            let mut values = own_values(event);
            values.retain(|name, _| name != "plan" && name != "segment");
            values.extend(own.clone());
            values
        });
        let spells = Days::of(&self.spells, calendar);
        let orders = self.orders().map(|event| calendar.day(event.at)).collect::<BTreeSet<_>>();
        for (day, span) in spells.begun() {
            let facts = sheet.on(day, &own);
            facts.count(Count::Started, 1);
            facts.span(span);
        }
        for day in spells.ended() {
            sheet.on(day, &own).count(Count::Ended, 1);
        }
        for (day, span) in spells.lost().chain(spells.active(&orders)) {
            sheet.on(day, &own).span(span);
        }
        let first_spell = self.spells.first().map(|spell| calendar.day(spell.from));
        if let Some(first) = first_spell.into_iter().chain(orders.first().copied()).min() {
            sheet.on(first, &own).count(Count::First, 1);
        }
        sheet.done()
    }

    fn orders(&self) -> impl Iterator<Item = &'a Event> {
        self.events.iter().copied().filter(|event| event.kind == EventType::OrderPaid)
    }

    /// The plan of the newest beginning that names one, also of one that only changed it, and the newest segment.
    fn dimensions(&self) -> Values {
        let plan = |event: &'a Event| event.plan.as_deref().filter(|_| event.kind == EventType::CustomerStarted);
        values([
            ("plan", newest(&self.events, plan)),
            ("segment", newest(&self.events, |event| event.segment.as_deref())),
        ])
    }
}

fn spells(events: &[&Event]) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    for event in events {
        let open = spells.last_mut().filter(|spell| spell.to.is_none());
        match (event.kind, open) {
            (EventType::CustomerStarted, None) => spells.push(Spell { from: event.at, to: None }),
            (EventType::CustomerEnded, Some(spell)) => spell.to = Some(event.at),
            _ => {}
        }
    }
    spells
}
