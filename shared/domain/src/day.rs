//! Local days. A day is `[start(d), start(d + 1))` in a zone of tzdata, and may have 23, 23.5, 24 or 25 hours, no
//! midnight, two of them, or no hours at all where a zone crossed the date line.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::input::Refusal;

/// The most days that one question may ask for.
pub const MAX_DAYS: usize = 3660;

/// A time zone of the IANA database, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

impl Zone {
    /// Universal time.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), rules: TimeZone::UTC }
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The zone's rules, for what this module doesn't answer.
    pub(crate) const fn rules(&self) -> &TimeZone {
        &self.rules
    }

    /// The local date at an instant.
    pub fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.rules.clone()).date()
    }

    /// The first instant of a local date; where there is no midnight, the first instant after the gap.
    ///
    /// ```
    /// use domain::day::Zone;
    /// let cairo: Zone = "Africa/Cairo".parse().unwrap();
    /// // On 2026-04-24 clocks go from 23:59:59 to 01:00:00.
    /// assert_eq!(cairo.start("2026-04-24".parse().unwrap()).to_string(), "2026-04-23T22:00:00Z");
    /// ```
    pub fn start(&self, day: Date) -> Timestamp {
        day.to_zoned(self.rules.clone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
    }

    /// The instants of a local date.
    pub fn day(&self, day: Date) -> Range<Timestamp> {
        self.start(day)..day.tomorrow().map_or(Timestamp::MAX, |next| self.start(next))
    }

    /// The local dates that a UTC date's instants fall on: what a mark of that date asks to recompute.
    pub fn days_of_utc_date(&self, date: Date) -> Vec<Date> {
        let utc = Self::utc().day(date);
        let last = utc.end.checked_sub(1.nanosecond()).unwrap_or(Timestamp::MAX);
        days(self.date(utc.start), self.date(last)).collect()
    }
}

impl FromStr for Zone {
    type Err = Refusal;

    fn from_str(name: &str) -> Result<Self, Refusal> {
        let refusal = || Refusal::new("unknown_time_zone", "expected an IANA time zone, such as Europe/Riga");
        let rules = TimeZone::get(name).map_err(|_| refusal())?;
        let name = rules.iana_name().ok_or_else(refusal)?.to_owned();
        Ok(Self { name, rules })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The UTC dates that an interval touches: the partitions that hold its responses.
pub fn utc_dates(range: &Range<Timestamp>) -> impl Iterator<Item = Date> + use<> {
    let utc = Zone::utc();
    let last = range.end.checked_sub(1.nanosecond()).unwrap_or(range.end);
    let first = utc.date(range.start);
    // An empty interval touches nothing.
    let days_in = if range.start < range.end { Some((first, utc.date(last))) } else { None };
    days_in.into_iter().flat_map(|(first, last)| days(first, last))
}

/// The dates from `first` to `last`, both included; none where they are the wrong way round.
pub fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    first.series(1.day()).take_while(move |day| *day <= last)
}

/// A local date as `2026-11-21`.
///
/// # Errors
/// `invalid_date` for anything else.
pub fn parse_date(text: &str) -> Result<Date, Refusal> {
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    plain
        .then(|| text.parse().ok())
        .flatten()
        .ok_or_else(|| Refusal::new("invalid_date", "expected a date such as 2026-11-21"))
}

/// How days are grouped into periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// Each day by itself.
    Day,
    /// ISO weeks, Monday to Sunday.
    Week,
    /// Calendar months.
    Month,
    /// The whole range in one.
    All,
}

impl Interval {
    /// The name of the period that a date belongs to: `2026-11-21`, `2026-W47`, `2026-11` or `all`.
    ///
    /// ```
    /// use domain::day::Interval;
    /// let day = "2027-01-01".parse().unwrap();
    /// assert_eq!(Interval::Week.period(day), "2026-W53");
    /// ```
    pub fn period(self, day: Date) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Week => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Self::All => "all".to_owned(),
        }
    }
}

impl FromStr for Interval {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text {
            "day" => Ok(Self::Day),
            "week" => Ok(Self::Week),
            "month" => Ok(Self::Month),
            "all" => Ok(Self::All),
            _ => Err(Refusal::new("unknown_interval", "expected day, week, month or all")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: &str, day: &str) -> f64 {
        let zone: Zone = zone.parse().unwrap();
        let range = zone.day(day.parse().unwrap());
        range.start.until(range.end).unwrap().total(jiff::Unit::Hour).unwrap()
    }

    #[test]
    fn days_have_the_hours_that_their_zone_gives_them() {
        for (zone, day, expected) in [
            ("Europe/Riga", "2026-03-29", 23.0),
            ("Europe/Riga", "2026-10-25", 25.0),
            ("Europe/Riga", "2026-11-21", 24.0),
            ("Australia/Lord_Howe", "2026-10-04", 23.5),
            ("Australia/Lord_Howe", "2026-04-05", 24.5),
            ("Antarctica/Troll", "2026-03-29", 22.0),
            ("Antarctica/Troll", "2026-10-25", 26.0),
            ("Africa/Cairo", "2026-04-24", 23.0),
            ("America/Havana", "2026-11-01", 25.0),
            ("Pacific/Apia", "2011-12-30", 0.0),
        ] {
            assert!((hours(zone, day) - expected).abs() < 1e-9, "{zone} {day}");
        }
    }

    #[test]
    fn days_follow_each_other_without_gap_or_overlap() {
        for zone in [
            "Europe/Riga",
            "Africa/Cairo",
            "America/Havana",
            "America/Santiago",
            "Australia/Lord_Howe",
            "Antarctica/Troll",
            "Pacific/Apia",
        ] {
            let zone: Zone = zone.parse().unwrap();
            let mut end = None;
            for day in days("2011-01-01".parse().unwrap(), "2012-12-31".parse().unwrap()) {
                let range = zone.day(day);
                assert!(end.is_none_or(|end| end == range.start), "{zone} {day}");
                assert!(range.start <= range.end);
                if range.start < range.end {
                    assert_eq!(zone.date(range.start), day, "{zone}");
                }
                end = Some(range.end);
            }
        }
    }

    #[test]
    fn a_utc_date_touches_each_local_day_that_shares_an_instant_with_it() {
        let riga: Zone = "Europe/Riga".parse().unwrap();
        let touched = riga.days_of_utc_date("2026-11-21".parse().unwrap());
        assert_eq!(touched, ["2026-11-21".parse().unwrap(), "2026-11-22".parse().unwrap()]);
        assert_eq!(Zone::utc().days_of_utc_date("2026-11-21".parse().unwrap()).len(), 1);
    }

    #[test]
    fn the_partitions_of_a_local_day_are_the_utc_dates_it_touches() {
        let riga: Zone = "Europe/Riga".parse().unwrap();
        let dates: Vec<_> = utc_dates(&riga.day("2026-11-21".parse().unwrap())).collect();
        assert_eq!(dates, ["2026-11-20".parse().unwrap(), "2026-11-21".parse().unwrap()]);
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(utc_dates(&(now..now)).count(), 0);
    }

    #[test]
    fn only_names_of_the_database_are_zones() {
        for bad in ["", "Mars/Olympus", "+02:00", "../etc/passwd"] {
            assert!(bad.parse::<Zone>().is_err(), "{bad}");
        }
        assert_eq!("europe/riga".parse::<Zone>().unwrap().name(), "Europe/Riga");
    }
}
