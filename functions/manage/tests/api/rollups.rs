//! Requests to recompute days.

use domain::id::RollupId;
use serde_json::{Value, json};
use store::Job;
use testing::builders::{survey_id, time, workspace};

use crate::driver::{Api, NOW, masked};

#[tokio::test]
async fn a_request_to_recompute_is_stored_queued_and_told_about() {
    let api = Api::start().await.with_anna().await;
    let posted = api.post("/v1/rollups", &json!({"from": "2026-11-01", "to": "2026-11-02", "survey": "nps"})).await;
    assert_eq!(posted.status, 202);
    let id: RollupId = posted.json()["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(posted.json(), json!({"id": id.to_string()}));
    let sent: Vec<Value> = api.queue.take().iter().map(|sent| serde_json::from_str(&sent.body).unwrap()).collect();
    insta::assert_json_snapshot!(masked(sent[0].clone(), &["job"]), @r#"
    {
      "from": "2026-11-01",
      "job": "[job]",
      "survey": "nps",
      "task": "range",
      "to": "2026-11-02",
      "workspace": "acme"
    }
    "#);
    assert_eq!((sent.len(), &sent[0]["job"]), (1, &posted.json()["id"]));

    let path = format!("/v1/rollups/{id}");
    insta::assert_json_snapshot!(masked(api.get(&path).await.json(), &["id"]), @r#"
    {
      "buckets": null,
      "changed": 0,
      "id": "[id]",
      "status": "running"
    }
    "#);
    let (store, ws, now) = (&api.database.store, workspace(), time(NOW));
    let day = |text: &str| text.parse().unwrap();
    let job = Job { from: day("2026-11-01"), to: day("2026-11-02"), survey: Some(survey_id("nps")) };
    store.put_job(&ws, id, &job, Some(2), now).await.unwrap();
    for (date, changed) in [("2026-11-01", true), ("2026-11-02", false)] {
        assert_eq!(api.get(&path).await.json()["status"], "running");
        store.put_job_bucket(&ws, id, &(&survey_id("nps")).into(), day(date), changed, now).await.unwrap();
    }
    insta::assert_json_snapshot!(masked(api.get(&path).await.json(), &["id"]), @r#"
    {
      "buckets": 2,
      "changed": 1,
      "id": "[id]",
      "status": "done"
    }
    "#);
}

#[tokio::test]
async fn bad_requests_are_told_all_at_once_and_neither_stored_nor_queued() {
    let api = Api::start().await.with_anna().await;
    let before = api.database.dump();
    for (body, expected) in [
        (json!({}), vec!["from: required", "to: required"]),
        (
            json!({"from": "21.11.2026", "to": 3, "x": 1}),
            vec!["from: invalid_date", "to: not_a_string", "x: unknown_field"],
        ),
        (json!({"from": "2026-11-02", "to": "2026-11-01"}), vec!["to: before_from"]),
        (json!({"from": "2016-01-01", "to": "2026-01-08"}), vec!["to: too_many_days"]),
        (json!({"from": "2026-11-01", "to": "2026-11-01", "survey": "none"}), vec!["survey: unknown_survey"]),
    ] {
        let found = api.post("/v1/rollups", &body).await.bad_fields();
        assert_eq!(found, expected, "{body}");
    }
    assert_eq!(api.database.dump(), before);
    assert!(api.queue.take().is_empty());
}

#[tokio::test]
async fn days_to_come_and_3660_of_them_may_be_asked_for() {
    let api = Api::start().await;
    for (from, to) in [("2030-01-01", "2030-01-02"), ("2016-01-01", "2026-01-07")] {
        assert_eq!(api.post("/v1/rollups", &json!({"from": from, "to": to})).await.status, 202, "{from}");
    }
}

#[tokio::test]
async fn a_queue_that_is_down_is_503_and_the_request_may_be_sent_again() {
    let api = Api::start().await;
    let post = || {
        let call = api.call("POST", "/v1/rollups").json(&json!({"from": "2026-11-01", "to": "2026-11-01"}));
        call.with("idempotency-key", "k").send()
    };
    api.queue.break_down(true);
    let down = post().await;
    assert_eq!((down.problem(), down.header("retry-after")), ((503, "unavailable".to_owned()), Some("2")));
    api.queue.break_down(false);
    assert_eq!(post().await.status, 202);
    assert_eq!(api.queue.take().len(), 1);
}
