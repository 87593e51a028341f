//! What is gathered for one group in one window, whatever the metric, and the number that it makes.

use domain::bucket::{Cell, Tallied, Values};
use domain::facts::Facts;
use domain::metric::own::{Own, OwnGathered};
use domain::metric::{Before, BuiltIn, Gathered, MixedCurrencies, Number, Reading};
use domain::survey::Survey;
use jiff::civil::Date;

use super::subject::Subject;
use super::windows::Window;

/// What is gathered, and by which metric.
#[derive(Clone, Debug)]
pub enum Pot<'s> {
    /// Counts of answers.
    Score(&'s Survey, Cell),
    /// Facts of timelines.
    Timelines(BuiltIn, Box<Gathered>),
    /// What a metric of the team's own counts.
    Own(&'s Own, OwnGathered),
}

impl<'s> Pot<'s> {
    /// Nothing yet. `before` is what all days before the window add up to.
    pub fn new(subject: &'s Subject, window: &Window, before: Before) -> Self {
        match subject {
            Subject::Score(survey) => Self::Score(survey, Cell::default()),
            Subject::Timelines(metric, _) => {
                Self::Timelines(*metric, Box::new(Gathered::over(window.from, window.to, before)))
            }
            Subject::Questions(_, own) | Subject::Events(own) => Self::Own(own, OwnGathered::default()),
        }
    }

    /// Adds counts of answers of a day.
    pub fn add_answers(&mut self, cell: &Cell) {
        match self {
            Self::Score(_, own) => own.merge(cell),
            Self::Own(metric, own) => own.answers(metric, cell),
            Self::Timelines(..) => {}
        }
    }

    /// Adds facts of a day.
    pub fn add_facts(&mut self, day: Date, values: &Values, facts: &Facts, reading: &Reading<'_>) {
        match self {
            Self::Timelines(_, own) => own.add(day, facts, reading),
            Self::Own(metric, own) => own.facts(metric, values, facts),
            Self::Score(..) => {}
        }
    }

    /// The number.
    ///
    /// # Errors
    /// [`MixedCurrencies`] where it would add amounts of several.
    pub fn number(&self, reading: &Reading<'_>) -> Result<Number, MixedCurrencies> {
        match self {
            Self::Score(survey, cell) => Ok(Number::of_answers(survey.measure, &cell.scores)),
            Self::Timelines(metric, gathered) => gathered.number(*metric, reading),
            Self::Own(own, gathered) => gathered.number(own),
        }
    }
}
