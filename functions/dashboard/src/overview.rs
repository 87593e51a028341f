//! `GET /`: every survey on a card: its score with n, margin and change, its course, its classes, and how many of those who
//! were asked answered. Each figure is the API's own answer to the question that stands at its panel.

mod card;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::survey::Survey;
use futures::future::{try_join, try_join_all};
use reading::metrics::{self, Answer, Entry, Told};
use reading::surveys::Shelf;
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;

use crate::answers::survey_path;
use crate::course;
use crate::moment::Moment;
use crate::shell::{Link, Shell, Tab};
use crate::view::View;
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
    /// When something of it was counted last.
    as_of: Option<Moment>,
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
    let all = Shelf::read(&backend.store, &view.workspace.id, view.own("after")).await?;
    let (archived, living): (Vec<_>, Vec<_>) = all.surveys.iter().partition(|survey| survey.archived);
    let pages = living.len().div_ceil(A_PAGE);
    let page = view.own("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, pages.max(1));
    let shown: Vec<_> = living.iter().skip((page - 1) * A_PAGE).take(A_PAGE).copied().collect();
    let cards = try_join_all(shown.iter().map(|survey| card(view, backend, survey)));
    let (mut cards, rates) = try_join(cards, rates(view, backend)).await?;
    for (card, survey) in cards.iter_mut().zip(&shown) {
        card.rate = rates.as_ref().and_then(|rates| card::rate(rates, survey, view.texts()));
    }
    let counted = cards.iter().filter_map(|card| card.as_of).chain(rates.and_then(|rates| rates.as_of)).max();
    let numbers = (1..=pages).filter(|_| pages > 1).map(|number| numbered(view, number, page));
    let title = view.say("nav-overview");
    view.page(
        &title,
        &Overview {
            shell: view.shell(Tab::Overview, &title),
            // Behind a domain that is not told, the examples leave it to the reader.
            base_url: if backend.base_url.is_empty() { "$ATBALSS_URL".to_owned() } else { backend.base_url.clone() },
            cards,
            pages: numbers.chain(all.next.as_deref().map(|next| further(view, next))).collect(),
            archived: archived.into_iter().map(|survey| to_survey(view, survey)).collect(),
            as_of: counted.map(|at| Moment::of(at, &view.workspace.time_zone, view)),
        },
    )
}

fn numbered(view: &View, number: usize, current: usize) -> Link {
    let name = number.to_string();
    Link { href: view.here_with(&[("page", &name)]), key: name.clone(), name, current: number == current }
}

/// The link to the surveys that were not read for this page.
fn further(view: &View, after: &str) -> Link {
    let href = view.here_with(&[("after", after), ("page", "")]);
    Link { href, name: view.say("pages-of-surveys"), key: after.to_owned(), current: false }
}

/// The link to a survey's page.
fn to_survey(view: &View, survey: &Survey) -> Link {
    let href = view.link(&survey_path(survey));
    Link { href, name: survey.name.clone(), key: survey.id.to_string(), current: false }
}

async fn card(view: &View, backend: &Backend, survey: &Survey) -> Result<Card, Problem> {
    let (known, id) = (std::slice::from_ref(survey), survey.id.as_str());
    let link = to_survey(view, survey).href;
    if survey.enps.is_some() {
        // Of employees a closed period is told, whatever days are looked at.
        let query = web::query::Query::of(&[("survey", id)]);
        let told = metrics::answer(backend, &view.workspace, known, &query).await?;
        let Told::Employees(employees) = told else { return Err(Problem::internal()) };
        return Ok(Card::of_employees(survey, &employees, link, view.texts()));
    }
    let interval = course::interval(view.days);
    let both =
        [view.compared(&[("survey", id), ("interval", "all")]), view.query(&[("survey", id), ("interval", interval)])];
    let told = metrics::answers(backend, &view.workspace, known, &both).await?;
    let told: Vec<_> = told.into_iter().map(|told| told.map(Told::counted)).collect::<Result<_, _>>()?;
    let [Some(headline), Some(trend)] = told.as_slice() else { return Err(Problem::internal()) };
    Ok(Card::of(survey, headline, trend, link, view.texts()))
}

/// Response rates by survey; none where they can't be told.
async fn rates(view: &View, backend: &Backend) -> Result<Option<Box<Answer>>, Problem> {
    let query = view.query(&[("metric", "response_rate"), ("interval", "all"), ("group_by", "survey")]);
    Ok(metrics::answer(backend, &view.workspace, &[], &query).await?.counted())
}

/// The first entry of an answer about one period.
fn only(answer: &Answer) -> Option<&Entry> {
    answer.found.series.first()
}
