//! `GET /dispatches/{id}`: one dispatch, with everything that happened to each of its messages, and why, in words.

use askama::Template;
use axum::extract::State;
use axum::response::Response as Answered;
use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use domain::message::Message;
use domain::survey::Survey;
use reading::dispatches::{self, Row as Found};
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;

use super::{kind_of, person_of, said, status_of};
use crate::answers;
use crate::moment::Moment;
use crate::shell::{Shell, Tab};
use crate::view::{Named, View};

#[derive(Template)]
#[template(path = "sending_one.html")]
struct One {
    shell: Shell,
    id: String,
    status: &'static str,
    status_name: String,
    survey: String,
    survey_link: Option<String>,
    channel: String,
    person: String,
    asked: Moment,
    ends: Moment,
    next: Option<Moment>,
    refused: Option<Moment>,
    employees: bool,
    answer: Option<String>,
    messages: Vec<Told>,
    properties: Vec<(String, String)>,
    zone: String,
}

/// A message and what happened to it.
#[derive(Debug)]
struct Told {
    kind: &'static str,
    name: String,
    entries: Vec<Event>,
}

/// Something that happened to it.
#[derive(Debug)]
struct Event {
    at: Moment,
    status: &'static str,
    reason: Option<&'static str>,
    text: String,
}

/// A dispatch and its messages
#[utoipa::path(
    get, path = "/dispatches/{id}", tag = "dashboard", operation_id = "dispatchPage",
    security(("session" = []), ("key" = ["read"])),
    params(
        ("id" = api::DispatchId, Path, description = "The dispatch."),
        api::params::View,
    ),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn show(view: View, State(backend): State<Backend>, Named(id): Named<String>) -> Answered {
    let made = page(&view, &backend, &id).await;
    view.answer(made)
}

async fn page(view: &View, backend: &Backend, id: &str) -> Result<Page, Problem> {
    let ws = &view.workspace.id;
    let id: DispatchId = id.parse().map_err(|_| Problem::not_found("dispatch"))?;
    let found = dispatches::one(backend, ws, id).await?;
    let survey = backend.store.survey(ws, &found.dispatch.survey).await?;
    view.page(&view.say("dispatch-title"), &one(view, &found, survey.as_ref()))
}

fn one(view: &View, found: &Found, survey: Option<&Survey>) -> One {
    let dispatch = &found.dispatch;
    let zone = &view.workspace.time_zone;
    let moment = |at| Moment::of(at, zone, view);
    let title = view.say("dispatch-title");
    let shell = view.shell(Tab::Dispatches, &title).without_days();
    let employees = survey.is_some_and(|survey| survey.enps.is_some());
    let of_answer = |survey: &Survey| {
        let answer = found.answered_by.filter(|_| !employees)?;
        Some(view.link(&format!("{}/{}", answers::path(survey), answer.response())))
    };
    One {
        shell: shell.crumb(view.link("/dispatches"), &view.say("nav-dispatches")),
        id: dispatch.id.to_string(),
        status: found.status(),
        status_name: status_of(found, view),
        survey: survey.map_or_else(|| dispatch.survey.to_string(), |survey| survey.name.clone()),
        survey_link: survey.map(|survey| view.link(&answers::survey_path(survey))),
        channel: view.say(&format!("channel-{}", dispatch.channel.name())),
        person: person_of(dispatch, view),
        asked: moment(dispatch.created_at),
        ends: moment(dispatch.expires_at),
        next: dispatch.messages.last().and_then(|newest| newest.due_at).map(moment),
        // Of the employees nothing is told that goes beyond the messages.
        refused: dispatch.unsubscribed_at.filter(|_| !employees).map(moment),
        employees,
        answer: survey.and_then(of_answer),
        messages: dispatch.messages.iter().map(|message| told(message, view)).collect(),
        properties: properties(dispatch),
        zone: view.times_of(zone),
    }
}

fn told(message: &Message, view: &View) -> Told {
    let event = |entry: &domain::message::Entry| Event {
        at: Moment::of(entry.at, &view.workspace.time_zone, view),
        status: entry.status.name(),
        reason: entry.reason.map(domain::message::Reason::name),
        text: said(entry, view),
    };
    Told { kind: message.kind(), name: kind_of(message, view), entries: message.history().iter().map(event).collect() }
}

fn properties(dispatch: &Dispatch) -> Vec<(String, String)> {
    dispatch.properties.iter().map(|(name, value)| (name.to_owned(), value.to_string())).collect()
}
