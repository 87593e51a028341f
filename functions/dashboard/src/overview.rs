//! `GET /`: the dashboard's first page. For each survey the score of the last 30 days, how sure it is, and its trend over
//! nine weeks as a picture. Drawn here, read without scripts, and made of the same figures as `GET /v1/metrics`.

mod card;
mod figures;
pub mod pages;
mod trend;

use axum::extract::State;
use domain::survey::Survey;
use domain::workspace::Workspace;
use futures::future::try_join_all;
use jiff::ToSpan;
use jiff::civil::Weekday;
use reading::metrics::{self, Told};
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;
use web::query::{Days, Query, USUAL_DAYS};

use crate::session::Viewer;
use card::Card;

/// How many surveys the page shows.
const MAX_SURVEYS: usize = 12;
/// How many weeks a trend goes back, the present one included.
const WEEKS: i32 = 9;

/// Handles the call.
pub async fn show(viewer: Viewer, State(backend): State<Backend>) -> Result<Page, Problem> {
    let ws = &viewer.workspace;
    let workspace = backend.store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone()));
    let all = backend.store.surveys(ws).await?;
    // Of employees there is nothing to show while they answer.
    let living: Vec<_> = all.iter().filter(|survey| !survey.archived && survey.enps.is_none()).collect();
    let shown = living.iter().take(MAX_SURVEYS);
    let cards = try_join_all(shown.map(|survey| card(&backend, &workspace, survey))).await?;
    // Behind a domain that is not told, the examples leave it to the reader.
    let base_url = if backend.base_url.is_empty() { "$ATBALSS_URL".to_owned() } else { backend.base_url.clone() };
    let page = pages::Dashboard {
        workspace: workspace.name.clone(),
        signed_in: viewer.signed_in,
        base_url,
        left_out: living.len() - cards.len(),
        cards,
    };
    page.page()
}

async fn card(backend: &Backend, workspace: &Workspace, survey: &Survey) -> Result<Card, Problem> {
    let zone = survey.zone(workspace);
    let today = zone.date(backend.now());
    let month = Days::up_to(today, USUAL_DAYS);
    // Whole weeks but for the present one, so that no point stands for a cut week.
    let this_monday = today.checked_sub(i32::from(today.weekday().since(Weekday::Monday)).days()).unwrap_or(today);
    let first_monday = this_monday.checked_sub((WEEKS - 1).weeks()).unwrap_or(this_monday);
    let weeks = Days { first: first_monday, last: today };
    let of = |days: Days, interval: &'static str| {
        let query = Query::of(&[
            ("metric", survey.measure.metric().name()),
            ("survey", survey.id.as_str()),
            ("from", &days.first.to_string()),
            ("to", &days.last.to_string()),
            ("interval", interval),
        ]);
        async move { metrics::answer(backend, workspace, std::slice::from_ref(survey), &query).await }
    };
    let (Told::Counted(headline), Told::Counted(trend)) = (of(month, "all").await?, of(weeks, "week").await?) else {
        return Err(Problem::internal());
    };
    Ok(Card::new(survey, zone, headline.found.series.first(), &trend.found.series, headline.as_of))
}
