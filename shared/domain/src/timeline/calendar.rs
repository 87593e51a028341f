//! The workspace's clock: its local days, the minutes of them, and how long something took, by the clock on the wall of the
//! whole world and by that of the office.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::day::Zone;
use crate::hours::business::BusinessHours;
use crate::stats::duration_step;

/// How a workspace counts time.
///
/// ```
/// use domain::timeline::Calendar;
/// // On 2026-11-01 in Havana 01:00 becomes 00:00: the day begins once, and its 61st minute shows 00:00 again.
/// let havana = Calendar { zone: "America/Havana".parse().unwrap(), business: None };
/// let again = "2026-11-01T00:00:00-05:00".parse().unwrap();
/// assert_eq!((havana.day(again), havana.slot(again)), ("2026-11-01".parse().unwrap(), 60));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The workspace's time zone.
    pub zone: Zone,
    /// When somebody is there to work, where the workspace says so.
    pub business: Option<BusinessHours>,
}

impl Calendar {
    /// The local day that an instant belongs to: the one with `start(day) <= at < start(day + 1)`.
    pub fn day(&self, at: Timestamp) -> Date {
        let day = self.zone.date(at);
        // Where clocks are put back over midnight, the old date comes again within the new day.
        day.tomorrow().ok().filter(|next| self.zone.start(*next) <= at).unwrap_or(day)
    }

    /// The minute of its local day in which an instant lies, counted from the day's start; a day has up to 26 hours.
    pub fn slot(&self, at: Timestamp) -> u32 {
        let since = at.duration_since(self.zone.start(self.day(at)));
        u32::try_from(since.as_mins()).unwrap_or_default()
    }

    /// The first instant of a minute of a local day: what [`Calendar::slot`] counted.
    pub fn slot_start(&self, day: Date, slot: u32) -> Timestamp {
        self.zone.start(day).saturating_add(i64::from(slot).minutes()).unwrap_or(Timestamp::MAX)
    }

    /// How long it took, in seconds as they are counted; nothing where it ended before it began.
    pub(super) fn took(from: Timestamp, to: Timestamp) -> u32 {
        duration_step(seconds(to.duration_since(from)))
    }

    /// How much of it were business hours; none where the workspace has none.
    pub(super) fn worked(&self, from: Timestamp, to: Timestamp) -> Option<u32> {
        let business = self.business.as_ref()?;
        Some(duration_step(seconds(business.between(&self.zone, from, to))))
    }
}

/// Whole seconds, a part of one rounded up; zero for what is negative.
fn seconds(duration: SignedDuration) -> u64 {
    let part = i64::from(duration.subsec_nanos() > 0);
    u64::try_from(duration.as_secs().saturating_add(part)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(zone: &str) -> Calendar {
        Calendar { zone: zone.parse().unwrap(), business: None }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Counts a day's minutes one by one, from the first instant to the last.
    fn minutes(zone: &str, day: &str) -> u32 {
        let (calendar, day) = (calendar(zone), day.parse().unwrap());
        let mut now = calendar.zone.start(day);
        let mut slot = 0;
        while calendar.day(now) == day {
            let last = now + SignedDuration::from_millis(59_999);
            assert_eq!([calendar.slot(now), calendar.slot(last)], [slot; 2], "{zone} {now}");
            assert_eq!(calendar.slot_start(day, slot), now);
            now += SignedDuration::from_mins(1);
            slot += 1;
        }
        slot
    }

    #[test]
    fn every_minute_of_a_day_has_a_number_of_its_own_however_long_the_day_is() {
        for (zone, day, expected) in [
            ("UTC", "2026-11-21", 24 * 60),
            ("Africa/Cairo", "2026-04-24", 23 * 60),
            ("America/Santiago", "2026-04-04", 25 * 60),
            ("America/Santiago", "2026-09-06", 23 * 60),
            ("America/Havana", "2026-11-01", 25 * 60),
            ("Australia/Lord_Howe", "2026-10-04", 23 * 60 + 30),
            ("Australia/Lord_Howe", "2026-04-05", 24 * 60 + 30),
            ("Antarctica/Troll", "2026-03-29", 22 * 60),
            ("Antarctica/Troll", "2026-10-25", 26 * 60),
        ] {
            assert_eq!(minutes(zone, day), expected, "{zone} {day}");
        }
    }

    #[test]
    fn a_date_that_clocks_show_again_belongs_to_the_day_that_has_begun() {
        // On 2006-10-29 in St. John's clocks went from 00:01 back to 23:01 of the day before.
        let johns = calendar("America/St_Johns");
        let day = "2006-10-29".parse().unwrap();
        let start = johns.zone.start(day);
        let again = start + SignedDuration::from_mins(30);
        assert_eq!(johns.zone.date(again), "2006-10-28".parse().unwrap());
        assert_eq!((johns.day(again), johns.slot(again)), (day, 30));
        assert_eq!(johns.day(start - SignedDuration::from_millis(1)), "2006-10-28".parse().unwrap());
    }

    #[test]
    fn parts_of_a_second_are_rounded_up_and_nothing_takes_less_than_no_time() {
        let begin = at("2026-11-21T10:00:00Z");
        for (end, took) in [
            ("2026-11-21T10:00:00Z", 0),
            ("2026-11-21T10:00:00.001Z", 1),
            ("2026-11-21T10:00:01Z", 1),
            ("2026-11-21T11:00:00Z", 3600),
            ("2026-11-21T11:00:00.001Z", 3660),
            ("2026-11-21T09:59:59.999Z", 0),
            ("2026-11-20T10:00:00Z", 0),
        ] {
            assert_eq!(Calendar::took(begin, at(end)), took, "{end}");
        }
    }

    #[test]
    fn a_night_in_which_clocks_change_is_as_long_as_it_was() {
        // From 20:00 to 08:00 by the wall: an hour less in spring, an hour more in autumn.
        for (from, to, hours) in [
            ("2026-03-28T20:00:00+02:00", "2026-03-29T08:00:00+03:00", 11),
            ("2026-10-24T20:00:00+03:00", "2026-10-25T08:00:00+02:00", 13),
        ] {
            assert_eq!(Calendar::took(at(from), at(to)), hours * 3600);
        }
    }
}
