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
use serde_json::Value;
use web::auth::{Admin, Reader};
use web::backend::Backend;
use web::body;
use web::problem::Problem;

use self::employees::settled;
use self::shown::shown;
use web::named::Named;
use web::paging::Paging;
use crate::{Manage, rollups, texts, workspace};

/// How often a change that met another is tried.
const TRIES: usize = 8;

/// What a definition is to the survey that stands there.
enum Change {
    New(Survey),
    Version { survey: Survey, before: Box<Survey> },
    None(Survey),
}

/// `PUT /v1/surveys/{id}`
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

/// `GET /v1/surveys/{id}`
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    named: Named,
) -> Result<Json<Value>, Problem> {
    let id = named.existing("survey")?;
    let survey = backend.store.survey(&caller.workspace, &id).await?.ok_or_else(|| Problem::not_found("survey"))?;
    Ok(Json(shown(&survey, &workspace::settings(&backend, &caller.workspace).await?)))
}

/// `GET /v1/surveys`
pub async fn list(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    paging: Paging,
) -> Result<Json<Value>, Problem> {
    let workspace = workspace::settings(&backend, &caller.workspace).await?;
    let surveys = backend.store.surveys(&caller.workspace).await?;
    let rows = surveys.iter().map(|survey| (survey.id.to_string(), shown(survey, &workspace)));
    paging.page(&backend, &caller.workspace, "surveys", rows)
}

/// `DELETE /v1/surveys/{id}`
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
