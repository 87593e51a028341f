//! Churn and retention: who was a customer at the start of a period, who of those is gone at its end, and who is new.

use super::Gathered;
use super::number::{Beside, Input, Number};
use crate::facts::Count;
use crate::stats::{Estimate, Share};

/// Nobody was a customer when the period began.
const NO_CUSTOMERS_AT_START: &str = "no_customers_at_start";

/// Customers at the start S, of those gone at the end L, new at the end G, and there at the end E = S − L + G.
pub(super) struct Movement {
    pub(super) start: u64,
    pub(super) lost: u64,
    new: u64,
    end: u64,
}

impl Movement {
    pub(super) fn of(gathered: &Gathered) -> Self {
        let start = gathered.before.living();
        let lost = gathered.lost.min(start);
        let came = start.saturating_add(gathered.count(Count::Started));
        let end = came.saturating_sub(gathered.count(Count::Ended));
        // Who came and went within the period is neither new nor lost.
        let new = end.saturating_sub(start - lost);
        Self { start, lost, new, end }
    }

    fn counts(&self) -> [(&'static str, u64); 4] {
        [("start", self.start), ("lost", self.lost), ("new", self.new), ("end", self.end)]
    }
}

/// L/S.
pub(super) fn gross_churn(gathered: &Gathered) -> Number {
    let movement = Movement::of(gathered);
    around(Number::share(movement.lost, movement.start, movement.counts()), gathered, &movement)
}

/// 1 − L/S.
pub(super) fn retention(gathered: &Gathered) -> Number {
    let movement = Movement::of(gathered);
    let stayed = movement.start - movement.lost;
    around(Number::share(stayed, movement.start, movement.counts()), gathered, &movement)
}

/// (S − E)/S.
pub(super) fn net_churn(gathered: &Gathered) -> Number {
    let movement = Movement::of(gathered);
    let estimate = Estimate::net_churn(movement.start, movement.lost, movement.new);
    around(Number { input: Input::None, ..Number::new(estimate, movement.counts()) }, gathered, &movement)
}

fn around(number: Number, gathered: &Gathered, movement: &Movement) -> Number {
    let per_lost = Estimate::total(movement.lost, real(movement.new) / real(movement.lost)).value;
    let number = number
        .with("lifetime_days", Beside::Estimate(Estimate::mean(&gathered.lifetimes, None)))
        .with("new_per_lost", Beside::Number(per_lost));
    if movement.start == 0 { number.because(NO_CUSTOMERS_AT_START) } else { number }
}

/// The gross churn of a year from its twelve months: 100·(1 − ∏(1 − c)), never their sum. `months` are the shares that
/// were lost in twelve consecutive whole months, in order; none where there are not twelve, or one began without customers.
///
/// ```
/// use domain::metric::year;
/// use domain::stats::Share;
/// let months = [Share { k: 5, n: 100 }; 12];
/// // Twelve times 5 % is 60 %, but 0.95¹² = 0.5404 are still there.
/// assert_eq!(format!("{:.2}", year(&months).unwrap().value.unwrap()), "45.96");
/// assert_eq!(year(&months[1..]), None);
/// ```
pub fn year(months: &[Share]) -> Option<Estimate> {
    let whole = months.len() == 12 && months.iter().all(|month| month.n > 0 && month.k <= month.n);
    let stayed = || months.iter().map(|month| 1.0 - real(month.k) / real(month.n)).product::<f64>();
    let first = months.first()?;
    whole.then(|| Estimate::total(first.n, 100.0 * (1.0 - stayed())))
}

/// A count as a real number; exact up to 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "nobody has 2⁵³ customers, and past them the error is below 10⁻¹⁵")]
pub(super) const fn real(count: u64) -> f64 {
    count as f64
}
