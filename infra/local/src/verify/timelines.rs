//! What the days of timelines should hold, from all events at once, by the rules as docs/metrics says them and not by the
//! folds of the rollup.

mod appointment;
mod customer;
mod dispatch;
mod ticket;

use std::collections::{BTreeMap, HashMap};

use domain::bucket::{MAX_VALUE, Tallied, Values};
use domain::dispatch::Dispatch;
use domain::event::{Event, EventType};
use domain::facts::{Facts, Measured};
use domain::id::{DispatchId, PersonId};
use domain::response::Response;
use domain::timeline::Kind;
use domain::workspace::Workspace;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::answers::{Days, Lives, day_of};
use super::hours::Hours;

/// Counts the timelines of a workspace.
pub struct Plain<'a> {
    workspace: &'a Workspace,
    hours: Option<Hours>,
    days: BTreeMap<Kind, Days<Facts>>,
}

impl<'a> Plain<'a> {
    /// All days of all kinds of timelines.
    pub fn count(
        workspace: &'a Workspace,
        events: &[Event],
        dispatches: &[Dispatch],
        (answers, gone): (&[Response], &BTreeMap<DispatchId, dispatch::Heard>),
    ) -> anyhow::Result<BTreeMap<Kind, Days<Facts>>> {
        let hours = workspace.counting.business_hours.as_ref();
        let hours = hours.map(|hours| Hours::new(hours, &workspace.time_zone)).transpose()?;
        let mut plain = Self { workspace, hours, days: BTreeMap::new() };
        let mut things: BTreeMap<(Kind, String), Vec<&Event>> = BTreeMap::new();
        for event in events {
            let timeline = event.timeline();
            things.entry((timeline.kind, timeline.id)).or_default().push(event);
        }
        for events in things.values_mut() {
            events.sort_by_key(|event| (event.at, event.id.to_string()));
        }
        let openings = openings(&things);
        for ((kind, id), events) in &things {
            plain.events(*kind, events);
            match kind {
                Kind::Tickets => plain.ticket(id, events, &openings),
                Kind::Customers => plain.customer(events),
                Kind::Appointments => plain.appointment(events),
                Kind::Bookings | Kind::Dispatches => {}
            }
        }
        let mut answered: HashMap<_, &Response> = HashMap::new();
        for answer in answers {
            answered.extend(answer.dispatch.map(|dispatch| (dispatch, answer)));
        }
        for dispatch in dispatches {
            // Of an answer that is past its time only the link still tells that it came.
            let heard = answered.get(&dispatch.id).map(|answer| dispatch::heard(answer));
            plain.dispatch(dispatch, heard.or_else(|| gone.get(&dispatch.id).copied()));
        }
        for cells in plain.days.values_mut().flat_map(BTreeMap::values_mut) {
            super::bounds::keep(cells, Tallied::weight);
        }
        Ok(plain.days)
    }

    fn day(&self, at: Timestamp) -> Date {
        day_of(at, &self.workspace.time_zone)
    }

    fn cell(&mut self, kind: Kind, day: Date, values: &[(&str, Option<String>)]) -> &mut Facts {
        let values: Values = values
            .iter()
            .filter_map(|(name, value)| Some(((*name).to_owned(), value.as_ref()?.chars().take(MAX_VALUE).collect())))
            .collect();
        self.days.entry(kind).or_default().entry(day).or_default().entry(values).or_default()
    }

    /// Minutes since the day began.
    fn slot(&self, at: Timestamp) -> u32 {
        let start = self.workspace.time_zone.start(self.day(at));
        u32::try_from((at.as_millisecond() - start.as_millisecond()) / 60_000).unwrap_or(0)
    }

    /// Every event at its own day.
    fn events(&mut self, kind: Kind, events: &[&Event]) {
        let newest = |of: fn(&Event) -> Option<String>| events.iter().rev().find_map(|event| of(event));
        let plan = events
            .iter()
            .rev()
            .find_map(|event| event.plan.clone().filter(|_| event.kind == EventType::CustomerStarted));
        let segment = newest(|event| event.segment.clone());
        for event in events {
            let customers = kind == Kind::Customers;
            let values = [
                ("agent", event.agent.clone()),
                ("automatic", event.automatic.then(|| "true".to_owned())),
                ("by", event.by.map(|by| by.name().to_owned())),
                ("category", event.category.clone()),
                ("channel", event.channel.clone()),
                ("plan", if customers { plan.clone() } else { event.plan.clone() }),
                ("segment", if customers { segment.clone() } else { event.segment.clone() }),
            ];
            let day = self.day(event.at);
            let cell = self.cell(kind, day, &values);
            cell.event(event.kind);
            if let (Some(amount), Some(currency)) = (event.amount, event.currency) {
                cell.amount(event.kind, currency, amount);
            }
        }
    }

    /// Seconds, rounded up; past an hour whole minutes, rounded up.
    fn elapsed(from: Timestamp, to: Timestamp) -> u32 {
        Self::step(SignedDuration::from_millis(to.as_millisecond() - from.as_millisecond()))
    }

    fn step(elapsed: SignedDuration) -> u32 {
        let millis = elapsed.as_millis().max(0);
        let mut seconds = (millis + 999) / 1000;
        if seconds > 3600 {
            seconds = (seconds + 59) / 60 * 60;
        }
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }

    fn measure(&self, cell: &mut Facts, [calendar, business]: [Measured; 2], from: Timestamp, to: Timestamp) {
        cell.measure(calendar, Self::elapsed(from, to));
        if let Some(hours) = &self.hours {
            cell.measure(business, Self::step(hours.between(from, to)));
        }
    }
}

/// When which person's tickets were opened.
fn openings(things: &BTreeMap<(Kind, String), Vec<&Event>>) -> Vec<(PersonId, String, Timestamp)> {
    let tickets = things.iter().filter(|((kind, _), _)| *kind == Kind::Tickets);
    tickets
        .filter_map(|((_, id), events)| {
            let opened = events.iter().find(|event| event.kind == EventType::TicketOpened)?.at;
            let person = events.iter().rev().find_map(|event| event.person.clone())?;
            Some((person, id.clone(), opened))
        })
        .collect()
}

/// The stretches in which somebody was a customer; what says twice the same is said once.
fn spells(events: &[&Event]) -> Vec<(Timestamp, Option<Timestamp>)> {
    let mut spells: Vec<(Timestamp, Option<Timestamp>)> = Vec::new();
    for event in events {
        let open = spells.last().is_some_and(|(_, to)| to.is_none());
        match (event.kind, spells.last_mut()) {
            (EventType::CustomerStarted, _) if !open => spells.push((event.at, None)),
            (EventType::CustomerEnded, Some(last)) if open => last.1 = Some(event.at),
            _ => {}
        }
    }
    spells
}

/// When people were customers, by their events.
pub fn lives(events: &[Event]) -> Lives {
    let mut of_each: HashMap<PersonId, Vec<&Event>> = HashMap::new();
    for event in events.iter().filter(|event| event.kind.timeline() == Kind::Customers) {
        if let Some(person) = &event.person {
            of_each.entry(person.clone()).or_default().push(event);
        }
    }
    let sorted = of_each.into_iter().map(|(person, mut events)| {
        events.sort_by_key(|event| (event.at, event.id.to_string()));
        (person, spells(&events))
    });
    sorted.collect()
}
