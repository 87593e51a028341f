//! Many comparisons at once: the more of them, the likelier one of them looks clear by chance alone.

/// The adjusted p of each of several tests, in the order given: by Holm (1979), so that with all of them at 0.05 the chance of
/// even one false finding is at most 5 %. None is below its own p, and none above 1.
///
/// ```
/// use domain::stats::holm;
/// assert_eq!(holm(&[0.04, 0.01, 0.03]), [0.06, 0.03, 0.06]);
/// ```
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|one, other| p[*one].total_cmp(&p[*other]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least: f64 = 0.0;
    for (left, at) in (1..=p.len()).rev().zip(order) {
        least = least.max(p[at] * super::real(left as u64)).min(1.0);
        adjusted[at] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::holm;

    proptest! {
        #[test]
        fn the_adjusted_keep_the_order_and_are_never_smaller(p in proptest::collection::vec(0.0..=1.0_f64, 0..12)) {
            let adjusted = holm(&p);
            prop_assert_eq!(adjusted.len(), p.len());
            for (own, new) in p.iter().zip(&adjusted) {
                prop_assert!(own <= new && *new <= 1.0);
                for (other, its) in p.iter().zip(&adjusted) {
                    prop_assert!(own > other || new <= its);
                }
            }
        }
    }

    #[test]
    fn one_test_alone_stays_as_it_is_and_none_are_none() {
        assert_eq!(holm(&[0.2]), [0.2]);
        assert_eq!(holm(&[]), [0.0; 0]);
    }
}
