//! The one shape of every number: its n, its value and its 95 % interval. What is not known is `None`, never 0.

use serde::Serialize;

use super::interval::{self, ADJUSTED_WALD, Interval, NONE, NORMAL, ORDER_STATISTICS, STUDENT_T, WILSON};
use super::moments::Moments;
use super::{Quantile, Spread, order, real};

/// A number with all that says how sure it is. Unrounded: it is rounded once, for display. Without data every number is
/// missing (`null` in JSON).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// How many values, answers or cases it is made of.
    pub n: u64,
    /// The number itself.
    pub value: Option<f64>,
    /// The lower end of the 95 % interval, in the value's units. Never above the value.
    pub low: Option<f64>,
    /// The upper end of the 95 % interval, in the value's units. Never below the value.
    pub high: Option<f64>,
    /// Half the interval's width, in the value's units.
    pub margin: Option<f64>,
    /// `wilson`, `adjusted_wald`, `student_t`, `order_statistics`, `normal` or `none`. Where there are no bounds, the method
    /// that such a number usually has.
    pub method_of_interval: &'static str,
}

impl Estimate {
    /// A share of `n`, in percent: 100·k/n with the interval of Wilson (1927).
    ///
    /// 81 of 263, which Newcombe (1998, table I, method 3) gives as 0.2553 to 0.3662:
    /// ```
    /// use domain::stats::Estimate;
    /// let share = Estimate::share(81, 263);
    /// assert_eq!(format!("{:.2} … {:.2}", share.low.unwrap(), share.high.unwrap()), "25.53 … 36.62");
    /// assert_eq!(Estimate::share(0, 0).value, None);
    /// ```
    pub fn share(k: u64, n: u64) -> Self {
        if n == 0 {
            return Self::nothing(WILSON);
        }
        let k = k.min(n);
        let value = 100.0 * real(k) / real(n);
        Self::with(n, value, interval::proportion(k, n, value))
    }

    /// A net score, in points from −100 to 100: 100·(P − D)/n with the adjusted Wald interval of Rocks (2016).
    ///
    /// ```
    /// use domain::stats::Estimate;
    /// let nps = Estimate::net(50, 20, 100);
    /// assert_eq!(nps.value, Some(30.0));
    /// assert_eq!(format!("{:.1} … {:.1}", nps.low.unwrap(), nps.high.unwrap()), "14.1 … 44.2");
    /// ```
    pub fn net(promoters: u64, detractors: u64, n: u64) -> Self {
        if n == 0 {
            return Self::nothing(ADJUSTED_WALD);
        }
        let promoters = promoters.min(n);
        let detractors = detractors.min(n - promoters);
        let value = 100.0 * (real(promoters) - real(detractors)) / real(n);
        Self::with(n, value, interval::adjusted_wald(promoters, detractors, n, value))
    }

    /// A mean in the values' own units, with Student's t: x̄ ± t(n − 1)·s/√n, cut to the scale (its least and its greatest
    /// value). Where all values are equal, t can't tell anything: Wilson then, with the mean as a part of the scale, and no
    /// interval without a scale. Without a scale the low end is cut at 0, as the values are whole numbers from 0.
    ///
    /// 6, 7 and 5 of 7 have x̄ = 6, s = 1 and t(2) = 4.3027, so 6 ± 2.484, cut to 7:
    /// ```
    /// use domain::stats::Estimate;
    /// let mean = Estimate::mean(&[6, 7, 5].into_iter().collect(), Some((1, 7)));
    /// assert_eq!((mean.value, mean.high, mean.method_of_interval), (Some(6.0), Some(7.0), "student_t"));
    /// assert_eq!(format!("{:.3}", mean.low.unwrap()), "3.516");
    /// assert_eq!(Estimate::mean(&[90, 90].into_iter().collect(), None).low, None);
    /// ```
    pub fn mean(spread: &Spread, scale: Option<(u32, u32)>) -> Self {
        let Some(Moments { n, mean, s }) = Moments::of(spread) else { return Self::nothing(STUDENT_T) };
        let scale = scale.map(|(min, max)| (f64::from(min), f64::from(max))).filter(|(min, max)| min < max);
        match interval::mean(mean, s, n, scale) {
            Some(interval) => Self::with(n, mean, interval),
            None => Self { n, value: Some(mean), ..Self::nothing(STUDENT_T) },
        }
    }

    /// The median or the 90 % quantile in the values' own units ([`Spread::quantile`] says which value that is). The
    /// interval is from one of the values to another, by order statistics, with nothing assumed of how the values are
    /// spread; missing below n = 6 for the median and below 36 for the 90 % quantile.
    ///
    /// ```
    /// use domain::stats::{Estimate, Quantile};
    /// let seconds = (1..=100).collect();
    /// let median = Estimate::quantile(&seconds, Quantile::Median);
    /// assert_eq!((median.value, median.low, median.high), (Some(50.0), Some(40.0), Some(61.0)));
    /// assert_eq!(Estimate::quantile(&(1..=5).collect(), Quantile::Median).low, None);
    /// ```
    pub fn quantile(spread: &Spread, quantile: Quantile) -> Self {
        let n = spread.n();
        let Some(value) = spread.quantile(quantile).map(f64::from) else { return Self::nothing(ORDER_STATISTICS) };
        let bounds = order::ranks(n, quantile).and_then(|(low, high)| spread.at(low).zip(spread.at(high)));
        match bounds {
            Some((low, high)) => {
                let interval = Interval { low: f64::from(low), high: f64::from(high), method: ORDER_STATISTICS };
                Self::with(n, value, interval.fitted(0.0, f64::INFINITY, value))
            }
            None => Self { n, value: Some(value), ..Self::nothing(ORDER_STATISTICS) },
        }
    }

    /// Net churn, in percent of the customers at the start: (S − E)/S = (L − G)/S with L lost and G new ones; below 0 where
    /// more came than went. The interval is ± z·√(L(S − L)/S + G)/S. Missing where nobody was there at the start.
    ///
    /// ```
    /// use domain::stats::Estimate;
    /// let churn = Estimate::net_churn(200, 10, 4);
    /// assert_eq!((churn.n, churn.value), (200, Some(3.0)));
    /// assert_eq!(format!("{:.2} … {:.2}", churn.low.unwrap(), churn.high.unwrap()), "-0.60 … 6.60");
    /// assert_eq!(Estimate::net_churn(0, 0, 5).value, None);
    /// ```
    pub fn net_churn(start: u64, lost: u64, new: u64) -> Self {
        if start == 0 {
            return Self::nothing(NORMAL);
        }
        let lost = lost.min(start);
        let value = 100.0 * (real(lost) - real(new)) / real(start);
        Self::with(start, value, interval::net_churn(start, lost, new, value))
    }

    /// A number that chance has no part in, such as a sum of money over `n` cases: without an interval.
    ///
    /// ```
    /// use domain::stats::Estimate;
    /// let cost = Estimate::total(12, 4.25);
    /// assert_eq!((cost.value, cost.low, cost.method_of_interval), (Some(4.25), None, "none"));
    /// assert_eq!(Estimate::total(0, 0.0).value, None);
    /// ```
    pub fn total(n: u64, value: f64) -> Self {
        Self { n, value: Some(value).filter(|value| n > 0 && value.is_finite()), ..Self::nothing(NONE) }
    }

    /// Nothing known, of a number that usually has this interval.
    pub(crate) const fn nothing(method_of_interval: &'static str) -> Self {
        Self { n: 0, value: None, low: None, high: None, margin: None, method_of_interval }
    }

    fn with(n: u64, value: f64, interval: Interval) -> Self {
        Self {
            n,
            value: Some(value),
            low: Some(interval.low),
            high: Some(interval.high),
            margin: Some((interval.high - interval.low) / 2.0),
            method_of_interval: interval.method,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Estimate, Quantile, Spread};

    fn sound(estimate: Estimate) -> bool {
        let Some(value) = estimate.value else { return estimate.n == 0 && estimate.low.is_none() };
        match (estimate.low, estimate.high, estimate.margin) {
            (Some(low), Some(high), Some(margin)) => {
                low <= value
                    && value <= high
                    && high.is_finite()
                    && (high - low - 2.0 * margin).abs() <= 1e-9 * (1.0 + margin)
            }
            (low, high, margin) => low.is_none() && high.is_none() && margin.is_none(),
        }
    }

    fn sizes() -> impl Strategy<Value = u64> {
        prop_oneof![0_u64..40, Just(1_000_000_000), Just(u64::MAX)]
    }

    proptest! {
        #[test]
        fn every_interval_contains_its_value_and_stays_within_what_can_be(a in sizes(), b in sizes(), n in sizes()) {
            let share = Estimate::share(a, n);
            prop_assert!(sound(share) && share.low.is_none_or(|low| low >= 0.0) && share.high.is_none_or(|high| high <= 100.0));
            let net = Estimate::net(a, b, n);
            prop_assert!(sound(net) && net.low.is_none_or(|low| low >= -100.0) && net.high.is_none_or(|high| high <= 100.0));
            let churn = Estimate::net_churn(n, a, b);
            prop_assert!(sound(churn) && churn.high.is_none_or(|high| high <= 100.0));
            prop_assert!([share, net, churn].iter().all(|estimate| estimate.n == n && estimate.value.is_some() == (n > 0)));
        }

        #[test]
        fn so_do_those_of_spreads(values in proptest::collection::vec((1_u32..8, prop_oneof![0_u64..30, Just(1 << 40)]), 0..6)) {
            let spread: Spread = values.into_iter().collect();
            let mean = Estimate::mean(&spread, Some((1, 7)));
            prop_assert!(sound(mean) && mean.low.is_none_or(|low| low >= 1.0) && mean.high.is_none_or(|high| high <= 7.0));
            prop_assert_eq!(mean.low.is_some(), spread.n() > 0);
            prop_assert!(sound(Estimate::mean(&spread, None)));
            for (quantile, least) in [(Quantile::Median, 6), (Quantile::P90, 36)] {
                let found = Estimate::quantile(&spread, quantile);
                prop_assert!(sound(found) && found.n == spread.n());
                prop_assert_eq!(found.low.is_some(), spread.n() >= least);
            }
        }
    }

    #[test]
    fn without_data_a_number_is_missing_and_never_nought() {
        let none = Spread::default();
        let all = [
            Estimate::share(0, 0),
            Estimate::net(0, 0, 0),
            Estimate::mean(&none, Some((1, 5))),
            Estimate::quantile(&none, Quantile::Median),
            Estimate::net_churn(0, 0, 9),
            Estimate::total(0, 0.0),
        ];
        for (estimate, method) in
            all.into_iter().zip(["wilson", "adjusted_wald", "student_t", "order_statistics", "normal", "none"])
        {
            let json = format!(
                r#"{{"n":0,"value":null,"low":null,"high":null,"margin":null,"method_of_interval":"{method}"}}"#
            );
            assert_eq!(serde_json::to_string(&estimate).unwrap(), json);
        }
    }

    #[test]
    fn one_value_has_an_interval_on_a_scale_and_none_without() {
        let one = Spread::from_iter([4_u32]);
        let on_scale = Estimate::mean(&one, Some((1, 7)));
        assert_eq!((on_scale.method_of_interval, on_scale.low.is_some()), ("wilson", true));
        let (free, flat) = (Estimate::mean(&one, None), Estimate::mean(&one, Some((4, 4))));
        assert_eq!((free.value, free.low, free.method_of_interval), (Some(4.0), None, "student_t"));
        assert_eq!(flat, free);
    }

    #[test]
    fn a_number_of_money_that_is_none_is_missing() {
        assert_eq!([f64::NAN, f64::INFINITY].map(|value| Estimate::total(3, value).value), [None, None]);
    }
}
