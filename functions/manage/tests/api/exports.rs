//! Exports: asked for, looked at, and fetched by whoever may.

use domain::export::{Export, Failed};
use domain::id::{ExportId, WorkspaceId};
use domain::key::Scope;
use files::Files;
use jiff::SignedDuration;
use serde_json::{Value, json};
use testing::builders::{time, workspace};
use uuid::Uuid;

use crate::driver::{Api, NOW, masked};

async fn ask(api: &Api, body: &Value) -> ExportId {
    let posted = api.post("/v1/exports", body).await;
    assert_eq!(posted.status, 202, "{}", posted.body);
    posted.json()["id"].as_str().unwrap().parse().unwrap()
}

async fn stored(api: &Api, id: ExportId) -> Export {
    api.database.store.export(&workspace(), id).await.unwrap().unwrap()
}

/// Writes a file as the worker does.
async fn write(api: &Api, id: ExportId, text: &str) {
    let (export, run) = api.database.store.begin_export(&workspace(), id, Uuid::new_v4()).await.unwrap().unwrap();
    let mut draft = api.files.begin(export.file()).await.unwrap();
    draft.write(text.as_bytes()).await.unwrap();
    draft.finish().await.unwrap();
    assert!(api.database.store.finish_export(&run, 2, text.len() as u64).await.unwrap());
}

#[tokio::test]
async fn an_export_is_stored_queued_and_told_about_until_it_can_be_fetched() {
    let api = Api::start().await.with_anna().await;
    let body = json!({"survey": "nps", "format": "csv", "bom": true, "from": "2026-11-01", "to": "2026-11-20",
        "channel": "email", "score_min": 7, "score_max": 10, "suspect": false, "touchpoint": "shop"});
    let posted = api.post("/v1/exports", &body).await;
    assert_eq!(posted.status, 202);
    insta::assert_json_snapshot!(masked(posted.json(), &["id"]), @r#"
    {
      "id": "[id]",
      "status": "running"
    }
    "#);
    let id: ExportId = posted.json()["id"].as_str().unwrap().parse().unwrap();
    let sent: Vec<Value> = api.queue.take().iter().map(|sent| serde_json::from_str(&sent.body).unwrap()).collect();
    assert_eq!(sent, [json!({"task": "export", "workspace": "acme", "export": id.to_string()})]);
    insta::assert_json_snapshot!(json!(stored(&api, id).await.asked.filters), @r#"
    {
      "channel": "email",
      "score_max": "10",
      "score_min": "7",
      "suspect": "false",
      "touchpoint": "shop"
    }
    "#);

    let path = format!("/v1/exports/{id}");
    insta::assert_json_snapshot!(masked(api.get(&path).await.json(), &["id"]), @r#"
    {
      "bytes": 0,
      "expires_at": "2026-11-28T10:00:00.000Z",
      "format": "csv",
      "from": "2026-11-01",
      "id": "[id]",
      "rows": 0,
      "status": "running",
      "survey": "nps",
      "to": "2026-11-20",
      "url": null,
      "url_expires_at": null
    }
    "#);
    write(&api, id, "a,b\r\n1,2\r\n").await;
    let done = api.get(&path).await.json();
    insta::assert_json_snapshot!(masked(done.clone(), &["id", "url"]), @r#"
    {
      "bytes": 10,
      "expires_at": "2026-11-28T10:00:00.000Z",
      "format": "csv",
      "from": "2026-11-01",
      "id": "[id]",
      "rows": 2,
      "status": "done",
      "survey": "nps",
      "to": "2026-11-20",
      "url": "[url]",
      "url_expires_at": "2026-11-21T10:15:00.000Z"
    }
    "#);
    let token = done["url"].as_str().unwrap().strip_prefix("https://s.example/exports/").unwrap();
    let opened = files::whose_download(&api.manage.backend.links, token, time(NOW));
    assert_eq!(opened, Ok((workspace(), id)));
}

#[tokio::test]
async fn without_days_it_is_the_last_thirty_of_the_survey_and_ten_years_may_be_asked_for() {
    let api = Api::start().await;
    api.put("/v1/surveys/nps", &json!({"name": "N", "metric": "nps", "time_zone": "Pacific/Auckland"})).await;
    let days = async |body| {
        let asked = stored(&api, ask(&api, &body).await).await.asked;
        (asked.first.to_string(), asked.last.to_string())
    };
    let usual = days(json!({"survey": "nps", "format": "ndjson"})).await;
    assert_eq!(usual, ("2026-10-23".to_owned(), "2026-11-21".to_owned()));
    api.clock.advance(SignedDuration::from_hours(1));
    let usual = days(json!({"survey": "nps", "format": "ndjson"})).await;
    assert_eq!(usual, ("2026-10-24".to_owned(), "2026-11-22".to_owned()), "it is another day there");
    days(json!({"survey": "nps", "format": "ndjson", "from": "2016-11-14", "to": "2026-11-21"})).await;
}

#[tokio::test]
async fn bad_requests_are_told_all_at_once_and_neither_stored_nor_queued() {
    let api = Api::start().await.with_anna().await;
    api.put("/v1/surveys/gcr", &json!({"name": "G", "metric": "gcr"})).await;
    let before = api.database.dump();
    for (body, expected) in [
        (json!([]), vec![": not_an_object"]),
        (json!({}), vec!["survey: required", "format: required"]),
        (json!({"survey": "none", "format": "csv", "score_min": 3}), vec!["survey: unknown_survey"]),
        (json!({"survey": "a b", "format": 3}), vec!["survey: invalid_id", "format: not_a_string"]),
        (
            json!({"survey": "nps", "format": "xlsx", "bom": 1, "x": 1}),
            vec!["format: unknown_format", "bom: not_a_boolean", "x: unknown_field"],
        ),
        (json!({"survey": "nps", "format": "ndjson", "bom": true}), vec!["bom: not_for_ndjson"]),
        (
            json!({"survey": "nps", "format": "csv", "from": "2016-11-13", "to": "2026-11-21"}),
            vec!["from: too_many_days"],
        ),
        (
            json!({"survey": "nps", "format": "csv", "score_min": "7", "score_max": 9.0, "suspect": "true", "channel": 3}),
            vec![
                "channel: not_a_string",
                "score_min: not_an_integer",
                "score_max: not_an_integer",
                "suspect: not_a_boolean",
            ],
        ),
        (json!({"survey": "nps", "format": "csv", "score_max": 11}), vec!["score_max: out_of_range"]),
        (json!({"survey": "gcr", "format": "csv", "score_min": 1}), vec!["score_min: unknown_choice"]),
    ] {
        assert_eq!(api.post("/v1/exports", &body).await.bad_fields(), expected, "{body}");
    }
    assert_eq!(api.database.dump(), before);
    assert!(api.queue.take().is_empty());
    let words = json!({"survey": "gcr", "format": "csv", "score_min": "partly"});
    assert_eq!(stored(&api, ask(&api, &words).await).await.asked.filters["score_min"], "partly");
}

#[tokio::test]
async fn answers_of_employees_are_not_exported() {
    let api = Api::start().await;
    let enps = json!({"name": "E", "metric": "enps", "periods": [{"from": "2026-12-01", "to": "2026-12-31"}]});
    assert_eq!(api.put("/v1/surveys/team", &enps).await.status, 201);
    let refused = api.post("/v1/exports", &json!({"survey": "team", "format": "csv"})).await;
    assert_eq!(refused.problem(), (409, "enps_is_anonymous".to_owned()));
}

#[tokio::test]
async fn an_export_that_failed_says_why_and_an_expired_one_is_gone() {
    let api = Api::start().await.with_anna().await;
    let body = json!({"survey": "nps", "format": "csv"});
    let (failed, lost, old) = (ask(&api, &body).await, ask(&api, &body).await, ask(&api, &body).await);
    api.database.store.void_export(&workspace(), failed, Failed::PersonErased).await.unwrap();
    write(&api, old, "").await;
    let shown = api.get(&format!("/v1/exports/{failed}")).await.json();
    let told = |shown: &Value| (shown["status"].clone(), shown["reason"].clone(), shown["url"].clone());
    assert_eq!(told(&shown), (json!("failed"), json!("person_erased"), Value::Null));
    api.clock.advance(SignedDuration::from_hours(24));
    let shown = api.get(&format!("/v1/exports/{lost}")).await.json();
    assert_eq!(told(&shown), (json!("failed"), json!("gave_up"), Value::Null), "it runs for a day");
    api.clock.advance(SignedDuration::from_hours(6 * 24) - SignedDuration::from_mins(5));
    let shown = api.get(&format!("/v1/exports/{old}")).await.json();
    assert_eq!(shown["url_expires_at"], "2026-11-28T10:00:00.000Z", "no URL outlives its export");
    api.clock.advance(SignedDuration::from_mins(5));
    assert_eq!(api.get(&format!("/v1/exports/{old}")).await.problem(), (404, "not_found".to_owned()));
}

#[tokio::test]
async fn ten_exports_are_written_at_a_time() {
    let api = Api::start().await.with_anna().await;
    let body = json!({"survey": "nps", "format": "csv"});
    let first = ask(&api, &body).await;
    for _ in 1..10 {
        ask(&api, &body).await;
    }
    let refused = api.post("/v1/exports", &body).await;
    assert_eq!((refused.problem(), refused.header("retry-after")), ((429, "rate_limited".to_owned()), Some("60")));
    let detail = refused.json()["detail"].to_string();
    assert!(detail.contains("10 exports") && detail.contains("wait"), "{detail}");
    write(&api, first, "").await;
    ask(&api, &body).await;
}

#[tokio::test]
async fn a_queue_that_is_down_is_503_and_leaves_nothing_that_runs() {
    let api = Api::start().await.with_anna().await;
    let body = json!({"survey": "nps", "format": "csv"});
    api.queue.break_down(true);
    for _ in 0..11 {
        assert_eq!(api.post("/v1/exports", &body).await.problem(), (503, "unavailable".to_owned()));
    }
    api.queue.break_down(false);
    ask(&api, &body).await;
}

#[tokio::test]
async fn only_readers_ask_and_another_workspace_sees_nothing() {
    let api = Api::start().await.with_anna().await;
    let body = json!({"survey": "nps", "format": "csv"});
    let id = ask(&api, &body).await;
    let path = format!("/v1/exports/{id}");
    for (method, path) in [("POST", "/v1/exports"), ("GET", path.as_str())] {
        assert_eq!(api.call(method, path).anonymous().json(&body).send().await.problem().0, 401, "{method}");
        let sender = api.key("acme", &[Scope::Send, Scope::Respond]).await;
        assert_eq!(api.call(method, path).by(&sender).json(&body).send().await.problem().0, 403, "{method}");
    }
    let reader = api.key("acme", &[Scope::Read]).await;
    assert_eq!(api.call("GET", &path).by(&reader).send().await.status, 200);
    let other = api.key("other", &[Scope::Read]).await;
    assert_eq!(api.call("GET", &path).by(&other).send().await.problem(), (404, "not_found".to_owned()));
    let refused = api.call("POST", "/v1/exports").by(&other).json(&body).send().await;
    assert_eq!(refused.bad_fields(), ["survey: unknown_survey"]);
    for none in ["exp_0193f0a0b1c27000800000000000002a", "exp_", "x", &id.to_string()[4..]] {
        assert_eq!(api.get(&format!("/v1/exports/{none}")).await.problem(), (404, "not_found".to_owned()), "{none}");
    }
    let others: WorkspaceId = "other".parse().unwrap();
    assert!(api.database.store.exports(&others).await.unwrap().is_empty());
}
