//! `GET /v1/metrics`: a number over time. Only counts are read, by key and for the days asked for: one range of day totals
//! for each source, and for a grouping the cubes of the same days. The numbers are made here, by the domain, and never
//! rounded.

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

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::day::{Interval, Zone};
use domain::id::{SurveyId, WorkspaceId};
use domain::input::{Fields, parsed};
use domain::metric::{Better, Name, Reading, Reads, Unit};
use domain::score::{Direction, Measure, Method, Scale};
use domain::stamped::millis;
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::Timestamp;
use serde::Serialize;
use store::Store;
use web::auth::Reader;
use web::backend::Backend;
use web::problem::Problem;
use web::query::{Days, Query};

use asked::Asked;
use board::{Board, Found};
pub use entry::Entry;
use looked::Looked;
use subject::Subject;
use windows::Windows;

/// The answer. What a metric over events has no word for is `null`.
#[derive(Debug, Serialize)]
pub struct Answer {
    metric: String,
    survey: Option<String>,
    time_zone: String,
    interval: &'static str,
    unit: Unit,
    kind: Option<&'static str>,
    scale: Option<Scale>,
    direction: Option<&'static str>,
    method: Option<&'static str>,
    #[serde(flatten)]
    found: Found,
    as_of: Option<String>,
}

/// Handles the call.
pub async fn show(Reader(caller): Reader, State(backend): State<Backend>, query: Query) -> Result<Response, Problem> {
    let ws = &caller.workspace;
    let mut fields = query.fields()?;
    let name = fields.optional("metric", parsed::<Name>);
    let id = fields.optional("survey", parsed::<SurveyId>);
    let survey = match &id {
        Some(id) => backend.store.survey(ws, id).await?,
        None => None,
    };
    let unknown = id.is_some() && survey.is_none();
    let workspace = settings(&backend.store, ws).await?;
    if let Some(survey) = survey.as_ref().filter(|survey| survey.enps.is_some()) {
        return enps::answer(&backend, &workspace, survey, name.as_ref(), fields).await;
    }
    let readable = !unknown && fields.has("metric") == name.is_some() && fields.has("survey") == id.is_some();
    let own = score(name.as_ref(), survey.as_ref());
    let subject = if readable { subject(&mut fields, name.as_ref(), survey, &workspace) } else { None };
    let zone = zone(&workspace, subject.as_ref()).clone();
    let today = zone.date(backend.now());
    let asked = Asked::read(fields, subject.as_ref().or(own.as_ref()), today)?;
    // Unknown and another workspace's look the same.
    let subject = subject.ok_or_else(|| Problem::not_found("survey"))?;
    let (windows, reading) = (Windows::of(&asked), Reading::new(&workspace, backend.now()));
    let reader =
        read::Reader { store: &backend.store, ws, subject: &subject, asked: &asked, reading, windows: &windows, today };
    let (found, as_of) = found(&reader).await?;
    let survey = subject.survey();
    let measure = survey.map(|survey| survey.measure).filter(|_| matches!(subject, Subject::Score(_)));
    let direction = match subject.better() {
        Better::Higher => Some(Direction::HigherIsBetter.name()),
        Better::Lower => Some(Direction::LowerIsBetter.name()),
        Better::None => None,
    };
    Ok(Json(Answer {
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
        as_of: as_of.map(millis),
    })
    .into_response())
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

async fn settings(store: &Store, ws: &WorkspaceId) -> Result<Workspace, Problem> {
    Ok(store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone())))
}

/// The zone of the days: of answers the survey's own, else the workspace's; of events the workspace's.
fn zone<'a>(workspace: &'a Workspace, subject: Option<&'a Subject>) -> &'a Zone {
    match subject {
        Some(Subject::Score(survey) | Subject::Questions(survey, _)) => survey.zone(workspace),
        _ => &workspace.time_zone,
    }
}

/// The zone of a survey's days: its own, else the workspace's.
pub async fn zone_of(store: &Store, ws: &WorkspaceId, survey: &Survey) -> Result<Zone, Problem> {
    if let Some(zone) = &survey.time_zone {
        return Ok(zone.clone());
    }
    Ok(settings(store, ws).await?.time_zone)
}

/// The entries, and when a bucket that they are made of changed last.
async fn found(reader: &read::Reader<'_>) -> Result<(Found, Option<Timestamp>), Problem> {
    let looked = Looked::read(reader).await?;
    let held = reader.read().await?;
    Ok((Board { reader, held: &held, looked: &looked }.found()?, looked.as_of))
}

/// Entries, and when a bucket that they are made of changed last.
pub type Pooled = (Vec<Entry>, Option<Timestamp>);

/// The ungrouped scores of a survey over several stretches of some days: what the dashboard shows is what the API answers.
pub async fn pooled<const N: usize>(
    store: &Store,
    workspace: &Workspace,
    now: Timestamp,
    survey: &Survey,
    stretches: [(Days, Interval); N],
) -> Result<[Pooled; N], Problem> {
    let subject = Subject::Score(Box::new(survey.clone()));
    let today = survey.zone(workspace).date(now);
    let mut all = std::array::from_fn(|_| Pooled::default());
    for (pooled, (days, interval)) in all.iter_mut().zip(stretches) {
        let asked = Asked { days, interval, group_by: Vec::new(), compare: None };
        let (windows, reading) = (Windows::of(&asked), Reading::new(workspace, now));
        let (subject, asked, windows) = (&subject, &asked, &windows);
        let reader = read::Reader { store, ws: &workspace.id, subject, asked, reading, windows, today };
        let (found, as_of) = found(&reader).await?;
        *pooled = (found.series, as_of);
    }
    Ok(all)
}
