//! The steps in which durations are counted: fine enough for every target, few enough for a rollup.

/// Up to here durations are counted by the second.
const BY_SECOND: u64 = 3_600;
/// The longest that is told apart, 136 years: the last whole minute that fits.
const LONGEST: u32 = u32::MAX - u32::MAX % 60;

/// The value, in seconds, under which a duration in seconds is counted: itself up to an hour, above it the next whole
/// minute. Fractions of a second are rounded up by the caller. As nothing is ever rounded down, and no target of whole
/// minutes is stepped over, "answered within the target" stays exact.
///
/// ```
/// use domain::stats::duration_step;
/// assert_eq!([59, 3600, 3601, 3660, 5430].map(duration_step), [59, 3600, 3660, 3660, 5460]);
/// ```
pub fn duration_step(seconds: u64) -> u32 {
    let step = if seconds <= BY_SECOND { seconds } else { seconds.div_ceil(60).saturating_mul(60) };
    u32::try_from(step).unwrap_or(LONGEST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LONGEST, duration_step};

    proptest! {
        #[test]
        fn within_a_target_of_whole_minutes_means_the_same_before_and_after(seconds in 0_u64..20_000, minutes in 0_u32..330) {
            prop_assert_eq!(seconds <= u64::from(minutes) * 60, duration_step(seconds) <= minutes * 60);
        }

        #[test]
        fn a_step_is_its_own_step_and_never_shorter(seconds in 0_u64..u64::from(LONGEST)) {
            let step = u64::from(duration_step(seconds));
            prop_assert!(step >= seconds && step < seconds + 60);
            prop_assert_eq!(u64::from(duration_step(step)), step);
        }
    }

    #[test]
    fn what_is_longer_than_can_be_told_is_the_longest() {
        assert_eq!(LONGEST % 60, 0);
        assert_eq!([u64::from(LONGEST), u64::from(u32::MAX), u64::MAX].map(duration_step), [LONGEST; 3]);
    }
}
