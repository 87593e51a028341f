//! Odd orders of what happens to a customer.

use jiff::SignedDuration;
use jiff::civil::{Date, date};
use serde_json::json;

use super::*;
use crate::facts::{Facts, Span};
use crate::timeline::total;

/// The day of November on which something happens at noon UTC, with its type and the plan that it names.
type Told = (i8, &'static str, Option<&'static str>);

fn events(told: &[Told]) -> Vec<Event> {
    let event = |(number, (day, kind, plan)): (usize, &Told)| {
        let at: Timestamp = format!("2026-11-{day:02}T12:00:00Z").parse().unwrap();
        let mut body =
            json!({"event_id": format!("{number:02}"), "type": kind, "at": at.to_string(), "person": "anna"});
        if kind.starts_with("order") {
            body["amount"] = 1000.into();
            body["currency"] = "EUR".into();
        }
        if let Some(plan) = plan {
            body["plan"] = (*plan).into();
        }
        Event::parse(&body, None).unwrap()
    };
    told.iter().enumerate().map(event).collect()
}

fn utc() -> Calendar {
    Calendar { zone: crate::day::Zone::utc(), business: None }
}

fn day(day: i8) -> Date {
    date(2026, 11, day)
}

fn spelled(told: &[Told]) -> Vec<(i8, Option<i8>)> {
    let events = events(told);
    let day = |at: Timestamp| utc().day(at).day();
    Customer::of(&events).spells().iter().map(|spell| (day(spell.from), spell.to.map(day))).collect()
}

fn facts(told: &[Told], on: i8) -> Facts {
    let events = events(told);
    Customer::of(&events).contributions(&utc()).get(&day(on)).map(total).unwrap_or_default()
}

fn spans(told: &[Told], on: i8) -> Vec<Span> {
    facts(told, on)
        .spans()
        .map(|(span, times)| {
            assert_eq!(times, 1);
            span
        })
        .collect()
}

const BEGAN: &str = "customer_started";
const ENDED: &str = "customer_ended";
const PAID: &str = "order_paid";

#[test]
fn beginnings_while_there_and_ends_while_gone_mean_nothing() {
    assert_eq!(spelled(&[(1, BEGAN, None), (3, BEGAN, None), (5, ENDED, None), (7, ENDED, None)]), [(1, Some(5))]);
    assert_eq!(spelled(&[(1, ENDED, None), (3, BEGAN, None)]), [(3, None)]);
    assert_eq!(spelled(&[(9, BEGAN, None), (1, BEGAN, None), (5, ENDED, None)]), [(1, Some(5)), (9, None)]);
    assert_eq!(facts(&[(1, ENDED, None)], 1).get(Count::Ended), 0);
}

#[test]
fn at_the_same_instant_the_ids_decide() {
    assert_eq!(spelled(&[(1, ENDED, None), (1, BEGAN, None)]), [(1, None)]);
    assert_eq!(spelled(&[(1, BEGAN, None), (1, ENDED, None)]), [(1, Some(1))]);
}

#[test]
fn each_end_knows_every_beginning_before_it_and_the_one_after_it() {
    let told = [(1, BEGAN, None), (3, ENDED, None), (5, BEGAN, None), (7, ENDED, None), (9, BEGAN, None)];
    let lost = |since, until: Option<i8>, back: Option<i8>| Span::Lost {
        since: day(since),
        until: until.map(day),
        back: back.map(day),
    };
    assert_eq!(spans(&told, 3), [lost(1, None, Some(5))]);
    let mut at_seven = spans(&told, 7);
    at_seven.sort();
    let mut expected = [lost(1, Some(3), Some(9)), lost(5, None, Some(9))];
    expected.sort();
    assert_eq!(at_seven, expected);
    assert_eq!(spans(&told, 5), [Span::Started { after: Some(day(3)) }]);
}

#[test]
fn a_spell_or_a_gap_within_a_day_is_counted_and_leaves_no_loss() {
    let spell = [(1, BEGAN, None), (1, ENDED, None)];
    assert_eq!(spans(&spell, 1), [Span::Started { after: None }]);
    assert_eq!((facts(&spell, 1).get(Count::Started), facts(&spell, 1).get(Count::Ended)), (1, 1));
    let gap = [(1, BEGAN, None), (3, ENDED, None), (3, BEGAN, None)];
    assert_eq!(spans(&gap, 3), [Span::Started { after: Some(day(3)) }]);
}

#[test]
fn an_order_is_active_by_itself_only_while_its_customer_is_none() {
    let told = [
        (1, PAID, None),
        (1, PAID, None),
        (3, BEGAN, None),
        (5, PAID, None),
        (7, ENDED, None),
        (7, PAID, None),
        (9, PAID, None),
    ];
    let active = |after: Option<i8>, ended: Option<i8>, starts: Option<i8>| Span::Active {
        after: after.map(day),
        ended: ended.map(day),
        starts: starts.map(day),
    };
    assert_eq!(spans(&told, 1), [active(None, None, Some(3))]);
    assert_eq!(spans(&told, 5), []);
    assert_eq!(spans(&told, 7), [Span::Lost { since: day(3), until: None, back: None }]);
    assert_eq!(spans(&told, 9), [active(Some(7), Some(7), None)]);
    assert_eq!(facts(&told, 1).get(Count::First), 1);
    assert_eq!((2..10).map(|on| facts(&told, on).get(Count::First)).sum::<u64>(), 0);
}

#[test]
fn everything_stands_under_the_newest_plan() {
    // A beginning while being a customer changes the plan; what an order names does not.
    let events = events(&[
        (1, BEGAN, Some("basic")),
        (3, BEGAN, Some("pro")),
        (4, BEGAN, None),
        (5, PAID, Some("trial")),
        (7, ENDED, Some("none")),
    ]);
    for (day, cells) in Customer::of(&events).contributions(&utc()) {
        assert!(cells.keys().all(|values| values["plan"] == "pro"), "{day} {cells:?}");
    }
}

#[test]
fn a_customer_who_comes_and_goes_each_day_is_folded_at_once() {
    let start: Timestamp = "2020-01-01T12:00:00Z".parse().unwrap();
    let events: Vec<_> = (0..1000)
        .map(|number| {
            let kind = if number % 2 == 0 { BEGAN } else { ENDED };
            let at = start + SignedDuration::from_hours(24 * number);
            Event::parse(
                &json!({"event_id": number.to_string(), "type": kind, "at": at.to_string(), "person": "anna"}),
                None,
            )
            .unwrap()
        })
        .collect();
    let days = Customer::of(&events).contributions(&utc());
    let pairs: usize = days
        .values()
        .map(|cells| total(cells).spans().filter(|(span, _)| matches!(span, Span::Lost { .. })).count())
        .sum();
    assert_eq!(pairs, 500 * 501 / 2);
    assert!(days.values().all(|cells| crate::timeline::text(cells).len() < 40_000));
}
