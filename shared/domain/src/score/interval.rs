//! 95 % intervals, as product.md's "How sure a number is" writes them: one function for each kind of number, each cut to
//! what the number can be and containing it. They cover chance, not non-response.

use super::counts::real;
use super::student::t_975;

/// The 97.5 % quantile of the normal distribution, as product.md fixes it.
const Z: f64 = 1.959_964;

/// The names of the methods, as answers give them.
pub(super) const ADJUSTED_WALD: &str = "adjusted_wald";
pub(super) const WILSON: &str = "wilson";
pub(super) const STUDENT_T: &str = "student_t";

/// An interval in the units of its value, and the method that made it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) method: &'static str,
}

impl Interval {
    /// Cut to what the value can be, then widened to contain the value it belongs to.
    fn fitted(self, min: f64, max: f64, value: f64) -> Self {
        Self { low: self.low.clamp(min, max).min(value), high: self.high.clamp(min, max).max(value), ..self }
    }
}

/// NPS, in points from −100 to 100: the adjusted Wald interval for a net score (Rocks 2016), which adds three answers, ¾ of
/// them promoters and ¾ detractors.
pub(super) fn adjusted_wald(promoters: u64, detractors: u64, n: u64, value: f64) -> Interval {
    let n = real(n) + 3.0;
    let p = (real(promoters) + 0.75) / n;
    let d = (real(detractors) + 0.75) / n;
    let net = p - d;
    let half = Z * ((p + d - net * net) / n).sqrt();
    Interval { low: 100.0 * (net - half), high: 100.0 * (net + half), method: ADJUSTED_WALD }
        .fitted(-100.0, 100.0, value)
}

/// A proportion, in percent: the Wilson score interval without continuity correction (Wilson 1927; Newcombe 1998, method 3).
pub(super) fn proportion(k: u64, n: u64, value: f64) -> Interval {
    let (low, high) = wilson(real(k), real(n));
    Interval { low: 100.0 * low, high: 100.0 * high, method: WILSON }.fitted(0.0, 100.0, value)
}

/// A mean with the answers' standard deviation `s`, in points of the scale from `min` to `max`: Student's t. With
/// s = 0, so also with one answer, t can't tell anything, and the mean counts as a proportion of the scale.
pub(super) fn mean(mean: f64, s: f64, n: u64, min: u8, max: u8) -> Interval {
    let (min, max) = (f64::from(min), f64::from(max));
    let interval = if s <= 0.0 {
        let (low, high) = wilson(real(n) * ((mean - min) / (max - min)).clamp(0.0, 1.0), real(n));
        Interval { low: min + (max - min) * low, high: min + (max - min) * high, method: WILSON }
    } else {
        let half = t_975(n - 1) * s / real(n).sqrt();
        Interval { low: mean - half, high: mean + half, method: STUDENT_T }
    };
    interval.fitted(min, max, mean)
}

/// The bounds for `k` of `n` (k need not be whole), as parts of one.
fn wilson(k: f64, n: f64) -> (f64, f64) {
    let square = Z * Z;
    let centre = (k + square / 2.0) / (n + square);
    let half = Z / (n + square) * (k * (n - k) / n + square / 4.0).sqrt();
    (centre - half, centre + half)
}
