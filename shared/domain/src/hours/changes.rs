//! The instants at which the local clock can pass from quiet to open or back: a time of day, a midnight, or a jump.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::AmbiguousOffset;

use crate::day::{Zone, days};

/// All of them after the start and before the end of `range`, for any of the zones, where `time` is the time of day.
pub(super) fn within(zones: &[&Zone], time: Time, range: Range<Timestamp>) -> BTreeSet<Timestamp> {
    let mut changes = BTreeSet::new();
    for zone in zones {
        // The day before may have a time of day that comes again after the start.
        let first = zone.date(range.start).yesterday().unwrap_or(jiff::civil::Date::MIN);
        let last = zone.date(range.end);
        for day in days(first, last) {
            changes.extend(instants(zone, day.to_datetime(time)));
            changes.extend(instants(zone, day.to_datetime(Time::midnight())));
        }
        let jumps = zone.rules().following(range.start).map(|jump| jump.timestamp());
        changes.extend(jumps.take_while(|jump| *jump < range.end));
    }
    changes.retain(|change| range.start < *change && *change < range.end);
    changes
}

/// When the local clock shows a time: once, twice where it was put back, never where it was put forward over it.
fn instants(zone: &Zone, local: DateTime) -> impl Iterator<Item = Timestamp> {
    let (first, second) = match zone.rules().to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => (Some(offset), None),
        AmbiguousOffset::Fold { before, after } => (Some(before), Some(after)),
        // The jump itself is the change.
        AmbiguousOffset::Gap { .. } => (None, None),
    };
    first.into_iter().chain(second).filter_map(move |offset| offset.to_timestamp(local).ok())
}
