//! `GET /surveys/{id}/responses`: what people answered, newest first, as the API lists it, with its filters and its cursors; and
//! one answer whole (`one`). Whatever people or teams wrote is shown as it is, and never as markup.

mod filter;
mod history;
pub mod one;
mod wording;

use askama::Template;
use axum::extract::State;
use axum::response::Response as Answered;
use domain::response::Response;
use domain::survey::Survey;
use http::StatusCode;
use reading::responses::{self, survey_of};
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;

use crate::moment::Moment;
use crate::score::Score;
use crate::shell::{Shell, Tab};
use crate::view::{Named, View, segment};
use filter::Form;

/// How many answers stand on a page.
const LIMIT: &str = "50";

#[derive(Template)]
#[template(path = "answers_list.html")]
struct List {
    shell: Shell,
    survey: String,
    form: Form,
    rows: Vec<Row>,
    older: Option<String>,
    newest: Option<String>,
    csv: String,
    zone: Option<String>,
}

#[derive(Template)]
#[template(path = "answers_employees.html")]
struct OfEmployees {
    shell: Shell,
    results: String,
}

/// An answer in the list.
#[derive(Debug)]
struct Row {
    id: String,
    link: String,
    at: Moment,
    score: Option<Score>,
    comment: Option<String>,
    around: Vec<String>,
    half: bool,
    suspect: bool,
}

/// The responses to a survey
///
/// With the filters of the list.
#[utoipa::path(
    get, path = "/surveys/{id}/responses", tag = "dashboard", operation_id = "responsesPage",
    security(("session" = []), ("key" = ["read"])),
    params(
        ("id" = api::ClientId, Path, description = "The survey."),
        api::params::View,
    ),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn list(view: View, State(backend): State<Backend>, Named(id): Named<String>) -> Answered {
    let made = page(&view, &backend, &id).await;
    view.answer(made)
}

async fn page(view: &View, backend: &Backend, id: &str) -> Result<Page, Problem> {
    let survey = survey_of(backend, &view.workspace.id, id).await?;
    if survey.enps.is_some() {
        return of_employees(view, &survey);
    }
    let form = Form::of(view, &survey);
    let mut asked = form.pairs();
    asked.push(("limit", LIMIT));
    asked.extend(view.own("cursor").map(|cursor| ("cursor", cursor)));
    match responses::list(backend, &view.workspace, &survey, &view.query(&asked)).await {
        Ok(found) => listed(view, backend, &survey, form, (&found.responses, found.next_cursor.as_deref())),
        // The form stays as it was sent, with what is wrong with it.
        Err(problem) if problem.status() == StatusCode::BAD_REQUEST => {
            let form = form.refused(view, &problem);
            let page = listed(view, backend, &survey, form, (&[], None))?;
            Ok(Page { status: StatusCode::BAD_REQUEST, ..page })
        }
        Err(problem) => Err(problem),
    }
}

fn listed(
    view: &View,
    backend: &Backend,
    survey: &Survey,
    form: Form,
    (found, next): (&[Response], Option<&str>),
) -> Result<Page, Problem> {
    let path = path(survey);
    let title = view.say("answers-title");
    let shell = view.shell(Tab::Overview, &title).crumb(view.link("/"), &view.say("nav-overview"));
    let shell = shell.crumb(view.link(&survey_path(survey)), &survey.name).keeping(&form.pairs()).without_comparison();
    let with = |cursor: &str| view.here_with(&[("cursor", cursor)]);
    let zone = survey.zone(&view.workspace);
    let list = List {
        survey: survey.id.to_string(),
        rows: found.iter().map(|response| row(response, survey, view)).collect(),
        older: next.map(with),
        newest: view.own("cursor").map(|_| with("")),
        csv: csv(view, backend, &path, &form),
        // The days of the form are those of the survey's zone.
        zone: (*zone != view.workspace.time_zone).then(|| view.with("days-of-zone", &[("zone", zone.name())])),
        form,
        shell,
    };
    view.page(&format!("{title} · {}", survey.name), &list)
}

fn row(response: &Response, survey: &Survey, view: &View) -> Row {
    let id = response.id.response().to_string();
    let named = |name: &str| {
        let value = response.dimension(name)?;
        Some(filter::value_of(name, &value, view))
    };
    Row {
        link: view.link(&format!("{}/{id}", path(survey))),
        at: Moment::of(response.id.time(), survey.zone(&view.workspace), view),
        score: score_of(response, survey, view),
        comment: response.comment().map(str::to_owned),
        around: ["channel", "touchpoint", "segment", "locale", "agent"].into_iter().filter_map(named).collect(),
        half: response.finished_at.is_none(),
        suspect: response.suspicion().is_some(),
        id,
    }
}

fn score_of(response: &Response, survey: &Survey, view: &View) -> Option<Score> {
    Some(Score::of(response.score()?, survey.measure, view.texts()))
}

/// How the API is asked for the same list as a table.
fn csv(view: &View, backend: &Backend, path: &str, form: &Form) -> String {
    let base = if backend.base_url.is_empty() { "$ATBALSS_URL" } else { &backend.base_url };
    let days = [("from", view.days.first.to_string()), ("to", view.days.last.to_string())];
    let filters = form.pairs().into_iter().map(|(name, value)| (name, value.to_owned()));
    let pairs = days.into_iter().chain(filters);
    let pairs: Vec<_> = pairs.map(|(name, value)| format!("{name}={}", segment(&value))).collect();
    format!(
        "curl -H \"Authorization: Bearer $ATBALSS_KEY\" -H \"Accept: text/csv\" \\\n  \"{base}/v1{path}?{}\"",
        pairs.join("&")
    )
}

/// The page of a survey of employees: nobody sees any of its answers.
fn of_employees(view: &View, survey: &Survey) -> Result<Page, Problem> {
    let title = view.say("answers-employees-title");
    let shell = view.shell(Tab::Overview, &title).without_days().crumb(view.link("/"), &view.say("nav-overview"));
    let results = view.link(&survey_path(survey));
    let shell = shell.crumb(results.clone(), &survey.name);
    let page = view.page(&format!("{title} · {}", survey.name), &OfEmployees { shell, results })?;
    Ok(Page { status: StatusCode::CONFLICT, ..page })
}

/// The page of a survey.
pub fn survey_path(survey: &Survey) -> String {
    format!("/surveys/{}", segment(survey.id.as_str()))
}

/// The page of its answers.
pub fn path(survey: &Survey) -> String {
    format!("{}/responses", survey_path(survey))
}
