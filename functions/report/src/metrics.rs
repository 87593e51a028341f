//! `GET /v1/metrics`: a number over time. Only counts are read, by key and for the days asked for: one range of day totals
//! for each source, and for a grouping the cubes of the same days. The numbers are made here, by the domain, and never
//! rounded.

mod asked;
mod compared;
mod enps;
mod entry;
mod pot;
mod read;
mod subject;
mod windows;

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::day::{Interval, Zone};
use domain::id::{SurveyId, WorkspaceId};
use domain::input::{Fields, Problems, Refusal, parsed};

use domain::metric::{Before, Beside, Better, BuiltIn, Input, MixedCurrencies, Name, Number, Reading, Unit, year};
use domain::score::{Direction, Measure, Method, Scale, SurveyKind};
use domain::stamped::millis;
use domain::stats::Share;
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::Timestamp;
use serde::Serialize;
use store::Store;
use web::auth::Reader;
use web::backend::Backend;
use web::problem::Problem;
use web::query::{Days, Query};

use asked::{Asked, Compare};
use compared::{Compared, Differ, Previous};
pub use entry::Entry;
use entry::Group;
use pot::Pot;
use read::{Held, Key};
use subject::Subject;
use windows::Windows;

/// The most entries of one answer: what a Lambda function may answer is 6 MB, and an entry has about 600 bytes.
const MAX_ENTRIES: usize = 8000;

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

/// The entries, and with `compare=groups` whether the groups of each period differ at all.
#[derive(Debug, Serialize)]
struct Found {
    series: Vec<Entry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    overall: Vec<Differ>,
}

/// Handles the call.
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    query: Query,
) -> Result<Response, Problem> {
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
    if let Some(survey) = survey.as_ref().filter(|survey| enps::answers(survey, name.as_ref())) {
        return enps::answer(&backend, &workspace, survey, name.as_ref(), fields).await;
    }
    let readable = !unknown && fields.has("metric") == name.is_some() && fields.has("survey") == id.is_some();
    let subject = if readable { subject(&mut fields, name.as_ref(), survey, &workspace) } else { None };
    let zone = zone(&workspace, subject.as_ref()).clone();
    let asked = Asked::read(fields, subject.as_ref(), zone.date(backend.now()))?;
    // Unknown and another workspace's look the same.
    let subject = subject.ok_or_else(|| Problem::not_found("survey"))?;
    let reading = Reading::new(&workspace, backend.now());
    let found = find(&backend.store, ws, &subject, &asked, &reading).await?;
    let mut as_of = None;
    for source in subject.sources() {
        as_of = as_of.max(backend.store.as_of(ws, &source, asked.days.first, asked.days.last).await?);
    }
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
        kind: survey.map(|survey| survey.kind).map(SurveyKind::name),
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

async fn find(
    store: &Store,
    ws: &WorkspaceId,
    subject: &Subject,
    asked: &Asked,
    reading: &Reading<'_>,
) -> Result<Found, Problem> {
    let windows = Windows::over(asked.days, asked.interval, asked.compare == Some(Compare::Previous));
    let reader = read::Reader { store, ws, subject, group_by: &asked.group_by, reading, windows: &windows };
    let held = reader.read().await?;
    Board { subject, asked, reading, windows: &windows, held: &held }.found()
}

/// All that was read, on its way to entries.
struct Board<'a> {
    subject: &'a Subject,
    asked: &'a Asked,
    reading: &'a Reading<'a>,
    windows: &'a Windows,
    held: &'a [Held<'a>],
}

impl Board<'_> {
    fn found(&self) -> Result<Found, Problem> {
        let groups: BTreeSet<Key> = if self.asked.group_by.is_empty() {
            BTreeSet::from([Vec::new()])
        } else {
            self.held[..self.windows.periods].iter().flat_map(|held| held.pots.keys().cloned()).collect()
        };
        if groups.len().saturating_mul(self.windows.periods) > MAX_ENTRIES {
            let reason = format!(
                "the answer would have more than {MAX_ENTRIES} entries; take a longer interval, fewer days or one dimension"
            );
            return Err(Problems::one("group_by", Refusal::new("too_many_entries", reason)).into());
        }
        let mut found = Found { series: Vec::new(), overall: Vec::new() };
        for period in 0..self.windows.periods {
            let mut inputs = Vec::new();
            let first = found.series.len();
            for key in &groups {
                let (entry, input) = self.entry(period, key)?;
                found.series.push(entry);
                inputs.push(input);
            }
            if self.asked.compare == Some(Compare::Groups) {
                let judged = Compared::each_with_the_rest(&inputs, self.subject.better());
                for (entry, judged) in found.series[first..].iter_mut().zip(judged) {
                    entry.against_rest = Some(judged);
                }
                let period = self.windows.all[period].name.clone();
                found.overall.push(Differ { period, overall: Input::overall(&inputs) });
            }
        }
        self.add_years(&mut found.series, groups.len());
        Ok(found)
    }

    /// The number of a group in a window.
    fn number(&self, place: usize, key: &Key) -> Result<(Pot<'_>, Number), Problem> {
        let window = &self.windows.all[place];
        let pot = self.held[place].pots.get(key).cloned();
        let pot = pot.unwrap_or_else(|| Pot::new(self.subject, window, Before::default()));
        let number = pot.number(self.reading).map_err(|error| mixed(&error))?;
        Ok((pot, number))
    }

    fn entry(&self, period: usize, key: &Key) -> Result<(Entry, Input), Problem> {
        let window = &self.windows.all[period];
        let (pot, number) = self.number(period, key)?;
        let input = number.input.clone();
        let group = Group::of(&self.asked.group_by, key);
        let named = (window.name.clone(), window.from, window.to);
        let mut entry = Entry::new(named, group, &pot, number, self.held[period].revision);
        if let Some(place) = self.windows.before(period) {
            let before = &self.windows.all[place];
            let (_, number) = self.number(place, key)?;
            entry.previous = Some(Previous::of(before.from, before.to, &number.estimate));
            entry.comparison = Some(Compared::of(&input, &number.input, self.subject.better(), "the period before"));
        }
        Ok((entry, input))
    }

    /// What twelve whole months of churn come to: beside the last of them, by group.
    fn add_years(&self, series: &mut [Entry], groups: usize) {
        let metric = match self.subject {
            Subject::Timelines(metric @ (BuiltIn::GrossChurn | BuiltIn::Retention), _) => *metric,
            _ => return,
        };
        if self.asked.interval != Interval::Month {
            return;
        }
        let mut months: BTreeMap<usize, Vec<Option<Share>>> = BTreeMap::new();
        for (place, entry) in series.iter_mut().enumerate() {
            let whole = entry.from.day() == 1 && entry.to == entry.to.last_of_month();
            let share = entry.share_lost().filter(|_| whole);
            let passed = months.entry(place % groups.max(1)).or_default();
            passed.push(share);
            let last: Option<Vec<Share>> = passed.iter().rev().take(12).rev().copied().collect();
            if let Some(lost) = last.as_deref().and_then(year) {
                let value = match metric {
                    BuiltIn::Retention => lost.value.map(|lost| 100.0 - lost),
                    _ => lost.value,
                };
                entry.beside.insert("year", Beside::Number(value));
            }
        }
    }
}

fn mixed(error: &MixedCurrencies) -> Problem {
    Problem::conflict("mixed_currencies", error.to_string())
}

/// The ungrouped scores of a survey over several stretches of some days: what the dashboard shows is what the API answers.
pub async fn pooled<const N: usize>(
    store: &Store,
    workspace: &Workspace,
    now: Timestamp,
    survey: &Survey,
    stretches: [(Days, Interval); N],
) -> Result<[Vec<Entry>; N], Problem> {
    let subject = Subject::Score(Box::new(survey.clone()));
    let reading = Reading::new(workspace, now);
    let mut entries = std::array::from_fn(|_| Vec::new());
    for (entries, (days, interval)) in entries.iter_mut().zip(stretches) {
        let asked = Asked { days, interval, group_by: Vec::new(), compare: None };
        *entries = find(store, &workspace.id, &subject, &asked, &reading).await?.series;
    }
    Ok(entries)
}

/// When a survey's buckets of these days changed last.
pub async fn as_of(store: &Store, ws: &WorkspaceId, survey: &Survey, days: Days) -> Result<Option<Timestamp>, Problem> {
    Ok(store.as_of(ws, &(&survey.id).into(), days.first, days.last).await?)
}
