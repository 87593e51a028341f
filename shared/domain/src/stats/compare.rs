//! Two groups, or one group in two periods: do they differ by more than chance? Only numbers of the same metric, scale,
//! method and kind may be compared, which the caller sees to. Never by whether two intervals overlap.
//!
//! For "each group against the rest", `now` is the group and `before` are all others merged; the p are then adjusted by
//! [`holm`](super::holm) and written back before a verdict is asked for.

mod means;
mod net;
mod shares;
mod spreads;

use serde::Serialize;

pub use means::means;
pub use net::net;
pub use shares::shares;
pub use spreads::spreads;

use super::Verdict;
use super::interval::Interval;

/// How two groups differ.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// `pooled_z`, `permutation`, `fisher_mid_p`, `welch` or `mann_whitney`.
    pub test: &'static str,
    /// The two-sided p: how often chance alone makes a difference at least this large, from 0 to 1.
    pub p: f64,
    /// Now minus before, in the numbers' own units (points, percentage points, points of the scale, seconds).
    pub difference: f64,
    /// The lower end of the difference's 95 % interval. Never above the difference.
    pub low: Option<f64>,
    /// The upper end of the difference's 95 % interval. Never below the difference.
    pub high: Option<f64>,
    /// `adjusted_wald` (NPS), `newcombe` (shares), `welch` (means) or `none` (durations).
    pub method_of_interval: &'static str,
    /// Above 0 where the test found `now` to be the higher one, below 0 where the lower.
    #[serde(skip)]
    shift: f64,
}

impl Comparison {
    /// What may be said of it in plain words, of so many now and before; see [`Verdict::of`].
    pub fn verdict(&self, now: u64, before: u64) -> Verdict {
        Verdict::of(Some(self), now, before)
    }

    /// Both the test and the shown difference say that `now` is higher. (Ranks may differ where medians don't.)
    pub(super) fn leads_up(&self) -> bool {
        self.shift > 0.0 && self.difference > 0.0
    }

    /// Both the test and the shown difference say that `now` is lower.
    pub(super) fn leads_down(&self) -> bool {
        self.shift < 0.0 && self.difference < 0.0
    }

    fn with(test: &'static str, p: f64, difference: f64, interval: Interval) -> Self {
        Self {
            low: Some(interval.low),
            high: Some(interval.high),
            ..Self::without(test, p, difference, interval.method)
        }
    }

    fn without(test: &'static str, p: f64, difference: f64, method_of_interval: &'static str) -> Self {
        Self { test, p: p.min(1.0), difference, low: None, high: None, method_of_interval, shift: difference }
    }
}

/// The p of z = difference/√variance; 1 where there is no variance, since then there can be no difference either.
fn p_of_z(difference: f64, variance: f64) -> f64 {
    if variance > 0.0 { super::tail::normal_both(difference / variance.sqrt()) } else { 1.0 }
}

/// a/n − b/m, by whole numbers, so that parts close to each other lose no digits.
#[expect(clippy::cast_precision_loss, reason = "whole numbers past 2⁵³ are rounded to 16 digits")]
fn apart(a: i128, n: u64, b: i128, m: u64) -> f64 {
    let across = a.saturating_mul(m.into()).saturating_sub(b.saturating_mul(n.into()));
    across as f64 / super::real(n) / super::real(m)
}
