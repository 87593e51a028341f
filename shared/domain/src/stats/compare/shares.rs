//! Two shares: the N − 1 test of two proportions, Fisher's exact test where counts are too small for it (Campbell 2007).

use super::super::hypergeometric::chance;
use super::super::interval::{Interval, NEWCOMBE, wilson};
use super::super::{Share, real};
use super::{Comparison, apart, p_of_z};

/// Two chances count as equal within this, relatively, since both are rounded.
const EQUAL: f64 = 1.0 + 1e-9;

/// Compares two shares, in percentage points: pooled z·√((N − 1)/N); where an expected count is below 1, Fisher's exact
/// test with mid-p (all outcomes less likely than the one seen, and half of those as likely). The interval is Newcombe's
/// (1998) method 10. `None` where a group is empty.
///
/// 56 of 70 and 48 of 80, Newcombe (1998, table II, a), which gives 0.0524 to 0.3339:
/// ```
/// use domain::stats::{Share, compare};
/// let found = compare::shares(Share { k: 56, n: 70 }, Share { k: 48, n: 80 }).unwrap();
/// assert_eq!(format!("{:.2} … {:.2}", found.low.unwrap(), found.high.unwrap()), "5.24 … 33.39");
/// assert_eq!((found.test, format!("{:.4}", found.p)), ("pooled_z", "0.0083".to_owned()));
/// ```
pub fn shares(now: Share, before: Share) -> Option<Comparison> {
    if now.n == 0 || before.n == 0 {
        return None;
    }
    let (now, before) = (now.sound(), before.sound());
    let difference = apart(now.k.into(), now.n, before.k.into(), before.n);
    let (test, p) = if expects_less_than_one(now, before) {
        ("fisher_mid_p", mid_p(now, before))
    } else {
        let (n, k) = (real(now.n + before.n), real(now.k + before.k));
        let variance = k / n * ((n - k) / n) * (1.0 / real(now.n) + 1.0 / real(before.n));
        ("pooled_z", p_of_z(difference, variance * n / (n - 1.0)))
    };
    let difference = 100.0 * difference;
    Some(Comparison::with(test, p, difference, interval(now, before, difference)))
}

impl Share {
    fn sound(self) -> Self {
        Self { k: self.k.min(self.n), n: self.n }
    }
}

/// The least expected count is that of the smaller group and the rarer outcome.
fn expects_less_than_one(now: Share, before: Share) -> bool {
    let (n, k) = (now.n + before.n, now.k + before.k);
    u128::from(now.n.min(before.n)) * u128::from(k.min(n - k)) < u128::from(n)
}

/// Where an expected count is below 1, there are fewer than √N outcomes to go through.
fn mid_p(now: Share, before: Share) -> f64 {
    let good = now.k + before.k;
    let bad = now.n + before.n - good;
    let (least, most) = (now.n.saturating_sub(bad), now.n.min(good));
    if least == most {
        return 1.0;
    }
    let seen = chance(now.k, good, bad, now.n);
    (least..=most)
        .map(|hits| match chance(hits, good, bad, now.n) {
            chance if chance > seen * EQUAL => 0.0,
            chance if chance * EQUAL < seen => chance,
            chance => chance / 2.0,
        })
        .sum()
}

fn interval(now: Share, before: Share, difference: f64) -> Interval {
    let of = |share: Share| {
        let (low, high) = wilson(real(share.k), real(share.n));
        let value = real(share.k) / real(share.n);
        (100.0 * (value - low), 100.0 * (high - value))
    };
    let ((down, up), (its_down, its_up)) = (of(now), of(before));
    Interval { low: difference - down.hypot(its_up), high: difference + up.hypot(its_down), method: NEWCOMBE }
        .fitted(-100.0, 100.0, difference)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Share, shares};

    fn groups() -> impl Strategy<Value = Share> {
        (0_u64..60).prop_flat_map(|n| (0..=n, Just(n))).prop_map(|(k, n)| Share { k, n })
    }

    proptest! {
        #[test]
        fn to_swap_the_groups_or_to_count_the_others_turns_the_difference_and_keeps_p(a in groups(), b in groups()) {
            let others = |share: Share| Share { k: share.n - share.k, n: share.n };
            let found = shares(a, b);
            prop_assert_eq!(found.is_some(), a.n > 0 && b.n > 0);
            if let Some(found) = found {
                for turned in [shares(b, a).unwrap(), shares(others(a), others(b)).unwrap()] {
                    prop_assert!((found.p - turned.p).abs() < 1e-9, "{} {}", found.p, turned.p);
                    prop_assert!((found.difference + turned.difference).abs() < 1e-9);
                    prop_assert!((found.low.unwrap() + turned.high.unwrap()).abs() < 1e-9);
                }
                prop_assert!(found.low.unwrap() <= found.difference && found.difference <= found.high.unwrap());
                prop_assert!((0.0..=1.0).contains(&found.p));
            }
        }
    }

    #[test]
    fn the_intervals_are_those_of_newcombes_second_table() {
        // Newcombe 1998, table II, method 10: (b) 9/10 − 3/10, (c) 6/7 − 2/7, (d) 5/56 − 0/29, (e) 0/10 − 0/20, (g) 10/10 − 0/20.
        let printed = [
            (9, 10, 3, 10, "0.1705 0.8090"),
            (6, 7, 2, 7, "0.0582 0.8062"),
            (5, 56, 0, 29, "-0.0381 0.1926"),
            (0, 10, 0, 20, "-0.1611 0.2775"),
            (10, 10, 0, 20, "0.6791 1.0000"),
        ];
        for (k, n, its_k, its_n, bounds) in printed {
            let found = shares(Share { k, n }, Share { k: its_k, n: its_n }).unwrap();
            let said = format!("{:.4} {:.4}", found.low.unwrap() / 100.0, found.high.unwrap() / 100.0);
            assert_eq!(said, bounds, "{k}/{n} and {its_k}/{its_n}");
        }
    }

    #[test]
    fn the_exact_test_is_taken_where_an_expected_count_is_below_one() {
        let test = |k, n, its_k, its_n| shares(Share { k, n }, Share { k: its_k, n: its_n }).unwrap().test;
        // The expected counts of the rarer outcome are 10·1/20, 10·2/20 and 1000·1/1001000.
        assert_eq!([test(0, 10, 1, 10), test(0, 10, 2, 10)], ["fisher_mid_p", "pooled_z"]);
        assert_eq!(test(1, 1_000, 0, 1_000_000), "fisher_mid_p");
    }

    #[test]
    fn a_mid_p_can_be_counted_by_hand() {
        // One of three and none of one: the lone hit is among the three in 3 of 4 cases, the likelier of both outcomes.
        let found = shares(Share { k: 1, n: 3 }, Share { k: 0, n: 1 }).unwrap();
        assert!((found.p - (0.25 + 0.75 / 2.0)).abs() < 1e-12, "{}", found.p);
        let found = shares(Share { k: 0, n: 3 }, Share { k: 1, n: 1 }).unwrap();
        assert!((found.p - 0.125).abs() < 1e-12, "{}", found.p);
    }

    #[test]
    fn where_all_or_none_are_counted_nothing_differs() {
        for k in [0, 12] {
            assert!((shares(Share { k, n: 12 }, Share { k: k * 3, n: 36 }).unwrap().p - 1.0).abs() < 1e-12);
        }
    }
}
