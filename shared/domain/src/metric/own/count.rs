//! Counting for a team's own metrics: the words of an answer, and what cells and facts add to a metric.

use std::collections::BTreeMap;

use super::{ANY, Formula, Own, Thing};
use crate::bucket::{Cell, Values};
use crate::facts::Facts;
use crate::metric::customers::real;
use crate::metric::money::{self, MixedCurrencies};
use crate::metric::number::{Beside, Input, Number};
use crate::money::Currency;
use crate::question::Kind;
use crate::stats::{Estimate, Spread};
use crate::survey::Answer;

/// There was nothing to divide by.
const NOTHING_TO_DIVIDE_BY: &str = "nothing_to_divide_by";

/// The words under which an answer is counted: [`ANY`], and what was picked, as the API spells it. What people write is
/// no word, and neither is what the question does not offer: an older version of it may have asked for free text.
pub fn words_of(kind: &Kind, answer: &Answer) -> Vec<String> {
    let offers = |id: &String| match kind {
        Kind::Choice(choices) | Kind::Multi(choices) => choices.iter().any(|choice| choice.id == *id),
        Kind::YesNo(words) => words.iter().any(|word| word.name() == id),
        _ => false,
    };
    let mut words = vec![ANY.to_owned()];
    match answer {
        Answer::Cleared => words.clear(),
        Answer::Score(score) => {
            if matches!(kind, Kind::Rating { scale, .. } if scale.contains(*score)) {
                words.push(kind.word(answer));
            }
        }
        Answer::Text(id) => words.extend(Some(id.clone()).filter(|id| offers(id))),
        Answer::Many(ids) => words.extend(ids.iter().filter(|id| offers(id)).cloned()),
    }
    words
}

/// What was counted for one metric of a team's own, of one group in one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnGathered {
    of: u64,
    /// What `of` is a part of, or is divided by.
    base: u64,
    values: Spread,
    amounts: BTreeMap<Currency, i64>,
}

impl OwnGathered {
    /// Adds the answers of a survey.
    pub fn answers(&mut self, own: &Own, cell: &Cell) {
        let (of, base) = pair(own);
        self.count(answered(of, cell), base.map_or(0, |base| answered(base, cell)));
        if let Formula::Mean { of: Thing::Answered { question, scale: Some(scale), .. } } = &own.formula {
            for (word, answers) in cell.questions.get(question).into_iter().flatten() {
                if let Some(score) = word.parse().ok().filter(|score| scale.contains(*score)) {
                    self.values.add(score.into(), *answers);
                }
            }
        }
    }

    /// Adds the events of a cell with these values of its dimensions.
    pub fn facts(&mut self, own: &Own, values: &Values, facts: &Facts) {
        let (of, base) = pair(own);
        self.count(happened(of, values, facts), base.map_or(0, |base| happened(base, values, facts)));
        if let Formula::Mean { of: of @ Thing::Happened { event, .. } } = &own.formula
            && of.means(values)
        {
            money::add(&mut self.amounts, &facts.amounts(*event));
        }
    }

    fn count(&mut self, of: u64, base: u64) {
        self.of = self.of.saturating_add(of);
        self.base = self.base.saturating_add(base);
    }

    /// Adds another group's, or another day's.
    pub fn merge(&mut self, other: &Self) {
        self.count(other.of, other.base);
        self.values.merge(&other.values);
        money::add(&mut self.amounts, &other.amounts);
    }

    /// The metric's number.
    ///
    /// # Errors
    /// [`MixedCurrencies`] where it would add amounts of several.
    pub fn number(&self, own: &Own) -> Result<Number, MixedCurrencies> {
        Ok(match &own.formula {
            Formula::Share { .. } => Number::share(self.of, self.base, [("of", self.of), ("among", self.base)]),
            Formula::Mean { of: Thing::Answered { scale, .. } } => {
                let scale = scale.map(|scale| (u32::from(scale.min()), u32::from(scale.max())));
                let number = Number::new(Estimate::mean(&self.values, scale), [("of", self.values.n())]);
                Number { input: Input::Means(self.values.clone()), ..number }
            }
            Formula::Mean { of: Thing::Happened { .. } } => self.mean_amount()?,
            Formula::Ratio { .. } => {
                let estimate = Estimate::total(self.base, real(self.of) / real(self.base));
                let number = Number::new(estimate, [("of", self.of), ("to", self.base)]);
                if self.base == 0 { number.because(NOTHING_TO_DIVIDE_BY) } else { number }
            }
        })
    }

    fn mean_amount(&self) -> Result<Number, MixedCurrencies> {
        if self.amounts.len() > 1 {
            return Err(MixedCurrencies(self.amounts.keys().copied().collect()));
        }
        let sum = self.amounts.iter().next();
        let mean = sum.map_or(f64::NAN, |(_, sum)| money::money(*sum) / real(self.of));
        let number = Number::new(Estimate::total(self.of, mean), [("of", self.of)]);
        Ok(match sum {
            Some((currency, sum)) => {
                number.with("currency", Beside::Word(currency.code().to_owned())).with("sum", Beside::Whole(*sum))
            }
            None => number,
        })
    }
}

fn pair(own: &Own) -> (&Thing, Option<&Thing>) {
    match &own.formula {
        Formula::Share { of, among } => (of, Some(among)),
        Formula::Ratio { of, to } => (of, Some(to)),
        Formula::Mean { of } => (of, None),
    }
}

fn answered(thing: &Thing, cell: &Cell) -> u64 {
    let Thing::Answered { question, any_of, .. } = thing else { return 0 };
    let Some(words) = cell.questions.get(question) else { return 0 };
    let count = |word: &str| words.get(word).copied().unwrap_or_default();
    match any_of {
        None => count(ANY),
        Some(any_of) => any_of.iter().fold(0, |sum, word| sum.saturating_add(count(word))),
    }
}

fn happened(thing: &Thing, values: &Values, facts: &Facts) -> u64 {
    match thing {
        Thing::Happened { event, .. } if thing.means(values) => facts.events(*event),
        _ => 0,
    }
}
