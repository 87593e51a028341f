//! Two net scores: the pooled z of Rocks (2016), and below 20 in a group the exact test by permutation.

use super::super::hypergeometric::chance;
use super::super::interval::{ADJUSTED_WALD, Interval, Z, adjusted};
use super::super::{Net, real};
use super::{Comparison, apart, p_of_z};

/// Below this many in a group the test is exact.
const EXACT_BELOW: u64 = 20;

/// Compares two NPS, in points: z = (NPS₁ − NPS₂)/(100·√(V·N/(N − 1)·(1/n₁ + 1/n₂))) with the pooled V = p + d − (p − d)²;
/// where a group has fewer than 20, the part of all regroupings of the pooled answers that differ at least as much. The
/// interval is adjusted Wald as for one group, the three added answers shared by the two. `None` where a group is empty.
///
/// ```
/// use domain::stats::{Net, compare};
/// let now = Net { promoters: 60, passives: 25, detractors: 15 };
/// let before = Net { promoters: 45, passives: 30, detractors: 25 };
/// let found = compare::net(now, before).unwrap();
/// assert_eq!((found.test, found.difference), ("pooled_z", 25.0));
/// assert_eq!(format!("{:.4}", found.p), "0.0251");
/// ```
pub fn net(now: Net, before: Net) -> Option<Comparison> {
    if now.n() == 0 || before.n() == 0 {
        return None;
    }
    let difference = 100.0 * apart(now.balance(), now.n(), before.balance(), before.n());
    let (test, p) = if now.n().min(before.n()) < EXACT_BELOW {
        ("permutation", by_permutation(now, before))
    } else {
        ("pooled_z", by_z(now, before, difference))
    };
    Some(Comparison::with(test, p, difference, interval(now, before, difference)))
}

fn by_z(now: Net, before: Net, difference: f64) -> f64 {
    let mut all = now;
    all.merge(before);
    let n = real(all.n());
    // V·N/(N − 1)
    let variance = 10_000.0 * all.variance() * n / (n - 1.0);
    p_of_z(difference, variance * (1.0 / real(now.n()) + 1.0 / real(before.n())))
}

impl Net {
    /// p + d − (p − d)², written as p(1 − p) + d(1 − d) + 2pd so that it is 0 where all are the same and nowhere below.
    pub(in crate::stats) fn variance(self) -> f64 {
        let (n, promoters, detractors) = (real(self.n()), real(self.promoters), real(self.detractors));
        (promoters * (n - promoters) + detractors * (n - detractors) + 2.0 * promoters * detractors) / n / n
    }

    fn balance(self) -> i128 {
        i128::from(self.promoters) - i128::from(self.detractors)
    }
}

/// Goes through every composition that the smaller group, of up to 19, can have.
fn by_permutation(now: Net, before: Net) -> f64 {
    let small = if now.n() <= before.n() { now } else { before };
    let mut all = now;
    all.merge(before);
    let (n, whole) = (small.n(), all.n());
    // The two scores' difference times n₁·n₂, a whole number, so that equal differences are seen to be equal.
    let distance = |balance: i128| (balance * i128::from(whole) - all.balance() * i128::from(n)).unsigned_abs();
    let seen = distance(small.balance());
    let mut p = 0.0;
    for promoters in 0..=n.min(all.promoters) {
        let first = chance(promoters, all.promoters, all.passives + all.detractors, n);
        for detractors in 0..=(n - promoters).min(all.detractors) {
            if distance(i128::from(promoters) - i128::from(detractors)) >= seen {
                p += first * chance(detractors, all.detractors, all.passives, n - promoters);
            }
        }
    }
    p
}

/// Adding three to each group would be too much: then one interval in ten of small groups misses. So Agresti and Caffo
/// (2000) share out what is added for two proportions, too.
fn interval(now: Net, before: Net, difference: f64) -> Interval {
    let (one, its) = adjusted(now.promoters, now.detractors, now.n(), 1.5);
    let (other, others) = adjusted(before.promoters, before.detractors, before.n(), 1.5);
    let half = Z * (its + others).sqrt();
    Interval { low: 100.0 * (one - other - half), high: 100.0 * (one - other + half), method: ADJUSTED_WALD }
        .fitted(-200.0, 200.0, difference)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::beta::density;
    use super::{Net, by_permutation, interval, net, real};

    fn answers() -> impl Strategy<Value = Net> {
        [0_u64..30, 0..30, 0..30].prop_map(|[promoters, passives, detractors]| Net { promoters, passives, detractors })
    }

    proptest! {
        #[test]
        fn to_swap_the_groups_turns_the_difference_and_keeps_p(one in answers(), other in answers()) {
            let (there, back) = (net(one, other), net(other, one));
            prop_assert_eq!(there.is_some(), one.n() > 0 && other.n() > 0);
            if let (Some(there), Some(back)) = (there, back) {
                prop_assert!((there.p - back.p).abs() < 1e-12 && there.p <= 1.0 && there.p >= 0.0);
                prop_assert!((there.difference + back.difference).abs() < 1e-12);
                prop_assert!(there.low.unwrap() <= there.difference && there.difference <= there.high.unwrap());
                prop_assert!((there.low.unwrap() + back.high.unwrap()).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn of_six_answers_the_regroupings_can_be_counted_by_hand() {
        // Of the 20 ways to draw three of PPPDDD only the two pure ones are as far apart.
        let (all, none) = (Net { promoters: 3, ..Net::default() }, Net { detractors: 3, ..Net::default() });
        let found = net(all, none).unwrap();
        assert_eq!((found.test, found.difference), ("permutation", 200.0));
        assert!((found.p - 0.1).abs() < 1e-12);
    }

    #[test]
    fn equal_answers_differ_in_nothing() {
        for n in [1, 10, 19, 20, 500] {
            let same = Net { promoters: n, ..Net::default() };
            let found = net(same, same).unwrap();
            assert!((found.p - 1.0).abs() < 1e-9 && found.difference.abs() < 1e-9, "{n}");
        }
    }

    #[test]
    fn the_exact_test_begins_below_20_in_either_group() {
        let of = |n| Net { promoters: n, passives: 0, detractors: 1 };
        let tests = [(18, 100), (100, 18), (19, 19)].map(|(a, b)| net(of(a), of(b)).unwrap().test);
        assert_eq!(tests, ["permutation", "permutation", "pooled_z"]);
    }

    #[test]
    fn with_many_answers_z_comes_close_to_the_exact_test() {
        let (now, before) =
            (Net { promoters: 90, passives: 60, detractors: 50 }, Net { promoters: 85, passives: 65, detractors: 80 });
        let (z, exact) = (net(now, before).unwrap().p, by_permutation(now, before));
        assert!((z - exact).abs() < 0.001, "{z} {exact}");
    }

    /// All answers that ten can give, each with its chance where so many tenths are promoters and detractors.
    fn tens(promoters: u32, detractors: u32) -> Vec<(Net, f64)> {
        let (p, d) = (f64::from(promoters) / 10.0, f64::from(detractors) / 10.0);
        let compositions = (0..=10_u32).flat_map(|first| (0..=10 - first).map(move |second| (first, second)));
        compositions
            .map(|(first, second)| {
                let chance = density(first.into(), f64::from(10 - first), p, 1.0 - p)
                    * density(second.into(), f64::from(10 - first - second), d / (1.0 - p), 1.0 - d / (1.0 - p));
                let passives = u64::from(10 - first - second);
                (Net { promoters: first.into(), passives, detractors: second.into() }, chance)
            })
            .collect()
    }

    #[test]
    fn ten_answers_and_ten_others_cover_the_true_difference_93_times_in_100() {
        let truths = [(1, 1), (1, 8), (2, 5), (3, 3), (4, 1), (5, 4), (6, 2), (8, 1)];
        let mut least: f64 = 1.0;
        for (p, d) in truths {
            for (q, e) in truths {
                let truth = 10.0 * (f64::from(p) - f64::from(d) - f64::from(q) + f64::from(e));
                let mut covered = 0.0;
                for (now, chance) in tens(p, d) {
                    for (before, its) in tens(q, e) {
                        let balance = real(now.promoters) - real(now.detractors) - real(before.promoters);
                        let found = interval(now, before, 10.0 * (balance + real(before.detractors)));
                        if found.low <= truth + 1e-9 && truth <= found.high + 1e-9 {
                            covered += chance * its;
                        }
                    }
                }
                least = least.min(covered);
            }
        }
        assert!((0.93..0.96).contains(&least), "{least}");
    }
}
