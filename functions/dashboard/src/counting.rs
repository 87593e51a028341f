//! `GET /rollups`: how the counting stands, for whoever has to trust the numbers: when something was counted last, whether the
//! stream's heart beats, what waits, which days changed after they were first written, which were never looked at, how far days
//! are sealed, and what to do.

mod table;

use askama::Template;
use axum::extract::State;
use axum::response::Response as Answered;
use jiff::{SignedDuration, Timestamp};
use reading::counting::Counting;
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;

use crate::moment::Moment;
use crate::sending::many;
use crate::shell::{Shell, Tab};
use crate::view::View;
use table::{Row, Waits};

/// After how long without a heartbeat the stream is said to lag, as the sweep says it.
const LAG: SignedDuration = SignedDuration::from_hours(12);

#[derive(Template)]
#[template(path = "counting.html")]
struct Rollups {
    shell: Shell,
    times: Vec<Time>,
    late: bool,
    marks: u64,
    marks_text: String,
    waits: Vec<Waits>,
    rows: Vec<Row>,
    changed: Vec<Row>,
    missing: Vec<Row>,
    sealed: bool,
    recompute: String,
    left_out: Option<String>,
    zone: String,
}

/// When something happened last.
#[derive(Debug)]
struct Time {
    key: &'static str,
    name: String,
    at: Option<Moment>,
}

/// How far the counting is
#[utoipa::path(
    get, path = "/rollups", tag = "dashboard", operation_id = "rollupsPage",
    security(("session" = []), ("key" = ["read"])),
    params(
        api::params::View,
    ),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
)]
pub async fn show(view: View, State(backend): State<Backend>) -> Answered {
    let made = page(&view, &backend).await;
    view.answer(made)
}

async fn page(view: &View, backend: &Backend) -> Result<Page, Problem> {
    let counting = Counting::read(&backend.store, &view.workspace, view.days, view.now).await?;
    let zone = &view.workspace.time_zone;
    let time = |key: &'static str, at: Option<Timestamp>| Time {
        key,
        name: view.say(&format!("counting-{key}")),
        at: at.map(|at| Moment::of(at, zone, view)),
    };
    let title = view.say("nav-rollups");
    let marks = many(counting.waiting.count());
    let written = view.written().whole(marks);
    let more = counting.waiting.more;
    let rows = || counting.buckets.iter().map(|buckets| Row::of(buckets, view));
    let page = Rollups {
        shell: view.shell(Tab::Rollups, &title).without_comparison(),
        times: vec![
            time("changed", counting.changed_at()),
            time("looked-after", counting.night),
            time("heard", counting.heard),
            time("swept", counting.swept),
        ],
        late: counting.heard.is_some_and(|heard| view.now.duration_since(heard) > LAG),
        marks,
        marks_text: if more { view.with("counting-marks-more", &[("n", &written)]) } else { written },
        waits: table::waits(&counting, view),
        changed: rows().filter(|row| !row.changed.is_empty()).collect(),
        // Of what never happened here nothing is missed.
        missing: rows().filter(|row| !row.missing.is_empty() && row.is_used()).collect(),
        sealed: counting.buckets.iter().any(|buckets| buckets.sealed.is_some()),
        rows: rows().filter(Row::is_used).collect(),
        recompute: recompute(view, &backend.base_url),
        left_out: left_out(&counting, view),
        zone: view.times_of(zone),
    };
    view.page(&title, &page)
}

/// What is not shown. Of very many surveys nobody counts how many.
fn left_out(counting: &Counting, view: &View) -> Option<String> {
    match counting.left_out {
        _ if counting.more => Some(view.say("counting-left-out-more")),
        0 => None,
        some => Some(view.count("counting-left-out", many(some))),
    }
}

/// What counts the days of the view again, on one machine and on AWS alike.
fn recompute(view: &View, base_url: &str) -> String {
    let base = if base_url.is_empty() { "$ATBALSS_URL" } else { base_url };
    let days = serde_json::json!({"from": view.days.first, "to": view.days.last});
    format!(
        "curl -X POST \"{base}/v1/rollups\" \\\n  -H \"Authorization: Bearer $ATBALSS_KEY\" \\\n  -H \"Content-Type: application/json\" \\\n  -d '{days}'"
    )
}
