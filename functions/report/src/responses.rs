//! `GET /v1/surveys/{id}/responses`: what people answered, newest first, page by page; and one response by either of its
//! ids. Days are read by key from the newest backwards, never more than a page needs.

mod filter;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response as HttpResponse};
use domain::id::{ResponseId, SubmissionId, SurveyId, WorkspaceId};
use domain::input::Refusal;
use domain::response::Response;
use domain::survey::Survey;
use http::{HeaderMap, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;
use web::auth::Reader;
use web::backend::Backend;
use web::cursor;
use web::problem::Problem;
use web::query::{Days, Query};

use crate::metrics::zone_of;
use filter::Filter;

/// The most days of one list.
const MAX_DAYS: usize = 366;
/// The most bytes of a page.
const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// The most queries for one page; a page that ends here may be empty and has a cursor.
const QUERIES: usize = 100;
/// The most responses that are looked at for one page, whether they pass the filters or not.
const LOOKED_AT: usize = 5000;

/// Where a list goes on: the interval as it was first asked for, so that midnight does not move it, and the id below which
/// the rest lies.
struct Position {
    from: Timestamp,
    below: Uuid,
}

impl Position {
    fn write(&self) -> String {
        format!("{} {}", self.from, self.below)
    }

    fn read(text: &str) -> Option<Self> {
        let (from, below) = text.split_once(' ')?;
        Some(Self { from: from.parse().ok()?, below: below.parse().ok()? })
    }
}

/// The survey that a path names.
pub async fn survey_of(
    backend: &Backend,
    ws: &WorkspaceId,
    id: Result<&String, &PathRejection>,
) -> Result<Survey, Problem> {
    let id: Option<SurveyId> = id.ok().and_then(|id| id.parse().ok());
    let survey = match &id {
        Some(id) => backend.store.survey(ws, id).await?,
        None => None,
    };
    survey.ok_or_else(|| Problem::not_found("survey"))
}

/// Of a survey of employees no single answer is shown to anybody.
fn not_of_employees(survey: &Survey) -> Result<(), Problem> {
    if survey.enps.is_none() {
        return Ok(());
    }
    let detail = "answers to this survey are shown in its periods' results alone; GET /v1/metrics?metric=enps has them";
    Err(Problem::conflict("enps_is_anonymous", detail))
}

/// A response as somebody who may read sees it: with what stands around it.
fn shown(response: &Response, survey: &Survey) -> Value {
    let mut value = response.to_json(survey);
    value["segment"] = json!(response.segment);
    value["person"] = json!(response.person.as_ref().map(ToString::to_string));
    value["dispatch"] = json!(response.dispatch.map(|id| id.to_string()));
    value["suspect"] = json!(response.suspect.map(|suspect| suspect.rule.name()));
    value["suspect_version"] = json!(response.suspect.map(|suspect| suspect.rules));
    value
}

/// Handles the call for one response.
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    path: Result<Path<(String, String)>, PathRejection>,
    query: Query,
) -> Result<Json<Value>, Problem> {
    query.fields()?.finish(|| Some(()))?;
    let ids = path.as_ref().map(|Path(ids)| ids);
    let survey = survey_of(&backend, &caller.workspace, ids.map(|ids| &ids.0)).await?;
    not_of_employees(&survey)?;
    let not_found = || Problem::not_found("response");
    let id = ids.ok().and_then(|ids| either(&ids.1)).ok_or_else(not_found)?;
    let stored = backend.store.response(&caller.workspace, &survey, id).await?;
    let stored = stored.filter(|(response, _)| !response.is_expired(backend.now()));
    let (response, _) = stored.ok_or_else(not_found)?;
    Ok(Json(shown(&response, &survey)))
}

/// A response's id in either of its spellings.
fn either(text: &str) -> Option<SubmissionId> {
    let server: Option<ResponseId> = text.parse().ok();
    server.map_or_else(|| text.parse().ok(), |id| id.try_into().ok())
}

/// Refuses the contract's other forms of the list, which this version does not make: a client that asked for a table must
/// not get JSON unasked.
fn only_json(headers: &HeaderMap) -> Result<(), Problem> {
    let wanted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if ["text/csv", "application/x-ndjson"].iter().any(|form| wanted.starts_with(form)) {
        let detail = "this version gives the list as JSON alone; ask for application/json";
        return Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "not_available_yet", detail));
    }
    Ok(())
}

/// Handles the call for the list.
pub async fn list(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    query: Query,
) -> Result<HttpResponse, Problem> {
    only_json(&headers)?;
    let ws = &caller.workspace;
    let survey = survey_of(&backend, ws, path.as_ref().map(|Path(id)| id)).await?;
    not_of_employees(&survey)?;
    let zone = zone_of(&backend.store, ws, &survey).await?;
    let selection = format!("responses {} {}", survey.id, query.selection());
    let mut fields = query.fields()?;
    let days = Days::read(&mut fields, zone.date(backend.now()), MAX_DAYS);
    let limit = fields.optional("limit", |value| {
        cursor::limit(value.as_str()).map_err(|problem| Refusal::new(problem.code(), "expected 1 to 1000"))
    });
    let position = fields.optional("cursor", |value| {
        let position = cursor::open(&backend, ws, &selection, value.as_str().unwrap_or_default()).ok();
        let reason = "take next_cursor from the answer before, with the same query";
        position.and_then(|text| Position::read(&text)).ok_or_else(|| Refusal::new("invalid_cursor", reason))
    });
    let filter = Filter::read(&mut fields, &survey);
    let days = fields.finish(|| days)?;
    let position = position.unwrap_or_else(|| {
        // No id lies ahead of the clock by more than minutes, so days to come are not looked through.
        let end = zone.day(days.last).end.min(backend.now() + SignedDuration::from_hours(1));
        Position { from: zone.start(days.first), below: SubmissionId::first_at(end) }
    });
    let page = page(&backend, ws, &survey, &filter, position, limit.unwrap_or(100)).await?;
    let next = page.next.map(|next| cursor::seal(&backend, ws, &selection, &next.write()));
    // The rows are JSON texts already: they were measured for the page's size.
    let body = format!(r#"{{"data":[{}],"next_cursor":{}}}"#, page.rows.join(","), json!(next));
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

struct Page {
    rows: Vec<String>,
    next: Option<Position>,
}

async fn page(
    backend: &Backend,
    ws: &WorkspaceId,
    survey: &Survey,
    filter: &Filter,
    mut at: Position,
    limit: usize,
) -> Result<Page, Problem> {
    let mut rows: Vec<String> = Vec::new();
    let (mut bytes, mut looked_at, now) = (0, 0, backend.now());
    for _ in 0..QUERIES {
        // Without a filter no more is read than is shown.
        let most = if filter.is_empty() { limit - rows.len() } else { 1000 };
        let found = backend.store.newest_responses(ws, survey, at.from, at.below, most).await?;
        for response in &found.responses {
            looked_at += 1;
            if !response.is_expired(now) && filter.lets(response) {
                let row = shown(response, survey).to_string();
                bytes += row.len() + 1;
                if bytes > PAGE_BYTES && !rows.is_empty() {
                    return Ok(Page { rows, next: Some(at) });
                }
                rows.push(row);
            }
            at.below = response.id.bits();
            if rows.len() == limit {
                break;
            }
        }
        let whole = found.responses.last().is_none_or(|last| last.id.bits() == at.below);
        match found.below {
            None if whole => return Ok(Page { rows, next: None }),
            Some(below) if whole => at.below = below,
            _ => {}
        }
        if rows.len() == limit || looked_at >= LOOKED_AT {
            break;
        }
    }
    Ok(Page { rows, next: Some(at) })
}
