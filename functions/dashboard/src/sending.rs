//! `GET /dispatches`: from asking to answering. How many dispatches were asked for, sent, delivered and answered, why some were
//! not sent, the programme's rates by survey and channel, and the newest dispatches; and one of them with its history (`one`).
//!
//! The numbers are what `GET /v1/metrics` says of `delivery`, `response_rate`, `completion` and `opt_out`, the list what
//! `GET /v1/dispatches` lists. Who of the employees answered stands in neither.

mod funnel;
mod list;
pub mod one;
mod rates;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response as Answered;
use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::message::{Entry, Message, Reason, Status};
use domain::survey::Survey;
use futures::future::try_join;
use http::StatusCode;
use reading::dispatches::Row;
use reading::metrics::{self, Answer, Told};
use reading::surveys::Shelf;
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;
use web::query::Query;

use crate::shell::{Shell, Tab};
use crate::view::View;
use funnel::Funnel;
use list::List;
use rates::Rate;

#[derive(Template)]
#[template(path = "sending.html")]
struct Sending {
    shell: Shell,
    surveys: Vec<Choice>,
    not_all: Option<String>,
    chosen: Option<String>,
    employees: bool,
    kept: Vec<(&'static str, String)>,
    funnel: Funnel,
    rates: Vec<Rate>,
    rows: Vec<rates::Row>,
    list: List,
}

/// A survey that can be chosen.
#[derive(Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it is called.
    pub name: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Who was asked, and what became of it
#[utoipa::path(
    get, path = "/dispatches", tag = "dashboard", operation_id = "dispatchesPage",
    security(("session" = []), ("key" = ["read"])),
    params(
        api::params::View,
    ),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn show(view: View, State(backend): State<Backend>) -> Answered {
    // On the heap: six questions side by side are large.
    let made = Box::pin(page(&view, &backend)).await;
    view.answer(made)
}

async fn page(view: &View, backend: &Backend) -> Result<Page, Problem> {
    let (store, ws) = (&backend.store, &view.workspace.id);
    let shelf = Shelf::read(store, ws, None).await?.with(store, ws, view.own("survey")).await?;
    let chosen = view.own("survey").and_then(|id| shelf.find(id));
    let asking = Asking { view, backend, surveys: &shelf.surveys, chosen };
    let (told, list) = Box::pin(try_join(asking.answers(), list::read(&asking))).await?;
    let [delivery, response, completion, opt_out, delivery_by, response_by] = told.each_ref().map(Option::as_deref);
    let names = asking.names();
    let title = view.say("nav-dispatches");
    let own = chosen.map(|survey| ("survey", survey.id.as_str())).into_iter().chain(list.pairs());
    let own: Vec<_> = own.collect();
    let status = if list.wrong { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let page = Sending {
        shell: view.shell(Tab::Dispatches, &title).keeping(&own),
        surveys: asking.choices(),
        not_all: view.not_all(&shelf),
        chosen: chosen.map(|survey| survey.id.to_string()),
        employees: chosen.is_some_and(|survey| survey.enps.is_some()),
        kept: view.carried(),
        funnel: Funnel::of(delivery, response, view),
        rates: rates::all([delivery, response, completion, opt_out], view),
        rows: rates::rows(delivery_by, response_by, &names, view),
        list,
    };
    Ok(Page { status, ..view.page(&title, &page)? })
}

/// What all questions of the page share.
struct Asking<'a> {
    view: &'a View,
    backend: &'a Backend,
    surveys: &'a [Survey],
    chosen: Option<&'a Survey>,
}

impl Asking<'_> {
    /// The rates of all dispatches of the view, and two of them by survey and channel, from one reading of their days; none of
    /// a survey of employees.
    async fn answers(&self) -> Result<[Option<Box<Answer>>; 6], Problem> {
        if self.chosen.is_some_and(|survey| survey.enps.is_some()) {
            // Who of the employees answered nobody knows, so their dispatches have no rates.
            return Ok(Default::default());
        }
        let whole = ["delivery", "response_rate", "completion", "opt_out"].map(|metric| self.query(metric, &[]));
        let by = [("group_by", "survey,channel")];
        let grouped = ["delivery", "response_rate"].map(|metric| self.query(metric, &by));
        let queries: Vec<Query> = whole.into_iter().chain(grouped).collect();
        let told = metrics::answers(self.backend, &self.view.workspace, self.surveys, &queries).await?;
        let told: Vec<_> = told.into_iter().map(|told| told.map(Told::counted)).collect::<Result<_, _>>()?;
        told.try_into().map_err(|_| Problem::internal())
    }

    fn query(&self, metric: &str, more: &[(&str, &str)]) -> Query {
        let mut asked = vec![("metric", metric), ("interval", "all")];
        asked.extend(self.chosen.map(|survey| ("survey", survey.id.as_str())));
        asked.extend(more);
        if more.is_empty() { self.view.compared(&asked) } else { self.view.query(&asked) }
    }

    /// The surveys' own names, by id.
    fn names(&self) -> BTreeMap<&str, &str> {
        self.surveys.iter().map(|survey| (survey.id.as_str(), survey.name.as_str())).collect()
    }

    fn choices(&self) -> Vec<Choice> {
        let all =
            Choice { value: String::new(), name: self.view.say("sending-all-surveys"), chosen: self.chosen.is_none() };
        let own = self.surveys.iter().filter(|survey| !survey.archived || self.is_chosen(survey)).map(|survey| {
            Choice { value: survey.id.to_string(), name: survey.name.clone(), chosen: self.is_chosen(survey) }
        });
        std::iter::once(all).chain(own).collect()
    }

    fn is_chosen(&self, survey: &Survey) -> bool {
        self.chosen.is_some_and(|chosen| chosen.id == survey.id)
    }
}

/// Where a dispatch stands, in words. A link that a team sends by itself waits for nothing of ours.
pub fn status_of(found: &Row, view: &View) -> String {
    let status = found.status();
    let by_themselves = found.dispatch.channel == Channel::Link && status == Status::Scheduled.name();
    view.say(&if by_themselves { "status-given-out".to_owned() } else { format!("status-{status}") })
}

/// What a message is called.
pub fn kind_of(message: &Message, view: &View) -> String {
    match message.number {
        0 => view.say("dispatch-invitation"),
        number => view.with("dispatch-reminder", &[("n", &number.to_string())]),
    }
}

/// What happened to a message, with why and from when on more may happen.
pub fn said(entry: &Entry, view: &View) -> String {
    let mut text = view.say(&format!("status-{}", entry.status.name()));
    if let Some(reason) = entry.reason {
        text = format!("{text}: {}", why(reason, view));
    }
    if let Some(at) = entry.eligible_at {
        let id = if entry.status == Status::Scheduled { "dispatch-not-before" } else { "dispatch-eligible" };
        let at = view.written().moment(at, &view.workspace.time_zone);
        text = format!("{text}. {}", view.with(id, &[("at", &at)]));
    }
    text
}

/// Why, in words.
pub fn why(reason: Reason, view: &View) -> String {
    view.say(&format!("why-{}", reason.name().replace('_', "-")))
}

/// For whom a dispatch is; nobody known once they were erased.
pub fn person_of(dispatch: &Dispatch, view: &View) -> String {
    if dispatch.person.is_nobody() { view.say("answer-nobody") } else { dispatch.person.to_string() }
}

/// A length as the texts count it.
pub fn many(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
