//! A metric's number as it is answered: the estimate, the counts that it is made of, what stands beside it, and what is
//! needed of it for a comparison.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::score::{Class, Counts, Measure, Method, Metric};
use crate::stats::{Comparison, Estimate, Net, Overall, Share, Spread, compare, overall};

/// The number of one group in one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Number {
    /// Its n, its value and its interval.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// The counts that it is made of.
    pub counts: BTreeMap<&'static str, u64>,
    /// What is read along with it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub beside: BTreeMap<&'static str, Beside>,
    /// Why there is no value, where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// Whether time alone may still change it.
    #[serde(skip_serializing_if = "is_false")]
    pub provisional: bool,
    /// What a comparison needs of it.
    #[serde(skip)]
    pub input: Input,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A value beside a number.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Beside {
    /// A number with its interval.
    Estimate(Estimate),
    /// A plain number; `null` where it is not known.
    Number(Option<f64>),
    /// A whole number, such as a sum in minor units.
    Whole(i64),
    /// A word, such as a currency.
    Word(String),
    /// Yes or no.
    Flag(bool),
    /// How often each of some words occurred.
    Counts(BTreeMap<&'static str, u64>),
}

/// What a comparison needs of a number: counts, never the number itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Input {
    /// Nothing is compared.
    #[default]
    None,
    /// A net score.
    Net(Net),
    /// A share.
    Share(Share),
    /// Values whose means are compared.
    Means(Spread),
    /// Values whose ranks are compared.
    Spreads(Spread),
}

/// Nobody and nothing was counted.
pub(super) const NO_DATA: &str = "no_data";

impl Number {
    /// A number with nothing beside it. Where its value is missing, nothing was counted.
    pub(super) fn new(estimate: Estimate, counts: impl IntoIterator<Item = (&'static str, u64)>) -> Self {
        Self {
            reason: estimate.value.is_none().then_some(NO_DATA),
            estimate,
            counts: counts.into_iter().collect(),
            beside: BTreeMap::new(),
            provisional: false,
            input: Input::None,
        }
    }

    /// A share of `n`, compared as one.
    pub(super) fn share(k: u64, n: u64, counts: impl IntoIterator<Item = (&'static str, u64)>) -> Self {
        let k = k.min(n);
        Self { input: Input::Share(Share { k, n }), ..Self::new(Estimate::share(k, n), counts) }
    }

    #[must_use]
    pub(super) fn with(mut self, name: &'static str, beside: Beside) -> Self {
        self.beside.insert(name, beside);
        self
    }

    /// The number without its value, and why.
    #[must_use]
    pub(super) fn because(mut self, reason: &'static str) -> Self {
        self.estimate = Estimate { value: None, low: None, high: None, margin: None, ..self.estimate };
        self.reason = Some(reason);
        self
    }

    /// The number of some answers. What is not on the scale is not counted.
    ///
    /// ```
    /// use domain::metric::Number;
    /// use domain::score::{Counts, Measure, MeasureSpec, Metric};
    /// let nps = Measure::new(MeasureSpec::of(Metric::Nps)).unwrap();
    /// let number = Number::of_answers(nps, &Counts::from_iter([(10, 50), (7, 30), (0, 20)]));
    /// assert_eq!(number.estimate.value, Some(30.0));
    /// assert_eq!(number.counts["passives"], 30);
    /// ```
    pub fn of_answers(measure: Measure, counts: &Counts) -> Self {
        let score = measure.score(counts);
        let estimate = Estimate {
            n: score.n,
            value: score.value,
            low: score.low,
            high: score.high,
            margin: score.margin,
            method_of_interval: score.method_of_interval,
        };
        let classes = measure.classes(counts);
        let mut number = Self::new(estimate, classes.iter().map(|(class, answers)| (class.name(), *answers)));
        if let Some(mean) = score.mean {
            number = number.with("mean", Beside::Number(Some(mean)));
        }
        if let Some(share) = score.promoter_share {
            number = number.with("promoter_share", Beside::Number(Some(share)));
        }
        Self { input: input_of_answers(measure, counts, &classes), ..number }
    }

    /// Whether nothing at all was counted: such a group may be left out of a list.
    pub fn is_nothing(&self) -> bool {
        self.estimate.n == 0 && self.counts.values().all(|count| *count == 0)
    }
}

fn input_of_answers(measure: Measure, counts: &Counts, classes: &[(Class, u64)]) -> Input {
    let of = |class: Class| classes.iter().find(|(own, _)| *own == class).map_or(0, |(_, answers)| *answers);
    let scale = measure.scale();
    let on_scale = counts.iter().filter(|(score, _)| scale.contains(*score));
    match (measure.metric(), measure.method()) {
        (Metric::Nps | Metric::Enps, _) => Input::Net(Net {
            promoters: of(Class::Promoters),
            passives: of(Class::Passives),
            detractors: of(Class::Detractors),
        }),
        (Metric::Ces, Method::Mean) => {
            Input::Means(on_scale.map(|(score, answers)| (u32::from(score), answers)).collect())
        }
        _ => {
            let (mut k, mut n) = (0_u64, 0_u64);
            for (score, answers) in on_scale {
                n = n.saturating_add(answers);
                k = k.saturating_add(if measure.counts_as_good(score) { answers } else { 0 });
            }
            Input::Share(Share { k, n })
        }
    }
}

impl Input {
    /// How many it is made of.
    pub fn n(&self) -> u64 {
        match self {
            Self::None => 0,
            Self::Net(net) => net.n(),
            Self::Share(share) => share.n,
            Self::Means(spread) | Self::Spreads(spread) => spread.n(),
        }
    }

    /// Adds another group's, to compare with both together. Nothing is added to another kind.
    pub fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Net(own), Self::Net(more)) => own.merge(*more),
            (Self::Share(own), Self::Share(more)) => own.merge(*more),
            (Self::Means(own), Self::Means(more)) | (Self::Spreads(own), Self::Spreads(more)) => own.merge(more),
            (own @ Self::None, more) => *own = more.clone(),
            _ => {}
        }
    }

    /// Compares it with an earlier one, or with the rest; none where that can't be tested.
    pub fn compare(&self, before: &Self) -> Option<Comparison> {
        match (self, before) {
            (Self::Net(now), Self::Net(before)) => compare::net(*now, *before),
            (Self::Share(now), Self::Share(before)) => compare::shares(*now, *before),
            (Self::Means(now), Self::Means(before)) => compare::means(now, before),
            (Self::Spreads(now), Self::Spreads(before)) => compare::spreads(now, before),
            _ => None,
        }
    }

    /// Whether several groups differ at all; none where that can't be tested.
    pub fn overall(groups: &[Self]) -> Option<Overall> {
        match groups.first()? {
            Self::None => None,
            Self::Net(_) => {
                overall::net(&all(groups, |group| if let Self::Net(net) = group { Some(*net) } else { None }))
            }
            Self::Share(_) => {
                overall::shares(&all(groups, |group| if let Self::Share(share) = group { Some(*share) } else { None }))
            }
            Self::Means(_) => {
                overall::means(&all(groups, |group| if let Self::Means(values) = group { Some(values) } else { None }))
            }
            Self::Spreads(_) => {
                overall::spreads(&all(
                    groups,
                    |group| {
                        if let Self::Spreads(values) = group { Some(values) } else { None }
                    },
                ))
            }
        }
    }
}

fn all<'g, T>(groups: &'g [Input], of: impl Fn(&'g Input) -> Option<T>) -> Vec<T> {
    groups.iter().filter_map(of).collect()
}
