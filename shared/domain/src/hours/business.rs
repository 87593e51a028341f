//! Business hours: when somebody is there to work, by the local clock, and how much of that time lies between two
//! instants.
//!
//! An instant is working time where the local clock shows a time in one of the day's intervals. So an hour that the clock
//! shows twice counts twice, and one that it leaves out does not count.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::time;
use super::weekdays::NAMES;
use crate::day::{Zone, days, parse_date};
use crate::input::{Fields, Problems, Refusal};

/// The most intervals of a day.
const MAX_INTERVALS: usize = 8;
/// The most holidays.
const MAX_HOLIDAYS: usize = 500;

/// Part of a day, in seconds since the local clock showed midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Interval {
    from: i64,
    to: i64,
}

/// The hours of each weekday, and the days on which nobody works.
///
/// ```
/// use domain::hours::business::BusinessHours;
/// let hours = serde_json::json!({"mon": [["09:00", "12:30"], ["13:00", "17:00"]], "holidays": ["2026-12-28"]});
/// let hours = BusinessHours::parse(&hours, "business_hours").unwrap();
/// let riga = "Europe/Riga".parse().unwrap();
/// let at = |text: &str| text.parse().unwrap();
/// let worked = hours.between(&riga, at("2026-11-23T12:00:00+02:00"), at("2026-11-30T10:00:00+02:00"));
/// assert_eq!(worked.as_secs(), (30 + 240 + 60) * 60);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusinessHours {
    /// From Monday on; the intervals of a day in order, without overlap.
    week: [Vec<Interval>; 7],
    holidays: BTreeSet<Date>,
}

impl BusinessHours {
    /// Reads `{mon: [["09:00", "17:00"], …], …, holidays: ["2026-12-25", …]}`; a day without intervals is free. An interval
    /// may end at `24:00`.
    ///
    /// # Errors
    /// Every bad field, under `path`; `required` where no day has an interval.
    pub fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let mut fields = Fields::of(value, path)?;
        let week = NAMES.map(|day| fields.optional(day, intervals).unwrap_or_default());
        let holidays = fields.optional("holidays", holidays).unwrap_or_default();
        if fields.is_fine() && week.iter().all(Vec::is_empty) {
            let reason = "expected hours of at least one day, such as \"mon\": [[\"09:00\", \"17:00\"]]";
            fields.refuse("mon", Refusal::new("required", reason));
        }
        fields.finish(|| Some(Self { week, holidays }))
    }

    /// The hours as the API shows them; [`BusinessHours::parse`] reads them back.
    pub fn to_json(&self) -> Value {
        let mut value = json!({});
        for (day, intervals) in NAMES.into_iter().zip(&self.week) {
            if !intervals.is_empty() {
                let shown: Vec<_> = intervals.iter().map(|part| [spell(part.from), spell(part.to)]).collect();
                value[day] = json!(shown);
            }
        }
        if !self.holidays.is_empty() {
            value["holidays"] = self.holidays.iter().map(ToString::to_string).collect();
        }
        value
    }

    /// The working time from one instant to a later one; none where they are the other way round.
    pub fn between(&self, zone: &Zone, from: Timestamp, to: Timestamp) -> SignedDuration {
        // Between two changes of the offset the local clock runs as any other.
        let changes = zone.rules().following(from).map(|change| change.timestamp()).take_while(|change| *change < to);
        let mut worked = 0;
        let mut begin = from;
        for end in changes.chain([to]) {
            if begin < end {
                worked += self.with_offset(zone.rules().to_offset(begin), begin, end);
            }
            begin = end;
        }
        SignedDuration::from_millis(worked)
    }

    /// The working time between two instants of one offset, in milliseconds.
    fn with_offset(&self, offset: Offset, from: Timestamp, to: Timestamp) -> i64 {
        let local = |at: Timestamp| at.as_millisecond() + i64::from(offset.seconds()) * 1000;
        let (from_ms, to_ms) = (local(from), local(to));
        let (first, last) = (offset.to_datetime(from).date(), offset.to_datetime(to).date());
        let mut midnight = from_ms - from_ms.rem_euclid(DAY_MS);
        let mut worked = 0;
        for day in days(first, last) {
            for part in self.of(day) {
                let (opens, closes) = (midnight + part.from * 1000, midnight + part.to * 1000);
                worked += (closes.min(to_ms) - opens.max(from_ms)).max(0);
            }
            midnight += DAY_MS;
        }
        worked
    }

    fn of(&self, day: Date) -> &[Interval] {
        let place = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        if self.holidays.contains(&day) { &[] } else { &self.week[place] }
    }
}

const DAY_SECONDS: i64 = 24 * 60 * 60;
const DAY_MS: i64 = DAY_SECONDS * 1000;

fn spell(seconds: i64) -> String {
    format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60)
}

fn seconds(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60
}

/// The intervals of a day, in order.
fn intervals(value: &Value) -> Result<Vec<Interval>, Refusal> {
    let bad = || {
        let reason = format!(
            "expected at most {MAX_INTERVALS} intervals such as [\"09:00\", \"17:00\"], each with an end after its begin"
        );
        Refusal::new("invalid_hours", reason)
    };
    let values = value.as_array().filter(|values| values.len() <= MAX_INTERVALS).ok_or_else(bad)?;
    let mut intervals = Vec::with_capacity(values.len());
    for value in values {
        let [from, to] = value.as_array().map(Vec::as_slice).unwrap_or_default() else { return Err(bad()) };
        let from = seconds(time(from)?);
        let to = if to.as_str() == Some("24:00") { DAY_SECONDS } else { seconds(time(to)?) };
        if to <= from {
            return Err(bad());
        }
        intervals.push(Interval { from, to });
    }
    intervals.sort();
    if intervals.windows(2).any(|pair| pair[1].from < pair[0].to) {
        return Err(Refusal::new("overlapping_hours", "two intervals of a day overlap; join them"));
    }
    Ok(intervals)
}

fn holidays(value: &Value) -> Result<BTreeSet<Date>, Refusal> {
    let date = |value: &Value| parse_date(value.as_str().unwrap_or_default());
    crate::input::list(MAX_HOLIDAYS, date)(value).map(|days| days.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use proptest::prelude::*;

    use super::*;

    fn read(value: &Value) -> Result<BusinessHours, Vec<(String, &'static str)>> {
        BusinessHours::parse(value, "business_hours")
            .map_err(|Problems(problems)| problems.into_iter().map(|problem| (problem.name, problem.code)).collect())
    }

    fn hours(value: &Value) -> BusinessHours {
        read(value).unwrap()
    }

    /// The plain way: looks at the local clock in every minute.
    fn minutes_scanned(hours: &BusinessHours, zone: &Zone, from: Timestamp, to: Timestamp) -> i64 {
        let mut at = from;
        let mut worked = 0;
        while at < to {
            let local = zone.rules().to_datetime(at);
            let clock = seconds(local.time());
            worked += i64::from(hours.of(local.date()).iter().any(|part| part.from <= clock && clock < part.to));
            at = at.checked_add(1.minute()).unwrap();
        }
        worked
    }

    #[test]
    fn hours_read_back_as_they_are_shown_in_order() {
        let sent = json!({"mon": [["13:00", "17:00"], ["09:00", "12:30"]], "sun": [["00:00", "24:00"]], "tue": [],
            "holidays": ["2026-12-25", "2026-01-01"]});
        let shown = json!({"mon": [["09:00", "12:30"], ["13:00", "17:00"]], "sun": [["00:00", "24:00"]],
            "holidays": ["2026-01-01", "2026-12-25"]});
        assert_eq!(hours(&sent).to_json(), shown);
        assert_eq!(hours(&shown), hours(&sent));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (value, problems) in [
            (json!({"mon": [["17:00", "09:00"]]}), vec![("mon", "invalid_hours")]),
            (json!({"mon": [["09:00"]], "tue": "09:00"}), vec![("mon", "invalid_hours"), ("tue", "invalid_hours")]),
            (json!({"mon": [["24:00", "24:00"]]}), vec![("mon", "invalid_hours")]),
            (json!({"mon": [["09:00", "12:00"], ["11:59", "13:00"]]}), vec![("mon", "overlapping_hours")]),
            (
                json!({"mon": [["09:00", "17:00"]], "holidays": ["25.12.2026"], "tues": []}),
                vec![("holidays", "invalid_date"), ("tues", "unknown_field")],
            ),
            (json!({}), vec![("mon", "required")]),
            (json!({"mon": [], "holidays": []}), vec![("mon", "required")]),
        ] {
            let named: Vec<_> =
                problems.into_iter().map(|(name, code)| (format!("business_hours.{name}"), code)).collect();
            assert_eq!(read(&value).unwrap_err(), named, "{value}");
        }
    }

    #[test]
    fn a_night_in_which_clocks_change_has_the_hours_that_they_show() {
        let night = hours(&json!({"sun": [["00:00", "06:00"]]}));
        let riga: Zone = "Europe/Riga".parse().unwrap();
        for (day, worked) in [("2026-03-29", 5), ("2026-10-25", 7), ("2026-11-22", 6)] {
            let day = riga.day(day.parse().unwrap());
            assert_eq!(night.between(&riga, day.start, day.end), SignedDuration::from_hours(worked));
        }
    }

    #[test]
    fn parts_of_a_minute_count_and_nothing_counts_backwards() {
        let hours = hours(&json!({"sat": [["09:00", "17:00"]]}));
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let (from, to) = (at("2026-11-21T08:59:59Z"), at("2026-11-21T09:00:01.250Z"));
        assert_eq!(hours.between(&Zone::utc(), from, to), SignedDuration::from_millis(1250));
        assert_eq!(hours.between(&Zone::utc(), to, from), SignedDuration::ZERO);
        assert_eq!(hours.between(&Zone::utc(), to, to), SignedDuration::ZERO);
    }

    #[test]
    fn ten_years_are_counted_at_once() {
        let week = hours(&json!({"mon": [["09:00", "17:00"]]}));
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        let worked =
            week.between(&"Europe/Riga".parse().unwrap(), at("2016-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z"));
        // 522 Mondays.
        assert_eq!(worked.as_hours(), 522 * 8);
    }

    fn any_hours() -> impl Strategy<Value = BusinessHours> {
        let day = prop::collection::btree_set(0_i64..=1440, 0..6);
        let week = prop::collection::vec(day, 7);
        (week, prop::collection::btree_set(0_i64..12, 0..3)).prop_map(|(week, holidays)| {
            let intervals = |minutes: BTreeSet<i64>| {
                let minutes: Vec<_> = minutes.into_iter().map(|minute| minute * 60).collect();
                minutes.chunks_exact(2).map(|pair| Interval { from: pair[0], to: pair[1] }).collect()
            };
            let mut days = week.into_iter().map(intervals);
            let holidays = holidays.into_iter().map(|day| first_day().checked_add(day.days()).unwrap()).collect();
            BusinessHours { week: std::array::from_fn(|_| days.next().unwrap_or_default()), holidays }
        })
    }

    fn first_day() -> Date {
        "2026-03-24".parse().unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(120))]
        #[test]
        fn working_time_is_what_a_scan_of_every_minute_finds(
            hours in any_hours(),
            zone in prop::sample::select(vec![
                "UTC", "Europe/Riga", "Africa/Cairo", "America/Havana", "America/Santiago", "Australia/Lord_Howe",
                "Antarctica/Troll", "Asia/Kathmandu", "Pacific/Kiritimati",
            ]),
            // Around each of the two changes of a year, and in between.
            month in prop::sample::select(vec![0_i64, 5, 193, 214, 222]),
            from in 0_i64..(10 * 1440),
            length in 0_i64..(12 * 1440),
        ) {
            let zone: Zone = zone.parse().unwrap();
            let start = zone.start(first_day().checked_add(month.days()).unwrap());
            let from = start.checked_add(from.minutes()).unwrap();
            let to = from.checked_add(length.minutes()).unwrap();
            let exact = hours.between(&zone, from, to);
            prop_assert_eq!(exact, SignedDuration::from_mins(minutes_scanned(&hours, &zone, from, to)));
        }

        #[test]
        fn working_time_adds_up(hours in any_hours(), cut in 0_i64..=864_000, zone in prop::sample::select(vec!["Europe/Riga", "Africa/Cairo"])) {
            let zone: Zone = zone.parse().unwrap();
            let from = zone.start(first_day());
            let (middle, to) = (from.checked_add(cut.seconds()).unwrap(), from.checked_add(864_000.seconds()).unwrap());
            prop_assert_eq!(hours.between(&zone, from, middle) + hours.between(&zone, middle, to), hours.between(&zone, from, to));
        }
    }
}
