//! The mean and the standard deviation of a spread, from its counts alone.

use super::{Spread, real};

/// How many values, their mean, and their standard deviation with n − 1 (0 for one value).
#[derive(Clone, Copy, Debug)]
pub(super) struct Moments {
    pub(super) n: u64,
    pub(super) mean: f64,
    pub(super) s: f64,
}

impl Moments {
    /// None where nothing was counted. Equal values have exactly their value for mean, and s = 0.
    pub(super) fn of(spread: &Spread) -> Option<Self> {
        let n = spread.n();
        if n == 0 {
            return None;
        }
        let total: f64 = spread.iter().map(|(value, times)| f64::from(value) * real(times)).sum();
        let mean = match (spread.at(1), spread.at(n)) {
            (Some(least), Some(most)) if least == most => f64::from(least),
            _ => total / real(n),
        };
        let squares: f64 = spread.iter().map(|(value, times)| real(times) * (f64::from(value) - mean).powi(2)).sum();
        let s = if n > 1 { (squares / (real(n) - 1.0)).sqrt() } else { 0.0 };
        Some(Self { n, mean, s })
    }

    /// s²/n, the variance of the mean.
    pub(super) fn of_mean(self) -> f64 {
        self.s * self.s / real(self.n)
    }
}
