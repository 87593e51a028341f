//! On which day things are counted, where a day has no midnight, two of them, or 22 to 26 hours.

use domain::event::Event;
use domain::facts::{Count, Measured};
use domain::timeline::customer::Customer;
use domain::timeline::ticket::Ticket;
use domain::timeline::{Calendar, Contributions, appointment, booking, total};
use jiff::Timestamp;
use serde_json::json;

use crate::world::day;

fn calendar(zone: &str) -> Calendar {
    Calendar { zone: zone.parse().unwrap(), business: None }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn event(id: &str, kind: &str, at: Timestamp) -> Event {
    let body = json!({
        "event_id": id, "type": kind, "at": at.to_string(), "ticket": "T-1", "appointment": "A-1", "person": "anna",
        "amount": 100, "currency": "EUR",
    });
    Event::parse(&body, None).unwrap()
}

fn planned(planned_at: Timestamp) -> Event {
    let body = json!({
        "event_id": "1", "type": "appointment_planned", "at": "2026-01-01T00:00:00Z", "appointment": "A-1",
        "planned_at": planned_at.to_string(),
    });
    Event::parse(&body, None).unwrap()
}

fn days(contributions: &Contributions) -> Vec<String> {
    contributions.keys().map(ToString::to_string).collect()
}

/// The first and the last millisecond of a day, in UTC, by its tzdata.
const DAYS: [(&str, &str, &str, &str); 10] = [
    ("UTC", "2026-11-21", "2026-11-21T00:00:00Z", "2026-11-21T23:59:59.999Z"),
    // 00:00 does not exist: the day begins at 01:00.
    ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", "2026-04-24T20:59:59.999Z"),
    ("America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z", "2026-09-07T02:59:59.999Z"),
    // 23:00 comes twice, and midnight once.
    ("America/Santiago", "2026-04-04", "2026-04-04T03:00:00Z", "2026-04-05T03:59:59.999Z"),
    // Midnight comes twice.
    ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T04:59:59.999Z"),
    ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00Z", "2026-10-04T12:59:59.999Z"),
    ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z", "2026-04-05T13:29:59.999Z"),
    ("Antarctica/Troll", "2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T21:59:59.999Z"),
    ("Antarctica/Troll", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:59:59.999Z"),
    // Clocks go back over midnight.
    ("America/St_Johns", "2006-10-29", "2006-10-29T02:30:00Z", "2006-10-30T03:29:59.999Z"),
];

#[test]
fn everything_between_a_days_ends_is_counted_on_it_and_nothing_beside_them() {
    for (zone, name, first, last) in DAYS {
        let calendar = calendar(zone);
        let millisecond = jiff::SignedDuration::from_millis(1);
        let (before, after) = (at(first) - millisecond, at(last) + millisecond);
        for (instant, is_within) in [(before, false), (at(first), true), (at(last), true), (after, false)] {
            let expected: &[&str] = if is_within { &[name] } else { &[] };
            let only_that_day = |contributions: Contributions| {
                days(&contributions).into_iter().filter(|day| day == name).collect::<Vec<_>>()
            };
            for contributions in [
                booking::contributions(&[event("1", "cost_booked", instant)], &calendar),
                Ticket::of(&[event("1", "ticket_opened", instant)]).contributions(&calendar, &[]),
                Customer::of(&[event("1", "customer_started", instant)]).contributions(&calendar),
                appointment::contributions(&[planned(instant)], &calendar),
            ] {
                assert_eq!(only_that_day(contributions), expected, "{zone} {instant}");
            }
        }
    }
}

#[test]
fn the_last_minute_of_a_day_is_as_far_from_its_start_as_the_day_is_long() {
    for (zone, name, first, last) in DAYS {
        let calendar = calendar(zone);
        let minutes = u32::try_from((at(last).as_millisecond() - at(first).as_millisecond()) / 60_000).unwrap();
        for (instant, slot) in [(first, 0), (last, minutes)] {
            let opened = Ticket::of(&[event("1", "ticket_opened", at(instant))]).contributions(&calendar, &[]);
            let planned = appointment::contributions(&[planned(at(instant))], &calendar);
            let (opened, planned) = (total(&opened[&day(name)]), total(&planned[&day(name)]));
            let only = [slot].into_iter().collect();
            assert_eq!(
                [opened.spread(Measured::OpenedAt), opened.spread(Measured::Unanswered)],
                [(); 2].map(|()| Clone::clone(&only))
            );
            assert_eq!(planned.spread(Measured::Waiting), only, "{zone} {instant}");
            assert_eq!(
                calendar.slot_start(day(name), slot),
                at(instant) - jiff::SignedDuration::from_millis(at(instant).as_millisecond() % 60_000)
            );
        }
    }
}

#[test]
fn a_reply_after_a_night_in_which_clocks_change_took_the_time_that_passed() {
    // Noon to noon, over the night: 22, 26, 23.5 and 24.5 hours.
    for (zone, before, after, hours) in [
        ("Antarctica/Troll", "2026-03-28T12:00:00+00:00", "2026-03-29T12:00:00+02:00", 22.0),
        ("Antarctica/Troll", "2026-10-24T12:00:00+02:00", "2026-10-25T12:00:00+00:00", 26.0),
        ("Australia/Lord_Howe", "2026-10-03T12:00:00+10:30", "2026-10-04T12:00:00+11:00", 23.5),
        ("Australia/Lord_Howe", "2026-04-04T12:00:00+11:00", "2026-04-05T12:00:00+10:30", 24.5),
    ] {
        let events = [event("2", "ticket_replied", at(after)), event("1", "ticket_opened", at(before))];
        let contributions = Ticket::of(&events).contributions(&calendar(zone), &[]);
        let opened = contributions.values().map(total).find(|facts| facts.get(Count::Opened) == 1).unwrap();
        let seconds = opened.spread(Measured::FirstReply).iter().next().unwrap().0;
        assert!((f64::from(seconds) - hours * 3600.0).abs() < 1e-9, "{zone} {seconds}");
    }
}
