//! Quiet hours against a plain scan of the local clock, minute by minute, over every zone of the database.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::json;

use super::*;

const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn hours(from: &str, to: &str, days: &[&str]) -> Hours {
    Hours::parse(&json!({"from": from, "to": to, "days": days}), "").unwrap()
}

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn clock(minute: i16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The rule said plainly: the day's flag, and the minutes of the day counted from the quiet hours' beginning.
fn plainly_open(rules: &TimeZone, from: i16, to: i16, days: u8, at: Timestamp) -> bool {
    let local = at.to_zoned(rules.clone());
    let minute = i16::from(local.hour()) * 60 + i16::from(local.minute());
    let flag = match local.weekday() {
        Weekday::Monday => 1,
        Weekday::Tuesday => 2,
        Weekday::Wednesday => 4,
        Weekday::Thursday => 8,
        Weekday::Friday => 16,
        Weekday::Saturday => 32,
        Weekday::Sunday => 64,
    };
    days & flag != 0 && (minute - from).rem_euclid(1440) >= (to - from).rem_euclid(1440)
}

/// Scans `minutes` on both sides of `middle`, and asks for the next change from every `step`th of them.
fn agrees_with_a_scan(zones: &[Zone], (from, to, days): (i16, i16, u8), middle: Timestamp, minutes: i64, step: usize) {
    let names: Vec<_> =
        WEEK.into_iter().enumerate().filter(|(i, _)| days & (1 << i) != 0).map(|(_, day)| day).collect();
    let hours = hours(&clock(from), &clock(to), &names);
    let borrowed: Vec<_> = zones.iter().collect();
    let plainly = |at| zones.iter().all(|zone| plainly_open(zone.rules(), from, to, days, at));
    let instant = SignedDuration::from_nanos(1);
    let scan: Vec<_> = (-minutes..=minutes)
        .map(|minute| {
            let at = middle + SignedDuration::from_mins(minute);
            (at, plainly(at))
        })
        .collect();
    for (begin, (start, open)) in scan.iter().enumerate().step_by(step) {
        let told = || format!("{zones:?} {} from {start}", hours.to_json());
        let change = if *open { hours.closes(&borrowed, *start) } else { hours.next_open(&borrowed, *start) };
        let seen = scan[begin..].iter().find(|(_, now)| now != open).map(|(at, _)| *at);
        assert_eq!(zones.len() == 1 && hours.is_open(&zones[0], *start), zones.len() == 1 && *open, "{}", told());
        match (change, seen) {
            (Some(change), _) => {
                assert!(change > *start && seen.is_none_or(|seen| change <= seen), "{change} but {seen:?}: {}", told());
                assert!(plainly(change) != *open && plainly(change - instant) == *open, "{change}: {}", told());
                let before = scan[begin..].iter().take_while(|(at, _)| *at < change);
                assert!(before.into_iter().all(|(_, now)| now == open), "{change} comes too late: {}", told());
            }
            (None, seen) => assert_eq!(seen, None, "{}", told()),
        }
        let own = if *open { hours.next_open(&borrowed, *start) } else { hours.closes(&borrowed, *start) };
        assert_eq!(own, Some(*start), "{}", told());
    }
}

/// Every zone of the database.
fn zones() -> Vec<Zone> {
    let zones: Vec<_> = jiff::tz::db().available().filter_map(|name| name.as_str().parse().ok()).collect();
    assert!(zones.len() > 400, "only {} zones", zones.len());
    zones
}

#[test]
fn around_the_last_jumps_of_every_zone_the_hours_are_those_of_the_local_clock() {
    for (number, zone) in zones().into_iter().enumerate() {
        let jumps: Vec<_> = zone.rules().preceding(at("2027-01-01T00:00:00Z")).take(2).map(|t| t.timestamp()).collect();
        for (which, jump) in jumps.into_iter().enumerate() {
            // Quiet hours that begin or end within the hours that are skipped or come twice, by turns, or the usual ones.
            let local = jump.to_zoned(zone.rules().clone());
            let near = i16::from(local.hour()) * 60 + i16::from(local.minute());
            let near = (near + [-30, -1, 0, 17, 30][number % 5]).rem_euclid(1440);
            let (from, to) = match (number + which) % 3 {
                0 => (near, (near + 660) % 1440),
                1 => ((near + 780) % 1440, near),
                _ => (1260, 480),
            };
            let days = [127, 31, 96, 64][number % 4];
            agrees_with_a_scan(std::slice::from_ref(&zone), (from, to, days), jump, 26 * 60, 199);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn around_any_jump_of_any_two_zones_the_hours_are_those_of_both_clocks(
        first in any::<prop::sample::Index>(),
        second in any::<prop::sample::Index>(),
        jump in any::<prop::sample::Index>(),
        from in 0i16..1440,
        quiet in 1i16..1440,
        days in 1u8..128,
        beside in -2000i64..2000,
    ) {
        let zones = zones();
        let (first, second) = (first.get(&zones).clone(), second.get(&zones).clone());
        let jumps: Vec<_> = first.rules().preceding(at("2040-01-01T00:00:00Z")).take(150).map(|t| t.timestamp()).collect();
        let jump = if jumps.is_empty() { at("2026-11-22T00:00:00Z") } else { *jump.get(&jumps) };
        let middle = jump + SignedDuration::from_mins(beside);
        let rule = (from, (from + quiet) % 1440, days);
        agrees_with_a_scan(std::slice::from_ref(&first), rule, jump, 1600, 211);
        agrees_with_a_scan(&[first, second], rule, middle, 1600, 307);
    }

    #[test]
    fn hours_cover_others_exactly_when_no_minute_of_the_week_is_open_in_them_alone(
        (from, to, days) in rule(), (least_from, least_to, least_days) in rule(),
    ) {
        let monday = at("2026-11-23T00:00:00Z");
        let minutes = (0..7 * 1440).map(|minute| monday + SignedDuration::from_mins(minute));
        let open = |from, to, days, at| plainly_open(&TimeZone::UTC, from, to, days, at);
        let expected = minutes.into_iter().all(|at| !open(from, to, days, at) || open(least_from, least_to, least_days, at));
        let read = |from, to, days: u8| {
            let names: Vec<_> = (0..7).filter(|i| days & (1 << i) != 0).map(|i| WEEK[i]).collect();
            hours(&clock(from), &clock(to), &names)
        };
        prop_assert_eq!(read(from, to, days).covers(&read(least_from, least_to, least_days)), expected);
    }
}

/// Few enough values that one rule often covers another.
fn rule() -> impl Strategy<Value = (i16, i16, u8)> {
    let time = prop::sample::select(vec![0i16, 1, 479, 480, 720, 1259, 1260, 1439]);
    (time.clone(), time, prop::sample::select(vec![127u8, 31, 127, 95, 1]))
        .prop_filter("an empty rule", |(from, to, _)| from != to)
}

#[test]
fn texts_wait_for_the_morning_of_the_reader() {
    let (hours, riga) = (Hours::sms_default(), zone("Europe/Riga"));
    let next = |text| hours.next_open(&[&riga], at(text)).unwrap().to_string();
    assert_eq!(next("2026-11-21T20:59:59+02:00"), "2026-11-21T18:59:59Z");
    assert_eq!(next("2026-11-21T21:00:00+02:00"), "2026-11-22T06:00:00Z");
    assert_eq!(next("2026-11-22T07:59:59.999999999+02:00"), "2026-11-22T06:00:00Z");
    // The night in which the clock is put back is an hour longer.
    assert_eq!(next("2026-10-24T21:30:00+03:00"), "2026-10-25T06:00:00Z");
    assert_eq!(hours.closes(&[&riga], at("2026-11-21T12:00:00+02:00")), Some(at("2026-11-21T21:00:00+02:00")));
}

#[test]
fn a_time_that_the_clock_skips_is_reached_at_the_jump_and_one_that_comes_twice_at_its_first() {
    let (riga, cairo) = (zone("Europe/Riga"), zone("Africa/Cairo"));
    // On 2026-03-29 clocks go from 03:00 to 04:00, on 2026-10-25 from 04:00 to 03:00.
    let night = hours("21:00", "03:30", &WEEK);
    assert_eq!(night.next_open(&[&riga], at("2026-03-29T00:00:00+02:00")), Some(at("2026-03-29T04:00:00+03:00")));
    let open = at("2026-10-25T03:30:00+03:00");
    assert_eq!(night.next_open(&[&riga], at("2026-10-25T00:00:00+03:00")), Some(open));
    // Then it is 03:00 again, and quiet again.
    assert_eq!(night.closes(&[&riga], open), Some(at("2026-10-25T03:00:00+02:00")));
    assert_eq!(night.next_open(&[&riga], at("2026-10-25T03:00:00+02:00")), Some(at("2026-10-25T03:30:00+02:00")));
    // On 2026-04-24 there is no midnight.
    let fridays = hours("21:00", "20:00", &["fri"]);
    assert_eq!(fridays.next_open(&[&cairo], at("2026-04-24T00:00:00Z")), Some(at("2026-04-24T17:00:00Z")));
    let fridays = hours("22:00", "21:59", &["thu"]);
    assert_eq!(fridays.next_open(&[&riga], at("2026-11-21T00:00:00Z")), Some(at("2026-11-26T21:59:00+02:00")));
}

#[test]
fn a_friday_that_a_zone_left_out_is_waited_for_a_week_longer() {
    let apia = zone("Pacific/Apia"); // On 2011-12-30, a Friday, it crossed the date line.
    let fridays = hours("21:00", "08:00", &["fri"]);
    let next = fridays.next_open(&[&apia], at("2011-12-30T06:00:00Z")).unwrap();
    assert_eq!(next.to_zoned(apia.rules().clone()).datetime().to_string(), "2012-01-06T08:00:00");
}

#[test]
fn clocks_that_are_never_open_at_once_have_no_next_hour() {
    let noon = hours("13:00", "12:00", &WEEK);
    let (here, there) = (zone("Etc/GMT"), zone("Etc/GMT-6"));
    let now = at("2026-11-21T00:00:00Z");
    assert_eq!(noon.next_open(&[&here, &there], now), None);
    assert_eq!(noon.next_open(&[&here], now), Some(at("2026-11-21T12:00:00Z")));
    assert_eq!(noon.closes(&[&here, &there], now), Some(now));
}

#[test]
fn hours_read_back_as_shown() {
    let shown = json!({"from": "20:30", "to": "09:00", "days": ["mon", "sat"]});
    assert_eq!(Hours::parse(&shown, "").unwrap().to_json(), shown);
    let every_day = Hours::parse(&json!({"from": "21:00", "to": "08:00"}), "").unwrap();
    assert_eq!(every_day, Hours::sms_default());
    assert_eq!(every_day.to_json()["days"], json!(WEEK));
}

#[test]
fn hours_that_say_nothing_are_refused_by_their_field() {
    let codes = |value| {
        let Problems(problems) = Hours::parse(&value, "quiet_hours.sms").unwrap_err();
        problems.into_iter().map(|problem| (problem.name, problem.code)).collect::<Vec<_>>()
    };
    let expect = |field: &str, code| vec![(format!("quiet_hours.sms.{field}"), code)];
    for bad in ["24:00", "8:00", "08:60", "0800", "08:00:00", "+8:00", "-1:00", ""] {
        assert_eq!(codes(json!({"from": bad, "to": "07:00"})), expect("from", "invalid_hours"), "{bad}");
    }
    assert_eq!(codes(json!({"from": "08:00", "to": "08:00"})), expect("to", "invalid_hours"));
    assert_eq!(codes(json!({"to": "08:00"})), expect("from", "required"));
    let with = |days| json!({"from": "21:00", "to": "08:00", "days": days});
    assert_eq!(codes(with(json!([]))), expect("days", "required"));
    assert_eq!(codes(with(json!(["mon", "mon"]))), expect("days", "repeated_field"));
    assert_eq!(codes(with(json!(["Mon"]))), expect("days", "invalid_hours"));
    assert_eq!(codes(with(json!("mon"))), expect("days", "not_a_list"));
    assert_eq!(codes(json!({"from": "21:00", "to": "08:00", "day": []})), expect("day", "unknown_field"));
}
