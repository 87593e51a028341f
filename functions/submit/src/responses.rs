//! `POST /v1/responses`: the way of apps and websites, which post late, twice or in halves.

use axum::Json as Answer;
use axum::extract::State;
use domain::id::{PersonId, SurveyId};
use domain::input::{Problem as Field, Problems};
use domain::key::{Caller, Scope};
use domain::posted::Posted;
use domain::stamped::{PostDigest, millis};
use domain::survey::Survey;
use http::StatusCode;
use serde_json::{Value, json};
use web::auth::Responder;
use web::backend::Backend;
use web::body::Json;
use web::problem::Problem;

use crate::accept::{Accepted, By, accept};

/// Takes a response in, or a half of one.
pub async fn post(
    State(backend): State<Backend>,
    Responder(caller): Responder,
    Json { value: body, .. }: Json,
) -> Result<(StatusCode, Answer<Value>), Problem> {
    let now = backend.now();
    let survey = survey_of(&backend, &caller, &body).await?;
    let Posted { mut response, claims } = Posted::parse(&body, &survey, now)?;
    if survey.archived {
        return archived(&backend, &caller, &survey, &response.id, &body).await;
    }
    // Whoever holds a key that an app carries around may say that they are anybody.
    let person: Option<PersonId> = claims.filter(|_| caller.may(Scope::Send));
    if let Some(person) = &person {
        response.segment = backend.store.person(&caller.workspace, person).await?.and_then(|known| known.segment);
        response.person = Some(person.clone());
    }
    let by = person.as_ref().map_or(By::Anybody, By::Known);
    let ok = |status, response: &domain::response::Response| Ok((status, Answer(response.to_json(&survey))));
    match accept(&backend.store, &caller.workspace, &survey, response, by, now).await? {
        Accepted::New(response) => ok(StatusCode::CREATED, &response),
        Accepted::Merged(response) | Accepted::Repeated(response) => ok(StatusCode::OK, &response),
        Accepted::AlreadyFinished(_) => Err(Problem::conflict(
            "already_finished",
            "this response was finished, and the time for changes is over; what was stored stays as it is",
        )),
        Accepted::TooManyPosts(_) => Err(Problem::conflict(
            "too_many_posts",
            "this response was changed too often, or its halves name more than 20 properties; begin a new one, with a new submission_id",
        )),
        Accepted::Refused(refusal) => {
            Err(Problem::from(Problems::one("submission_id", refusal)).with("server_time", millis(now)))
        }
        Accepted::Taken => Err(Problem::conflict(
            "submission_id_taken",
            "this submission_id belongs to the answer of a personal link; send yours with a new one",
        )),
        // Only links can be gone.
        Accepted::Gone => Err(Problem::internal()),
    }
}

/// The survey that a body is for. Where there is none, the rest of the body is judged as far as it can be.
async fn survey_of(backend: &Backend, caller: &Caller, body: &Value) -> Result<Survey, Problem> {
    let unknown = match Posted::survey(body) {
        Ok(id) => match backend.store.survey(&caller.workspace, &id).await? {
            Some(survey) => return Ok(survey),
            None => Some(Field {
                name: "survey".to_owned(),
                code: "unknown_survey",
                reason: "there is no such survey in this workspace".to_owned(),
            }),
        },
        Err(problems) if !body.is_object() => return Err(problems.into()),
        Err(_) => None,
    };
    let mut problems = unknown.into_iter().collect::<Vec<_>>();
    if let Err(Problems(others)) = Posted::parse(body, &any_survey()?, backend.now()) {
        // Which answers are right, only the survey could say.
        problems.extend(others.into_iter().filter(|problem| !problem.name.starts_with("answers.")));
    }
    Err(Problems(problems).into())
}

/// A survey to judge by all that does not depend on the survey.
fn any_survey() -> Result<Survey, Problem> {
    let id: SurveyId = "any".parse().map_err(|refusal| Problems::one("survey", refusal))?;
    Ok(Survey::parse(id, 1, &json!({"name": "any", "metric": "nps"}))?)
}

/// An archived survey takes nothing in, but a retry of what it took in before is still answered.
async fn archived(
    backend: &Backend,
    caller: &Caller,
    survey: &Survey,
    id: &domain::id::SubmissionId,
    body: &Value,
) -> Result<(StatusCode, Answer<Value>), Problem> {
    match backend.store.response(&caller.workspace, &survey.id, *id).await? {
        Some((response, _)) if response.dispatch.is_none() && response.posts.contains(&PostDigest::of(body)) => {
            Ok((StatusCode::OK, Answer(response.to_json(survey))))
        }
        _ => Err(Problem::conflict("survey_archived", "this survey is archived and takes no answers any more")),
    }
}
