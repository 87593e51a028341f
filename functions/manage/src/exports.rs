//! Exports that are larger than one answer: asked for here, written by the function `jobs`, fetched by a URL that each look
//! at an export makes anew.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use domain::day::MAX_DAYS;
use domain::export::{Asked, Export, Failed, Format, State as Progress};
use domain::id::{ExportId, SurveyId, WorkspaceId};
use domain::input::{Fields, Refusal, boolean, parsed};
use domain::stamped::millis;
use domain::survey::Survey;
use domain::task::JobTask;
use domain::workspace::Workspace;
use files::FilesError;
use http::StatusCode;
use jiff::Timestamp;
use reading::responses::{FILTERS, Filter, not_of_employees};
use runtime::queue::Outgoing;
use serde_json::{Value, json};
use web::auth::Reader;
use web::backend::Backend;
use web::body;
use web::named::Named;
use web::problem::Problem;
use web::query::Days;

use crate::Manage;
use crate::rollups::unknown_survey;

/// How many exports of a workspace may be written at the same time.
const AT_ONCE: usize = 10;
/// After how many seconds to ask again where that many are.
const BUSY: u32 = 60;

/// The body as a list's query spells it, so that both are read by the same rules: numbers and booleans as text.
fn as_query(body: &Value, survey: Option<&Survey>) -> Value {
    let words = survey.is_some_and(|survey| !survey.measure.scale().choices().is_empty());
    let mut spelled = body.clone();
    for name in ["score_min", "score_max", "suspect"] {
        let Some(value) = spelled.get_mut(name).filter(|value| !value.is_null()) else { continue };
        let text = match &*value {
            Value::Number(score) if name != "suspect" => score.to_string(),
            Value::String(word) if words && name != "suspect" => word.clone(),
            Value::Bool(suspect) if name == "suspect" => suspect.to_string(),
            // Nothing that a query could say.
            _ => String::new(),
        };
        *value = Value::from(text);
    }
    spelled
}

fn parse(body: &Value, workspace: &Workspace, survey: Option<&Survey>, now: Timestamp) -> Result<Asked, Problem> {
    let spelled = as_query(body, survey);
    let mut fields = Fields::of(&spelled, "")?;
    let id = fields.required("survey", |value| {
        parsed::<SurveyId>(value)?;
        survey.map(|survey| survey.id.clone()).ok_or_else(unknown_survey)
    });
    let format = fields.required("format", parsed::<Format>);
    let bom = fields.optional("bom", boolean).unwrap_or(false);
    if bom && format == Some(Format::Ndjson) {
        fields.refuse("bom", Refusal::new("not_for_ndjson", "NDJSON has no byte order mark; leave it out"));
    }
    let zone = survey.map_or(&workspace.time_zone, |survey| survey.zone(workspace));
    let days = Days::read(&mut fields, zone.date(now), MAX_DAYS);
    match survey {
        Some(survey) => drop(Filter::read(&mut fields, survey)),
        // Nobody can say what they would mean; the survey is what is wrong.
        None => FILTERS.into_iter().for_each(|name| fields.optional(name, |_| Ok(())).unwrap_or_default()),
    }
    let text = |name: &str| Some((name.to_owned(), spelled[name].as_str()?.to_owned()));
    let filters: BTreeMap<_, _> = FILTERS.into_iter().filter_map(text).collect();
    Ok(fields.finish(|| {
        let (survey, format, Days { first, last }) = (id?, format?, days?);
        Some(Asked { survey, format, bom, first, last, filters })
    })?)
}

async fn queue(manage: &Manage, ws: &WorkspaceId, export: Export) -> Result<(), Problem> {
    let task = JobTask::Export { workspace: ws.to_string(), export: export.id.to_string() };
    let body = serde_json::to_string(&task).map_err(|_| Problem::internal())?;
    manage.backend.store.put_export(ws, &export).await?;
    let queued = manage.jobs.send(vec![Outgoing { body, delay: Duration::ZERO }]).await;
    if queued.is_err() {
        // Nobody will write it, and nobody learned its id: it must not count among those that run.
        let failed = Export { state: Progress::Failed(Failed::GaveUp), ..export };
        manage.backend.store.put_export(ws, &failed).await?;
    }
    Ok(queued?)
}

/// Export responses to a file
///
/// For more than one answer of the list holds. The file has what the list has as CSV or NDJSON, with the same filters; it is
/// written by and by, and kept for 7 days.
#[utoipa::path(
    post, path = "/v1/exports", tag = "exports", operation_id = "postExport",
    security(("key" = ["read"])),
    request_body(content = api::NewExport, example = json!(api::examples::post_export())),
    responses(
        (
            status = 202, description = "It is being written.",
            body = api::ExportAsked, example = json!(api::examples::post_export_answered()),
        ),
    ),
    extensions(("x-codes" = json!([
        api::codes::EXPORT, api::codes::LIST, api::codes::DAYS, "enps_is_anonymous", "rate_limited",
    ]))),
)]
pub async fn post(
    Reader(caller): Reader,
    State(manage): State<Manage>,
    body: body::Json,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let (store, ws, now) = (&manage.backend.store, &caller.workspace, manage.backend.now());
    let id: Option<SurveyId> = body.value["survey"].as_str().and_then(|id| id.parse().ok());
    let survey = match id {
        Some(id) => store.survey(ws, &id).await?,
        None => None,
    };
    survey.as_ref().map_or(Ok(()), not_of_employees)?;
    let workspace = reading::workspace(store, ws).await?;
    let asked = parse(&body.value, &workspace, survey.as_ref(), now)?;
    let running = |export: &&Export| export.state_at(now) == Progress::Running;
    if store.exports(ws).await?.iter().filter(running).count() >= AT_ONCE {
        let detail = format!(
            "{AT_ONCE} exports of this workspace are being written, as many as may be at a time; wait until one of them is done"
        );
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).with_retry(BUSY));
    }
    let export = Export::new(ExportId::new(crate::new_id(now)?), asked, now);
    let told = json!({"id": export.id.to_string(), "status": export.state.name()});
    queue(&manage, ws, export).await?;
    Ok((StatusCode::ACCEPTED, Json(told)))
}

/// How far an export is
#[utoipa::path(
    get, path = "/v1/exports/{id}", tag = "exports", operation_id = "getExport",
    security(("key" = ["read"])),
    params(("id" = api::ExportId, Path, description = "The export.")),
    responses(
        (
            status = 200, description = "How far it is, with a URL of the file once it is done.",
            body = api::Export, example = json!(api::examples::export()),
        ),
    ),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn show(Reader(caller): Reader, State(manage): State<Manage>, named: Named) -> Result<Json<Value>, Problem> {
    let (Backend { store, .. }, ws, now) = (&manage.backend, &caller.workspace, manage.backend.now());
    let id: ExportId = named.existing("export")?;
    let export = store.export(ws, id).await?.filter(|export| !export.is_expired(now));
    let export = export.ok_or_else(|| Problem::not_found("export"))?;
    let state = export.state_at(now);
    let link = match state {
        Progress::Done => Some(manage.files.link(ws, &export, now).await),
        Progress::Running | Progress::Failed(_) => None,
    };
    let link = link.transpose().map_err(|error| no_link(&error))?;
    let (until, url) = link.map(|link| (millis(link.until), link.url)).unzip();
    let mut shown = json!({
        "id": id.to_string(),
        "status": state.name(),
        "survey": export.asked.survey.as_str(),
        "format": export.asked.format.name(),
        "from": export.asked.first.to_string(),
        "to": export.asked.last.to_string(),
        "rows": export.rows,
        "bytes": export.bytes,
        "url": url,
        "url_expires_at": until,
        "expires_at": millis(export.expires_at()),
    });
    if let Progress::Failed(why) = state {
        shown["reason"] = json!(why.name());
    }
    Ok(Json(shown))
}

fn no_link(error: &FilesError) -> Problem {
    tracing::error!(%error, "no URL could be made");
    Problem::unavailable()
}
