//! Two means: Welch's test, which doesn't take the two groups to be equally spread.

use super::super::hypergeometric::chance;
use super::super::interval::{Interval, WELCH};
use super::super::moments::Moments;
use super::super::student::t_975;
use super::super::tail::student_both;
use super::super::{Spread, real};
use super::Comparison;

/// Compares two means, in the values' own units, by Welch's t with Satterthwaite's degrees of freedom; so too the interval.
/// Where neither group varies there is no t: p is then 1 for equal means, and for others the part of all regroupings that
/// keep both groups as pure (`permutation`), without an interval. `None` where a group has fewer than two values.
///
/// ```
/// use domain::stats::{Spread, compare};
/// let (now, before) = (Spread::from_iter([5, 6, 7, 6]), Spread::from_iter([3, 5, 4, 4, 4]));
/// let found = compare::means(&now, &before).unwrap();
/// assert_eq!((found.test, found.difference), ("welch", 2.0));
/// assert_eq!(format!("{:.4} {:.3} {:.3}", found.p, found.low.unwrap(), found.high.unwrap()), "0.0081 0.739 3.261");
/// ```
pub fn means(now: &Spread, before: &Spread) -> Option<Comparison> {
    let (one, other) = (Moments::of(now)?, Moments::of(before)?);
    if one.n.min(other.n) < 2 {
        return None;
    }
    let difference = one.mean - other.mean;
    let (its, others) = (one.of_mean(), other.of_mean());
    let variance = its + others;
    if variance <= 0.0 {
        return Some(neither_varies(one.n, other.n, difference));
    }
    let error = variance.sqrt();
    // Satterthwaite, in parts of the whole variance, so that small ones don't vanish when squared.
    let (part, rest) = (its / variance, others / variance);
    let freedom = 1.0 / (part * part / (real(one.n) - 1.0) + rest * rest / (real(other.n) - 1.0));
    let half = t_975(freedom) * error;
    let interval = Interval { low: difference - half, high: difference + half, method: WELCH };
    Some(Comparison::with(WELCH, student_both(difference / error, freedom), difference, interval))
}

fn neither_varies(n: u64, others: u64, difference: f64) -> Comparison {
    if difference.abs() <= 0.0 {
        return Comparison::without(WELCH, 1.0, difference, WELCH);
    }
    let ways = if n == others { 2.0 } else { 1.0 };
    Comparison::without("permutation", ways * chance(n, n, others, n), difference, WELCH)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Spread, means};

    fn values() -> impl Strategy<Value = Spread> {
        proptest::collection::vec((1_u32..8, 1_u64..40), 0..6).prop_map(|counted| counted.into_iter().collect())
    }

    proptest! {
        #[test]
        fn to_swap_the_groups_turns_the_difference_and_keeps_p(a in values(), b in values()) {
            let found = means(&a, &b);
            prop_assert_eq!(found.is_some(), a.n() > 1 && b.n() > 1);
            if let (Some(found), Some(turned)) = (found, means(&b, &a)) {
                prop_assert!((found.p - turned.p).abs() < 1e-12 && (0.0..=1.0).contains(&found.p));
                prop_assert!((found.difference + turned.difference).abs() < 1e-12);
                prop_assert!(found.low.is_none_or(|low| low <= found.difference));
                // The test and its interval never disagree: 0 lies within exactly where p is above 5 %.
                if let (Some(low), Some(high)) = (found.low, found.high) {
                    prop_assert_eq!(low <= 0.0 && 0.0 <= high, found.p >= 0.05);
                }
            }
        }
    }

    #[test]
    fn groups_that_do_not_vary_are_told_apart_by_counting() {
        let of = |value, n| Spread::from_iter([(value, n)]);
        assert!((means(&of(7, 4), &of(7, 9)).unwrap().p - 1.0).abs() < 1e-12);
        let found = means(&of(7, 3), &of(5, 3)).unwrap();
        assert_eq!((found.test, found.low), ("permutation", None));
        assert!((found.p - 0.1).abs() < 1e-12, "2 of the 20 regroupings: {}", found.p);
        assert!((means(&of(7, 2), &of(5, 4)).unwrap().p - 1.0 / 15.0).abs() < 1e-12);
    }
}
