//! Requests to recompute days: stored, queued, and asked about until they are done.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::bucket::Source;
use domain::day::{MAX_DAYS, days, parse_date};
use domain::id::{RollupId, SurveyId, WorkspaceId};
use domain::input::{Fields, Problems, Refusal, parsed};
use domain::key::Caller;
use domain::task::RollupTask;
use domain::timeline::Kind;
use http::StatusCode;
use jiff::civil::Date;
use runtime::queue::Outgoing;
use serde_json::{Value, json};
use store::Job;
use web::auth::Admin;
use web::backend::Backend;
use web::body;
use web::once::{Answer, Once};
use web::problem::Problem;

use crate::Manage;
use web::named::Named;

/// How long a change of settings is given to be stored before what hangs on it is recomputed.
const SETTLED: Duration = Duration::from_secs(20);

fn date(value: &Value) -> Result<Date, Refusal> {
    parse_date(value.as_str().ok_or_else(|| Refusal::new("not_a_string", "expected a string"))?)
}

fn parse(body: &Value) -> Result<Job, Problems> {
    let mut fields = Fields::of(body, "")?;
    let from = fields.required("from", date);
    let to = fields.required("to", date);
    let survey = fields.optional("survey", parsed::<SurveyId>);
    if let (Some(from), Some(to)) = (from, to) {
        let asked = days(from, to).take(MAX_DAYS + 1).count();
        if asked == 0 {
            fields.refuse("to", Refusal::new("before_from", "expected from or a later day"));
        } else if asked > MAX_DAYS {
            let reason = format!("expected at most {MAX_DAYS} days; ask for the others by another request");
            fields.refuse("to", Refusal::new("too_many_days", reason));
        }
    }
    fields.finish(|| Some(Job { from: from?, to: to?, survey }))
}

/// Stores a request and queues it; `delay` is how long nobody works on it.
async fn queue(
    manage: &Manage,
    workspace: &WorkspaceId,
    job: &Job,
    kind: Option<Kind>,
    delay: Duration,
) -> Result<RollupId, Problem> {
    let now = manage.backend.now();
    let id = RollupId::new(crate::new_id(now)?);
    let task = RollupTask::Range {
        workspace: workspace.to_string(),
        job: id.to_string(),
        from: job.from,
        to: job.to,
        survey: job.survey.as_ref().map(ToString::to_string),
        kind,
        part: false,
    };
    let body = serde_json::to_string(&task).map_err(|_| Problem::internal())?;
    manage.backend.store.put_job(workspace, id, job, None, now).await?;
    manage.rollups.send(vec![Outgoing { body, delay }]).await?;
    Ok(id)
}

/// Asks for every counted day of a survey once more, because its days or its dimensions are about to change. This comes
/// *before* the change is stored, and waits for it: so no crash between the two leaves days counted the old way.
pub async fn recount_soon(manage: &Manage, workspace: &WorkspaceId, survey: &SurveyId) -> Result<(), Problem> {
    recount(manage, workspace, &survey.into()).await
}

/// Asks for every counted day of all timelines once more, as [`recount_soon`] does: the workspace's days or its business
/// hours are about to change.
pub async fn recount_timelines_soon(manage: &Manage, workspace: &WorkspaceId) -> Result<(), Problem> {
    for kind in Kind::ALL {
        recount(manage, workspace, &kind.into()).await?;
    }
    Ok(())
}

async fn recount(manage: &Manage, workspace: &WorkspaceId, of: &Source) -> Result<(), Problem> {
    let Some((first, last)) = manage.backend.store.counted_days(workspace, of).await? else { return Ok(()) };
    // What lies at the edge may move to the day beside it.
    let (from, to) = (first.yesterday().unwrap_or(first), last.tomorrow().unwrap_or(last));
    let (survey, kind) = match of {
        Source::Survey(survey) => (Some(survey.clone()), None),
        Source::Timelines(kind) => (None, Some(*kind)),
    };
    queue(manage, workspace, &Job { from, to, survey }, kind, SETTLED).await.map(drop)
}

/// Recompute days
///
/// Days are recomputed from the answers. Equal answers give equal bytes, so it is always safe. Days to come may be
/// asked for.
#[utoipa::path(
    post, path = "/v1/rollups", tag = "rollups", operation_id = "postRollup",
    security(("key" = ["admin"])),
    params(api::params::Once),
    request_body(content = api::Range, example = json!(api::examples::post_rollup())),
    responses(
        (
            status = 202, description = "It is queued.",
            body = inline(api::Asked), example = json!(api::examples::post_rollup_answered()),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::ROLLUP]))),
)]
pub async fn post(
    Admin(caller): Admin,
    State(manage): State<Manage>,
    once: Once,
    body: body::Json,
) -> Result<Response, Problem> {
    let run = Box::pin(ask(&manage, &caller, &body.value));
    once.answer(&manage.backend, &caller.workspace, &body.value.to_string(), run).await
}

async fn ask(manage: &Manage, caller: &Caller, body: &Value) -> Result<Answer, Problem> {
    let job = parse(body)?;
    if let Some(id) = &job.survey
        && manage.backend.store.survey(&caller.workspace, id).await?.is_none()
    {
        return Err(Problems::one("survey", unknown_survey()).into());
    }
    let id = queue(manage, &caller.workspace, &job, None, Duration::ZERO).await?;
    Ok(Answer::json(StatusCode::ACCEPTED, &json!({"id": id.to_string()})))
}

/// How far a recomputation is
#[utoipa::path(
    get, path = "/v1/rollups/{id}", tag = "rollups", operation_id = "getRollup",
    security(("key" = ["admin"])),
    params(("id" = api::RollupId, Path, description = "The request to recompute.")),
    responses(
        (
            status = 200, description = "How far it is; it can be asked about for 7 days.",
            body = api::Rollup, example = json!(api::examples::rollup()),
        ),
    ),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn show(Admin(caller): Admin, State(backend): State<Backend>, named: Named) -> Result<Json<Value>, Problem> {
    let id: RollupId = named.existing("rollup")?;
    let job = backend.store.job(&caller.workspace, id).await?.ok_or_else(|| Problem::not_found("rollup"))?;
    Ok(Json(json!({
        "id": id.to_string(),
        "status": if job.is_done() { "done" } else { "running" },
        "buckets": job.buckets,
        "changed": job.changed,
    })))
}

/// The refusal of a survey that this workspace has not.
pub fn unknown_survey() -> Refusal {
    Refusal::new("unknown_survey", "there is no such survey in this workspace; put it first")
}
