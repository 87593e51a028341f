//! How sure a number is: every number with its n and its 95 % interval, and whether two or more groups differ by more than
//! chance. The formulas are those of product.md; all work from counts, so that ten million answers cost what ten do.
//!
//! [`Estimate`] is one number, [`compare`] two groups or periods, [`overall`] several groups at once, [`holm`] what many
//! comparisons at once do to their p, and [`Verdict`] what may be said of it in plain words.

mod beta;
pub mod compare;
mod duration;
mod estimate;
mod groups;
mod holm;
mod hypergeometric;
mod interval;
mod moments;
mod order;
pub mod overall;
mod ranking;
mod spread;
mod student;
mod tail;
mod verdict;

pub use compare::Comparison;
pub use duration::duration_step;
pub use estimate::Estimate;
pub use groups::{Net, Share};
pub use holm::holm;
pub use overall::Overall;
pub use spread::{Quantile, Spread};
pub use verdict::{SmallN, Verdict};

/// A count as a real number; exact up to 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "nobody has 2⁵³ of anything, and past them the error is below 10⁻¹⁵")]
const fn real(count: u64) -> f64 {
    count as f64
}
