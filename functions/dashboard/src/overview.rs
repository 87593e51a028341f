//! `GET /`: every survey on a card: its score with n, margin and change, its course, its classes, and how many of those who
//! were asked answered. Each figure is the API's own answer to the question that stands at its panel.

mod card;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::survey::Survey;
use futures::future::{try_join, try_join_all};
use reading::metrics::{self, Answer, Entry, Told};
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;

use crate::course;
use crate::shell::{Link, Shell, Tab};
use crate::view::{View, segment};
use card::Card;
pub use card::{rate_of, short};

/// How many surveys one page shows.
const A_PAGE: usize = 24;

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    shell: Shell,
    /// Where the API is, for the examples.
    base_url: String,
    cards: Vec<Card>,
    /// Pages of the list: none where there is one.
    pages: Vec<Link>,
    /// Surveys that are asked no more.
    archived: Vec<Link>,
    /// When something of it was counted last: for machines and for people.
    as_of: Option<(String, String)>,
}

/// The dashboard
#[utoipa::path(
    get, path = "/", tag = "dashboard", operation_id = "dashboard",
    security(("session" = []), ("key" = ["read"])),
    params(api::params::View),
    responses(
        (
            status = 200, description = "The scores of the workspace's surveys.",
            body = String, content_type = "text/html",
        ),
    ),
)]
pub async fn show(view: View, State(backend): State<Backend>) -> Response {
    let made = page(&view, &backend).await;
    view.answer(made)
}

async fn page(view: &View, backend: &Backend) -> Result<Page, Problem> {
    let all = backend.store.surveys(&view.workspace.id).await?;
    let (archived, living): (Vec<_>, Vec<_>) = all.iter().partition(|survey| survey.archived);
    let pages = living.len().div_ceil(A_PAGE);
    let page = view.own("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, pages.max(1));
    let shown: Vec<_> = living.iter().skip((page - 1) * A_PAGE).take(A_PAGE).copied().collect();
    let cards = try_join_all(shown.iter().map(|survey| card(view, backend, survey)));
    let (mut cards, rates) = try_join(cards, rates(view, backend)).await?;
    for (card, survey) in cards.iter_mut().zip(&shown) {
        card.rate = rates.as_ref().and_then(|rates| card::rate(rates, survey, view.texts()));
    }
    let counted = cards.iter().filter_map(|card| card.as_of).chain(rates.and_then(|rates| rates.as_of)).max();
    let title = view.say("nav-overview");
    view.page(
        &title,
        &Overview {
            shell: view.shell(Tab::Overview, &title),
            // Behind a domain that is not told, the examples leave it to the reader.
            base_url: if backend.base_url.is_empty() { "$ATBALSS_URL".to_owned() } else { backend.base_url.clone() },
            cards,
            pages: if pages > 1 {
                (1..=pages).map(|number| numbered(view, number, page)).collect()
            } else {
                Vec::new()
            },
            archived: archived.into_iter().map(|survey| to_survey(view, survey)).collect(),
            as_of: counted.map(|at| (at.to_string(), view.written().moment(at, &view.workspace.time_zone))),
        },
    )
}

fn numbered(view: &View, number: usize, current: usize) -> Link {
    let name = number.to_string();
    Link { href: view.here_with(&[("page", &name)]), key: name.clone(), name, current: number == current }
}

/// The link to a survey's page.
fn to_survey(view: &View, survey: &Survey) -> Link {
    let href = view.link(&format!("/surveys/{}", segment(survey.id.as_str())));
    Link { href, name: survey.name.clone(), key: survey.id.to_string(), current: false }
}

async fn card(view: &View, backend: &Backend, survey: &Survey) -> Result<Card, Problem> {
    let (known, id) = (std::slice::from_ref(survey), survey.id.as_str());
    let link = to_survey(view, survey).href;
    let ask = |query| async move { metrics::answer(backend, &view.workspace, known, &query).await };
    if survey.enps.is_some() {
        // Of employees a closed period is told, whatever days are looked at.
        let told = ask(web::query::Query::of(&[("survey", id)])).await?;
        let Told::Employees(employees) = told else { return Err(Problem::internal()) };
        return Ok(Card::of_employees(survey, &employees, link, view.texts()));
    }
    let interval = course::interval(view.days);
    let headline = ask(view.compared(&[("survey", id), ("interval", "all")]));
    let trend = ask(view.query(&[("survey", id), ("interval", interval)]));
    let (Told::Counted(headline), Told::Counted(trend)) = try_join(headline, trend).await? else {
        return Err(Problem::internal());
    };
    Ok(Card::of(survey, &headline, &trend, link, view.texts()))
}

/// Response rates by survey; none where they can't be told.
async fn rates(view: &View, backend: &Backend) -> Result<Option<Box<Answer>>, Problem> {
    let query = view.query(&[("metric", "response_rate"), ("interval", "all"), ("group_by", "survey")]);
    match metrics::answer(backend, &view.workspace, &[], &query).await? {
        Told::Counted(answer) => Ok(Some(answer)),
        Told::Employees(_) => Ok(None),
    }
}

/// The first entry of an answer about one period.
fn only(answer: &Answer) -> Option<&Entry> {
    answer.found.series.first()
}
