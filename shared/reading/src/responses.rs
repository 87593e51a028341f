//! What people answered: a list of it, newest first, page by page, and one response by either of its ids. Days are read by
//! key from the newest backwards, never more than a page needs.

mod filter;

use domain::id::{ResponseId, SubmissionId, SurveyId, WorkspaceId};
use domain::input::{Refusal, boolean};
use domain::response::Response;
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::Revision;
use uuid::Uuid;
use web::backend::Backend;
use web::cursor;
use web::problem::Problem;
use web::query::{Days, Query};

pub use filter::{FILTERS, Filter};

/// The most days of one list.
const MAX_DAYS: usize = 366;
/// The most bytes of a page, as [`escaped`] counts them.
pub const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// The most queries for one page; a page that ends here may be empty and has a cursor.
const QUERIES: usize = 100;
/// The most responses that are read at once.
const AT_ONCE: usize = 1000;
/// The most responses that are looked at for one page, whether they pass the filters or not.
pub const LOOKED_AT: usize = 5000;

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

/// The survey of an id, as a path spells it.
///
/// # Errors
/// 404 where this workspace has none.
pub async fn survey_of(backend: &Backend, ws: &WorkspaceId, id: &str) -> Result<Survey, Problem> {
    let survey = match id.parse::<SurveyId>() {
        Ok(id) => backend.store.survey(ws, &id).await?,
        Err(_) => None,
    };
    survey.ok_or_else(|| Problem::not_found("survey"))
}

/// Of a survey of employees no single answer is shown to anybody.
///
/// # Errors
/// 409 for such a survey.
pub fn not_of_employees(survey: &Survey) -> Result<(), Problem> {
    if survey.enps.is_none() {
        return Ok(());
    }
    let detail = "answers to this survey are shown in its periods' results alone; GET /v1/metrics?metric=enps has them";
    Err(Problem::conflict("enps_is_anonymous", detail))
}

/// A response as somebody who may read sees it: with what stands around it.
pub fn shown(response: &Response, survey: &Survey) -> Value {
    let mut value = response.to_json(survey);
    value["segment"] = json!(response.segment);
    value["person"] = json!(response.person.as_ref().map(ToString::to_string));
    value["dispatch"] = json!(response.dispatch.map(|id| id.to_string()));
    value["suspect"] = json!(response.suspect.map(|suspect| suspect.rule.name()));
    value["suspect_version"] = json!(response.suspect.map(|suspect| suspect.rules));
    value["review"] = response.reviews.to_json();
    value
}

/// One response, by either of its ids.
///
/// # Errors
/// 404 where there is none, or where it has expired; 409 for a survey of employees.
pub async fn one(backend: &Backend, ws: &WorkspaceId, survey: &Survey, id: &str) -> Result<Response, Problem> {
    stored(backend, ws, survey, id).await.map(|(response, _)| response)
}

/// The same, with the revision that a replacement must find.
///
/// # Errors
/// See [`one`].
pub async fn stored(
    backend: &Backend,
    ws: &WorkspaceId,
    survey: &Survey,
    id: &str,
) -> Result<(Response, Revision), Problem> {
    not_of_employees(survey)?;
    let not_found = || Problem::not_found("response");
    let id = either(id).ok_or_else(not_found)?;
    let stored = backend.store.response(ws, survey, id).await?;
    stored.filter(|(response, _)| !response.is_expired(backend.now())).ok_or_else(not_found)
}

/// A response's id in either of its spellings.
fn either(text: &str) -> Option<SubmissionId> {
    let server: Option<ResponseId> = text.parse().ok();
    server.map_or_else(|| text.parse().ok(), |id| id.try_into().ok())
}

/// A page of a list.
#[derive(Debug)]
pub struct Page {
    /// The responses, newest first.
    pub responses: Vec<Response>,
    /// What continues the list.
    pub next_cursor: Option<String>,
}

/// A page in another form than JSON.
#[derive(Debug)]
pub struct Formed {
    /// The page.
    pub page: Page,
    /// The local days that were asked for.
    pub days: Days,
    /// Whether a table is to begin with a byte order mark.
    pub bom: bool,
}

/// How much of a text a page may hold, as Lambda hands it on: in a JSON string.
pub fn escaped(text: &str) -> usize {
    text.bytes().fold(0, |sum, byte| {
        sum + match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 2,
            0..0x20 => 6,
            _ => 1,
        }
    })
}

/// Answers a query of `GET /v1/surveys/{id}/responses`.
///
/// # Errors
/// Every parameter that is not right; 409 for a survey of employees.
pub async fn list(backend: &Backend, workspace: &Workspace, survey: &Survey, query: &Query) -> Result<Page, Problem> {
    let size = |response: &Response| escaped(&shown(response, survey).to_string()) + 1;
    Ok(list_sized(backend, workspace, survey, query, 100, &size).await?.page)
}

/// The same list in another form: of at most `usual` responses where the query doesn't say, each of which has that size.
///
/// # Errors
/// See [`list`].
pub async fn list_sized(
    backend: &Backend,
    workspace: &Workspace,
    survey: &Survey,
    query: &Query,
    usual: usize,
    size: &(dyn Fn(&Response) -> usize + Sync),
) -> Result<Formed, Problem> {
    not_of_employees(survey)?;
    let ws = &workspace.id;
    let zone = survey.zone(workspace);
    let selection = format!("responses {} {}", survey.id, query.selection());
    let mut fields = query.fields()?;
    let days = Days::read(&mut fields, zone.date(backend.now()), MAX_DAYS);
    let limit = fields.optional("limit", |value| {
        cursor::limit(value.as_str()).map_err(|problem| Refusal::new(problem.code(), "expected 1 to 1000"))
    });
    let position = fields.optional("cursor", |value| {
        let position = cursor::open(backend, ws, &selection, value.as_str().unwrap_or_default()).ok();
        let reason = "take next_cursor from the answer before, with the same query";
        position.and_then(|text| Position::read(&text)).ok_or_else(|| Refusal::new("invalid_cursor", reason))
    });
    let filter = Filter::read(&mut fields, survey);
    let bom = fields.optional("bom", |value| match value.as_str() {
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        _ => boolean(value),
    });
    let days = fields.finish(|| days)?;
    let position = position.unwrap_or_else(|| {
        // No id lies ahead of the clock by more than minutes, so days to come are not looked through.
        let end = zone.day(days.last).end.min(backend.now() + SignedDuration::from_hours(1));
        Position { from: zone.start(days.first), below: SubmissionId::first_at(end) }
    });
    let want = Want { filter: &filter, limit: limit.unwrap_or(usual), size };
    let (responses, next) = page(backend, ws, survey, &want, position).await?;
    let next_cursor = next.map(|next| cursor::seal(backend, ws, &selection, &next.write()));
    Ok(Formed { page: Page { responses, next_cursor }, days, bom: bom.unwrap_or(false) })
}

/// What a page is to hold.
struct Want<'a> {
    filter: &'a Filter,
    limit: usize,
    size: &'a (dyn Fn(&Response) -> usize + Sync),
}

async fn page(
    backend: &Backend,
    ws: &WorkspaceId,
    survey: &Survey,
    &Want { filter, limit, size }: &Want<'_>,
    mut at: Position,
) -> Result<(Vec<Response>, Option<Position>), Problem> {
    let mut rows: Vec<Response> = Vec::new();
    let (mut bytes, mut looked_at, now) = (0, 0, backend.now());
    for _ in 0..QUERIES {
        // Without a filter no more is read than is shown.
        let most = if filter.is_empty() { limit - rows.len() } else { AT_ONCE };
        let most = most.min(AT_ONCE);
        let found = backend.store.newest_responses(ws, survey, at.from, at.below, most).await?;
        for response in &found.responses {
            looked_at += 1;
            if !response.is_expired(now) && filter.lets(response) {
                bytes += size(response);
                if bytes > PAGE_BYTES && !rows.is_empty() {
                    return Ok((rows, Some(at)));
                }
                rows.push(response.clone());
            }
            at.below = response.id.bits();
            if rows.len() == limit {
                break;
            }
        }
        let whole = found.responses.last().is_none_or(|last| last.id.bits() == at.below);
        match found.below {
            None if whole => return Ok((rows, None)),
            Some(below) if whole => at.below = below,
            _ => {}
        }
        if rows.len() == limit || looked_at >= LOOKED_AT {
            break;
        }
    }
    Ok((rows, Some(at)))
}
