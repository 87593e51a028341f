//! Which two ranks of a sample enclose a quantile of what it was drawn from, with 95 %: product.md's "order statistics".

use super::beta::incomplete_beta;
use super::{Quantile, real};

/// What may lie beyond each end.
const BEYOND: f64 = 0.025;

/// The ranks l and u, from 1 to n: l is the largest with P(Bin(n, q) ≤ l − 1) ≤ 0.025, u the smallest with
/// P(Bin(n, q) ≤ u − 1) ≥ 0.975. None where there are no such two: below n = 6 for the median, 36 for the 90 % quantile.
pub(super) fn ranks(n: u64, quantile: Quantile) -> Option<(u64, u64)> {
    let q = f64::from(quantile.percent()) / 100.0;
    let rest = f64::from(100 - quantile.percent()) / 100.0;
    // Counted from the other end, u is what l is for 1 − q.
    Some((outside(n, q, rest)? + 1, n - outside(n, rest, q)?))
}

/// The largest k with P(Bin(n, p) ≤ k) ≤ 0.025, where q = 1 − p.
fn outside(n: u64, p: f64, q: f64) -> Option<u64> {
    let fits = |k: u64| at_most(k, n, p, q) <= BEYOND;
    if !fits(0) {
        return None;
    }
    // The normal approximation is off by one or two at most, whatever n is.
    let spread = (real(n) * p * q).sqrt();
    let guess = (real(n) * p - 1.96 * spread).max(0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is from 0 to n")]
    let mut k = (guess as u64).min(n);
    while !fits(k) {
        k -= 1;
    }
    while k < n && fits(k + 1) {
        k += 1;
    }
    Some(k)
}

/// P(Bin(n, p) ≤ k), where q = 1 − p.
fn at_most(k: u64, n: u64, p: f64, q: f64) -> f64 {
    if k >= n { 1.0 } else { incomplete_beta(real(n - k), real(k) + 1.0, q, p) }
}

#[cfg(test)]
mod tests {
    use super::super::beta::density;
    use super::{Quantile, at_most, ranks};

    /// The ranks as product.md words them, by adding up one density after the other.
    fn by_definition(n: u32, q: f64) -> Option<(u64, u64)> {
        let mut below = 0.0;
        let (mut low, mut high) = (None, None);
        for rank in 1..=n {
            below += density(f64::from(rank - 1), f64::from(n + 1 - rank), q, 1.0 - q);
            if below <= 0.025 {
                low = Some(u64::from(rank));
            }
            if below >= 0.975 && high.is_none() {
                high = Some(u64::from(rank));
            }
        }
        low.zip(high)
    }

    #[test]
    fn the_ranks_are_those_of_the_definition() {
        for n in (1..400).chain([1_000, 9_999]) {
            assert_eq!(ranks(u64::from(n), Quantile::Median), by_definition(n, 0.5), "{n}");
            assert_eq!(ranks(u64::from(n), Quantile::P90), by_definition(n, 0.9), "{n}");
        }
    }

    #[test]
    fn there_are_none_below_6_for_the_median_and_36_for_p90() {
        assert_eq!([5, 6].map(|n| ranks(n, Quantile::Median)), [None, Some((1, 6))]);
        assert_eq!([35, 36].map(|n| ranks(n, Quantile::P90)), [None, Some((29, 36))]);
        assert_eq!([0, 1].map(|n| ranks(n, Quantile::Median)), [None, None]);
    }

    #[test]
    fn a_billion_is_no_harder_than_a_hundred() {
        // 5·10⁸ ∓ 1.96·√(2.5·10⁸) is 499,969,010.25 … 500,030,989.75, and half a rank further out by continuity.
        let n = 1_000_000_000;
        assert_eq!(ranks(n, Quantile::Median), Some((499_969_010, 500_030_991)));
        let (low, _) = ranks(n, Quantile::P90).unwrap();
        assert!(at_most(low - 1, n, 0.9, 0.1) <= 0.025 && at_most(low, n, 0.9, 0.1) > 0.025);
    }
}
