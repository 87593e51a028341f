//! What a caller asks the number of: the metric, what it is read from, and how it may be grouped.

use std::collections::BTreeSet;

use domain::bucket::Source;
use domain::context::DIMENSIONS;
use domain::input::Refusal;
use domain::metric::own::{EVENT_DIMENSIONS, Own};
use domain::metric::{Better, BuiltIn, Name, Reads, Unit};
use domain::score::{Direction, Method};
use domain::survey::Survey;
use domain::workspace::Workspace;

/// What a number is of.
#[derive(Clone, Debug)]
pub enum Subject {
    /// The score of a survey.
    Score(Box<Survey>),
    /// A metric of the team's own over questions of a survey.
    Questions(Box<Survey>, Own),
    /// A metric over timelines; of one survey's dispatches where one is named.
    Timelines(BuiltIn, Option<Box<Survey>>),
    /// A metric of the team's own over events.
    Events(Own),
}

impl Subject {
    /// Finds what a name and a survey mean together.
    ///
    /// # Errors
    /// The parameter that is wrong, and why.
    pub fn of(
        name: Option<&Name>,
        survey: Option<Survey>,
        workspace: &Workspace,
    ) -> Result<Self, (&'static str, Refusal)> {
        let needed = || ("survey", Refusal::new("required", "this metric is made of answers; name the survey"));
        if survey.as_ref().is_some_and(|survey| survey.enps.is_some()) {
            // What may be said of employees is said elsewhere; should a question about them ever come here, it ends here.
            let reason = "a survey of employees is told by its own closed periods alone";
            return Err(("survey", Refusal::new("enps_has_fixed_periods", reason)));
        }
        match (name, survey.map(Box::new)) {
            (None, Some(survey)) => Ok(Self::Score(survey)),
            (None, None) => Err(("survey", Refusal::new("required", "name a survey, or a metric over events"))),
            (Some(Name::BuiltIn(metric)), survey) => match (metric.reads(), survey) {
                (Reads::Timelines(_), None) => Ok(Self::Timelines(*metric, None)),
                (Reads::Timelines(_), Some(survey)) if metric.may_filter_by_survey() => {
                    Ok(Self::Timelines(*metric, Some(survey)))
                }
                (Reads::Timelines(_), Some(_)) => {
                    let reason = "this metric is made of events, of no survey; leave survey out";
                    Err(("survey", Refusal::new("survey_not_for_metric", reason)))
                }
                (Reads::Answers, Some(survey)) if survey.measure.metric().name() == metric.name() => {
                    Ok(Self::Score(survey))
                }
                (Reads::Answers, Some(survey)) => {
                    let own = survey.measure.metric().name();
                    let reason = format!("this survey asks for {own}; name that, or leave metric out");
                    Err(("metric", Refusal::new("metric_not_of_survey", reason)))
                }
                (Reads::Answers, None) => Err(needed()),
            },
            (Some(Name::Own(id)), Some(survey)) => match Own::find(&survey.metrics, id).cloned() {
                Some(own) => Ok(Self::Questions(survey, own)),
                None => Err(("metric", unknown("this survey"))),
            },
            (Some(Name::Own(id)), None) => match Own::find(&workspace.metrics, id) {
                Some(own) => Ok(Self::Events(own.clone())),
                None => Err(("metric", unknown("this workspace"))),
            },
        }
    }

    /// The survey, where there is one.
    pub fn survey(&self) -> Option<&Survey> {
        match self {
            Self::Score(survey) | Self::Questions(survey, _) => Some(survey),
            Self::Timelines(_, survey) => survey.as_deref(),
            Self::Events(_) => None,
        }
    }

    /// Whether it is made of answers.
    pub const fn is_of_answers(&self) -> bool {
        matches!(self, Self::Score(_) | Self::Questions(..))
    }

    /// The name of the metric.
    pub fn name(&self) -> String {
        match self {
            Self::Score(survey) => survey.measure.metric().name().to_owned(),
            Self::Timelines(metric, _) => metric.name().to_owned(),
            Self::Questions(_, own) | Self::Events(own) => own.id.to_string(),
        }
    }

    /// What the values are in.
    pub fn unit(&self) -> Unit {
        match self {
            Self::Score(survey) if survey.measure.method() == Method::Mean => Unit::Points,
            Self::Score(survey) => survey.measure.metric().name().parse().map_or(Unit::Percent, BuiltIn::unit),
            Self::Timelines(metric, _) => metric.unit(),
            Self::Questions(_, own) | Self::Events(own) => own.unit(),
        }
    }

    /// Which way is better; nobody knows that of a team's own metric.
    pub fn better(&self) -> Better {
        match self {
            Self::Score(survey) => match (survey.measure.method(), survey.measure.direction()) {
                (Method::Mean, Direction::LowerIsBetter) => Better::Lower,
                _ => Better::Higher,
            },
            Self::Timelines(metric, _) => metric.better(),
            Self::Questions(..) | Self::Events(_) => Better::None,
        }
    }

    /// The dimensions by which it may be grouped.
    pub fn dimensions(&self) -> Vec<&str> {
        match self {
            Self::Score(survey) | Self::Questions(survey, _) => {
                DIMENSIONS.into_iter().chain(survey.dimensions.iter().map(String::as_str)).collect()
            }
            Self::Timelines(metric, _) => metric.dimensions().to_vec(),
            Self::Events(_) => EVENT_DIMENSIONS.to_vec(),
        }
    }

    /// The buckets that it is read from.
    pub fn sources(&self) -> BTreeSet<Source> {
        match self {
            Self::Score(survey) | Self::Questions(survey, _) => BTreeSet::from([Source::from(&survey.id)]),
            Self::Timelines(metric, _) => match metric.reads() {
                Reads::Timelines(kinds) => kinds.iter().copied().map(Source::from).collect(),
                Reads::Answers => BTreeSet::new(),
            },
            Self::Events(own) => own.kinds().into_iter().map(Source::from).collect(),
        }
    }

    /// Whether each cell has to be looked at, since totals say too little.
    pub fn reads_cells(&self) -> bool {
        match self {
            Self::Score(_) | Self::Questions(..) => false,
            Self::Timelines(_, survey) => survey.is_some(),
            Self::Events(own) => own.reads_cells(),
        }
    }

    /// Whether the days before a period count too.
    pub const fn needs_before(&self) -> bool {
        matches!(self, Self::Timelines(metric, _) if metric.needs_before())
    }
}

fn unknown(whose: &str) -> Refusal {
    Refusal::new(
        "unknown_metric",
        format!("{whose} has no metric of that name; docs/metrics.md lists those that there are"),
    )
}
