//! Surveys: put as definitions, shown with everything that follows from them. A change makes a new version; what would
//! make old answers mean something else is refused once there are some.

mod employees;
mod shown;
mod warnings;

use axum::Json;
use axum::extract::State;
use domain::day::Zone;
use domain::id::SurveyId;
use domain::input::Problems;
use domain::survey::Survey;
use domain::workspace::Workspace;
use http::StatusCode;
use serde_json::{Value, json};
use web::auth::{Admin, Reader};
use web::backend::Backend;
use web::body;
use web::cursor;
use web::problem::Problem;

use self::employees::settled;
use self::shown::shown;
use crate::{Manage, rollups, texts, workspace};
use web::named::Named;
use web::paging::Paging;

/// How often a change that met another is tried.
const TRIES: usize = 8;

/// The list's name in its cursors.
const LIST: &str = "surveys";

/// What a definition is to the survey that stands there.
enum Change {
    New(Survey),
    Version { survey: Survey, before: Box<Survey> },
    None(Survey),
}

/// Make or change a survey
///
/// A change makes a new version, and responses keep theirs. An equal definition changes nothing.
#[utoipa::path(
    put, path = "/v1/surveys/{id}", tag = "surveys", operation_id = "putSurvey",
    security(("key" = ["admin"])),
    params(("id" = api::ClientId, Path, description = "Your own id for the survey.")),
    request_body(content = api::SurveyDefinition, examples(
            ("nps" = (summary = "NPS with all defaults", value = json!(api::examples::put_survey_nps()))),
            ("csat" = (summary = "CSAT of the help received", value = json!(api::examples::put_survey_csat()))),
            ("gcr" = (summary = "Whether people did what they came for", value = json!(api::examples::put_survey_gcr()))),
            ("questions" = (summary = "Stars, and what was missing where there were few", value = json!(api::examples::put_survey_questions())))
        )),
    responses(
        (
            status = 200, description = "It stood there: unchanged, or in a new version.",
            body = api::Survey, example = json!(api::examples::survey()),
        ),
        (status = 201, description = "It is new.", body = api::Survey, example = json!(api::examples::survey())),
    ),
    extensions(("x-codes" = json!([
        api::codes::IDS, api::codes::TEXTS, api::codes::OWN_METRICS, api::codes::QUESTIONS, api::codes::SURVEY,
        "survey_in_use", "survey_archived",
    ]))),
)]
pub async fn put(
    Admin(caller): Admin,
    State(manage): State<Manage>,
    named: Named,
    body: body::Json,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let id: SurveyId = named.chosen()?;
    let backend = &manage.backend;
    let workspace = workspace::settings(backend, &caller.workspace).await?;
    for _ in 0..TRIES {
        let (status, survey) = match change(backend, &workspace, &id, &body.value).await? {
            Change::None(standing) => return Ok((StatusCode::OK, Json(shown(&standing, &workspace)))),
            Change::Version { survey, before } => {
                let days_move = survey.zone(&workspace) != before.zone(&workspace);
                if days_move || !survey.counts_like(&before) {
                    rollups::recount_soon(&manage, &caller.workspace, &id).await?;
                }
                (StatusCode::OK, survey)
            }
            Change::New(survey) => (StatusCode::CREATED, survey),
        };
        if backend.store.put_survey(&caller.workspace, &survey).await? {
            return Ok((status, Json(shown(&survey, &workspace))));
        }
        // Somebody else stored this version first: look again at what stands there now.
    }
    Err(Problem::unavailable())
}

async fn change(backend: &Backend, workspace: &Workspace, id: &SurveyId, body: &Value) -> Result<Change, Problem> {
    let (ws, now) = (&workspace.id, backend.now());
    let survey = texts::known(Survey::parse(id.clone(), 1, body), body)?;
    let Some(standing) = backend.store.survey(ws, id).await? else {
        return Ok(Change::New(settled(survey, None, workspace, now)?));
    };
    if standing.archived {
        let detail = "this survey is archived and stays as it is; put the new definition under another id";
        return Err(Problem::conflict("survey_archived", detail));
    }
    let today = Zone::utc().date(backend.now());
    let shards = standing.shards.changed(survey.shards.wanted(), today);
    let shards = shards.map_err(|refusal| Problems::one("shards", refusal))?;
    let survey = Survey { version: standing.version, shards, ..survey };
    let survey = settled(survey, Some(&standing), workspace, now)?;
    if survey == standing {
        return Ok(Change::None(standing));
    }
    if !survey.measures_like(&standing) && backend.store.is_answered(ws, &standing, backend.now()).await? {
        let detail = "this survey has answers, so its metric, scale, direction and kind stay; put a new survey instead";
        return Err(Problem::conflict("survey_in_use", detail));
    }
    Ok(Change::Version { survey: Survey { version: standing.version + 1, ..survey }, before: Box::new(standing) })
}

/// A survey
#[utoipa::path(
    get, path = "/v1/surveys/{id}", tag = "surveys", operation_id = "getSurvey",
    security(("key" = ["read"])),
    params(("id" = api::ClientId, Path, description = "Your own id for the survey.")),
    responses(
        (status = 200, description = "The survey.", body = api::Survey, example = json!(api::examples::survey())),
    ),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    named: Named,
) -> Result<Json<Value>, Problem> {
    let id = named.existing("survey")?;
    let survey = backend.store.survey(&caller.workspace, &id).await?.ok_or_else(|| Problem::not_found("survey"))?;
    Ok(Json(shown(&survey, &workspace::settings(&backend, &caller.workspace).await?)))
}

/// All surveys, archived ones too
#[utoipa::path(
    get, path = "/v1/surveys", tag = "surveys", operation_id = "listSurveys",
    security(("key" = ["read"])),
    params(api::params::Paging),
    responses(
        (
            status = 200, description = "A page, in the order of the ids: a survey is put again and again, and has no time of its own.",
            body = inline(api::Page<api::Survey>), example = json!(api::examples::surveys()),
        ),
    ),
)]
pub async fn list(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    paging: Paging,
) -> Result<Json<Value>, Problem> {
    let ws = &caller.workspace;
    let workspace = workspace::settings(&backend, ws).await?;
    let after = paging.after(&backend, ws, LIST)?;
    let page = backend.store.surveys_after(ws, after.as_deref(), paging.limit).await?;
    // One query reads 1 MB at most, and what is shown beside the definition is the same few texts: so no page nears 4 MB.
    let data: Vec<_> = page.items.iter().map(|survey| shown(survey, &workspace)).collect();
    let next = page.next.map(|next| cursor::seal(&backend, ws, LIST, &next));
    Ok(Json(json!({"data": data, "next_cursor": next})))
}

/// Archive a survey
#[utoipa::path(
    delete, path = "/v1/surveys/{id}", tag = "surveys", operation_id = "archiveSurvey",
    security(("key" = ["admin"])),
    params(("id" = api::ClientId, Path, description = "Your own id for the survey.")),
    responses(
        (status = 204, description = "Nothing is sent or taken in for it any more; everything stays readable."),
    ),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn archive(
    Admin(caller): Admin,
    State(backend): State<Backend>,
    named: Named,
) -> Result<StatusCode, Problem> {
    let id = named.existing("survey")?;
    if backend.store.archive_survey(&caller.workspace, &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("survey"))
    }
}
