//! When a message is planned for: not before the time that was asked for, and later by the dispatch's own share of a spread.

use domain::id::DispatchId;
use jiff::{SignedDuration, Timestamp};

/// The time of a message, before the rules look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// When it is to go out.
    pub at: Timestamp,
    /// How much of that is its share of a spread.
    share: SignedDuration,
}

impl Plan {
    /// The plan of a dispatch that is to begin at `start` and to be spread over so many minutes; the end is not reached.
    pub fn of(id: DispatchId, start: Timestamp, spread_minutes: u16) -> Self {
        let share = share(id, spread_minutes);
        Self { at: start + share, share }
    }

    /// The time of a message that has to wait until people may be written to again. What was spread stays so, as long as
    /// they still may then.
    pub fn moved_to(self, opening: Timestamp, is_open: impl FnOnce(Timestamp) -> bool) -> Timestamp {
        let spread = opening + self.share;
        if is_open(spread) { spread } else { opening }
    }
}

/// A dispatch's share of a spread. It is made of the id, so whoever asks again gets the same, and those of many ids are as
/// even as chance.
fn share(id: DispatchId, spread_minutes: u16) -> SignedDuration {
    let millis = u128::from(spread_minutes) * 60_000;
    let share = id.bits().as_u128().checked_rem(millis).and_then(|rest| i64::try_from(rest).ok());
    SignedDuration::from_millis(share.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use testing::builders::{time, workspace};

    use super::*;

    const IDS: u32 = 12_000;

    /// How many of the ids fall into each tenth of a spread; a time outside of it is a panic.
    fn tenths(ids: impl Iterator<Item = DispatchId>, spread_minutes: u16) -> [u32; 10] {
        let start = time("2026-11-21T10:00:00Z");
        let whole = SignedDuration::from_mins(i64::from(spread_minutes));
        let mut tenths = [0; 10];
        for id in ids {
            let share = Plan::of(id, start, spread_minutes).at.duration_since(start);
            assert!(share >= SignedDuration::ZERO && share < whole, "{id}: {share:?} of {whole:?}");
            tenths[usize::try_from(share.as_millis() * 10 / whole.as_millis()).unwrap()] += 1;
        }
        tenths
    }

    #[test]
    fn a_spread_is_filled_evenly_and_never_left() {
        // Each tenth gets 1,200 of 12,000, give or take five standard deviations.
        for spread_minutes in [1, 7, 60, 1440] {
            let of_keys = (0..IDS).map(|n| DispatchId::of_key(&workspace(), &format!("order-{n}")));
            let now = time("2026-11-21T10:00:00Z");
            let of_one_moment = (0..IDS).map(|_| DispatchId::new(crate::new_id(now).unwrap()));
            for filled in [tenths(of_keys, spread_minutes), tenths(of_one_moment, spread_minutes)] {
                assert!(filled.iter().all(|tenth| (1030..=1370).contains(tenth)), "{spread_minutes}: {filled:?}");
            }
        }
    }

    #[test]
    fn without_a_spread_everything_begins_at_once_and_a_share_never_changes() {
        let (start, id) = (time("2026-11-21T10:00:00Z"), DispatchId::of_key(&workspace(), "order-1"));
        assert_eq!(Plan::of(id, start, 0).at, start);
        assert_eq!(Plan::of(id, start, 60), Plan::of(id, start, 60));
        let later = start + SignedDuration::from_hours(5);
        assert_eq!(Plan::of(id, later, 60).at.duration_since(later), Plan::of(id, start, 60).share);
    }

    #[test]
    fn those_who_wait_for_one_opening_are_spread_from_there_while_it_lasts() {
        let opening = time("2026-11-22T08:00:00Z");
        let plan = Plan::of(DispatchId::of_key(&workspace(), "order-1"), time("2026-11-21T22:00:00Z"), 60);
        assert!(plan.share > SignedDuration::ZERO);
        assert_eq!(plan.moved_to(opening, |_| true), opening + plan.share);
        assert_eq!(plan.moved_to(opening, |_| false), opening);
    }
}
