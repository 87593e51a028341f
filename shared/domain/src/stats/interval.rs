//! 95 % intervals, as product.md's "How sure a number is" writes them: one function for each kind of number, each cut to
//! what the number can be and containing it. They cover chance, not non-response.

use super::real;
use super::student::t_975;

/// The 97.5 % quantile of the normal distribution, as product.md fixes it.
pub(super) const Z: f64 = 1.959_964;

/// The names of the methods, as answers give them.
pub(super) const ADJUSTED_WALD: &str = "adjusted_wald";
pub(super) const WILSON: &str = "wilson";
pub(super) const STUDENT_T: &str = "student_t";
pub(super) const ORDER_STATISTICS: &str = "order_statistics";
pub(super) const NORMAL: &str = "normal";
pub(super) const NEWCOMBE: &str = "newcombe";
pub(super) const WELCH: &str = "welch";
pub(super) const NONE: &str = "none";

/// An interval in the units of its value, and the method that made it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) method: &'static str,
}

impl Interval {
    /// Cut to what the value can be, then widened to contain the value it belongs to.
    pub(super) fn fitted(self, min: f64, max: f64, value: f64) -> Self {
        Self { low: self.low.clamp(min, max).min(value), high: self.high.clamp(min, max).max(value), ..self }
    }
}

/// NPS, in points from −100 to 100: the adjusted Wald interval for a net score (Rocks 2016), which adds three answers:
/// ¾ of a promoter, ¾ of a detractor, the rest passive.
pub(super) fn adjusted_wald(promoters: u64, detractors: u64, n: u64, value: f64) -> Interval {
    let (net, variance) = adjusted(promoters, detractors, n, 3.0);
    let half = Z * variance.sqrt();
    Interval { low: 100.0 * (net - half), high: 100.0 * (net + half), method: ADJUSTED_WALD }
        .fitted(-100.0, 100.0, value)
}

/// The net score, from −1 to 1, with so many answers added, a quarter of them promoters and a quarter detractors; and the
/// variance of its estimate.
pub(super) fn adjusted(promoters: u64, detractors: u64, n: u64, added: f64) -> (f64, f64) {
    let n = real(n) + added;
    let p = (real(promoters) + added / 4.0) / n;
    let d = (real(detractors) + added / 4.0) / n;
    let net = p - d;
    (net, (p + d - net * net) / n)
}

/// A proportion, in percent: the Wilson score interval without continuity correction (Wilson 1927; Newcombe 1998, method 3).
pub(super) fn proportion(k: u64, n: u64, value: f64) -> Interval {
    let (low, high) = wilson(real(k), real(n));
    Interval { low: 100.0 * low, high: 100.0 * high, method: WILSON }.fitted(0.0, 100.0, value)
}

/// A mean with the values' standard deviation `s`, in their own units, by Student's t and cut to the scale from min to max.
/// With s = 0, so also with one value, t can't tell anything: the mean then counts as a proportion of the scale, and
/// without a scale there is no interval.
pub(super) fn mean(mean: f64, s: f64, n: u64, scale: Option<(f64, f64)>) -> Option<Interval> {
    if s > 0.0 {
        let half = t_975(real(n) - 1.0) * s / real(n).sqrt();
        let (min, max) = scale.unwrap_or((0.0, f64::INFINITY));
        return Some(Interval { low: mean - half, high: mean + half, method: STUDENT_T }.fitted(min, max, mean));
    }
    let (min, max) = scale.filter(|(min, max)| min < max)?;
    let (low, high) = wilson(real(n) * ((mean - min) / (max - min)).clamp(0.0, 1.0), real(n));
    let interval = Interval { low: min + (max - min) * low, high: min + (max - min) * high, method: WILSON };
    Some(interval.fitted(min, max, mean))
}

/// Net churn, in percent: of S at the start L were lost and G are new. The lost are a binomial, the new a Poisson number.
pub(super) fn net_churn(start: u64, lost: u64, new: u64, value: f64) -> Interval {
    let (start, lost, new) = (real(start), real(lost), real(new));
    let half = 100.0 * Z * (lost * (start - lost) / start + new).sqrt() / start;
    Interval { low: value - half, high: value + half, method: NORMAL }.fitted(f64::NEG_INFINITY, 100.0, value)
}

/// The bounds for `k` of `n` (k need not be whole), as parts of one.
pub(super) fn wilson(k: f64, n: f64) -> (f64, f64) {
    let square = Z * Z;
    let centre = (k + square / 2.0) / (n + square);
    let half = Z / (n + square) * (k * (n - k) / n + square / 4.0).sqrt();
    (centre - half, centre + half)
}

#[cfg(test)]
mod tests {
    use super::super::beta::density;
    use super::adjusted_wald;

    /// How often the interval of `n` answers covers the true net score, over all answers that so many can give.
    fn coverage(n: u32, promoters: f64, detractors: f64) -> f64 {
        let truth = 100.0 * (promoters - detractors);
        let passives = (1.0 - promoters - detractors).max(0.0);
        let mut covered = 0.0;
        for p in 0..=n {
            let first = density(f64::from(p), f64::from(n - p), promoters, 1.0 - promoters);
            let left = detractors + passives;
            for d in 0..=(n - p) {
                let value = 100.0 * (f64::from(p) - f64::from(d)) / f64::from(n);
                let interval = adjusted_wald(p.into(), d.into(), n.into(), value);
                if interval.low <= truth + 1e-9 && truth <= interval.high + 1e-9 {
                    let second = if left > 0.0 {
                        density(f64::from(d), f64::from(n - p - d), detractors / left, passives / left)
                    } else {
                        f64::from(u8::from(p == n))
                    };
                    covered += first * second;
                }
            }
        }
        covered
    }

    #[test]
    fn ten_answers_cover_the_true_nps_91_times_in_100_and_86_times_where_a_share_is_tiny() {
        let (mut least, mut least_of_all) = (1.0_f64, 1.0_f64);
        for p in 0..=100_u32 {
            for d in 0..=(100 - p) {
                let covered = coverage(10, f64::from(p) / 100.0, f64::from(d) / 100.0);
                least_of_all = least_of_all.min(covered);
                if p.min(d).min(100 - p - d) >= 5 {
                    least = least.min(covered);
                }
            }
        }
        assert!(least >= 0.91, "{least}");
        assert!(least_of_all >= 0.86, "{least_of_all}");
    }
}
