//! `GET /v1/metrics`: a survey's score over time. Only counts are read, by key and for the days asked for: one range of
//! day totals, and for a grouping the cubes of the same days. The scores are made here, by the domain, and never rounded.

mod asked;
mod series;

use axum::Json;
use axum::extract::State;
use domain::day::{Interval, Zone};
use domain::id::{SurveyId, WorkspaceId};
use domain::input::parsed;
use domain::score::{Direction, Method, Metric, Scale};
use domain::stamped::millis;
use domain::survey::Survey;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use store::Store;
use web::auth::Reader;
use web::backend::Backend;
use web::problem::Problem;
use web::query::{Days, Query};

use asked::Asked;
pub use series::{Entry, Series};

/// How many days of cubes are held at once: a day's cube may have hundreds of kilobytes.
const CHUNK: i32 = 31;

/// The answer.
#[derive(Debug, Serialize)]
pub struct Answer {
    metric: Metric,
    survey: String,
    time_zone: String,
    interval: &'static str,
    kind: &'static str,
    scale: Scale,
    direction: Direction,
    method: Method,
    series: Vec<Entry>,
    as_of: Option<String>,
}

/// Handles the call.
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    query: Query,
) -> Result<Json<Answer>, Problem> {
    let ws = &caller.workspace;
    let mut fields = query.fields()?;
    let id = fields.required("survey", parsed::<SurveyId>);
    let survey = match &id {
        Some(id) => backend.store.survey(ws, id).await?,
        None => None,
    };
    let zone = match &survey {
        Some(survey) => zone_of(&backend.store, ws, survey).await?,
        None => Zone::utc(),
    };
    let asked = Asked::read(fields, survey.as_ref(), zone.date(backend.now()))?;
    // Unknown and another workspace's look the same.
    let survey = survey.ok_or_else(|| Problem::not_found("survey"))?;
    let series = read(&backend.store, ws, &survey, &asked).await?;
    let as_of = backend.store.as_of(ws, &survey.id, asked.days.first, asked.days.last).await?;
    let measure = survey.measure;
    Ok(Json(Answer {
        metric: measure.metric(),
        survey: survey.id.to_string(),
        time_zone: zone.name().to_owned(),
        interval: asked::interval_name(asked.interval),
        kind: survey.kind.name(),
        scale: measure.scale(),
        direction: measure.direction(),
        method: measure.method(),
        series: series.entries(&survey, &asked.group_by)?,
        as_of: as_of.map(millis),
    }))
}

/// The zone of a survey's days: its own, else the workspace's.
pub async fn zone_of(store: &Store, ws: &WorkspaceId, survey: &Survey) -> Result<Zone, Problem> {
    if let Some(zone) = &survey.time_zone {
        return Ok(zone.clone());
    }
    Ok(store.workspace(ws).await?.map_or_else(Zone::utc, |workspace| workspace.time_zone))
}

async fn read(store: &Store, ws: &WorkspaceId, survey: &Survey, asked: &Asked) -> Result<Series, Problem> {
    let Days { first, last } = asked.days;
    let mut series = Series::over(asked.days, asked.interval);
    let grouped = !asked.group_by.is_empty();
    for (day, totals) in store.totals(ws, &survey.id, first, last).await? {
        series.revise(day, totals.revision);
        if !grouped {
            series.count(day, Vec::new(), &totals.cell);
        }
    }
    if grouped {
        let names: Vec<_> = asked.group_by.iter().map(String::as_str).collect();
        for (from, to) in chunks(asked.days) {
            for (day, cube) in store.cubes(ws, &survey.id, from, to).await? {
                for (group, cell) in cube.groups(&names) {
                    series.count(day, group, &cell);
                }
            }
        }
    }
    Ok(series)
}

fn chunks(days: Days) -> impl Iterator<Item = (Date, Date)> {
    days.first.series(CHUNK.days()).take_while(move |from| *from <= days.last).map(move |from| {
        let to = from.checked_add((CHUNK - 1).days()).unwrap_or(days.last);
        (from, to.min(days.last))
    })
}

/// The ungrouped scores of a survey over several stretches of some days, from one read: what the dashboard shows is what
/// the API answers.
pub async fn pooled<const N: usize>(
    store: &Store,
    ws: &WorkspaceId,
    survey: &Survey,
    days: Days,
    stretches: [(Days, Interval); N],
) -> Result<[Vec<Entry>; N], Problem> {
    let totals = store.totals(ws, &survey.id, days.first, days.last).await?;
    let mut pooled = stretches.map(|(days, interval)| Series::over(days, interval));
    for series in &mut pooled {
        for (day, totals) in &totals {
            series.revise(*day, totals.revision);
            series.count(*day, Vec::new(), &totals.cell);
        }
    }
    let mut entries = std::array::from_fn(|_| Vec::new());
    for (entries, series) in entries.iter_mut().zip(pooled) {
        *entries = series.entries(survey, &[])?;
    }
    Ok(entries)
}

/// When a survey's buckets of these days changed last.
pub async fn as_of(store: &Store, ws: &WorkspaceId, survey: &Survey, days: Days) -> Result<Option<Timestamp>, Problem> {
    Ok(store.as_of(ws, &survey.id, days.first, days.last).await?)
}
