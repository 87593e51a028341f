//! Working time by a plain walk: each local day, and within it each interval. On the few days on which clocks change it looks
//! at the clock in every minute.

use std::collections::BTreeSet;

use domain::day::Zone;
use domain::hours::business::BusinessHours;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// When somebody works, in milliseconds of the local clock since midnight, from Monday on.
#[derive(Debug)]
pub struct Hours {
    week: [Vec<(i64, i64)>; 7],
    holidays: BTreeSet<Date>,
    zone: TimeZone,
}

impl Hours {
    /// As the settings show them.
    pub fn new(hours: &BusinessHours, zone: &Zone) -> anyhow::Result<Self> {
        let shown = hours.to_json();
        let clock = |value: &Value| {
            let (hours, minutes) = value.as_str()?.split_once(':')?;
            Some((hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?) * MINUTE)
        };
        let part = |part: &Value| Some((clock(&part[0])?, clock(&part[1])?));
        let week = WEEK.map(|day| shown[day].as_array().into_iter().flatten().filter_map(part).collect());
        let holidays = shown["holidays"].as_array().into_iter().flatten();
        let holidays = holidays.filter_map(|day| day.as_str()?.parse().ok()).collect();
        Ok(Self { week, holidays, zone: TimeZone::get(zone.name())? })
    }

    /// How much of the time from one instant to another is worked.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        let (from, to) = (from.as_millisecond(), to.as_millisecond());
        let common = |begin: i64, end: i64| (end.min(to) - begin.max(from)).max(0);
        let mut worked = 0;
        // Where clocks go back over midnight, the wall may show the date of a day that is over: so one day earlier.
        let mut next = self.clock(from).and_then(|clock| clock.date().yesterday().ok());
        while let Some(day) = next {
            next = day.tomorrow().ok();
            let (Some(start), Some(end)) = (self.start(day), next.and_then(|next| self.start(next))) else { break };
            if start >= to {
                break;
            }
            if end - start == DAY {
                worked += self.of(day).iter().map(|(opens, closes)| common(start + opens, start + closes)).sum::<i64>();
                continue;
            }
            let mut minute = start;
            while minute < end {
                if self.clock(minute).is_some_and(|clock| self.is_open(clock)) {
                    worked += common(minute, minute + MINUTE);
                }
                minute += MINUTE;
            }
        }
        SignedDuration::from_millis(worked)
    }

    fn clock(&self, at: i64) -> Option<DateTime> {
        Some(self.zone.to_datetime(Timestamp::from_millisecond(at).ok()?))
    }

    fn start(&self, day: Date) -> Option<i64> {
        Some(day.to_zoned(self.zone.clone()).ok()?.timestamp().as_millisecond())
    }

    fn of(&self, day: Date) -> &[(i64, i64)] {
        let place = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        if self.holidays.contains(&day) { &[] } else { &self.week[place] }
    }

    fn is_open(&self, clock: DateTime) -> bool {
        let shown = (i64::from(clock.hour()) * 60 + i64::from(clock.minute())) * MINUTE;
        self.of(clock.date()).iter().any(|(opens, closes)| *opens <= shown && shown < *closes)
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use serde_json::json;

    use super::*;

    fn hours(value: &Value) -> BusinessHours {
        BusinessHours::parse(value, "business_hours").unwrap()
    }

    fn minutes(hours: &Value, zone: &str, from: &str, to: &str) -> i64 {
        let walked = Hours::new(&self::hours(hours), &zone.parse().unwrap()).unwrap();
        walked.between(from.parse().unwrap(), to.parse().unwrap()).as_mins()
    }

    #[test]
    fn a_week_with_a_lunch_and_a_holiday_is_walked_day_by_day() {
        let week = json!({"mon": [["09:00", "12:30"], ["13:00", "17:00"]], "tue": [["09:00", "24:00"]],
            "holidays": ["2026-11-30"]});
        let of = |from: &str, to: &str| minutes(&week, "Europe/Riga", from, to);
        assert_eq!(of("2026-11-23T12:00:00+02:00", "2026-11-23T13:10:00+02:00"), 30 + 10);
        assert_eq!(of("2026-11-23T12:00:00+02:00", "2026-12-01T10:00:00+02:00"), 30 + 240 + 900 + 60);
        assert_eq!(of("2026-11-23T13:10:00+02:00", "2026-11-23T12:00:00+02:00"), 0);
    }

    #[test]
    fn an_hour_that_the_clock_shows_twice_counts_twice_and_one_that_it_leaves_out_does_not() {
        let night = json!({"sun": [["00:00", "06:00"]]});
        let part = json!({"sun": [["03:30", "05:00"]]});
        for (day, offset, whole, half) in
            [("2026-03-29", "+02:00", 300, 60), ("2026-10-25", "+03:00", 420, 120), ("2026-11-22", "+02:00", 360, 90)]
        {
            let (from, to) = (format!("{day}T00:00:00{offset}"), format!("{day}T20:00:00Z"));
            assert_eq!(minutes(&night, "Europe/Riga", &from, &to), whole, "{day}");
            assert_eq!(minutes(&part, "Europe/Riga", &from, &to), half, "{day}");
        }
    }

    #[test]
    fn the_rollups_own_algorithm_finds_the_same() {
        let hours = hours(&json!({"mon": [["00:00", "02:15"], ["23:10", "24:00"]], "wed": [["09:00", "17:00"]],
            "sat": [["22:45", "24:00"]], "sun": [["00:00", "00:40"], ["01:20", "03:30"]], "holidays": ["2026-04-01"]}));
        for zone in ["UTC", "Europe/Riga", "Africa/Cairo", "America/Havana", "America/Santiago", "Australia/Lord_Howe"]
        {
            let zone: Zone = zone.parse().unwrap();
            let walked = Hours::new(&hours, &zone).unwrap();
            let first: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
            // Steps that share no factor with a day meet every hour of it, and both changes of the year.
            for step in 0..180_i64 {
                let from = first + (step * 2_063).minutes();
                for length in [7, 1_501, 20_011] {
                    let to = from + length.minutes() + 250.milliseconds();
                    assert_eq!(walked.between(from, to), hours.between(&zone, from, to), "{} {from}", zone.name());
                }
            }
        }
    }
}
