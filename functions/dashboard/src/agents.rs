//! `GET /agents`: the scorecard of product.md. CSAT under the agent when the survey was sent, the first response under whoever
//! replied first, resolution and first contact under whoever resolved: four questions to the API, each grouped by agent, side
//! by side. Of fewer than ten only counts, of fewer than thirty no place.

mod card;

use askama::Template;
use axum::extract::State;
use axum::response::Response as Answered;
use domain::score::Metric;
use domain::survey::Survey;
use futures::future::{OptionFuture, try_join_all};
use reading::metrics::{self, Answer, Told};
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;

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
    let surveys = backend.store.surveys(&view.workspace.id).await?;
    let of_csat: Vec<&Survey> =
        surveys.iter().filter(|survey| !survey.archived && survey.measure.metric() == Metric::Csat).collect();
    // Different surveys are never pooled: one is on the card, the others a click away.
    let chosen = match view.own("survey") {
        None => of_csat.first().copied(),
        Some(id) => {
            let named = of_csat.iter().find(|survey| survey.id.as_str() == id).copied();
            Some(named.ok_or_else(|| Problem::not_found("survey"))?)
        }
    };
    let csat = OptionFuture::from(
        chosen.map(|survey| ask(view, backend, &surveys, vec![("metric", "csat"), ("survey", survey.id.as_str())])),
    );
    let tickets = OF_TICKETS.map(|metric| ask(view, backend, &surveys, vec![("metric", metric)]));
    let (csat, tickets) = futures::join!(csat, try_join_all(tickets));
    let answers: Vec<Box<Answer>> = csat.transpose()?.into_iter().chain(tickets?).collect();
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
        rows: card::rows(&answers, view),
        columns,
    };
    view.page(&title, &page)
}

/// A number of the view's days by agent: beside that of the days before where the view compares, else beside all others.
async fn ask(
    view: &View,
    backend: &Backend,
    known: &[Survey],
    mut asked: Vec<(&str, &str)>,
) -> Result<Box<Answer>, Problem> {
    let compare = if view.compare { "previous" } else { "groups" };
    asked.extend([("interval", "all"), ("group_by", "agent"), ("compare", compare)]);
    match metrics::answer(backend, &view.workspace, known, &view.query(&asked)).await? {
        Told::Counted(answer) => Ok(answer),
        Told::Employees(_) => Err(Problem::internal()),
    }
}
