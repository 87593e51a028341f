//! Which days a run has looked at: what tells a day that holds nothing from one of which nothing is known.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::windows::Window;

/// The days of a question that a run has looked at, in any of its sources.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    days: BTreeSet<Date>,
    /// When one of their buckets changed last; none where none ever did.
    pub as_of: Option<Timestamp>,
}

impl Looked {
    /// Notes a day, with when its bucket changed last.
    pub fn note(&mut self, day: Date, changed: Option<Timestamp>) {
        self.days.insert(day);
        self.as_of = self.as_of.max(changed);
    }

    /// Whether one of the days was looked at that a window is made of, today the last; all before it are among them where
    /// the past counts. Of a window to come nobody can know anything.
    pub fn knows(&self, window: &Window, past: bool, today: Date) -> bool {
        let first = if past { Date::MIN } else { window.from };
        window.from <= today && self.days.range(first..=window.to.min(today)).next().is_some()
    }
}
