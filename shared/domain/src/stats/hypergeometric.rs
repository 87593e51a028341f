//! Chances of drawing without putting back: what the exact tests of counts are made of.

use super::beta::density;
use super::real;

/// The chance that of `drawn` out of `good + bad` exactly `hits` are good ones. By the ratio of three binomial densities
/// (Loader 2000), so that large numbers lose no digits.
pub(super) fn chance(hits: u64, good: u64, bad: u64, drawn: u64) -> f64 {
    if hits > good || hits > drawn || drawn - hits > bad {
        return 0.0;
    }
    let all = good + bad;
    if all == 0 {
        return 1.0;
    }
    let p = real(drawn) / real(all);
    let q = real(all - drawn) / real(all);
    density(real(hits), real(good - hits), p, q) * density(real(drawn - hits), real(bad - (drawn - hits)), p, q)
        / density(real(drawn), real(all - drawn), p, q)
}

#[cfg(test)]
mod tests {
    use super::chance;

    fn choose(n: u64, k: u64) -> f64 {
        (0..k).fold(1.0, |product, i| product * super::real(n - i) / super::real(i + 1))
    }

    #[test]
    fn the_chances_are_those_of_counting_the_ways() {
        for (good, bad) in [(0, 5), (3, 0), (4, 9), (20, 31)] {
            for drawn in 0..=good + bad {
                let mut sum = 0.0;
                for hits in 0..=drawn {
                    let found = chance(hits, good, bad, drawn);
                    let ways = if hits > good || drawn - hits > bad {
                        0.0
                    } else {
                        choose(good, hits) * choose(bad, drawn - hits) / choose(good + bad, drawn)
                    };
                    assert!((found - ways).abs() <= 1e-12 * ways, "{hits} {good} {bad} {drawn}: {found} {ways}");
                    sum += found;
                }
                assert!((sum - 1.0).abs() < 1e-12, "{good} {bad} {drawn}: {sum}");
            }
        }
    }

    #[test]
    fn one_of_a_billion_is_drawn_as_often_as_it_should_be() {
        let found = chance(1, 1, 999_999_999, 250_000_000);
        assert!((found - 0.25).abs() < 1e-10, "{found}");
    }
}
