//! Made events around the nights in which clocks change, few instants and few words, so that ties and odd orders are common.

use std::collections::BTreeMap;

use domain::bucket::{Cube, Values};
use domain::day::Zone;
use domain::event::{By, Event, EventType};
use domain::facts::Facts;
use domain::hours::business::BusinessHours;
use domain::timeline::{Calendar, Contributions};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// A zone and the first of the days around one of its changes.
pub const NIGHTS: [(&str, &str); 8] = [
    ("UTC", "2026-02-26"),
    ("Europe/Riga", "2026-03-27"),
    ("Africa/Cairo", "2026-04-22"),
    ("America/Santiago", "2026-09-04"),
    ("America/Havana", "2026-10-30"),
    ("Australia/Lord_Howe", "2026-10-02"),
    ("Antarctica/Troll", "2026-10-23"),
    ("America/St_Johns", "2006-10-27"),
];

/// How many days a made history has.
pub const DAYS: i64 = 6;

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn later(first: Date, days: i64) -> Date {
    first.checked_add(days.days()).unwrap()
}

/// A calendar with business hours, and its first day.
pub fn calendars() -> impl Strategy<Value = (Calendar, Date)> {
    let hours = serde_json::json!({"sat": [["00:00", "03:00"], ["22:00", "24:00"]], "sun": [["00:00", "12:00"]], "mon": [["09:00", "17:00"]]});
    let business = BusinessHours::parse(&hours, "").unwrap();
    (select(NIGHTS.to_vec()), any::<bool>()).prop_map(move |((zone, first), works)| {
        let business = works.then(|| business.clone());
        (Calendar { zone: zone.parse().unwrap(), business }, day(first))
    })
}

/// The local day of an instant, by looking at one after the other.
pub fn plain_day(zone: &Zone, at: Timestamp) -> Date {
    let around = Zone::utc().date(at);
    (-2..=2).map(|days| later(around, days)).find(|day| zone.day(*day).contains(&at)).unwrap()
}

/// When something happens: often at a day's very start, often at the same time as something else.
#[derive(Clone, Copy, Debug)]
pub enum When {
    Midnight(i64),
    Minutes(i64),
    Millis(i64),
}

impl When {
    pub fn at(self, calendar: &Calendar, first: Date) -> Timestamp {
        let start = calendar.zone.start(first);
        match self {
            Self::Midnight(days) => calendar.zone.start(later(first, days)),
            Self::Minutes(minutes) => start + SignedDuration::from_mins(minutes),
            Self::Millis(millis) => start + SignedDuration::from_millis(millis),
        }
    }
}

pub fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        1 => (0..DAYS).prop_map(When::Midnight),
        2 => (0..DAYS * 24).prop_map(|hours| When::Minutes(hours * 60)),
        2 => (0..DAYS * 24 * 60).prop_map(When::Minutes),
        1 => (0..DAYS * 86_400_000).prop_map(When::Millis),
    ]
}

/// What an event says, without who it is about.
#[derive(Clone, Debug)]
pub struct Said {
    pub kind: EventType,
    pub when: When,
    pub planned: When,
    pub agent: Option<&'static str>,
    pub word: Option<&'static str>,
    pub channel: Option<&'static str>,
    pub by: Option<By>,
    pub automatic: bool,
    pub amount: i64,
}

/// Events of some types.
pub fn said(kinds: &'static [EventType]) -> impl Strategy<Value = Said> {
    (
        select(kinds),
        when(),
        when(),
        option::of(select(vec!["ilze", "juris"])),
        option::of(select(vec!["basic", "pro"])),
        option::of(select(vec!["email", "chat"])),
        option::of(select(vec![By::Customer, By::Company])),
        prop::bool::weighted(0.2),
        0..500_i64,
    )
        .prop_map(|(kind, when, planned, agent, word, channel, by, automatic, amount)| Said {
            kind,
            when,
            planned,
            agent,
            word,
            channel,
            by,
            automatic,
            amount,
        })
}

impl Said {
    /// The event, of a thing and of a person, with an id that sorts in an order of its own.
    pub fn event(&self, of: &str, person: &str, number: usize, calendar: &Calendar, first: Date) -> Event {
        let paid = matches!(self.kind, EventType::OrderPaid | EventType::OrderRefunded | EventType::CostBooked);
        Event {
            id: format!("{:03}-{of}-{number}", number * 37 % 101).parse().unwrap(),
            kind: self.kind,
            at: self.when.at(calendar, first),
            by: self.by,
            person: Some(person.parse().unwrap()),
            agent: self.agent.map(str::to_owned),
            ticket: Some(of.to_owned()),
            appointment: Some(of.to_owned()),
            channel: self.channel.map(str::to_owned),
            plan: self.word.map(str::to_owned),
            category: self.word.map(|word| format!("about-{word}")),
            amount: paid.then_some(self.amount),
            currency: paid.then(|| "EUR".parse().unwrap()),
            currency_by_default: false,
            automatic: self.automatic,
            planned_at: (self.kind == EventType::AppointmentPlanned).then(|| self.planned.at(calendar, first)),
            segment: self.word.map(|word| format!("group-{word}")),
        }
    }
}

/// All events of a thing.
pub fn events(said: &[Said], of: &str, person: &str, calendar: &Calendar, first: Date) -> Vec<Event> {
    said.iter().enumerate().map(|(number, said)| said.event(of, person, number, calendar, first)).collect()
}

/// The cubes of all days.
pub fn cubes(all: &[Contributions]) -> BTreeMap<Date, Cube<Facts>> {
    let mut cubes: BTreeMap<Date, Cube<Facts>> = BTreeMap::new();
    for contributions in all {
        for (day, cells) in contributions {
            let cube = cubes.entry(*day).or_default();
            for (values, facts) in cells {
                cube.merge(values.clone(), facts);
            }
        }
    }
    cubes
}

/// The value of a dimension, empty where there is none.
pub fn value(values: &Values, name: &str) -> String {
    values.get(name).cloned().unwrap_or_default()
}

pub const TICKETS: [EventType; 6] = [
    EventType::TicketOpened,
    EventType::TicketReplied,
    EventType::TicketCustomerReplied,
    EventType::TicketTransferred,
    EventType::TicketResolved,
    EventType::TicketReopened,
];

pub const CUSTOMERS: [EventType; 4] =
    [EventType::CustomerStarted, EventType::CustomerEnded, EventType::OrderPaid, EventType::OrderRefunded];

pub const APPOINTMENTS: [EventType; 4] = [
    EventType::AppointmentPlanned,
    EventType::AppointmentStarted,
    EventType::AppointmentMissed,
    EventType::AppointmentCancelled,
];
