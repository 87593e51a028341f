//! How the counting stands.

use domain::context::Channel::Email;
use domain::timeline::{Kind, TimelineId};
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use store::{Last, Mark, Seal};
use testing::builders::{stored_survey, survey_id, time, workspace};

use crate::answers::{answer_as_employee, team};
use crate::app::App;
use crate::marked::{attribute, element, elements, panel, told};

const PATH: &str = "/rollups?from=2026-11-10&to=2026-11-21";

async fn page(app: &App) -> String {
    let page = app.get(PATH).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.text
}

fn row<'h>(html: &'h str, buckets: &str) -> [&'h str; 3] {
    let row = element(panel(html, "buckets"), "tr", "data-buckets", buckets);
    ["data-counted", "data-changed", "data-missing"].map(|name| attribute(row, name).unwrap())
}

#[tokio::test]
async fn days_are_counted_changed_and_missing_as_the_api_says_it() {
    let app = App::start().await;
    app.in_riga("Acme").await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({"name": "After <i>purchase</i>"})).await;
    for day in ["2026-11-12", "2026-11-13", "2026-11-16"] {
        app.count(&survey, day, &[("", Email, json!(9), 3)]).await;
    }
    // The second day changed, twice.
    for n in [4, 5] {
        app.count(&survey, "2026-11-13", &[("", Email, json!(9), n)]).await;
    }
    let html = page(&app).await;
    let days =
        told(&app, &[("survey", "nps"), ("from", "2026-11-10"), ("to", "2026-11-21"), ("interval", "day")]).await;
    let series = days["series"].as_array().unwrap();
    let missing: Vec<_> =
        series.iter().filter(|day| day["missing"] == true).map(|day| day["period"].as_str().unwrap()).collect();
    assert_eq!(row(&html, "nps"), ["3", "1", &missing.len().to_string()]);
    let spans = elements(panel(&html, "missing"), "li");
    let spans: Vec<_> =
        spans.iter().filter_map(|span| Some((attribute(span, "data-first")?, attribute(span, "data-last")?))).collect();
    assert_eq!(spans, [("2026-11-10", "2026-11-11"), ("2026-11-14", "2026-11-15"), ("2026-11-17", "2026-11-21")]);
    assert_eq!((spans[0].0, spans[2].1), (missing[0], *missing.last().unwrap()));
    let changed = element(panel(&html, "changed"), "li", "data-day", "2026-11-13");
    let revision = series.iter().find(|day| day["period"] == "2026-11-13").unwrap()["revision"].to_string();
    assert_eq!(attribute(changed, "data-revision"), Some(revision.as_str()));
    // A request to the API holds on one machine and on AWS alike.
    let ask = panel(&html, "missing").replace("&#34;", "\"").replace("&#39;", "'");
    assert!(ask.contains("curl -X POST \"https://survey.example/v1/rollups\""), "{ask}");
    assert!(ask.contains("-d '{\"from\":\"2026-11-10\",\"to\":\"2026-11-21\"}'"), "{ask}");
    assert!(html.contains("Times are of Europe/Riga."));
    assert!(html.contains("After &#60;i&#62;purchase") && !html.contains("<i>"));
    // Of what never happened here nothing is missed.
    assert!(!html.contains("data-buckets=\"@tickets\""));
    let changed_at = element(panel(&html, "state"), "div", "data-time", "changed");
    assert!(changed_at.contains(days["as_of"].as_str().unwrap().split('.').next().unwrap()), "{changed_at}");
}

#[tokio::test]
async fn what_waits_is_told_by_day_and_of_timelines_by_number_alone() {
    let app = App::start().await;
    stored_survey(app.store(), "nps", "nps", &json!({"name": "After purchase"})).await;
    assert!(page(&app).await.contains("Nothing waits"));
    let ws = workspace();
    let answers =
        |date: &str| Mark::Answers { workspace: ws.clone(), survey: survey_id("nps"), date: date.parse().unwrap() };
    let timeline =
        |kind, id: &str| Mark::Timeline { workspace: ws.clone(), timeline: TimelineId { kind, id: id.to_owned() } };
    let marks = [
        answers("2026-11-03"),
        answers("2026-11-20"),
        Mark::Day { workspace: ws.clone(), kind: Kind::Tickets, day: "2026-11-19".parse().unwrap() },
        timeline(Kind::Dispatches, "dsp_0123456789abcdef0123456789abcdef"),
        timeline(Kind::Dispatches, "dsp_1123456789abcdef0123456789abcdef"),
        timeline(Kind::Customers, "a-secret-customer"),
        // Another workspace's, whose id begins alike.
        Mark::Answers {
            workspace: "acme-2".parse().unwrap(),
            survey: survey_id("nps"),
            date: "2026-11-20".parse().unwrap(),
        },
    ];
    for mark in &marks {
        app.store().put_mark(mark, "token").await.unwrap();
    }
    let html = page(&app).await;
    assert_eq!(attribute(panel(&html, "state"), "data-marks"), Some("6"));
    let waits = elements(panel(&html, "waiting"), "tr");
    let waits: Vec<_> =
        waits.iter().filter_map(|row| Some((attribute(row, "data-waits")?, attribute(row, "data-n")?))).collect();
    assert_eq!(waits, [("nps", "2"), ("@tickets", "1"), ("@customers#", "1"), ("@dispatches#", "2")]);
    let late = element(panel(&html, "waiting"), "tr", "data-waits", "nps");
    assert!(late.contains("3 Nov – 20 Nov 2026"), "{late}");
    assert!(html.contains("<code>atbalss rollup</code>"));
    assert!(
        !html.contains("dsp_") && !html.contains("a-secret-customer"),
        "whose timeline changed is nobody's business"
    );
}

#[tokio::test]
async fn a_heart_that_was_not_heard_for_half_a_day_is_told_with_what_to_do() {
    let app = App::start().await;
    let heard = |hours: i64| time(crate::app::NOW) - SignedDuration::from_hours(hours);
    assert!(page(&app).await.contains("never yet"));
    app.store().note_last(Last::Heard, heard(13)).await.unwrap();
    assert!(page(&app).await.contains("The heartbeat is more than 12 hours old."));
    app.store().note_last(Last::Heard, heard(1)).await.unwrap();
    app.store().note_last(Last::Night, heard(0)).await.unwrap();
    let html = page(&app).await;
    assert!(!html.contains("The heartbeat is more than"));
    let time = element(panel(&html, "state"), "div", "data-time", "heard");
    assert!(time.contains(&format!("datetime=\"{}\"", heard(1))), "{time}");
}

#[tokio::test]
async fn sealed_days_are_told() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    assert!(!page(&app).await.contains("Sealed days are never"));
    let seal = Seal { through: Some("2026-11-11".parse().unwrap()), looked: "2026-11-20".parse().unwrap() };
    app.store().put_seal(&workspace(), &survey.id, seal).await.unwrap();
    let html = page(&app).await;
    let row = element(panel(&html, "buckets"), "tr", "data-buckets", "nps");
    assert_eq!(attribute(row, "data-sealed"), Some("2026-11-11"));
    assert!(html.contains("Sealed days are never recomputed again"));
}

#[tokio::test]
async fn a_survey_of_employees_leaves_no_trace_here() {
    let app = App::start().await;
    let survey = team(&app).await;
    let before = page(&app).await;
    answer_as_employee(&app, &survey, None).await;
    let after = page(&app).await;
    assert_eq!(before, after);
    assert!(!after.contains("The team"));
}
