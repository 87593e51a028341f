//! API keys.

use serde_json::json;

use crate::driver::{Api, masked};

#[tokio::test]
async fn a_key_shows_its_secret_once_and_works_until_it_is_deleted() {
    let api = Api::start().await;
    let body = json!({"name": "The shop", "scopes": ["send", "read"], "expires_at": "2027-01-01T02:00:00+02:00"});
    let made = api.post("/v1/keys", &body).await;
    assert_eq!(made.status, 201);
    let made = made.json();
    insta::assert_json_snapshot!(masked(made.clone(), &["id", "key"]), @r#"
    {
      "created_at": "2026-11-21T10:00:00.000Z",
      "expires_at": "2027-01-01T00:00:00.000Z",
      "id": "[id]",
      "key": "[key]",
      "name": "The shop",
      "scopes": [
        "send",
        "read"
      ]
    }
    "#);
    let (id, key) = (made["id"].as_str().unwrap(), made["key"].as_str().unwrap());
    assert!(key.starts_with(&format!("atb_{id}_")));

    let secret = key.rsplit('_').next().unwrap();
    let stored = format!("{:?}", api.database.dump());
    assert!(!stored.contains(secret) && !api.get("/v1/keys").await.body.contains(secret));
    assert_eq!(api.get("/v1/keys").await.json()["data"][0]["name"], "The shop");

    let bearer = format!("Bearer {key}");
    assert_eq!(api.call("GET", "/v1/workspace").by(&bearer).send().await.status, 200);
    assert_eq!(api.call("PUT", "/v1/workspace").by(&bearer).json(&json!({})).send().await.status, 403);
    let path = format!("/v1/keys/{id}");
    assert_eq!(api.call("DELETE", &path).send().await.status, 204);
    assert_eq!(api.call("GET", "/v1/workspace").by(&bearer).send().await.status, 401);
    assert_eq!(api.call("DELETE", &path).send().await.status, 404);
}

#[tokio::test]
async fn a_key_ends_at_its_time() {
    let api = Api::start().await;
    let made = api.post("/v1/keys", &json!({"scopes": ["read"], "expires_at": "2026-11-21T10:00:01Z"})).await.json();
    let bearer = format!("Bearer {}", made["key"].as_str().unwrap());
    assert_eq!(api.call("GET", "/v1/workspace").by(&bearer).send().await.status, 200);
    api.clock.advance(jiff::SignedDuration::from_secs(1));
    assert_eq!(api.call("GET", "/v1/workspace").by(&bearer).send().await.status, 401);
}

#[tokio::test]
async fn a_key_can_not_delete_itself() {
    let api = Api::start().await;
    let own = api.admin.split('_').nth(1).unwrap();
    let reply = api.call("DELETE", &format!("/v1/keys/{own}")).send().await;
    assert_eq!(reply.problem(), (409, "key_in_use".to_owned()));
    assert_eq!(api.get("/v1/workspace").await.status, 200);
}

#[tokio::test]
async fn bad_keys_are_told_all_at_once_and_not_stored() {
    let api = Api::start().await;
    let before = api.database.dump();
    let body = json!({"name": "", "scopes": ["write"], "expires_at": "2026-11-21T10:00:00Z", "id": "mine"});
    insta::assert_json_snapshot!(api.post("/v1/keys", &body).await.bad_fields(), @r#"
    [
      "name: length",
      "scopes: unknown_scope",
      "expires_at: in_the_past",
      "id: unknown_field"
    ]
    "#);
    for scopes in [json!([]), json!(["read", "read"])] {
        let reply = api.post("/v1/keys", &json!({"scopes": scopes})).await;
        assert_eq!(reply.bad_fields(), ["scopes: invalid_scopes"]);
    }
    assert_eq!(api.database.dump(), before);
}
