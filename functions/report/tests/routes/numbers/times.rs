//! What time alone may change, what is to come, and what is missing.

use domain::bucket::{Cube, Source};
use domain::context::Channel::Email;
use domain::facts::Facts;
use domain::timeline::Kind;
use serde_json::{Value, json};
use store::Written;
use testing::builders::{stored_survey, time, workspace};

use super::told::{event, settle, tell};
use crate::app::App;

async fn entry(app: &App, query: &str) -> Value {
    app.metrics(query).await["series"][0].clone()
}

#[tokio::test]
async fn a_ticket_is_provisional_until_its_time_to_an_answer_is_over() {
    let app = App::start().await;
    settle(&app, &json!({"targets": {"first_response_minutes": 120}})).await;
    let opened = |id: &str, at: &str| event(id, "ticket_opened", at, &json!({"ticket": id}));
    tell(&app, &[opened("old", "2026-11-20T09:00:00Z"), opened("new", "2026-11-21T09:00:00Z")]).await;
    let query = "metric=first_response&from=2026-11-20&to=2026-11-21&interval=all";
    let now = entry(&app, query).await;
    assert_eq!((&now["n"], &now["value"], &now["provisional"]), (&json!(1), &json!(0.0), &json!(true)));
    assert_eq!((&now["counts"]["not_due"], &now["counts"]["unanswered"]), (&json!(1), &json!(1)));
    let only_new = entry(&app, "metric=first_response&from=2026-11-21&to=2026-11-21").await;
    assert_eq!((&only_new["value"], &only_new["reason"]), (&Value::Null, &json!("none_due")));
    // Nothing is counted anew: the same facts are read later.
    app.clock.set(time("2026-11-21T11:01:00Z"));
    let later = entry(&app, query).await;
    assert_eq!((&later["n"], later.get("provisional"), &later["revision"]), (&json!(2), None, &now["revision"]));
}

#[tokio::test]
async fn a_first_contact_is_provisional_for_seven_days() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    let of = |id: &str, kind: &str, at: &str| event(id, kind, at, &json!({"ticket": "T", "agent": "mia"}));
    tell(
        &app,
        &[
            of("a", "ticket_opened", "2026-11-13T09:00:00Z"),
            of("b", "ticket_replied", "2026-11-13T09:10:00Z"),
            of("c", "ticket_resolved", "2026-11-14T09:00:00Z"),
        ],
    )
    .await;
    let query = "metric=first_contact&from=2026-11-14&to=2026-11-14";
    // The day ends in Riga at 22:00 UTC, and its seven days a week later.
    app.clock.set(time("2026-11-21T21:59:59Z"));
    let young = entry(&app, query).await;
    assert_eq!((&young["value"], &young["provisional"]), (&json!(100.0), &json!(true)));
    app.clock.set(time("2026-11-21T22:00:00Z"));
    assert_eq!(entry(&app, query).await.get("provisional"), None);
}

#[tokio::test]
async fn a_day_that_was_counted_and_holds_nothing_now_is_no_missing_one() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
    app.count(&survey, "2026-11-19", &[("", Email, json!(5), 3)]).await;
    app.write(&survey, "2026-11-19", &Cube::default()).await;
    app.count(&survey, "2026-11-20", &[("", Email, json!(5), 3)]).await;
    let answer = app.metrics("survey=csat&from=2026-11-18&to=2026-11-20").await;
    let said: Vec<_> =
        answer["series"].as_array().unwrap().iter().map(|entry| (entry["n"].clone(), entry.get("missing"))).collect();
    assert_eq!(said, [(json!(0), Some(&json!(true))), (json!(0), None), (json!(3), None)]);
    let weeks = app.metrics("survey=csat&from=2026-11-02&to=2026-11-20&interval=week").await;
    let missing: Vec<_> =
        weeks["series"].as_array().unwrap().iter().map(|entry| entry.get("missing").is_some()).collect();
    assert_eq!(missing, [true, true, false]);
}

#[tokio::test]
async fn a_day_that_was_looked_at_while_empty_is_zero_and_one_that_never_was_is_missing() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
    let look = async |source: Source, day: &str| {
        let (ws, day) = (workspace(), day.parse().unwrap());
        let fence = app.store().raise_fence(&ws, &source, day).await.unwrap();
        let at = time("2026-11-21T03:00:00Z");
        let written = app.store().write_bucket(&ws, &source, day, &Cube::<Facts>::default(), fence, at).await.unwrap();
        assert_eq!(written, Written::Unchanged, "nothing is there to be written");
    };
    look(Source::from(&survey.id), "2026-11-19").await;
    look(Source::from(&survey.id), "2026-11-24").await;
    look(Kind::Bookings.into(), "2026-11-19").await;
    look(Kind::Tickets.into(), "2026-11-20").await;
    look(Kind::Customers.into(), "2026-11-19").await;
    let known = async |query: &str| {
        let answer = app.metrics(query).await;
        assert_eq!(answer["as_of"], Value::Null, "{query}: no count ever changed");
        let zero = |entry: &Value| (&entry["n"], &entry["value"]) == (&json!(0), &Value::Null);
        let series = answer["series"].as_array().unwrap();
        assert!(series.iter().all(zero), "{answer}");
        series.iter().map(|entry| entry.get("missing").is_none()).collect::<Vec<_>>()
    };
    let days = "from=2026-11-18&to=2026-11-20";
    assert_eq!(known(&format!("survey=csat&{days}")).await, [false, true, false]);
    assert_eq!(known(&format!("metric=resolution&{days}")).await, [false, false, true]);
    // What is read from two kinds of timelines is known of where either was looked at.
    assert_eq!(known(&format!("metric=support_cost&{days}")).await, [false, true, true]);
    // Where the past counts, a day that was looked at is one of all the periods after it.
    assert_eq!(known(&format!("metric=retention&{days}")).await, [false, true, true]);
    let weeks = "from=2026-11-02&to=2026-11-22&interval=week";
    assert_eq!(known(&format!("survey=csat&{weeks}")).await, [false, false, true]);
    // What lies ahead is not known, though somebody looked there.
    assert_eq!(known("survey=csat&from=2026-11-20&to=2026-11-24&interval=all").await, [false]);
    let ahead = &app.metrics("survey=csat&from=2026-11-24&to=2026-11-24").await["series"][0];
    assert_eq!((&ahead["reason"], &ahead["missing"]), (&json!("to_come"), &json!(true)));
}

#[tokio::test]
async fn of_days_to_come_it_is_said_that_they_are() {
    let app = App::start().await;
    settle(&app, &json!({"gross_margin": 50})).await;
    stored_survey(app.store(), "csat", "csat", &json!({})).await;
    let started = event("a", "customer_started", "2026-11-01T09:00:00Z", &json!({"person": "anna"}));
    tell(&app, &[started]).await;
    for metric in ["survey=csat", "metric=delivery", "metric=net_churn", "metric=clv", "metric=support_cost"] {
        let answer = app.metrics(&format!("{metric}&from=2026-11-21&to=2026-12-31&interval=month")).await;
        let [now, to_come] = [&answer["series"][0], &answer["series"][1]];
        assert_eq!((&to_come["n"], &to_come["value"]), (&json!(0), &Value::Null), "{metric}");
        assert_eq!((&to_come["reason"], &to_come["missing"]), (&json!("to_come"), &json!(true)), "{metric}");
        assert_ne!(now["reason"], "to_come", "{metric}");
    }
}

#[tokio::test]
async fn the_day_is_that_of_the_workspace() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    // 22:30 UTC is half past midnight in Riga.
    let opened = event("a", "ticket_opened", "2026-11-10T22:30:00Z", &json!({"ticket": "T"}));
    tell(&app, &[opened]).await;
    let answer = app.metrics("metric=resolution&from=2026-11-10&to=2026-11-11").await;
    assert_eq!(answer["time_zone"], "Europe/Riga");
    let n: Vec<_> = answer["series"].as_array().unwrap().iter().map(|entry| entry["n"].clone()).collect();
    assert_eq!(n, [json!(0), json!(1)]);
}
