//! The 97.5 % quantile of Student's t, right for every sample size.
//!
//! statrs inverts the incomplete beta function, which is exact to 12 digits for small samples, but loses digits from about
//! 30,000 degrees of freedom on and does not return from 20 million on. So large ones go by the expansion in powers of
//! 1/ν, which is exact to 12 digits from 500 on.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// From here on the expansion is at least as exact as the inversion.
const EXPANDED_FROM: u64 = 500;
/// The 97.5 % quantile of the normal distribution, to which t converges.
const NORMAL: f64 = 1.959_963_984_540_054;

/// The value below which 97.5 % of Student's t with `degrees` (at least 1) degrees of freedom lie.
pub(super) fn t_975(degrees: u64) -> f64 {
    let freedom = super::counts::real(degrees.max(1));
    if degrees >= EXPANDED_FROM {
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
    use super::{expansion, t_975};

    /// P(|T| ≤ t) as a finite sum (Abramowitz and Stegun 26.7.3 and 26.7.4): exact for whole degrees of freedom, and slow.
    fn within(t: f64, degrees: u32) -> f64 {
        let (sine, cosine) = (t / f64::from(degrees).sqrt()).atan().sin_cos();
        let odd = degrees % 2 == 1;
        let (mut term, mut below) = if odd { (cosine, 3) } else { (1.0, 2) };
        let mut sum = if degrees == 1 { 0.0 } else { term };
        while below + 2 <= degrees {
            term *= cosine * cosine * f64::from(below - 1) / f64::from(below);
            sum += term;
            below += 2;
        }
        if odd { (sine.atan2(cosine) + sine * sum) * std::f64::consts::FRAC_2_PI } else { sine * sum }
    }

    #[test]
    fn the_quantiles_are_those_of_the_printed_tables() {
        let printed = [
            (1, 12.706),
            (2, 4.303),
            (3, 3.182),
            (4, 2.776),
            (5, 2.571),
            (9, 2.262),
            (10, 2.228),
            (19, 2.093),
            (29, 2.045),
            (30, 2.042),
            (60, 2.000),
            (120, 1.980),
            (1_000, 1.962),
            (u64::MAX, 1.960),
        ];
        for (degrees, t) in printed {
            assert!((t_975(degrees) - t).abs() < 0.000_5 + 1e-12, "{degrees}: {}", t_975(degrees));
        }
    }

    #[test]
    fn the_quantiles_cut_off_the_tails_exactly_on_both_sides_of_the_switch() {
        for degrees in (1..600).chain([999, 1_000, 9_999, 10_000, 100_000]) {
            let p = within(t_975(u64::from(degrees)), degrees);
            assert!((p - 0.95).abs() < 1e-12, "{degrees}: {p}");
        }
    }

    #[test]
    fn the_expansion_is_right_to_its_last_term() {
        // At 100 the first term left out is about 10⁻¹⁰, the last one kept 10 times that.
        let p = within(expansion(100.0), 100);
        assert!((p - 0.95).abs() < 1e-11, "{p}");
    }

    #[test]
    fn the_quantiles_fall_without_a_step() {
        for degrees in 1..2_000 {
            assert!(t_975(degrees) > t_975(degrees + 1), "{degrees}");
        }
    }
}
