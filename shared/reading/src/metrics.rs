//! A number over time, as `GET /v1/metrics` answers it and the dashboard shows it. Only counts are read, by key and for the
//! days asked for: one range of day totals for each source, and for a grouping the cubes of the same days. The numbers are
//! made here, by the domain, and never rounded.

mod asked;
mod board;
mod compared;
mod enps;
mod entry;
mod gathering;
mod looked;
mod pot;
mod read;
mod subject;
mod windows;

use domain::day::Zone;
use domain::id::SurveyId;
use domain::input::{Fields, parsed};
use domain::metric::{Better, Name, Reading, Reads, Unit};
use domain::score::{Direction, Measure, Method, Scale};
use domain::stamped::millis;
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use web::backend::Backend;
use web::problem::Problem;
use web::query::Query;

use asked::Asked;
use board::Board;
pub use board::Found;
pub use compared::{Compared, Differ, Judged, Previous};
pub use enps::{Employees, Nothing, Said, Untold};
pub use entry::{Entry, Excluded, Group, Shown, WithSuspects};
use looked::Looked;
use subject::Subject;
use windows::Windows;

/// The answer. What a metric over events has no word for is `null`.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// The metric's name.
    pub metric: String,
    /// The survey's id, where it is of one.
    pub survey: Option<String>,
    /// The zone of the days.
    pub time_zone: String,
    /// How long a period is.
    pub interval: &'static str,
    /// What the numbers are counted in.
    pub unit: Unit,
    /// Transactional or relationship.
    pub kind: Option<&'static str>,
    /// The scale of the answers.
    pub scale: Option<Scale>,
    /// Whether higher is better.
    pub direction: Option<&'static str>,
    /// How the score is made.
    pub method: Option<&'static str>,
    /// The entries.
    #[serde(flatten)]
    pub found: Found,
    /// When a bucket that it is made of changed last.
    #[serde(serialize_with = "in_millis")]
    pub as_of: Option<Timestamp>,
}

#[expect(clippy::ref_option, reason = "so serde asks for it")]
fn in_millis<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(millis).serialize(serializer)
}

/// What is told: counts of customers, or the closed periods of a survey of employees.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Told {
    /// Of customers.
    Counted(Box<Answer>),
    /// Of employees.
    Employees(Employees),
}

/// Answers a query of `GET /v1/metrics`. A survey is looked for among the `known` ones first, which somebody has read already.
///
/// # Errors
/// Every parameter that is not right; 404 for a survey that is not there.
pub async fn answer(
    backend: &Backend,
    workspace: &Workspace,
    known: &[Survey],
    query: &Query,
) -> Result<Told, Problem> {
    let ws = &workspace.id;
    let mut fields = query.fields()?;
    let name = fields.optional("metric", parsed::<Name>);
    let id = fields.optional("survey", parsed::<SurveyId>);
    let survey = match &id {
        Some(id) => match known.iter().find(|survey| survey.id == *id) {
            Some(survey) => Some(survey.clone()),
            None => backend.store.survey(ws, id).await?,
        },
        None => None,
    };
    let unknown = id.is_some() && survey.is_none();
    if let Some(survey) = survey.as_ref().filter(|survey| survey.enps.is_some()) {
        return enps::answer(backend, workspace, survey, name.as_ref(), fields).await.map(Told::Employees);
    }
    let readable = !unknown && fields.has("metric") == name.is_some() && fields.has("survey") == id.is_some();
    let own = score(name.as_ref(), survey.as_ref());
    let subject = if readable { subject(&mut fields, name.as_ref(), survey, workspace) } else { None };
    let zone = zone(workspace, subject.as_ref()).clone();
    let today = zone.date(backend.now());
    let asked = Asked::read(fields, subject.as_ref().or(own.as_ref()), today)?;
    // Unknown and another workspace's look the same.
    let subject = subject.ok_or_else(|| Problem::not_found("survey"))?;
    let (windows, reading) = (Windows::of(&asked), Reading::new(workspace, backend.now()));
    let reader =
        read::Reader { store: &backend.store, ws, subject: &subject, asked: &asked, reading, windows: &windows, today };
    let looked = Looked::read(&reader).await?;
    let held = reader.read().await?;
    let found = Board { reader: &reader, held: &held, looked: &looked }.found()?;
    let survey = subject.survey();
    let measure = survey.map(|survey| survey.measure).filter(|_| matches!(subject, Subject::Score(_)));
    let direction = match subject.better() {
        Better::Higher => Some(Direction::HigherIsBetter.name()),
        Better::Lower => Some(Direction::LowerIsBetter.name()),
        Better::None => None,
    };
    Ok(Told::Counted(Box::new(Answer {
        metric: subject.name(),
        survey: survey.map(|survey| survey.id.to_string()),
        time_zone: zone.name().to_owned(),
        interval: asked::interval_name(asked.interval),
        unit: subject.unit(),
        kind: survey.filter(|_| subject.is_of_answers()).map(|survey| survey.kind.name()),
        scale: measure.map(Measure::scale),
        direction: measure.map_or(direction, |measure| Some(measure.direction().name())),
        method: measure.map(Measure::method).map(Method::name),
        found,
        as_of: looked.as_of,
    })))
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
