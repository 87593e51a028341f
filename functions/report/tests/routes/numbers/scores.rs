//! The scores of surveys: NPS, CSAT, CES in its forms, GCR. (eNPS has fixed periods and stands elsewhere.)

use domain::context::Channel::{App as InApp, Email};
use domain::survey::Survey;
use serde_json::{Value, json};
use testing::builders::stored_survey;

use super::told::{entries, lines, settle};
use crate::app::App;

/// Two weeks in two months: scores with how many in the first, and in the second.
async fn asked(app: &App, id: &str, metric: &str, more: &Value, scores: [&[(Value, u64)]; 2]) -> Survey {
    settle(app, &json!({})).await;
    let survey = stored_survey(app.store(), id, metric, more).await;
    for (day, scores) in ["2026-10-28", "2026-11-04"].into_iter().zip(scores) {
        let mut answers = Vec::new();
        for (place, (score, n)) in scores.iter().enumerate() {
            let half = n / 2;
            answers.push((["support", "purchase"][place % 2], Email, score.clone(), half));
            answers.push(("support", InApp, score.clone(), n - half));
        }
        app.count(&survey, day, &answers).await;
    }
    survey
}

async fn by_week(app: &App, id: &str) -> String {
    lines(&app.metrics(&format!("survey={id}&from=2026-10-26&to=2026-11-08&interval=week&compare=previous")).await)
}

async fn by_group(app: &App, id: &str, dimensions: &str) -> String {
    let query = format!("survey={id}&from=2026-10-01&to=2026-11-08&interval=all&group_by={dimensions}&compare=groups");
    entries(&app.metrics(&query).await)
}

#[tokio::test]
async fn nps() {
    let app = App::start().await;
    let scores: [&[(Value, u64)]; 2] =
        [&[(json!(10), 22), (json!(8), 9), (json!(3), 9)], &[(json!(9), 12), (json!(7), 8), (json!(0), 20)]];
    asked(&app, "nps", "nps", &json!({}), scores).await;
    insta::assert_snapshot!(by_week(&app, "nps").await, @"");
    insta::assert_snapshot!(by_group(&app, "nps", "channel").await, @"");
    insta::assert_snapshot!(by_group(&app, "nps", "touchpoint,channel").await, @"");
}

#[tokio::test]
async fn csat() {
    let app = App::start().await;
    let scores: [&[(Value, u64)]; 2] =
        [&[(json!(5), 20), (json!(4), 10), (json!(2), 10)], &[(json!(5), 9), (json!(3), 9), (json!(1), 12)]];
    asked(&app, "csat", "csat", &json!({}), scores).await;
    insta::assert_snapshot!(by_week(&app, "csat").await, @"");
    insta::assert_snapshot!(by_group(&app, "csat", "channel").await, @"");
}

#[tokio::test]
async fn ces_as_a_share_of_easy_answers() {
    let app = App::start().await;
    let scores: [&[(Value, u64)]; 2] =
        [&[(json!(7), 12), (json!(5), 8), (json!(2), 4)], &[(json!(6), 11), (json!(4), 9)]];
    asked(&app, "ces", "ces", &json!({}), scores).await;
    insta::assert_snapshot!(by_week(&app, "ces").await, @"");
    insta::assert_snapshot!(by_group(&app, "ces", "touchpoint").await, @"");
}

#[tokio::test]
async fn ces_by_mean_of_how_much_effort_it_was() {
    let app = App::start().await;
    let more = json!({"method": "mean", "direction": "lower_is_better"});
    let scores: [&[(Value, u64)]; 2] = [&[(json!(2), 14), (json!(3), 6)], &[(json!(4), 8), (json!(6), 12)]];
    asked(&app, "effort", "ces", &more, scores).await;
    insta::assert_snapshot!(by_week(&app, "effort").await, @"");
    insta::assert_snapshot!(by_group(&app, "effort", "channel").await, @"");
}

#[tokio::test]
async fn gcr() {
    let app = App::start().await;
    let scores: [&[(Value, u64)]; 2] =
        [&[(json!("yes"), 30), (json!("partly"), 6), (json!("no"), 4)], &[(json!("yes"), 10), (json!("no"), 3)]];
    asked(&app, "goal", "gcr", &json!({"goal": "find a price"}), scores).await;
    insta::assert_snapshot!(by_week(&app, "goal").await, @"");
    insta::assert_snapshot!(by_group(&app, "goal", "channel").await, @"");
}
