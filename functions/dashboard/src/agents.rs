//! `GET /agents`: the scorecard of product.md. CSAT under the agent when the survey was sent, the first response under whoever
//! replied first, resolution and first contact under whoever resolved: four questions to the API, each grouped by agent, side
//! by side. Of fewer than ten only counts, of fewer than thirty no place.

mod card;

use askama::Template;
use axum::extract::State;
use axum::response::Response as Answered;
use domain::score::Metric;
use domain::survey::Survey;
use reading::metrics::{self, Answer};
use reading::surveys::Shelf;
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;
use web::query::Query;

use crate::shell::{Link, Shell, Tab};
use crate::view::View;
use card::{Column, Row};

/// What is read from tickets, in the order of the columns.
const OF_TICKETS: [&str; 3] = ["first_response", "resolution", "first_contact"];

#[derive(Template)]
#[template(path = "agents.html")]
struct Agents {
    shell: Shell,
    surveys: Vec<Link>,
    not_all: Option<String>,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

/// The people who serve customers
#[utoipa::path(
    get, path = "/agents", tag = "dashboard", operation_id = "agentsPage",
    security(("session" = []), ("key" = ["read"])),
    params(
        api::params::View,
    ),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn show(view: View, State(backend): State<Backend>) -> Answered {
    let made = page(&view, &backend).await;
    view.answer(made)
}

async fn page(view: &View, backend: &Backend) -> Result<Page, Problem> {
    let (store, ws) = (&backend.store, &view.workspace.id);
    let shelf = Shelf::read(store, ws, None).await?.with(store, ws, view.own("survey")).await?;
    let of_csat: Vec<&Survey> =
        shelf.surveys.iter().filter(|survey| !survey.archived && survey.measure.metric() == Metric::Csat).collect();
    // Different surveys are never pooled: one is on the card, the others a click away.
    let chosen = match view.own("survey") {
        None => of_csat.first().copied(),
        Some(id) => {
            let named = of_csat.iter().find(|survey| survey.id.as_str() == id).copied();
            Some(named.ok_or_else(|| Problem::not_found("survey"))?)
        }
    };
    // All at once, so that the days of tickets are read once.
    let csat = chosen.map(|survey| question(view, &[("metric", "csat"), ("survey", survey.id.as_str())]));
    let tickets = OF_TICKETS.map(|metric| question(view, &[("metric", metric)]));
    let questions: Vec<Query> = csat.into_iter().chain(tickets).collect();
    let told = metrics::answers(backend, &view.workspace, &shelf.surveys, &questions).await?;
    let told = told.into_iter().map(|told| told?.counted().ok_or_else(Problem::internal));
    let answers: Vec<Box<Answer>> = told.collect::<Result<_, _>>()?;
    let columns: Vec<Column> = answers.iter().map(|answer| Column::of(answer, view)).collect();
    let title = view.say("nav-agents");
    let own: Vec<_> = view.own("survey").map(|id| ("survey", id)).into_iter().collect();
    let link = |survey: &&Survey| Link {
        href: view.here_with(&[("survey", survey.id.as_str())]),
        name: survey.name.clone(),
        key: survey.id.to_string(),
        current: chosen.is_some_and(|chosen| chosen.id == survey.id),
    };
    let page = Agents {
        shell: view.shell(Tab::Agents, &title).keeping(&own),
        surveys: of_csat.iter().map(link).collect(),
        not_all: view.not_all(&shelf),
        rows: card::rows(&answers, view),
        columns,
    };
    view.page(&title, &page)
}

/// A number of the view's days by agent: beside that of the days before where the view compares, else beside all others.
fn question(view: &View, of: &[(&str, &str)]) -> Query {
    let compare = if view.compare { "previous" } else { "groups" };
    view.query(&[of, &[("interval", "all"), ("group_by", "agent"), ("compare", compare)]].concat())
}
