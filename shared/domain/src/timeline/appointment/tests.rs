//! Odd orders of what happens to an appointment.

use serde_json::json;

use super::*;
use crate::timeline::total;

fn event(number: u8, kind: &str, at: &str, by: Option<&str>) -> Event {
    let mut body = json!({"event_id": number.to_string(), "type": format!("appointment_{kind}"), "at": format!("2026-11-{at}Z"), "appointment": "A-1"});
    if let Some(by) = by {
        let field = if kind == "planned" { "planned_at" } else { "by" };
        body[field] = by.into();
    }
    Event::parse(&body, None).unwrap()
}

/// What is counted by day: planned, kept, and the minutes of those that wait.
fn counted(events: &[(&str, &str, Option<&str>)]) -> Vec<(String, u64, u64, u64)> {
    let events: Vec<_> = (0..).zip(events).map(|(number, (kind, at, by))| event(number, kind, at, *by)).collect();
    let calendar = Calendar { zone: crate::day::Zone::utc(), business: None };
    let mut counted = Vec::new();
    for (day, cells) in contributions(&events, &calendar) {
        let facts = total(&cells);
        let numbers = [facts.get(Count::Planned), facts.get(Count::Kept), facts.spread(Measured::Waiting).n()];
        if numbers != [0; 3] {
            counted.push((day.to_string(), numbers[0], numbers[1], numbers[2]));
        }
    }
    counted
}

const PLANNED: (&str, &str, Option<&str>) = ("planned", "01T08:00:00", Some("2026-11-21T09:00:00Z"));
const MOVED: (&str, &str, Option<&str>) = ("planned", "10T08:00:00", Some("2026-11-28T09:00:00Z"));

fn on(day: u8, planned: u64, kept: u64, waiting: u64) -> Vec<(String, u64, u64, u64)> {
    vec![(format!("2026-11-{day}"), planned, kept, waiting)]
}

#[test]
fn five_minutes_late_is_kept_and_a_moment_more_is_not() {
    for (begun, kept) in [("21T09:05:00", 1), ("21T09:05:00.001", 0), ("21T08:30:00", 1), ("22T09:00:00", 0)] {
        assert_eq!(counted(&[PLANNED, ("started", begun, None)]), on(21, 1, kept, 0), "{begun}");
    }
}

#[test]
fn one_that_the_customer_cancelled_is_left_out_and_one_that_the_company_cancelled_is_not() {
    assert_eq!(counted(&[PLANNED, ("cancelled", "20T09:00:00", Some("customer"))]), []);
    assert_eq!(counted(&[PLANNED, ("cancelled", "20T09:00:00", Some("company"))]), on(21, 1, 0, 0));
    assert_eq!(counted(&[PLANNED, ("cancelled", "20T09:00:00", None)]), on(21, 1, 0, 0));
    assert_eq!(counted(&[PLANNED, ("missed", "21T09:30:00", None)]), on(21, 1, 0, 0));
}

#[test]
fn without_an_outcome_it_waits_and_without_a_plan_it_is_none() {
    assert_eq!(counted(&[PLANNED]), on(21, 0, 0, 1));
    assert_eq!(counted(&[("started", "21T09:00:00", None)]), []);
}

#[test]
fn the_newest_plan_stands_and_what_came_of_an_older_one_counts_nothing() {
    assert_eq!(counted(&[MOVED, PLANNED]), on(28, 0, 0, 1));
    assert_eq!(counted(&[PLANNED, ("missed", "05T09:00:00", None), MOVED]), on(28, 0, 0, 1));
    let begun = ("started", "28T09:00:00", None);
    assert_eq!(counted(&[PLANNED, ("missed", "05T09:00:00", None), MOVED, begun]), on(28, 1, 1, 0));
}

#[test]
fn what_came_before_the_only_plan_is_its_own() {
    let noted_later = ("planned", "21T10:00:00", Some("2026-11-21T09:00:00Z"));
    assert_eq!(counted(&[noted_later, ("started", "21T09:00:00", None)]), on(21, 1, 1, 0));
}

#[test]
fn a_beginning_decides_and_otherwise_what_came_first() {
    let (missed, cancelled) = (("missed", "21T09:30:00", None), ("cancelled", "21T09:40:00", Some("customer")));
    let early = ("cancelled", "20T09:40:00", Some("customer"));
    assert_eq!(counted(&[PLANNED, cancelled, missed]), on(21, 1, 0, 0));
    assert_eq!(counted(&[PLANNED, missed, early]), []);
    assert_eq!(counted(&[PLANNED, early, ("started", "21T09:00:00", None)]), on(21, 1, 1, 0));
    let twice = [PLANNED, ("started", "21T11:00:00", None), ("started", "21T09:01:00", None)];
    assert_eq!(counted(&twice), on(21, 1, 1, 0));
}
