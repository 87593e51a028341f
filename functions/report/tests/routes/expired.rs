//! What is past its workspace's retention is not shown, though it may still lie in the table for a while.

use domain::workspace::Workspace;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use testing::builders::{response, stored_survey, time, workspace};

use crate::app::App;

#[tokio::test]
async fn an_answer_past_its_time_is_in_no_list_and_found_by_no_id() {
    let app = App::start().await;
    let settings = Workspace::parse(workspace(), &json!({"retention_days": 60})).unwrap();
    app.store().put_workspace(&settings).await.unwrap();
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let now = time("2026-11-21T12:00:00Z");
    let mut ids = Vec::new();
    for (score, days) in [(1, 62), (2, 60)] {
        let at = now - SignedDuration::from_hours(24 * days);
        let answer = response(&survey, at, score, &json!(score));
        app.store().put_response(&workspace(), &answer).await.unwrap();
        ids.push(answer.id);
    }
    let list = app.get("/v1/surveys/nps/responses?from=2026-09-01&to=2026-11-21").await.json();
    let scores: Vec<_> = list["data"].as_array().unwrap().iter().map(|row| row["answers"]["score"].clone()).collect();
    assert_eq!(scores, [json!(2)]);
    let found = async |id| app.get(&format!("/v1/surveys/nps/responses/{id}")).await.status;
    assert_eq!((found(ids[0]).await, found(ids[1]).await), (StatusCode::NOT_FOUND, StatusCode::OK));
}
