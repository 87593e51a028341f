//! A question that can be answered: what the number is of, of which days, and how they are cut and grouped. Nothing of the
//! counts has been read for it yet.

use domain::bucket::{Source, Values};
use domain::day::Zone;
use domain::id::SurveyId;
use domain::input::{Fields, parsed};
use domain::metric::{Better, Name, Reading, Reads};
use domain::score::{Direction, Measure, Method};
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::Timestamp;
use jiff::civil::Date;
use web::backend::Backend;
use web::problem::Problem;
use web::query::Query;

use super::asked::{Asked, interval_name};
use super::board::Found;
use super::enps::{self, Employees};
use super::subject::Subject;
use super::windows::Windows;
use super::{Answer, Told};

/// The values of the dimensions that a group has, in the caller's order; `""` where there were none.
pub type Key = Vec<String>;

/// A question about counts.
pub struct Question<'a> {
    /// What the number is of.
    pub subject: Subject,
    /// What is asked.
    pub asked: Asked,
    /// What reading depends on beside the counts.
    pub reading: &'a Reading<'a>,
    /// The windows.
    pub windows: Windows,
    /// Today, where the days of the windows are.
    pub today: Date,
    /// The zone of the days.
    zone: Zone,
}

/// What a query asks for.
pub enum Wanted<'a> {
    /// Counts, which are still to be read.
    Counts(Box<Question<'a>>),
    /// The closed periods of a survey of employees.
    Employees(Box<Employees>),
}

impl<'a> Wanted<'a> {
    /// Reads a query. A survey is looked for among the `known` ones first.
    ///
    /// # Errors
    /// Every parameter that is not right; 404 for a survey that is not there.
    pub async fn read(
        backend: &Backend,
        workspace: &Workspace,
        known: &[Survey],
        reading: &'a Reading<'a>,
        query: &Query,
    ) -> Result<Self, Problem> {
        let mut fields = query.fields()?;
        let name = fields.optional("metric", parsed::<Name>);
        let id = fields.optional("survey", parsed::<SurveyId>);
        let survey = match &id {
            Some(id) => match known.iter().find(|survey| survey.id == *id) {
                Some(survey) => Some(survey.clone()),
                None => backend.store.survey(&workspace.id, id).await?,
            },
            None => None,
        };
        let unknown = id.is_some() && survey.is_none();
        if let Some(survey) = survey.as_ref().filter(|survey| survey.enps.is_some()) {
            let told = enps::answer(backend, workspace, survey, name.as_ref(), fields).await?;
            return Ok(Self::Employees(Box::new(told)));
        }
        let readable = !unknown && fields.has("metric") == name.is_some() && fields.has("survey") == id.is_some();
        let own = score(name.as_ref(), survey.as_ref());
        let subject = if readable { subject(&mut fields, name.as_ref(), survey, workspace) } else { None };
        let zone = zone(workspace, subject.as_ref()).clone();
        let today = zone.date(backend.now());
        let asked = Asked::read(fields, subject.as_ref().or(own.as_ref()), today)?;
        // Unknown and another workspace's look the same.
        let subject = subject.ok_or_else(|| Problem::not_found("survey"))?;
        let windows = Windows::of(&asked);
        Ok(Self::Counts(Box::new(Question { subject, asked, reading, windows, today, zone })))
    }
}

impl Question<'_> {
    /// The first and the last day that are read.
    pub fn span(&self) -> Option<(Date, Date)> {
        let range = self.windows.days()?;
        let first = if self.subject.needs_before() { Date::ZERO.min(range.first) } else { range.first };
        Some((first, range.last))
    }

    /// Whether a day of a source is read.
    pub fn covers(&self, source: &Source, day: Date) -> bool {
        let within = self.span().is_some_and(|(first, last)| (first..=last).contains(&day));
        within && self.subject.sources().contains(source)
    }

    /// Whether the totals of a day do, where they are kept apart.
    pub fn takes_totals(&self) -> bool {
        self.asked.group_by.is_empty() && !self.subject.reads_cells()
    }

    /// The group of a cell.
    pub fn key(&self, values: &Values) -> Key {
        self.asked.group_by.iter().map(|name| values.get(name).cloned().unwrap_or_default()).collect()
    }

    /// Whether a cell is counted: with a filter by survey, those of its dispatches alone.
    pub fn is_counted(&self, values: &Values) -> bool {
        match &self.subject {
            Subject::Timelines(_, Some(survey)) => values.get("survey").is_some_and(|own| own == survey.id.as_str()),
            _ => true,
        }
    }

    /// The answer, once the entries are found.
    pub fn answer(&self, found: Found, as_of: Option<Timestamp>) -> Told {
        let subject = &self.subject;
        let survey = subject.survey();
        let measure = survey.map(|survey| survey.measure).filter(|_| matches!(subject, Subject::Score(_)));
        let direction = match subject.better() {
            Better::Higher => Some(Direction::HigherIsBetter.name()),
            Better::Lower => Some(Direction::LowerIsBetter.name()),
            Better::None => None,
        };
        Told::Counted(Box::new(Answer {
            metric: subject.name(),
            survey: survey.map(|survey| survey.id.to_string()),
            time_zone: self.zone.name().to_owned(),
            interval: interval_name(self.asked.interval),
            unit: subject.unit(),
            kind: survey.filter(|_| subject.is_of_answers()).map(|survey| survey.kind.name()),
            scale: measure.map(Measure::scale),
            direction: measure.map_or(direction, |measure| Some(measure.direction().name())),
            method: measure.map(Measure::method).map(Method::name),
            found,
            as_of,
        }))
    }
}

fn subject(
    fields: &mut Fields<'_>,
    name: Option<&Name>,
    survey: Option<Survey>,
    workspace: &Workspace,
) -> Option<Subject> {
    let found = Subject::of(name, survey, workspace);
    found.map_err(|(parameter, refusal)| fields.refuse(parameter, refusal)).ok()
}

/// The survey's score: what other parameters are held against where the metric is wrong, so that all is named at once. None
/// where something else was clearly meant.
fn score(name: Option<&Name>, survey: Option<&Survey>) -> Option<Subject> {
    let of_events = matches!(name, Some(Name::BuiltIn(metric)) if matches!(metric.reads(), Reads::Timelines(_)));
    let survey = survey.filter(|survey| !of_events && survey.enps.is_none())?;
    Some(Subject::Score(Box::new(survey.clone())))
}

/// The zone of the days: of answers the survey's own, else the workspace's; of events the workspace's.
fn zone<'a>(workspace: &'a Workspace, subject: Option<&'a Subject>) -> &'a Zone {
    match subject {
        Some(Subject::Score(survey) | Subject::Questions(survey, _)) => survey.zone(workspace),
        _ => &workspace.time_zone,
    }
}
