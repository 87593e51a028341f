//! People.

use serde_json::json;

use crate::driver::Api;

#[tokio::test]
async fn a_person_is_put_whole_and_shown_as_put() {
    let api = Api::start().await;
    let body = json!({
        "email": "anna@example.com", "phone": "+37120000000", "locale": "lv", "time_zone": "Europe/Riga",
        "segment": "vip", "properties": {"plan": "pro", "seats": 3},
        "consent": {"email": {"basis": "consent", "source": "signup", "at": "2026-11-21T09:00:00Z"}}
    });
    let put = api.put("/v1/people/anna", &body).await;
    assert_eq!(put.status, 201);
    insta::assert_json_snapshot!(put.json(), @r#"
    {
      "consent": {
        "email": {
          "at": "2026-11-21T09:00:00.000Z",
          "basis": "consent",
          "source": "signup"
        }
      },
      "email": "anna@example.com",
      "id": "anna",
      "locale": "lv",
      "phone": "+37120000000",
      "properties": {
        "plan": "pro",
        "seats": 3
      },
      "segment": "vip",
      "time_zone": "Europe/Riga"
    }
    "#);
    assert_eq!(api.get("/v1/people/anna").await.body, put.body);
    let put = api.put("/v1/people/anna", &json!({"segment": "new"})).await;
    assert_eq!(put.status, 200);
    assert_eq!(put.json(), json!({"id": "anna", "segment": "new"}));
    assert_eq!(api.get("/v1/people/anna").await.body, put.body);
    assert_eq!(api.put("/v1/people/bob", &json!({})).await.status, 201);
}

#[tokio::test]
async fn every_bad_field_of_a_person_is_named_at_once_without_the_input_and_nothing_is_stored() {
    let api = Api::start().await;
    let before = api.database.dump();
    let body = json!({
        "id": "anna", "email": "anna@@example", "phone": "20000000", "locale": "fr", "time_zone": "Mars",
        "segment": "a b", "properties": {"a": 1.5}, "consent": {"email": {"basis": "x"}}
    });
    let reply = api.put("/v1/people/anna", &body).await;
    insta::assert_json_snapshot!(reply.bad_fields(), @r#"
    [
      "email: invalid_email",
      "phone: invalid_phone",
      "locale: unknown_locale",
      "time_zone: unknown_time_zone",
      "segment: invalid_id",
      "properties.a: not_an_integer",
      "consent.email.source: required",
      "consent.email.at: required",
      "id: unknown_field"
    ]
    "#);
    assert!(!reply.body.contains("@@"));
    let bad_id = api.put("/v1/people/anna@example.com", &json!({})).await;
    assert_eq!(bad_id.bad_fields(), ["id: invalid_id"]);
    assert!(!bad_id.body.contains("anna"));
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn an_unknown_person_is_404() {
    let api = Api::start().await;
    for path in ["/v1/people/nobody", "/v1/people/a%40b", "/v1/people/%ff"] {
        assert_eq!(api.get(path).await.problem(), (404, "not_found".to_owned()), "{path}");
    }
}
