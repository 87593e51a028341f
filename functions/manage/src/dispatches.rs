//! Dispatches: asked for one by one or in a batch, and asked about. What was answered first to a team's key is answered
//! for ever: it is read back from what was stored then.

mod batch;
mod order;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, PersonId, WorkspaceId};
use domain::input::{Problems, Refusal};
use domain::message::{Message, Reason, Status};
use domain::person::Person;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::{LinkState, PutDispatch};
use web::auth::{Reader, Sender};
use web::backend::Backend;
use web::body;
use web::problem::Problem;

pub use self::batch::post_batch;
use self::order::{Key, Order, Recipient};
use crate::address::{Named, Reached};
use crate::once::{Answer, Once};

/// `POST /v1/dispatches`
pub async fn post(
    Sender(caller): Sender,
    Reached(backend): Reached,
    once: Once,
    body: body::Json,
) -> Result<Response, Problem> {
    let spelled = body.value.to_string();
    let run = Box::pin(async {
        let dispatch = ask(&backend, &caller.workspace, &body.value, Key::OrSeed(once.seed(&spelled))).await?;
        Ok(Answer::json(StatusCode::ACCEPTED, &answer(&backend, &caller.workspace, &dispatch)))
    });
    once.answer(&backend, &caller.workspace, &spelled, run).await
}

/// `GET /v1/dispatches/{id}`
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    named: Named,
) -> Result<Json<Value>, Problem> {
    let id: DispatchId = named.existing("dispatch")?;
    let dispatch = backend.store.dispatch(&caller.workspace, id).await?;
    let dispatch = dispatch.ok_or_else(|| Problem::not_found("dispatch"))?;
    let mut value = dispatch.to_json();
    if is_answered(&backend, &caller.workspace, &dispatch).await? {
        value["status"] = json!("responded");
        value["reason"] = Value::Null;
    }
    Ok(Json(value))
}

/// Whether somebody answered. What a machine wrote that followed the link is no answer yet: a person may still come.
async fn is_answered(backend: &Backend, ws: &WorkspaceId, dispatch: &Dispatch) -> Result<bool, Problem> {
    let LinkState::Answered(id) = backend.store.link(ws, &dispatch.person, dispatch.id).await? else {
        return Ok(false);
    };
    let standing = backend.store.response(ws, &dispatch.survey, id).await?;
    Ok(standing.is_none_or(|(response, _)| response.suspect.is_none()))
}

/// The answer to whoever asked for a dispatch, made of what was stored at first alone.
fn answer(backend: &Backend, ws: &WorkspaceId, dispatch: &Dispatch) -> Value {
    let (outcome, reason) = dispatch.outcome();
    let mut value = json!({"id": dispatch.id.to_string(), "outcome": outcome.name()});
    if let Some(reason) = reason {
        value["reason"] = json!(reason.name());
    }
    if dispatch.channel == Channel::Link && outcome == Status::Scheduled {
        value["link"] = json!(backend.survey_link(ws, dispatch.id, dispatch.expires_at));
    }
    value
}

/// The dispatch that a body asks for: the one its key names, or a new one.
async fn ask(backend: &Backend, ws: &WorkspaceId, body: &Value, key: Key) -> Result<Dispatch, Problem> {
    let now = backend.now();
    let mut id = DispatchId::new(crate::new_id(now)?);
    if let Some(own) = order::key(body) {
        id = DispatchId::of_key(ws, &own);
        // Whatever the body says now, the first outcome stands.
        if let Some(first) = backend.store.dispatch(ws, id).await? {
            return Ok(first);
        }
    } else if let Key::OrSeed(Some(seed)) = &key {
        match repeated(backend, ws, seed, now).await? {
            Repeated::Found(first) => return Ok(*first),
            Repeated::Not(own) => id = own,
        }
    }
    place(backend, ws, id, Order::parse(body, &key, now)?, now).await
}

enum Repeated {
    Found(Box<Dispatch>),
    Not(DispatchId),
}

/// A request whose worker died after it had stored the dispatch finds it again by its idempotency key, within 24 hours:
/// or somebody would get the same message twice.
async fn repeated(backend: &Backend, ws: &WorkspaceId, seed: &str, now: Timestamp) -> Result<Repeated, Problem> {
    const KEPT: SignedDuration = SignedDuration::from_hours(24);
    let window = now.as_second().div_euclid(KEPT.as_secs());
    // A team's own key holds no newline, so it can't name one of these.
    let id = |window: i64| DispatchId::of_key(ws, &format!("once\n{seed}\n{window}"));
    for id in [id(window - 1), id(window)] {
        if let Some(first) = backend.store.dispatch(ws, id).await?
            && now.duration_since(first.created_at) < KEPT
        {
            return Ok(Repeated::Found(Box::new(first)));
        }
    }
    Ok(Repeated::Not(id(window)))
}

/// Stores the dispatch of an order, and first what the order says of the person.
async fn place(
    backend: &Backend,
    ws: &WorkspaceId,
    id: DispatchId,
    order: Order,
    now: Timestamp,
) -> Result<Dispatch, Problem> {
    let known = async {
        match &order.recipient {
            Recipient::Known(person) => backend.store.person(ws, person).await,
            Recipient::Told(..) => Ok(None),
        }
    };
    let (survey, known) = futures::try_join!(backend.store.survey(ws, &order.survey), known)?;
    let mut unknown = Vec::new();
    if survey.is_none() {
        unknown.extend(Problems::one("survey", crate::rollups::unknown_survey()).0);
    }
    if known.is_none() && matches!(order.recipient, Recipient::Known(_)) {
        let reason = "there is no such person in this workspace; put them first, or send their fields along";
        unknown.extend(Problems::one("person", Refusal::new("unknown_person", reason)).0);
    }
    let Some(survey) = survey.filter(|_| unknown.is_empty()) else { return Err(Problems(unknown).into()) };
    let (person, known) = tell(backend, ws, order.recipient, known).await?;

    let skipped = if survey.archived {
        Some(Reason::SurveyArchived)
    } else {
        (order.channel == Channel::Email && known.email.is_none()).then_some(Reason::NoAddress)
    };
    let from = order.send_at.map_or(now, |send_at| send_at.max(now));
    let messages = match (skipped, order.channel) {
        (Some(reason), _) => vec![Message::skipped(now, reason)],
        (None, Channel::Email) => vec![Message::scheduled(now, from)],
        (None, _) => Vec::new(),
    };
    let dispatch = Dispatch {
        id,
        survey: survey.id,
        person,
        channel: order.channel,
        created_at: now,
        expires_at: from + SignedDuration::from_hours(24 * i64::from(survey.link_days)),
        properties: order.properties,
        segment: known.segment,
        locale: known.locale,
        messages,
    };
    match backend.store.put_dispatch(ws, &dispatch).await? {
        PutDispatch::Stored => Ok(dispatch),
        PutDispatch::AlreadyStored(first) => Ok(*first),
    }
}

/// The person of an order as they stand once the order's own fields are added.
async fn tell(
    backend: &Backend,
    ws: &WorkspaceId,
    recipient: Recipient,
    known: Option<Person>,
) -> Result<(PersonId, Person), Problem> {
    match recipient {
        Recipient::Known(id) => Ok((id, known.unwrap_or_default())),
        Recipient::Told(id, news) => {
            let update = |old: Option<Person>| old.unwrap_or_default().updated((*news).clone());
            let person = backend.store.change_person(ws, &id, update).await?;
            Ok((id, person))
        }
    }
}
