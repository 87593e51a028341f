//! Two groups of durations: Mann and Whitney's test of ranks, since a few very long ones say nothing of the others.

use super::super::interval::NONE;
use super::super::ranking::Ranking;
use super::super::{Quantile, Spread, real};
use super::{Comparison, p_of_z};

/// Compares two groups of durations by Mann–Whitney, by the normal approximation with ties and with continuity correction.
/// The difference is that of the medians, in the values' own units, and has no interval. `None` where a group is empty.
///
/// ```
/// use domain::stats::{Spread, Verdict, compare};
/// let (now, before): (Spread, Spread) = ((1..=20).collect(), (11..=40).collect());
/// let found = compare::spreads(&now, &before).unwrap();
/// assert_eq!((found.test, found.difference, found.low), ("mann_whitney", -15.0, None));
/// assert_eq!(found.verdict(20, 30), Verdict::Lower);
/// ```
pub fn spreads(now: &Spread, before: &Spread) -> Option<Comparison> {
    let difference = f64::from(now.quantile(Quantile::Median)?) - f64::from(before.quantile(Quantile::Median)?);
    let mut pooled = now.clone();
    pooled.merge(before);
    let ranking = Ranking::of(&pooled);
    let (one, other) = (real(now.n()), real(before.n()));
    let n = one + other;
    // Twice U − n₁n₂/2, so its correction for continuity is 1.
    let shift = ranking.sum(now);
    let variance = one * other / n / (n - 1.0) * ranking.squares;
    let p = p_of_z((shift.abs() - 1.0).max(0.0), variance);
    Some(Comparison { shift, ..Comparison::without("mann_whitney", p, difference, NONE) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Spread, spreads};
    use crate::stats::Verdict;

    fn durations() -> impl Strategy<Value = Spread> {
        proptest::collection::vec((0_u32..200, 1_u64..5), 0..12).prop_map(|counted| counted.into_iter().collect())
    }

    proptest! {
        #[test]
        fn to_swap_the_groups_or_to_stretch_time_changes_p_in_nothing(a in durations(), b in durations()) {
            let found = spreads(&a, &b);
            prop_assert_eq!(found.is_some(), !a.is_empty() && !b.is_empty());
            if let (Some(found), Some(turned)) = (found, spreads(&b, &a)) {
                let stretched = |spread: &Spread| spread.iter().map(|(value, times)| (value * value + 60, times)).collect();
                let longer = spreads(&stretched(&a), &stretched(&b)).unwrap();
                prop_assert!((found.p - turned.p).abs() < 1e-12 && (found.p - longer.p).abs() < 1e-12);
                prop_assert!((0.0..=1.0).contains(&found.p));
                prop_assert!((found.difference + turned.difference).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn no_direction_is_named_where_the_medians_are_the_same() {
        // The long ones became far longer, the median did not move.
        let now = Spread::from_iter([(10, 60), (90, 50)]);
        let before = Spread::from_iter([(10, 60), (5, 50)]);
        let found = spreads(&now, &before).unwrap();
        assert!(found.p < 0.001 && found.difference.abs() < 1e-9);
        assert_eq!(found.verdict(110, 110), Verdict::NoClearDifference);
    }

    #[test]
    fn equal_durations_differ_in_nothing() {
        let of = |n| Spread::from_iter([(30, n)]);
        assert!((spreads(&of(20), &of(700)).unwrap().p - 1.0).abs() < 1e-12);
    }
}
