//! Losses, new and active customers of any period, from the counts and spans of its days, against asking each person.

use std::collections::BTreeMap;

use domain::bucket::Cube;
use domain::event::{Event, EventType};
use domain::facts::{Count, Facts, Span};
use domain::timeline::Calendar;
use domain::timeline::customer::Customer;
use jiff::Timestamp;
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::world::{CUSTOMERS, DAYS, calendars, cubes, events, later, said, value};

/// What a period says, of the people of one plan.
#[derive(Debug, Default, PartialEq, Eq)]
struct Period {
    there: u64,
    lost: u64,
    at_end: u64,
    active: u64,
    first: u64,
}

/// The way of the report: sums over days.
fn counted(days: &BTreeMap<Date, Cube<Facts>>, plan: &str, from: Date, to: Date) -> Period {
    let mut period = Period::default();
    let earlier = |day: Option<Date>| day.is_none_or(|day| day < from);
    let (mut begun, mut ended, mut begun_before, mut ended_before) = (0, 0, 0, 0);
    for (day, cube) in days {
        for facts in cube.cells().filter(|(values, _)| value(values, "plan") == plan).map(|(_, facts)| facts) {
            if *day <= to {
                begun += facts.get(Count::Started);
                ended += facts.get(Count::Ended);
            }
            if *day < from {
                begun_before += facts.get(Count::Started);
                ended_before += facts.get(Count::Ended);
            }
            if !(from..=to).contains(day) {
                continue;
            }
            period.first += facts.get(Count::First);
            for (span, people) in facts.spans() {
                match span {
                    Span::Started { after } if earlier(after) => period.active += people,
                    Span::Lost { since, until, back } => {
                        let there = since < from && until.is_none_or(|until| until >= from);
                        let gone = back.is_none_or(|back| back > to);
                        period.lost += if there && gone { people } else { 0 };
                    }
                    Span::Active { after, ended, starts } => {
                        let by_order_alone =
                            earlier(after) && earlier(ended) && starts.is_none_or(|starts| starts > to);
                        period.active += if by_order_alone { people } else { 0 };
                    }
                    Span::Started { .. } => {}
                }
            }
        }
    }
    period.there = begun_before - ended_before;
    period.active += period.there;
    period.at_end = begun - ended;
    period
}

/// The plain way for one person: is a customer just before an instant, by what was said last that meant anything.
fn is_there_before(person: &[Event], at: Timestamp) -> bool {
    let mut toggles: Vec<_> = person
        .iter()
        .filter(|event| matches!(event.kind, EventType::CustomerStarted | EventType::CustomerEnded) && event.at < at)
        .collect();
    toggles.sort_by(|a, b| (a.at, a.id.as_str()).cmp(&(b.at, b.id.as_str())));
    toggles.last().is_some_and(|event| event.kind == EventType::CustomerStarted)
}

fn asked(people: &[Vec<Event>], calendar: &Calendar, plan: &str, from: Date, to: Date) -> Period {
    let (start, end) = (calendar.zone.start(from), calendar.zone.start(later(to, 1)));
    let mut period = Period::default();
    for person in people.iter().filter(|person| plan_of(person) == plan) {
        let (before, after) = (is_there_before(person, start), is_there_before(person, end));
        let within = |event: &&Event| start <= event.at && event.at < end;
        let joined = person.iter().filter(within).any(|event| event.kind == EventType::CustomerStarted);
        let ordered = person.iter().filter(within).any(|event| event.kind == EventType::OrderPaid);
        let signs =
            person.iter().filter(|event| matches!(event.kind, EventType::CustomerStarted | EventType::OrderPaid));
        let first = signs.map(|event| event.at).min();
        period.there += u64::from(before);
        period.at_end += u64::from(after);
        period.lost += u64::from(before && !after);
        period.active += u64::from(before || joined || ordered);
        period.first += u64::from(first.is_some_and(|first| start <= first && first < end));
    }
    period
}

fn plan_of(person: &[Event]) -> String {
    let begun = person.iter().filter(|event| event.kind == EventType::CustomerStarted && event.plan.is_some());
    begun.max_by_key(|event| (event.at, event.id.clone())).and_then(|event| event.plan.clone()).unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_period_says_of_its_customers_what_they_would_say_themselves(
        people in vec(vec(said(&CUSTOMERS), 0..12), 0..8),
        (calendar, first) in calendars(),
    ) {
        let people: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(number, said)| events(said, "c", &format!("person-{number}"), &calendar, first))
            .collect();
        let days = cubes(&people.iter().map(|events| Customer::of(events).contributions(&calendar)).collect::<Vec<_>>());
        for from in -1..=DAYS {
            for to in from..=DAYS {
                let (from, to) = (later(first, from), later(first, to));
                for plan in ["", "basic", "pro"] {
                    prop_assert_eq!(
                        counted(&days, plan, from, to),
                        asked(&people, &calendar, plan, from, to),
                        "{} {} {}", plan, from, to
                    );
                }
            }
        }
    }

    #[test]
    fn spells_cover_exactly_the_instants_at_which_somebody_is_a_customer(
        said in vec(said(&CUSTOMERS), 0..12),
        (calendar, first) in calendars(),
        minutes in 0..DAYS * 1440,
    ) {
        let events = events(&said, "c", "anna", &calendar, first);
        let customer = Customer::of(&events);
        let own = events.iter().map(|event| event.at);
        let at = calendar.zone.start(first) + jiff::SignedDuration::from_mins(minutes);
        for at in own.chain([at]) {
            let covered = customer.spells().iter().filter(|spell| spell.covers(at)).count();
            let next = at + jiff::SignedDuration::from_nanos(1);
            prop_assert_eq!(covered, usize::from(is_there_before(&events, next)), "{}", at);
        }
        for pair in customer.spells().windows(2) {
            prop_assert!(pair[0].to.unwrap() <= pair[1].from);
        }
    }

    #[test]
    fn what_was_paid_is_counted_once_and_under_the_plan_of_who_paid(
        people in vec(vec(said(&CUSTOMERS), 0..9), 0..6),
        (calendar, first) in calendars(),
    ) {
        let people: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(number, said)| events(said, "c", &format!("person-{number}"), &calendar, first))
            .collect();
        let days = cubes(&people.iter().map(|events| Customer::of(events).contributions(&calendar)).collect::<Vec<_>>());
        let euro = "EUR".parse().unwrap();
        for kind in [EventType::OrderPaid, EventType::OrderRefunded] {
            for plan in ["", "basic", "pro"] {
                let counted: i64 = days
                    .values()
                    .flat_map(Cube::cells)
                    .filter(|(values, _)| value(values, "plan") == plan)
                    .map(|(_, facts)| facts.amounts(kind).get(&euro).copied().unwrap_or_default())
                    .sum();
                let paid: i64 = people
                    .iter()
                    .filter(|person| plan_of(person) == plan)
                    .flatten()
                    .filter(|event| event.kind == kind)
                    .filter_map(|event| event.amount)
                    .sum();
                prop_assert_eq!(counted, paid);
            }
        }
    }
}
