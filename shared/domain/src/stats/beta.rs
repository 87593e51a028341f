//! The binomial density and the regularised incomplete beta function, exact to about 10 digits for every size: all tails of
//! the binomial, Student's t and F come from these. The usual way by logarithms of Γ loses digits where they are large.

use statrs::function::gamma::ln_gamma;

/// ½·ln 2π.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;
/// More than the continued fraction needs for 10¹² (about its square root), so that it always ends.
const MOST_STEPS: u32 = 10_000_000;

/// The chance of k hits and m misses of k + m, Γ(k + m + 1)/(Γ(k + 1)·Γ(m + 1))·pᵏ·qᵐ with q = 1 − p; neither k nor m need
/// be whole. By Loader, Fast and accurate computation of binomial probabilities (2000), which adds small numbers only.
pub(super) fn density(k: f64, m: f64, p: f64, q: f64) -> f64 {
    let all = k + m;
    if k <= 0.0 {
        return power(q, p, all);
    }
    if m <= 0.0 {
        return power(p, q, all);
    }
    let log = stirling_error(all) - stirling_error(k) - stirling_error(m) - deviance(k, all * p) - deviance(m, all * q);
    log.exp() * (all / (std::f64::consts::TAU * k * m)).sqrt()
}

/// baseⁿ, where 1 − base is known too.
fn power(base: f64, complement: f64, n: f64) -> f64 {
    if n <= 0.0 {
        1.0
    } else if complement < 0.5 {
        (n * (-complement).ln_1p()).exp()
    } else {
        (n * base.ln()).exp()
    }
}

/// ln Γ(z + 1) − ((z + ½)·ln z − z + ½·ln 2π), Stirling's error.
fn stirling_error(z: f64) -> f64 {
    if z < 15.0 {
        return ln_gamma(z + 1.0) - ((z + 0.5) * z.ln() - z + HALF_LN_TAU);
    }
    let square = z * z;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square) / square)
        / z
}

/// x·ln(x/mean) + mean − x, without the loss where both are close.
fn deviance(x: f64, mean: f64) -> f64 {
    let difference = x - mean;
    if difference.abs() >= 0.1 * (x + mean) {
        return x * (x / mean).ln() - difference;
    }
    let ratio = difference / (x + mean);
    let mut sum = difference * ratio;
    let mut term = 2.0 * x * ratio;
    let mut odd = 1.0;
    loop {
        term *= ratio * ratio;
        odd += 2.0;
        let next = sum + term / odd;
        if (next - sum).abs() <= 0.0 {
            return next;
        }
        sum = next;
    }
}

/// Iₓ(a, b) with y = 1 − x, both given, so that neither loses digits; a and b above 0. By the continued fraction of
/// Didonato and Morris, Algorithm 708 (1992), on the side where it converges.
pub(super) fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if y <= 0.0 {
        1.0
    } else if excess(a, b, x, y) >= 0.0 {
        tail(a, b, x, y)
    } else {
        1.0 - tail(b, a, y, x)
    }
}

/// a − (a + b)·x, from the smaller of both, which keeps more of its digits.
fn excess(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if a <= b { a - (a + b) * x } else { (a + b) * y - b }
}

/// Iₓ(a, b) for x up to its mean a/(a + b).
fn tail(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let front = density(a, b, x, y) * a * b / (a + b);
    if front <= 0.0 {
        return 0.0;
    }
    let excess = 1.0 + excess(a, b, x, y);
    let first = 1.0 + 1.0 / a;
    let (mut before, mut before_divisor) = (0.0, 1.0);
    let (mut now, mut now_divisor) = (1.0, excess / first);
    let mut ratio = first / excess;
    let (mut scale, mut sum) = (1.0, a + 1.0);
    for step in 1..=MOST_STEPS {
        let count = f64::from(step);
        let part = count / a;
        let weight = count * (b - count) * x;
        let alpha = scale * (scale + b / a) * (a / sum).powi(2) * (weight * x);
        let beta = count + weight / sum + (1.0 + part) / (first + part + part) * (excess + count * (1.0 + y));
        scale = 1.0 + part;
        sum += 2.0;
        let next = alpha * before + beta * now;
        let next_divisor = alpha * before_divisor + beta * now_divisor;
        let last = ratio;
        ratio = next / next_divisor;
        if (ratio - last).abs() <= 1e-15 * ratio {
            break;
        }
        (before, before_divisor) = (now / next_divisor, now_divisor / next_divisor);
        (now, now_divisor) = (ratio, 1.0);
    }
    (front * ratio).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use statrs::function::beta::beta_reg;

    use super::{density, incomplete_beta};

    fn close(one: f64, other: f64, within: f64) -> bool {
        (one - other).abs() <= within * other.abs().max(1e-300)
    }

    #[test]
    fn the_densities_are_those_of_pascals_triangle() {
        for n in 0_u32..60 {
            let mut row = 1.0;
            for k in 0..=n {
                let (p, q) = (0.1, 0.9);
                let exact = row * f64::powi(p, k.cast_signed()) * f64::powi(q, (n - k).cast_signed());
                let found = density(f64::from(k), f64::from(n - k), p, q);
                assert!(close(found, exact, 1e-12), "{k} of {n}: {found} {exact}");
                row = row * f64::from(n - k) / f64::from(k + 1);
            }
        }
    }

    #[test]
    fn the_incomplete_beta_agrees_with_another_one_where_that_is_exact() {
        for a in [0.5, 1.0, 1.5, 3.0, 12.5, 40.0] {
            for b in [0.5, 1.0, 2.5, 7.0, 33.0] {
                for percent in 1..100_u8 {
                    let x = f64::from(percent) / 100.0;
                    let (found, other) = (incomplete_beta(a, b, x, 1.0 - x), beta_reg(a, b, x));
                    assert!(close(found, other, 1e-11), "{a} {b} {x}: {found} {other}");
                }
            }
        }
    }

    #[test]
    fn a_tail_is_the_sum_of_its_densities_for_ten_million_too() {
        for n in [50_u32, 1_000, 100_000, 10_000_000] {
            let (size, k) = (f64::from(n), (f64::from(n) * 0.1 - 2.0 * (f64::from(n) * 0.09).sqrt()).floor());
            let mut exact = 0.0;
            let mut term = density(k, size - k, 0.1, 0.9);
            let mut at = k;
            while term > 1e-25 && at >= 0.0 {
                exact += term;
                term *= at / (size - at + 1.0) * 9.0;
                at -= 1.0;
            }
            let found = incomplete_beta(size - k, k + 1.0, 0.9, 0.1);
            assert!(close(found, exact, 1e-9), "{n}: {found} {exact}");
        }
    }
}
