//! The workspace's settings.

use serde_json::json;

use crate::driver::Api;

#[tokio::test]
async fn a_workspace_has_defaults_until_it_is_set_whole() {
    let api = Api::start().await;
    insta::assert_json_snapshot!(api.get("/v1/workspace").await.json(), @r#"
    {
      "locales": [
        "en",
        "lv",
        "lt",
        "ru"
      ],
      "name": "acme",
      "time_zone": "UTC"
    }
    "#);
    let settings = json!({"name": "Acme", "company": "Acme SIA", "time_zone": "europe/riga", "locales": ["lv", "ru"]});
    let put = api.put("/v1/workspace", &settings).await;
    assert_eq!(put.status, 200);
    insta::assert_json_snapshot!(put.json(), @r#"
    {
      "company": "Acme SIA",
      "locales": [
        "lv",
        "ru"
      ],
      "name": "Acme",
      "time_zone": "Europe/Riga"
    }
    "#);
    assert_eq!(api.get("/v1/workspace").await.body, put.body);
    api.put("/v1/workspace", &json!({"time_zone": "UTC"})).await;
    assert_eq!(api.get("/v1/workspace").await.json()["company"], json!(null), "a PUT replaces the whole");
}

#[tokio::test]
async fn every_bad_setting_is_named_at_once_and_nothing_is_stored() {
    let api = Api::start().await;
    let before = api.database.dump();
    let body = json!({"name": "", "time_zone": "Mars", "locales": [], "quiet_hours": {"sms": null}, "retention_days": 3, "colour": 1});
    insta::assert_json_snapshot!(api.put("/v1/workspace", &body).await.bad_fields(), @r#"
    [
      "name: length",
      "time_zone: unknown_time_zone",
      "locales: invalid_locales",
      "quiet_hours: not_available_yet",
      "retention_days: not_available_yet",
      "colour: unknown_field"
    ]
    "#);
    assert_eq!(api.database.dump(), before);
}
