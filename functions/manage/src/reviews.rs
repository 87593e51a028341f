//! `PUT /v1/surveys/{id}/responses/{response}/review`: somebody says that a person gave an answer which a rule keeps out of
//! the counts, or takes that back. The rule stays with the answer, and so does who said what, and when.
//!
//! The change of the item goes through the table's stream like any other, so the day is counted anew by the next rollup.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use domain::input::{Fields, Problems, boolean};
use domain::response::Response;
use reading::responses::{self, shown, survey_of};
use serde_json::Value;
use store::Replaced;
use web::auth::Admin;
use web::backend::Backend;
use web::body;
use web::problem::Problem;

/// How often a review that met another change is tried.
const TRIES: usize = 8;

/// Say that a person gave an answer, or take that back
///
/// For an answer that a rule keeps out of the counts, and for one of a burst: it counts from the next rollup on, the others of
/// its burst do not. `false` takes that back, and the rules alone decide again; nobody can leave out an answer that they let
/// through. Saying what stands already changes nothing.
#[utoipa::path(
    put, path = "/v1/surveys/{id}/responses/{response}/review", tag = "responses", operation_id = "putReview",
    security(("key" = ["admin"])),
    params(
        ("id" = api::ClientId, Path, description = "Your own id for the survey."),
        ("response" = String, Path, description = "Either spelling of its id: `rsp_…` or the submission id."),
    ),
    request_body(content = api::ReviewPut, example = json!(api::examples::put_review())),
    responses(
        (
            status = 200, description = "The response as it now stands.",
            body = api::SeenResponse, example = json!(api::examples::put_review_answered()),
        ),
    ),
    extensions(("x-codes" = json!(["not_found", "enps_is_anonymous"]))),
)]
pub async fn put(
    Admin(caller): Admin,
    State(backend): State<Backend>,
    path: Result<Path<(String, String)>, PathRejection>,
    body: body::Json,
) -> Result<Json<Value>, Problem> {
    let Ok(Path((survey, id))) = path else { return Err(Problem::not_found("survey")) };
    let genuine = said(&body.value)?;
    let ws = &caller.workspace;
    let survey = survey_of(&backend, ws, &survey).await?;
    for _ in 0..TRIES {
        let (standing, seen) = responses::stored(&backend, ws, &survey, &id).await?;
        let Some(reviews) = standing.reviews.with(genuine, caller.key.clone(), backend.now()) else {
            return Ok(Json(shown(&standing, &survey)));
        };
        let reviewed = Response { reviews, ..standing.clone() };
        match backend.store.replace_response(ws, &standing, &reviewed, seen).await? {
            Replaced::Done => return Ok(Json(shown(&reviewed, &survey))),
            Replaced::Left(left) => return Ok(Json(shown(&left, &survey))),
            // Something else came first, such as a late half: look again at what stands there now.
            Replaced::Overtaken | Replaced::Erased => {}
        }
    }
    Err(Problem::unavailable())
}

fn said(body: &Value) -> Result<bool, Problems> {
    let mut fields = Fields::of(body, "")?;
    let genuine = fields.required("genuine", boolean);
    fields.finish(|| genuine)
}
