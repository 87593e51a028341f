//! Sets of weekdays, never empty.

use jiff::civil::Weekday;
use serde_json::Value;

use crate::input::{Refusal, list};

/// Their names in the API, in their order.
pub(super) const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Some of the days of the week, at least one: a flag for each, from Monday on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekdays([bool; 7]);

impl Weekdays {
    /// All seven.
    pub const ALL: Self = Self([true; 7]);

    /// Reads a list of names, each at most once.
    pub(super) fn read(value: &Value) -> Result<Self, Refusal> {
        let mut days = [false; 7];
        for day in list(7, place)(value)? {
            if std::mem::replace(&mut days[day], true) {
                return Err(Refusal::new("repeated_field", "a day stands more than once; name it once"));
            }
        }
        if days.contains(&true) { Ok(Self(days)) } else { Err(Refusal::new("required", "expected at least one day")) }
    }

    /// Whether a day is one of them.
    pub fn has(self, day: Weekday) -> bool {
        // Monday is 0 to jiff, and Sunday is 6.
        usize::try_from(day.to_monday_zero_offset()).is_ok_and(|place| self.0[place])
    }

    /// Whether each of these is one of `others`.
    pub(super) fn within(self, others: Self) -> bool {
        self.0.iter().zip(others.0).all(|(own, other)| !own || other)
    }

    /// Their names in the order of the week.
    pub fn names(self) -> Vec<&'static str> {
        NAMES.into_iter().zip(self.0).filter_map(|(name, own)| own.then_some(name)).collect()
    }
}

fn place(value: &Value) -> Result<usize, Refusal> {
    NAMES
        .into_iter()
        .position(|name| value.as_str() == Some(name))
        .ok_or_else(|| Refusal::new("invalid_hours", "expected mon, tue, wed, thu, fri, sat or sun"))
}
