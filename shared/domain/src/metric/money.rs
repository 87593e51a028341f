//! What support costs, and what a customer is worth. Amounts stay whole minor units of one currency until they are
//! divided, and amounts of two currencies are never added.

use std::collections::{BTreeMap, BTreeSet};

use super::customers::{Movement, real};
use super::number::{Beside, Number};
use super::{BuiltIn, Gathered, Reading};
use crate::event::EventType;
use crate::facts::{Count, Facts};
use crate::money::Currency;
use crate::stats::Estimate;

/// Amounts of more than one currency would have to be added; sorted by their codes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("amounts in {} can't be added; book them in one currency, or ask for days or groups with one", named(.0))]
pub struct MixedCurrencies(pub Vec<Currency>);

fn named(currencies: &[Currency]) -> String {
    let codes: Vec<_> = currencies.iter().map(Currency::code).collect();
    codes.join(" and ")
}

/// Sums by currency.
type Sums = BTreeMap<Currency, i64>;

/// Fewer lost customers than this say nothing about how long customers stay.
const FEWEST_LOST: u64 = 10;

/// Nobody booked a cost.
const NO_COST: &str = "no_cost";
/// No ticket was resolved.
const NO_RESOLVED_TICKETS: &str = "no_resolved_tickets";
/// Nobody was a customer or ordered.
const NO_CUSTOMERS: &str = "no_customers";
/// Nothing was paid or refunded.
const NO_REVENUE: &str = "no_revenue";
/// The workspace does not say what of its revenue is left.
const GROSS_MARGIN_NOT_SET: &str = "gross_margin_not_set";
/// Fewer than ten customers were lost.
const TOO_FEW_LOST: &str = "too_few_lost";
/// History holds amounts of several currencies.
const MIXED_CURRENCIES: &str = "mixed_currencies";

impl Gathered {
    /// The currencies of the amounts that a metric adds up.
    pub fn currencies(&self, metric: BuiltIn) -> BTreeSet<Currency> {
        let of = |what: EventType| self.amounts(what).into_keys();
        match metric {
            BuiltIn::SupportCost => of(EventType::CostBooked).chain(of(EventType::RevenueBooked)).collect(),
            BuiltIn::Clv => of(EventType::OrderPaid).chain(of(EventType::OrderRefunded)).collect(),
            _ => BTreeSet::new(),
        }
    }

    fn currency(&self, metric: BuiltIn) -> Result<Option<Currency>, MixedCurrencies> {
        let all = self.currencies(metric);
        if all.len() > 1 { Err(MixedCurrencies(all.into_iter().collect())) } else { Ok(all.into_iter().next()) }
    }
}

/// Adds sums, currency by currency.
pub(super) fn add(own: &mut Sums, more: &Sums) {
    for (currency, amount) in more {
        let sum = own.entry(*currency).or_default();
        *sum = sum.saturating_add(*amount);
    }
}

/// What was paid less what was refunded.
pub(super) fn revenue(facts: &Facts) -> Sums {
    let mut sums = facts.amounts(EventType::OrderPaid);
    for (currency, amount) in facts.amounts(EventType::OrderRefunded) {
        let sum = sums.entry(currency).or_default();
        *sum = sum.saturating_sub(amount);
    }
    sums
}

/// Cost / resolved tickets, in minor units: of totals, so without an interval.
pub(super) fn support_cost(gathered: &Gathered, reading: &Reading<'_>) -> Result<Number, MixedCurrencies> {
    let currency = gathered.currency(BuiltIn::SupportCost)?;
    let sum = |what: EventType| currency.and_then(|currency| gathered.amounts(what).get(&currency).copied());
    let (cost, revenue) = (sum(EventType::CostBooked), sum(EventType::RevenueBooked));
    let (resolved, opened) = (gathered.count(Count::Closed), gathered.count(Count::Opened));
    let per = |n: u64| Estimate::total(n, cost.map_or(f64::NAN, money) / real(n));
    let share = cost.zip(revenue.filter(|revenue| *revenue > 0)).map(|(cost, revenue)| money(cost) / money(revenue));
    let target = reading.support_cost_target().share();
    let mut number = Number::new(per(resolved), [("resolved", resolved), ("opened", opened)])
        .with("cost_per_opened", Beside::Number(per(opened).value))
        .with("cost_of_revenue", Beside::Number(share.map(|share| 100.0 * share)))
        .with("target_percent", Beside::Number(Some(f64::from(reading.support_cost_target().hundredths()) / 100.0)));
    number = in_currency(number, currency);
    for (name, sum) in [("cost", cost), ("revenue", revenue)] {
        number = number.with(name, sum.map_or(Beside::Number(None), Beside::Whole));
    }
    if let Some(share) = share {
        number = number.with("target_met", Beside::Flag(share < target));
    }
    Ok(match (cost, resolved) {
        (None, _) => number.because(NO_COST),
        (_, 0) => number.because(NO_RESOLVED_TICKETS),
        _ => number,
    })
}

/// R̄·g/c: mean revenue per active customer, gross margin, gross churn of the same period.
pub(super) fn clv(gathered: &Gathered, reading: &Reading<'_>) -> Result<Number, MixedCurrencies> {
    let currency = gathered.currency(BuiltIn::Clv)?;
    let movement = Movement::of(gathered);
    let active = movement.start.saturating_add(gathered.joined).saturating_add(gathered.buyers);
    let margin = reading.gross_margin();
    let revenue = currency.and_then(|currency| revenue(&gathered.facts).get(&currency).copied());
    let mean = revenue.and_then(|revenue| Estimate::total(active, money(revenue) / real(active)).value);
    let churn = Estimate::share(movement.lost, movement.start).value.map(|percent| percent / 100.0);
    let worth = mean.zip(margin).zip(churn).map(|((mean, margin), churn)| mean * margin.share() / churn);
    let seen = gathered.before.seen.saturating_add(gathered.count(Count::First));
    let counts = [("active", active), ("start", movement.start), ("lost", movement.lost), ("ever", seen)];
    let number = Number::new(Estimate::total(active, worth.unwrap_or(f64::NAN)), counts)
        .with("mean_revenue", Beside::Number(mean))
        .with("gross_margin", Beside::Number(margin.map(|margin| f64::from(margin.hundredths()) / 100.0)))
        .with("gross_churn", Beside::Number(churn.map(|churn| 100.0 * churn)));
    let number = number.with("revenue", revenue.map_or(Beside::Number(None), Beside::Whole));
    let number =
        with_history(in_currency(number, currency), gathered, seen, margin.map(crate::workspace::Percent::share));
    Ok(if active == 0 {
        number.because(NO_CUSTOMERS)
    } else if margin.is_none() {
        number.because(GROSS_MARGIN_NOT_SET)
    } else if revenue.is_none() {
        number.because(NO_REVENUE)
    } else if movement.lost < FEWEST_LOST {
        number.because(TOO_FEW_LOST)
    } else {
        number
    })
}

/// What all customers ever seen have brought until the end of the period, each on average.
fn with_history(number: Number, gathered: &Gathered, seen: u64, margin: Option<f64>) -> Number {
    let mut sums = gathered.before.revenue.clone();
    add(&mut sums, &revenue(&gathered.facts));
    if sums.len() > 1 {
        return number.with("historic_reason", Beside::Word(MIXED_CURRENCIES.to_owned()));
    }
    let brought = sums.into_values().next();
    let mean = brought.and_then(|brought| Estimate::total(seen, money(brought) / real(seen)).value);
    let value = mean.zip(margin).map(|(mean, margin)| mean * margin);
    number.with("historic_revenue", Beside::Number(mean)).with("historic_value", Beside::Number(value))
}

fn in_currency(number: Number, currency: Option<Currency>) -> Number {
    match currency {
        Some(currency) => number.with("currency", Beside::Word(currency.code().to_owned())),
        None => number,
    }
}

/// An amount as a real number, for a division; exact up to 2⁵³ minor units.
#[expect(clippy::cast_precision_loss, reason = "the one place where an amount is divided; exact to 9·10¹⁵ minor units")]
pub(super) const fn money(amount: i64) -> f64 {
    amount as f64
}
