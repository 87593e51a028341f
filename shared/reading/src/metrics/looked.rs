//! Which days a run has looked at: what tells a day that holds nothing from one of which nothing is known.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use web::problem::Problem;

use super::read::Reader;
use super::windows::Window;

/// The days of a question that a run has looked at, in any of its sources.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    days: BTreeSet<Date>,
    /// When one of their buckets changed last; none where none ever did.
    pub as_of: Option<Timestamp>,
}

impl Looked {
    /// Reads them. They are read before the counts, so that no count is older than `as_of` says.
    ///
    /// # Errors
    /// Where the tables fail.
    pub async fn read(reader: &Reader<'_>) -> Result<Self, Problem> {
        let mut looked = Self::default();
        let Some((first, last)) = reader.span() else { return Ok(looked) };
        for source in reader.subject.sources() {
            for (day, changed) in reader.store.looked_at(reader.ws, &source, first, last).await? {
                looked.days.insert(day);
                looked.as_of = looked.as_of.max(changed);
            }
        }
        Ok(looked)
    }

    /// Whether one of the days was looked at that a window is made of, today the last; all before it are among them where
    /// the past counts. Of a window to come nobody can know anything.
    pub fn knows(&self, window: &Window, past: bool, today: Date) -> bool {
        let first = if past { Date::MIN } else { window.from };
        window.from <= today && self.days.range(first..=window.to.min(today)).next().is_some()
    }
}
