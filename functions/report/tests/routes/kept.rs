//! Whoever has the numbers already is told so in a few bytes, until a rollup changes them.

use domain::bucket::{Cube, Source};
use domain::survey::Survey;
use http::{StatusCode, header};
use serde_json::json;
use testing::builders::{response, stored_survey, time, workspace};

use crate::app::{Answer, App};

const NUMBERS: &str = "/v1/metrics?survey=nps&from=2026-11-19&to=2026-11-20";

/// A rollup of a day, at a time, that found so many answers.
async fn rolled_up(app: &App, survey: &Survey, at: &str, answers: u64) {
    let (ws, source, day) = (workspace(), Source::from(&survey.id), "2026-11-20".parse().unwrap());
    let mut cube = Cube::default();
    for number in 0..answers {
        cube.add(&response(survey, time("2026-11-20T10:00:00Z"), number, &json!(9)), survey);
    }
    let fence = app.store().raise_fence(&ws, &source, day).await.unwrap();
    app.store().write_bucket(&ws, &source, day, &cube, fence, time(at)).await.unwrap();
}

fn tag(answer: &Answer) -> &str {
    answer.headers[header::ETAG].to_str().unwrap()
}

async fn asked_with(app: &App, tag: &str) -> Answer {
    app.get_with(NUMBERS, &[("authorization", &app.key), ("if-none-match", tag)]).await
}

#[tokio::test]
async fn who_has_the_numbers_is_told_nothing_new_until_a_rollup_wrote_others() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    rolled_up(&app, &survey, "2026-11-21T03:00:00Z", 2).await;
    let first = app.get(NUMBERS).await;
    assert_eq!(first.headers[header::CACHE_CONTROL], "private, no-cache");
    assert_eq!(first.headers[header::VARY], "accept-encoding, authorization, cookie");
    let known = tag(&first).to_owned();
    let same = asked_with(&app, &known).await;
    assert_eq!((same.status, tag(&same), same.text.as_str()), (StatusCode::NOT_MODIFIED, known.as_str(), ""));
    assert_eq!(asked_with(&app, "\"another\"").await.text, first.text);

    rolled_up(&app, &survey, "2026-11-21T09:00:00Z", 3).await;
    let news = asked_with(&app, &known).await;
    assert_eq!(news.status, StatusCode::OK);
    assert_eq!(
        [&first, &news].map(|answer| answer.json()["as_of"].clone()),
        ["2026-11-21T03:00:00.000Z", "2026-11-21T09:00:00.000Z"].map(|at| json!(at))
    );
    assert_ne!(tag(&news), known);
    assert_eq!(asked_with(&app, &format!("{known}, {}", tag(&news))).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_rollup_that_finds_what_stands_there_leaves_the_tag_as_it_is() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    rolled_up(&app, &survey, "2026-11-21T03:00:00Z", 2).await;
    let first = app.get(NUMBERS).await;
    rolled_up(&app, &survey, "2026-11-21T09:00:00Z", 2).await;
    assert_eq!(asked_with(&app, tag(&first)).await.status, StatusCode::NOT_MODIFIED);
    // Another question has another answer, and so another tag.
    let other = format!("{NUMBERS}&interval=all");
    let other = app.get_with(&other, &[("authorization", &app.key), ("if-none-match", tag(&first))]).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn a_refusal_is_kept_by_nobody() {
    let app = App::start().await;
    let refused = app.get("/v1/metrics?survey=none").await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert!(refused.headers.get(header::ETAG).is_none());
    assert_eq!(refused.headers[header::CACHE_CONTROL], "no-store");
}
