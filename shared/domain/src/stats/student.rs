//! The 97.5 % quantile of Student's t, right for every sample size.
//!
//! statrs inverts the incomplete beta function, which is exact to 12 digits for small samples, but loses digits from about
//! 30,000 degrees of freedom on and does not return from 20 million on. So large ones go by the expansion in powers of
//! 1/ν, which is exact to 12 digits from 500 on.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// From here on the expansion is at least as exact as the inversion.
const EXPANDED_FROM: f64 = 500.0;
/// The 97.5 % quantile of the normal distribution, to which t converges.
const NORMAL: f64 = 1.959_963_984_540_054;

/// The value below which 97.5 % of Student's t lie; the degrees of freedom, at least 1, need not be whole.
pub(super) fn t_975(freedom: f64) -> f64 {
    let freedom = freedom.max(1.0);
    if freedom >= EXPANDED_FROM {
        return expansion(freedom);
    }
    // Location 0, scale 1 and freedom ≥ 1 are always allowed.
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::INFINITY, |student| student.inverse_cdf(0.975))
}

/// Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5, to ν⁻⁴.
fn expansion(freedom: f64) -> f64 {
    let z = NORMAL;
    let square = z * z;
    let first = (square + 1.0) / 4.0;
    let second = ((5.0 * square + 16.0) * square + 3.0) / 96.0;
    let third = (((3.0 * square + 19.0) * square + 17.0) * square - 15.0) / 384.0;
    let fourth = ((((79.0 * square + 776.0) * square + 1482.0) * square - 1920.0) * square - 945.0) / 92_160.0;
    z * (1.0 + (first + (second + (third + fourth / freedom) / freedom) / freedom) / freedom)
}

#[cfg(test)]
mod tests {
    use super::super::tail::student_both;
    use super::{expansion, t_975};

    #[test]
    fn the_quantiles_are_those_of_the_printed_tables() {
        let printed = [
            (1.0, 12.706),
            (2.0, 4.303),
            (3.0, 3.182),
            (4.0, 2.776),
            (5.0, 2.571),
            (9.0, 2.262),
            (10.0, 2.228),
            (19.0, 2.093),
            (29.0, 2.045),
            (30.0, 2.042),
            (60.0, 2.000),
            (120.0, 1.980),
            (1_000.0, 1.962),
            (1e19, 1.960),
        ];
        for (freedom, t) in printed {
            assert!((t_975(freedom) - t).abs() < 0.000_5 + 1e-12, "{freedom}: {}", t_975(freedom));
        }
    }

    #[test]
    fn the_quantiles_cut_off_the_tails_exactly_on_both_sides_of_the_switch() {
        for tenths in (10..6_000_u32).chain([9_990, 99_999, 1_000_000, 100_000_000]) {
            let freedom = f64::from(tenths) / 10.0;
            let p = student_both(t_975(freedom), freedom);
            assert!((p - 0.05).abs() < 1e-12, "{freedom}: {p}");
        }
    }

    #[test]
    fn the_expansion_is_right_to_its_last_term() {
        // At 100 the first term left out is about 10⁻¹⁰, the last one kept 10 times that.
        let p = student_both(expansion(100.0), 100.0);
        assert!((p - 0.05).abs() < 1e-11, "{p}");
    }

    #[test]
    fn the_quantiles_fall_without_a_step() {
        for degrees in 1..2_000 {
            let freedom = f64::from(degrees);
            assert!(t_975(freedom) > t_975(freedom + 1.0), "{degrees}");
        }
    }
}
