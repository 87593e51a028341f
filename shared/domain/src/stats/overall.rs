//! Several groups at once: does any of them differ by more than chance? Asked before each is compared with the rest.
//! Empty groups are left out; with fewer than two others there is nothing to ask.

use serde::Serialize;

use super::moments::Moments;
use super::ranking::Ranking;
use super::tail::{chi_squared_above, f_above};
use super::{Net, Share, Spread, real};

/// One test of several groups.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Overall {
    /// `chi_squared`, `welch` or `kruskal_wallis`.
    pub test: &'static str,
    /// χ² (F for `welch`): 0 where the groups are all the same.
    pub statistic: f64,
    /// The degrees of freedom: the groups less one.
    pub df: f64,
    /// How often chance alone makes them differ at least as much, from 0 to 1.
    pub p: f64,
}

/// Several NPS: Σ nᵢ(xᵢ − x̄)²/V·(N − 1)/N against χ² with k − 1 degrees of freedom, V being the pooled p + d − (p − d)².
/// Of two groups that is z² of [`compare::net`](super::compare::net).
///
/// ```
/// use domain::stats::{Net, overall};
/// let group = |promoters, detractors| Net { promoters, passives: 10, detractors };
/// let found = overall::net(&[group(60, 30), group(50, 40), group(30, 60)]).unwrap();
/// assert_eq!((found.test, found.df, format!("{:.5}", found.p)), ("chi_squared", 2.0, "0.00003".to_owned()));
/// ```
pub fn net(groups: &[Net]) -> Option<Overall> {
    let mut all = Net::default();
    for group in groups {
        all.merge(*group);
    }
    let means: Vec<_> = groups.iter().filter_map(|group| Some((group.n(), group.points()? / 100.0))).collect();
    chi_squared("chi_squared", &means, all.points()? / 100.0, all.variance())
}

/// Several shares: as [`net`], with V = p(1 − p).
///
/// ```
/// use domain::stats::{Share, overall};
/// let found = overall::shares(&[Share { k: 8, n: 20 }, Share { k: 12, n: 20 }, Share { k: 0, n: 0 }]).unwrap();
/// assert_eq!((format!("{:.2}", found.statistic), found.df), ("1.56".to_owned(), 1.0));
/// ```
pub fn shares(groups: &[Share]) -> Option<Overall> {
    let mut all = Share::default();
    for group in groups {
        all.merge(*group);
    }
    let part = |share: &Share| real(share.k.min(share.n)) / real(share.n);
    let means: Vec<_> = groups.iter().filter(|group| group.n > 0).map(|group| (group.n, part(group))).collect();
    let left = real(all.n.saturating_sub(all.k)) / real(all.n);
    chi_squared("chi_squared", &means, part(&all), part(&all) * left)
}

/// Several means: Welch's analysis of variance. Where a group has one value or doesn't vary, Welch is not defined, and the
/// test is that of [`net`] with the variance of all values.
///
/// ```
/// use domain::stats::{Spread, overall};
/// let [one, two, three] = [[5, 6, 7, 6], [3, 5, 4, 4], [6, 7, 7, 4]].map(Spread::from_iter);
/// let found = overall::means(&[&one, &two, &three]).unwrap();
/// assert_eq!((found.test, found.df), ("welch", 2.0));
/// ```
pub fn means(groups: &[&Spread]) -> Option<Overall> {
    let found: Vec<Moments> = groups.iter().filter_map(|group| Moments::of(group)).collect();
    if found.len() < 2 {
        return None;
    }
    if found.iter().any(|group| group.s <= 0.0) {
        let all = Moments::of(&pooled(groups))?;
        let means: Vec<_> = found.iter().map(|group| (group.n, group.mean)).collect();
        let variance = all.s * all.s * (real(all.n) - 1.0) / real(all.n);
        return chi_squared("chi_squared", &means, all.mean, variance);
    }
    let k = real(found.len() as u64);
    let weights: Vec<f64> = found.iter().map(|group| 1.0 / group.of_mean()).collect();
    let whole: f64 = weights.iter().sum();
    let middle: f64 = found.iter().zip(&weights).map(|(group, weight)| group.mean * weight / whole).sum();
    let between: f64 = found.iter().zip(&weights).map(|(group, weight)| weight * (group.mean - middle).powi(2)).sum();
    let unsure: f64 =
        found.iter().zip(&weights).map(|(group, weight)| (1.0 - weight / whole).powi(2) / (real(group.n) - 1.0)).sum();
    let squared = k * k - 1.0;
    let statistic = between / (k - 1.0) / (1.0 + 2.0 * (k - 2.0) / squared * unsure);
    let p = f_above(statistic, k - 1.0, squared / (3.0 * unsure));
    Some(Overall { test: "welch", statistic, df: k - 1.0, p })
}

/// Several groups of durations: Kruskal and Wallis's test of ranks, with ties.
///
/// ```
/// use domain::stats::{Spread, overall};
/// let [one, two, three] = [[30, 40, 50], [45, 60, 90], [20, 30, 35]].map(Spread::from_iter);
/// let found = overall::spreads(&[&one, &two, &three]).unwrap();
/// assert_eq!((found.test, format!("{:.4}", found.p)), ("kruskal_wallis", "0.0672".to_owned()));
/// ```
pub fn spreads(groups: &[&Spread]) -> Option<Overall> {
    let all = pooled(groups);
    let ranking = Ranking::of(&all);
    let means: Vec<_> = groups
        .iter()
        .filter(|group| !group.is_empty())
        .map(|group| (group.n(), ranking.sum(group) / real(group.n())))
        .collect();
    chi_squared("kruskal_wallis", &means, 0.0, ranking.squares / real(all.n()))
}

fn pooled(groups: &[&Spread]) -> Spread {
    let mut all = Spread::default();
    for group in groups {
        all.merge(group);
    }
    all
}

/// The groups' n and means against the mean and the variance (with N) of all. Without variance nothing differs.
fn chi_squared(test: &'static str, groups: &[(u64, f64)], middle: f64, variance: f64) -> Option<Overall> {
    if groups.len() < 2 {
        return None;
    }
    let n: f64 = groups.iter().map(|(n, _)| real(*n)).sum();
    let between: f64 = groups.iter().map(|(n, mean)| real(*n) * (mean - middle).powi(2)).sum();
    let statistic = if variance > 0.0 { between / variance * ((n - 1.0) / n) } else { 0.0 };
    let df = real(groups.len() as u64 - 1);
    Some(Overall { test, statistic, df, p: chi_squared_above(statistic, df) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::compare;
    use super::{Net, Share, Spread, means, net, shares, spreads};

    proptest! {
        #[test]
        fn of_two_groups_it_is_what_the_comparison_of_two_says(a in [20_u64..60, 0..60, 1..60], b in [20_u64..60, 0..60, 1..60]) {
            let of = |[promoters, passives, detractors]: [u64; 3]| Net { promoters, passives, detractors };
            let (one, two) = (of(a), of(b));
            prop_assert!((net(&[one, two]).unwrap().p - compare::net(one, two).unwrap().p).abs() < 1e-12);
            let part = |group: Net| Share { k: group.promoters, n: group.n() };
            let found = shares(&[part(one), part(two)]).unwrap();
            prop_assert!((found.p - compare::shares(part(one), part(two)).unwrap().p).abs() < 1e-12);
            let values = |group: Net| Spread::from_iter([(10, group.promoters), (7, group.passives), (2, group.detractors)]);
            let (one, two) = (values(one), values(two));
            let found = means(&[&one, &two]).unwrap();
            prop_assert!((found.p - compare::means(&one, &two).unwrap().p).abs() < 1e-11);
        }
    }

    #[test]
    fn fewer_than_two_groups_that_have_anything_can_not_be_asked() {
        let (some, none) = (Spread::from_iter([3, 4]), Spread::default());
        assert!(means(&[&some, &none]).is_none() && spreads(&[&some, &none]).is_none() && spreads(&[]).is_none());
        assert!(net(&[Net { promoters: 1, ..Net::default() }, Net::default()]).is_none() && net(&[]).is_none());
        assert!(shares(&[Share { k: 1, n: 2 }, Share::default()]).is_none() && shares(&[]).is_none());
    }

    #[test]
    fn a_group_that_does_not_vary_is_asked_all_the_same() {
        let of = |counted: &[(u32, u64)]| counted.iter().copied().collect::<Spread>();
        let (all, most, few) = (of(&[(7, 12)]), of(&[(7, 10), (1, 3)]), of(&[(7, 3), (1, 9)]));
        let found = means(&[&all, &most, &few]).unwrap();
        assert_eq!((found.test, found.df), ("chi_squared", 2.0));
        // Of two values that is the test of shares.
        let same = shares(&[Share { k: 12, n: 12 }, Share { k: 10, n: 13 }, Share { k: 3, n: 12 }]).unwrap();
        assert!((found.p - same.p).abs() < 1e-12 && found.p < 0.001);
        assert!((means(&[&all, &all]).unwrap().p - 1.0).abs() < 1e-12);
    }

    #[test]
    fn equal_groups_do_not_differ() {
        let (one, net_one) = (Spread::from_iter([(30, 4), (90, 5)]), Net { promoters: 4, passives: 2, detractors: 3 });
        for found in [means(&[&one, &one, &one]), spreads(&[&one, &one]), net(&[net_one, net_one])] {
            assert!((found.unwrap().p - 1.0).abs() < 1e-9);
        }
    }
}
