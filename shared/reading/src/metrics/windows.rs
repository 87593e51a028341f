//! The stretches of days that numbers are made for: the periods of the range, cut at its ends, and with a comparison the
//! period before each.

use std::collections::BTreeMap;

use domain::day::{Interval, days};
use jiff::ToSpan;
use jiff::civil::Date;
use web::query::Days;

use super::asked::{Asked, Compare};

/// A stretch of local days, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The name of its period; none for the period before another.
    pub name: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// The windows of a question, and which of them a day lies in.
#[derive(Clone, Debug)]
pub struct Windows {
    /// The periods, oldest first, and behind them the one before each, where they were asked for.
    pub all: Vec<Window>,
    /// How many of them are periods of the range.
    pub periods: usize,
    of_day: BTreeMap<Date, Vec<usize>>,
}

impl Windows {
    /// The windows of what is asked.
    pub fn of(asked: &Asked) -> Self {
        Self::over(asked.days, asked.interval, asked.compare == Some(Compare::Previous))
    }

    /// The periods of a range; `previous` adds the one before each.
    fn over(range: Days, interval: Interval, previous: bool) -> Self {
        let mut all: Vec<Window> = Vec::new();
        for day in days(range.first, range.last) {
            let name = interval.period(day);
            match all.last_mut() {
                Some(period) if period.name == name => period.to = day,
                _ => all.push(Window { name, from: day, to: day }),
            }
        }
        let periods = all.len();
        if previous {
            let before: Vec<_> = all.iter().map(|period| before(period, interval)).collect();
            all.extend(before);
        }
        let mut of_day: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        for (place, window) in all.iter().enumerate() {
            for day in days(window.from, window.to) {
                of_day.entry(day).or_default().push(place);
            }
        }
        Self { all, periods, of_day }
    }

    /// The places of the windows that a day lies in.
    pub fn of_day(&self, day: Date) -> &[usize] {
        self.of_day.get(&day).map(Vec::as_slice).unwrap_or_default()
    }

    /// The place of the window before a period.
    pub fn before(&self, period: usize) -> Option<usize> {
        let place = self.periods + period;
        (place < self.all.len()).then_some(place)
    }

    /// All days that some window has, from the first to the last.
    pub fn days(&self) -> Option<Days> {
        let first = *self.of_day.first_key_value()?.0;
        let last = *self.of_day.last_key_value()?.0;
        Some(Days { first, last })
    }
}

/// The period before another: a whole month has the month before it, days of a week have the same days of the week before,
/// and whatever else has the same number of days right before.
fn before(period: &Window, interval: Interval) -> Window {
    let window = |from, to| Window { name: String::new(), from, to };
    let back = |day: Date, days: i32| day.checked_sub(days.days()).unwrap_or(Date::MIN);
    let yesterday = back(period.from, 1);
    match interval {
        Interval::Month if period.from.day() == 1 && period.to == period.to.last_of_month() => {
            window(yesterday.first_of_month(), yesterday)
        }
        Interval::Week => window(back(period.from, 7), back(period.to, 7)),
        _ => window(back(yesterday, period.from.until(period.to).map_or(0, |span| span.get_days())), yesterday),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: &str, last: &str) -> Days {
        Days { first: first.parse().unwrap(), last: last.parse().unwrap() }
    }

    fn shown(windows: &[Window]) -> Vec<String> {
        windows.iter().map(|window| format!("{} {}..{}", window.name, window.from, window.to)).collect()
    }

    #[test]
    fn each_period_has_the_one_before_it() {
        let windows = Windows::over(range("2026-10-15", "2026-11-30"), Interval::Month, true);
        assert_eq!(
            shown(&windows.all),
            [
                "2026-10 2026-10-15..2026-10-31",
                "2026-11 2026-11-01..2026-11-30",
                // A cut month has as many days right before it, a whole one the whole month before.
                " 2026-09-28..2026-10-14",
                " 2026-10-01..2026-10-31",
            ]
        );
        assert_eq!((windows.before(0), windows.before(1)), (Some(2), Some(3)));
        assert_eq!(windows.of_day("2026-10-10".parse().unwrap()), [2, 3]);
        assert_eq!(windows.days().unwrap(), range("2026-09-28", "2026-11-30"));
        let weeks = Windows::over(range("2026-11-16", "2026-11-29"), Interval::Week, true);
        assert_eq!(shown(&weeks.all[2..]), [" 2026-11-09..2026-11-15", " 2026-11-16..2026-11-22"]);
        // Monday to Wednesday are compared with Monday to Wednesday, not with a weekend.
        let cut = Windows::over(range("2026-11-16", "2026-11-18"), Interval::Week, true);
        assert_eq!(shown(&cut.all[1..]), [" 2026-11-09..2026-11-11"]);
        let all = Windows::over(range("2026-11-01", "2026-11-10"), Interval::All, false);
        assert_eq!((shown(&all.all), all.before(0)), (vec!["all 2026-11-01..2026-11-10".to_owned()], None));
    }
}
