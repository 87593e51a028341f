//! When somebody may be written to: local hours of quiet, and the weekdays on which anything is sent at all.
//!
//! Whether an instant is open is read from the local clock alone, so a clock that is put back or forward needs no rule of
//! its own; what the clock does only decides at which instants the answer can change.

pub mod business;
mod changes;
#[cfg(test)]
mod tests;
mod weekdays;

use jiff::civil::Time;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::day::Zone;
use crate::input::{Fields, Problems, Refusal};
pub use weekdays::Weekdays;

/// How many days ahead an open hour is looked for.
const AHEAD: i64 = 21;
/// How many days ahead the end of the open hours is looked for.
const CLOSING: i64 = 8;

/// Quiet hours: nothing is sent from `from` until `to` by the local clock, nor on any other day than `days`.
///
/// ```
/// use domain::hours::Hours;
/// let hours = Hours::sms_default();
/// let riga = "Europe/Riga".parse().unwrap();
/// let night = "2026-11-21T22:00:00+02:00".parse().unwrap();
/// assert!(!hours.is_open(&riga, night));
/// assert_eq!(hours.next_open(&[&riga], night).unwrap().to_string(), "2026-11-22T06:00:00Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    from: Time,
    to: Time,
    days: Weekdays,
}

impl Hours {
    /// Reads `{from: "21:00", to: "08:00", days: ["mon", …]}`; without `days` all seven are meant.
    ///
    /// # Errors
    /// Every bad field, under `path`: `invalid_hours`, or what is wrong with the list.
    pub fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let mut fields = Fields::of(value, path)?;
        let from = fields.required("from", time);
        let to = fields.required("to", time);
        let days = fields.optional("days", Weekdays::read);
        if from.is_some() && from == to {
            fields.refuse("to", Refusal::new("invalid_hours", "expected another time than that of `from`"));
        }
        fields.finish(|| Some(Self { from: from?, to: to?, days: days.unwrap_or(Weekdays::ALL) }))
    }

    /// The hours as the API shows them; [`Hours::parse`] reads them back.
    pub fn to_json(&self) -> Value {
        let spell = |time: Time| format!("{:02}:{:02}", time.hour(), time.minute());
        json!({"from": spell(self.from), "to": spell(self.to), "days": self.days.names()})
    }

    /// The hours in which no text is ever sent: 21:00 to 08:00 on every day.
    pub const fn sms_default() -> Self {
        Self { from: Time::constant(21, 0, 0, 0), to: Time::constant(8, 0, 0, 0), days: Weekdays::ALL }
    }

    /// Whether these are quiet whenever `least` are.
    ///
    /// ```
    /// use domain::hours::Hours;
    /// let read = |from, to| Hours::parse(&serde_json::json!({"from": from, "to": to}), "").unwrap();
    /// assert!(read("20:00", "09:00").covers(&Hours::sms_default()));
    /// assert!(!read("22:00", "08:00").covers(&Hours::sms_default()));
    /// ```
    pub fn covers(&self, least: &Self) -> bool {
        // Both are open at times × days, and neither of the two is empty: so each must lie within the other's.
        let open_only_within = (0..24)
            .flat_map(|hour| (0..60).map(move |minute| Time::constant(hour, minute, 0, 0)))
            .all(|time| self.is_quiet(time) || !least.is_quiet(time));
        open_only_within && self.days.within(least.days)
    }

    fn is_quiet(&self, time: Time) -> bool {
        if self.from < self.to { self.from <= time && time < self.to } else { self.from <= time || time < self.to }
    }

    /// Whether somebody in the zone may be written to at an instant.
    pub fn is_open(&self, zone: &Zone, at: Timestamp) -> bool {
        let local = zone.rules().to_datetime(at);
        self.days.has(local.weekday()) && !self.is_quiet(local.time())
    }

    fn is_open_in_all(&self, zones: &[&Zone], at: Timestamp) -> bool {
        zones.iter().all(|zone| self.is_open(zone, at))
    }

    /// The first instant from `at` on that is open in all the zones; none where the next 21 days have none.
    pub fn next_open(&self, zones: &[&Zone], at: Timestamp) -> Option<Timestamp> {
        let end = at.saturating_add((AHEAD * 24).hours()).unwrap_or(Timestamp::MAX);
        let opens = |at: &Timestamp| self.is_open_in_all(zones, *at);
        Some(at).filter(opens).or_else(|| changes::within(zones, self.to, at..end).into_iter().find(opens))
    }

    /// The first instant from `at` on that is not open in one of the zones: until when what may be sent now may be sent.
    /// None where the next 8 days have none.
    pub fn closes(&self, zones: &[&Zone], at: Timestamp) -> Option<Timestamp> {
        let end = at.saturating_add((CLOSING * 24).hours()).unwrap_or(Timestamp::MAX);
        let closed = |at: &Timestamp| !self.is_open_in_all(zones, *at);
        Some(at).filter(closed).or_else(|| changes::within(zones, self.from, at..end).into_iter().find(closed))
    }
}

/// A time of the local clock as `21:00`.
fn time(value: &Value) -> Result<Time, Refusal> {
    let read = || {
        let (hour, minute) = value.as_str()?.split_once(':')?;
        let number = |digits: &str| {
            let plain = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| digits.parse::<i8>().ok()).flatten()
        };
        Time::new(number(hour)?, number(minute)?, 0, 0).ok()
    };
    read().ok_or_else(|| Refusal::new("invalid_hours", "expected a time from 00:00 to 23:59, such as 21:00"))
}
