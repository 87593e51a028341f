//! Kept appointments: begun at most five minutes late, of those that were planned and not cancelled by the customer.

use super::Gathered;
use super::number::Number;
use crate::facts::{Count, Measured};

/// Kept / planned. What was planned, is over and has no outcome was not kept; what is still to come counts nowhere.
pub(super) fn kept(gathered: &Gathered) -> Number {
    let planned = gathered.count(Count::Planned).saturating_add(gathered.not_begun);
    let kept = gathered.count(Count::Kept);
    let to_come = gathered.facts.spread(Measured::Waiting).n().saturating_sub(gathered.not_begun);
    let counts = [("planned", planned), ("kept", kept), ("without_outcome", gathered.not_begun), ("to_come", to_come)];
    Number { provisional: to_come > 0, ..Number::share(kept, planned, counts) }
}
