//! A time as a page shows it: in the zone of what it is about, as the reader's language writes it.

use domain::day::Zone;
use jiff::Timestamp;

use crate::view::View;

/// A time, for machines and for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339.
    pub machine: String,
    /// As the language writes it.
    pub people: String,
}

impl Moment {
    /// A time of a zone.
    pub fn of(at: Timestamp, zone: &Zone, view: &View) -> Self {
        Self { machine: at.to_string(), people: view.written().moment(at, zone) }
    }
}
