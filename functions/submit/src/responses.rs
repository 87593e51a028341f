//! `POST /v1/responses`: the way of apps and websites, which post late, twice or in halves; one at a time or in batches.

pub mod batch;
mod employees;

use axum::Json as Answer;
use axum::extract::{Extension, State};
use domain::id::{PersonId, SurveyId};
use domain::input::{Problem as Field, Problems, Refusal};
use domain::key::{Caller, Scope};
use domain::posted::{Claim, Posted};
use domain::response::{AddressHash, Response};
use domain::signed_link::Vouched;
use domain::stamped::{PostDigest, millis};
use domain::survey::Survey;
use http::StatusCode;
use serde_json::{Value, json};
use web::auth::Responder;
use web::backend::Backend;
use web::body::Json;
use web::problem::Problem;
use web::source::SourceAddress;

pub use batch::post_batch;

use crate::accept::{Accepted, By, accept, standing};
use crate::limit::{Sender, Verdict};
use crate::{Submit, cors};

/// Post a response, or a half of one
///
/// Safe to repeat blindly: the submission id alone says which response it is. Question by question the latest
/// `answered_at` wins. An id of the wrong time is refused with `server_time`. A page of a website may post from the
/// workspace's `allowed_origins`; preflights are answered without a key.
#[utoipa::path(
    post, path = "/v1/responses", tag = "responses", operation_id = "postResponse",
    security(("key" = ["respond"])),
    request_body(content = api::Post, examples(
            ("whole" = (summary = "Answered and finished", value = json!(api::examples::post_response_whole()))),
            ("half" = (summary = "A half, of somebody whom your server vouches for", value = json!(api::examples::post_response_half())))
        )),
    responses(
        (
            status = 200, description = "It was known: as it now stands.",
            body = api::Response, example = json!(api::examples::post_response_answered()),
        ),
        (
            status = 201, description = "It is new.",
            body = api::Response, example = json!(api::examples::post_response_answered()),
        ),
    ),
    extensions(("x-codes" = json!([
        api::codes::POST, api::codes::ANSWERS, api::codes::PROPERTIES, "origin_not_allowed", "already_finished",
        "survey_archived", "submission_id_taken", "too_many_posts", "survey_closed", "rate_limited",
    ]))),
)]
pub async fn post(
    State(submit): State<Submit>,
    Responder(caller): Responder,
    Extension(origin): Extension<cors::Source>,
    source: SourceAddress,
    Json { value: body, .. }: Json,
) -> Result<(StatusCode, Answer<Value>), Problem> {
    origin.check(&submit.backend, &caller.workspace).await?;
    let (status, response) = AppsWay::of(&submit, &caller, &source).take(&body).await?;
    Ok((status, Answer(response)))
}

/// What the answers of one call have in common.
struct AppsWay<'a> {
    submit: &'a Submit,
    backend: &'a Backend,
    caller: &'a Caller,
    /// Where they come from; of a team's own server it says nothing.
    address: Option<AddressHash>,
}

impl<'a> AppsWay<'a> {
    fn of(submit: &'a Submit, caller: &'a Caller, source: &SourceAddress) -> Self {
        let address = source.0.filter(|_| !caller.may(Scope::Send));
        let address = address.map(|ip| submit.backend.links.address_hash(&caller.workspace, ip));
        Self { submit, backend: &submit.backend, caller, address }
    }

    /// Takes one body in; gives the response as it now stands.
    async fn take(&self, body: &Value) -> Result<(StatusCode, Value), Problem> {
        let now = self.backend.now();
        let ws = &self.caller.workspace;
        self.within_limits(body).await?;
        let survey = self.survey_of(body).await?;
        if let Some(enps) = &survey.enps {
            return self.take_unnamed(body, &survey, enps).await;
        }
        let Posted { mut response, claims } = Posted::parse(body, &survey, now)?;
        if survey.archived {
            return self.archived(&survey, &response, body).await;
        }
        let person = self.vouched_for(claims).await?;
        if let Some(person) = &person {
            response.segment = self.backend.store.person(ws, person).await?.and_then(|known| known.segment);
            response.person = Some(person.clone());
        }
        response.address = self.address;
        let by = person.as_ref().map_or(By::Anybody, By::Known);
        let ok = |status, response: &Response| Ok((status, response.to_json(&survey)));
        match accept(&self.backend.store, ws, &survey, response, by, now).await? {
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

    async fn within_limits(&self, body: &Value) -> Result<(), Problem> {
        // A body that names no survey is refused in a moment.
        let Ok(survey) = Posted::survey(body) else { return Ok(()) };
        let (workspace, key) = (&self.caller.workspace, self.caller.key.as_ref());
        let sender = Sender { workspace, survey: &survey, key, address: self.address };
        match self.submit.limits.count(&self.backend.store, sender, self.backend.now()).await {
            // Whoever has a key goes through where the counters can't be read.
            Verdict::Within | Verdict::Unknown => Ok(()),
            Verdict::Beyond(seconds) => Err(Problem::too_many_requests(seconds)),
        }
    }

    /// The person whom a client names, where that is certain. Whoever holds a key that an app carries around may say that
    /// they are anybody, so the team's server must vouch for it.
    async fn vouched_for(&self, claims: Option<Claim>) -> Result<Option<PersonId>, Problem> {
        let Some(Claim { person, sig }) = claims else { return Ok(None) };
        if self.caller.may(Scope::Send) {
            return Ok(Some(person));
        }
        let Some(sig) = sig else { return Ok(None) };
        let ws = &self.caller.workspace;
        let keys = self.backend.store.link_keys(ws).await?;
        match sig.check(ws, &person, &keys, self.backend.now()) {
            Vouched::Known => Ok(Some(person)),
            Vouched::Lapsed => Ok(None),
            Vouched::Wrong => {
                let reason = "it was not made for this person with a link key of this workspace";
                Err(Problems::one("person_sig", Refusal::new("invalid_person_sig", reason)).into())
            }
        }
    }

    /// The survey that a body is for. Where there is none, the rest of the body is judged as far as it can be.
    async fn survey_of(&self, body: &Value) -> Result<Survey, Problem> {
        let unknown = match Posted::survey(body) {
            Ok(id) => match self.backend.store.survey(&self.caller.workspace, &id).await? {
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
        if let Err(Problems(others)) = Posted::parse(body, &any_survey()?, self.backend.now()) {
            // Which answers are right, only the survey could say.
            problems.extend(others.into_iter().filter(|problem| !problem.name.starts_with("answers.")));
        }
        Err(Problems(problems).into())
    }

    /// An archived survey takes nothing in, but a retry of what it took in before is still answered.
    async fn archived(&self, survey: &Survey, post: &Response, body: &Value) -> Result<(StatusCode, Value), Problem> {
        let (store, ws) = (&self.backend.store, &self.caller.workspace);
        let digest = store.kept_of_post(ws, PostDigest::of(body))?;
        match standing(store, ws, survey, post.id, self.backend.now()).await? {
            Some((response, _)) if !response.linked() && response.posts.contains(&digest) => {
                Ok((StatusCode::OK, response.to_json(survey)))
            }
            _ => Err(Problem::conflict("survey_archived", "this survey is archived and takes no answers any more")),
        }
    }
}

/// A survey to judge by all that does not depend on the survey.
fn any_survey() -> Result<Survey, Problem> {
    let id: SurveyId = "any".parse().map_err(|refusal| Problems::one("survey", refusal))?;
    Ok(Survey::parse(id, 1, &json!({"name": "any", "metric": "nps"}))?)
}
