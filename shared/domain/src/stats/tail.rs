//! How much of a distribution lies beyond a value: the p of every test. Each function is right over its whole range, for
//! 10¹⁵ degrees of freedom as for one.

use statrs::function::gamma::gamma_ur;

use super::beta::incomplete_beta;

/// P(|Z| ≥ |z|) of the normal distribution, as P(χ² ≥ z²), since the error function of statrs has 10 digits only.
pub(super) fn normal_both(z: f64) -> f64 {
    chi_squared_above(z * z, 1.0)
}

/// P(|T| ≥ |t|) of Student's t; the degrees of freedom, above 0, need not be whole.
pub(super) fn student_both(t: f64, freedom: f64) -> f64 {
    let square = t * t;
    let whole = freedom + square;
    if whole.is_infinite() {
        return 0.0;
    }
    incomplete_beta(freedom / 2.0, 0.5, freedom / whole, square / whole)
}

/// P(F ≥ f) of the F distribution; the degrees of freedom, above 0, need not be whole.
pub(super) fn f_above(f: f64, numerator: f64, denominator: f64) -> f64 {
    let part = numerator * f.max(0.0);
    let whole = denominator + part;
    if whole.is_infinite() {
        return 0.0;
    }
    incomplete_beta(denominator / 2.0, numerator / 2.0, denominator / whole, part / whole)
}

/// P(X ≥ x) of χ² with at least one degree of freedom.
pub(super) fn chi_squared_above(x: f64, freedom: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else if x.is_infinite() {
        0.0
    } else {
        gamma_ur(freedom / 2.0, x / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{chi_squared_above, f_above, normal_both, student_both};

    fn close(one: f64, other: f64, within: f64) -> bool {
        (one - other).abs() <= within * other.abs()
    }

    /// Mills' ratio as a continued fraction (Abramowitz and Stegun 26.2.14), for z from 2 on.
    fn normal_by_fraction(z: f64) -> f64 {
        let ratio = (1..2_000_u32).rev().fold(z, |below, step| z + f64::from(step) / below);
        2.0 * (-z * z / 2.0).exp() / (std::f64::consts::TAU.sqrt() * ratio)
    }

    /// The part within ±z as a series (Abramowitz and Stegun 26.2.11), for z up to 3.
    fn normal_by_series(z: f64) -> f64 {
        let (mut term, mut sum) = (z, 0.0);
        for step in 1..200_u32 {
            sum += term;
            term *= z * z / f64::from(2 * step + 1);
        }
        1.0 - 2.0 * sum * (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt()
    }

    #[test]
    fn the_normal_tails_are_right_near_nought_and_far_out() {
        assert!(close(normal_both(0.0), 1.0, 1e-15) && normal_both(1e200) <= 0.0);
        for hundredths in 0..300_u16 {
            let z = f64::from(hundredths) / 100.0;
            assert!(close(normal_both(-z), normal_by_series(z), 1e-12), "{z}");
        }
        assert!(close(normal_both(-1.959_963_984_540_054), 0.05, 1e-13));
        for tenths in 20..370_u16 {
            let z = f64::from(tenths) / 10.0;
            assert!(close(normal_both(z), normal_by_fraction(z), 1e-11), "{z}");
        }
    }

    /// P(|T| ≥ t) for whole degrees as a finite sum (Abramowitz and Stegun 26.7.3 and 26.7.4).
    fn student_by_sum(t: f64, degrees: u32) -> f64 {
        let (sine, cosine) = (t / f64::from(degrees).sqrt()).atan().sin_cos();
        let odd = degrees % 2 == 1;
        let (mut term, mut below) = if odd { (cosine, 3) } else { (1.0, 2) };
        let mut sum = if degrees == 1 { 0.0 } else { term };
        while below + 2 <= degrees {
            term *= cosine * cosine * f64::from(below - 1) / f64::from(below);
            sum += term;
            below += 2;
        }
        1.0 - if odd { (sine.atan2(cosine) + sine * sum) * std::f64::consts::FRAC_2_PI } else { sine * sum }
    }

    #[test]
    fn the_tails_of_t_are_right_for_every_degree() {
        for degrees in [1, 2, 3, 4, 9, 10, 29, 99, 499, 500, 1_001, 50_000] {
            for t in [0.0, 0.1, 0.7, 1.0, 1.3, 2.0, 2.6, 4.0] {
                let (found, exact) = (student_both(t, f64::from(degrees)), student_by_sum(t, degrees));
                assert!((found - exact).abs() < 1e-11, "{t} {degrees}: {found} {exact}");
            }
        }
        // By scipy, as a sum of a million terms is no longer exact.
        assert!(close(student_both(2.0, 1e6), 0.045_500_533_851_319_24, 1e-13));
    }

    #[test]
    fn the_tails_of_t_become_the_normal_ones_and_never_fall_below_them() {
        for t in [0.5, 1.0, 1.96, 3.0, 6.0] {
            for freedom in [1e9, 3e12, 1e15, 1e18] {
                let (found, limit) = (student_both(t, freedom), normal_both(t));
                assert!(close(found, limit, 1e-6_f64.max(1.0 / freedom)), "{t} {freedom}: {found} {limit}");
            }
            assert!(student_both(t, 1e4) > normal_both(t));
        }
        assert!(student_both(f64::INFINITY, 5.0) <= 0.0);
    }

    /// P(χ² ≥ x) for whole degrees in closed form (Abramowitz and Stegun 26.4.4 and 26.4.5).
    fn chi_squared_by_sum(x: f64, degrees: u32) -> f64 {
        let odd = degrees % 2 == 1;
        let mut term = if odd { (2.0 * x / std::f64::consts::PI).sqrt() } else { 1.0 };
        let mut sum = 0.0;
        for step in 0..degrees / 2 {
            sum += term;
            term *= x / f64::from(2 * step + if odd { 3 } else { 2 });
        }
        sum * (-x / 2.0).exp() + if odd { normal_both(x.sqrt()) } else { 0.0 }
    }

    #[test]
    fn the_tails_of_chi_squared_are_those_of_the_closed_form() {
        for degrees in [1, 2, 3, 4, 5, 9, 10, 31, 100, 301] {
            for times in [0.01, 0.3, 0.9, 1.0, 1.2, 2.0, 4.0] {
                let x = times * f64::from(degrees);
                let (found, exact) = (chi_squared_above(x, f64::from(degrees)), chi_squared_by_sum(x, degrees));
                assert!(close(found, exact, 1e-10), "{x} {degrees}: {found} {exact}");
            }
        }
        assert!(close(chi_squared_above(0.0, 3.0), 1.0, 0.0));
    }

    #[test]
    fn f_with_one_degree_is_t_squared_and_with_endless_ones_chi_squared() {
        for (t, freedom) in [(0.3, 3.0), (1.0, 7.5), (2.1, 40.0), (5.0, 1e7)] {
            assert!(close(f_above(t * t, 1.0, freedom), student_both(t, freedom), 1e-12));
        }
        for degrees in [1_u32, 2, 5, 40] {
            let freedom = f64::from(degrees);
            let (found, limit) = (f_above(1.7, freedom, 1e14), chi_squared_above(1.7 * freedom, freedom));
            assert!(close(found, limit, 1e-9), "{degrees}: {found} {limit}");
        }
    }
}
