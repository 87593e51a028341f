//! Who may call what: keys, scopes, and the wall between two workspaces.

use domain::key::Scope;
use serde_json::json;
use testing::builders::{response, stored_survey, time, workspace};

use crate::driver::Api;

/// Every keyed route, with the scope that it takes and a body that it accepts.
pub const ROUTES: [(&str, &str, Scope, &str); 21] = [
    ("GET", "/v1/workspace", Scope::Read, ""),
    ("PUT", "/v1/workspace", Scope::Admin, "{}"),
    ("GET", "/v1/surveys", Scope::Read, ""),
    ("GET", "/v1/surveys/nps", Scope::Read, ""),
    ("PUT", "/v1/surveys/nps", Scope::Admin, r#"{"name":"theirs","metric":"ces"}"#),
    ("DELETE", "/v1/surveys/nps", Scope::Admin, ""),
    ("PUT", "/v1/surveys/answered/responses/{response}/review", Scope::Admin, r#"{"genuine":true}"#),
    ("POST", "/v1/dispatches", Scope::Send, r#"{"key":"k","survey":"nps","person":"anna","channel":"link"}"#),
    ("POST", "/v1/dispatches/batch", Scope::Send, r#"{"key":"k","survey":"nps","person":"anna","channel":"link"}"#),
    ("GET", "/v1/dispatches", Scope::Read, ""),
    ("GET", "/v1/dispatches/{dispatch}", Scope::Read, ""),
    ("POST", "/v1/exports", Scope::Read, r#"{"survey":"nps","format":"csv"}"#),
    ("GET", "/v1/exports/{export}", Scope::Read, ""),
    ("POST", "/v1/rollups", Scope::Admin, r#"{"from":"2026-11-01","to":"2026-11-02","survey":"nps"}"#),
    ("GET", "/v1/rollups/{rollup}", Scope::Admin, ""),
    ("GET", "/v1/keys", Scope::Admin, ""),
    ("POST", "/v1/keys", Scope::Admin, r#"{"scopes":["read"]}"#),
    ("DELETE", "/v1/keys/{key}", Scope::Admin, ""),
    ("GET", "/v1/link-keys", Scope::Admin, ""),
    ("POST", "/v1/link-keys", Scope::Admin, "{}"),
    ("DELETE", "/v1/link-keys/{link_key}", Scope::Admin, ""),
];

/// The routes with the ids of what stands in `acme`.
async fn with_ids(api: &Api) -> Vec<(&'static str, String, Scope, &'static str)> {
    let order = json!({"key": "k", "survey": "nps", "person": "anna", "channel": "link"});
    let dispatch = api.post("/v1/dispatches", &order).await.json();
    let rollup = api.post("/v1/rollups", &json!({"from": "2026-11-01", "to": "2026-11-01"})).await.json();
    let key = api.post("/v1/keys", &json!({"scopes": ["read"]})).await.json();
    let link_key = api.post("/v1/link-keys", &json!({})).await.json();
    let export = api.post("/v1/exports", &json!({"survey": "nps", "format": "csv"})).await.json();
    api.queue.take();
    let answered = stored_survey(&api.database.store, "answered", "nps", &json!({})).await;
    let answer = response(&answered, time("2026-11-20T10:00:00Z"), 1, &json!(9));
    api.database.store.put_response(&workspace(), &answer).await.unwrap();
    let made = [
        ("{response}", json!({"id": answer.id.to_string()})),
        ("{dispatch}", dispatch),
        ("{rollup}", rollup),
        ("{key}", key),
        ("{link_key}", link_key),
        ("{export}", export),
    ];
    let filled = |path: &str| {
        made.iter().fold(path.to_owned(), |path, (name, made)| path.replace(name, made["id"].as_str().unwrap()))
    };
    ROUTES.into_iter().map(|(method, path, scope, body)| (method, filled(path), scope, body)).collect()
}

fn media(path: &str) -> &'static str {
    if path.ends_with("/batch") { "application/x-ndjson" } else { "application/json" }
}

#[tokio::test]
async fn without_a_living_key_every_route_is_401_before_any_look_at_the_request() {
    let api = Api::start().await.with_anna().await;
    let routes = with_ids(&api).await;
    let revoked = api.post("/v1/keys", &json!({"scopes": ["admin"]})).await.json();
    api.call("DELETE", &format!("/v1/keys/{}", revoked["id"].as_str().unwrap())).send().await;
    let revoked = format!("Bearer {}", revoked["key"].as_str().unwrap());
    let other_secret = format!("{}x", api.admin);
    let before = api.database.dump();
    for (method, path, ..) in routes {
        for key in [&revoked, &other_secret, "Bearer nonsense", "Basic YTpi", ""] {
            let reply = api.call(method, &path).by(key).raw("text/plain", "{").send().await;
            assert_eq!(reply.problem(), (401, "unauthorized".to_owned()), "{method} {path} {key}");
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        }
        let reply = api.call(method, &path).anonymous().raw("text/plain", "{").send().await;
        assert_eq!(reply.status, 401, "{method} {path}");
    }
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn a_key_without_the_scope_is_403_and_changes_nothing() {
    let api = Api::start().await.with_anna().await;
    let routes = with_ids(&api).await;
    let mut keys = Vec::new();
    for (_, scope) in Scope::ALL {
        keys.push((scope, api.key("acme", &[scope]).await));
    }
    let before = api.database.dump();
    for (method, path, needed, body) in routes {
        for (scope, key) in keys.iter().filter(|(scope, _)| *scope != needed && *scope != Scope::Admin) {
            let reply = api.call(method, &path).by(key).raw(media(&path), body).send().await;
            assert_eq!(reply.problem(), (403, "forbidden".to_owned()), "{method} {path} by {}", scope.name());
        }
    }
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn the_scope_and_admin_open_every_route() {
    for by_admin in [false, true] {
        let api = Api::start().await.with_anna().await;
        for (method, path, needed, body) in with_ids(&api).await {
            let key = api.key("acme", &[if by_admin { Scope::Admin } else { needed }]).await;
            let reply = api.call(method, &path).by(&key).raw(media(&path), body).send().await;
            assert!(reply.status.is_success(), "{method} {path}: {}", reply.body);
        }
    }
}

#[tokio::test]
async fn no_id_of_one_workspace_shows_or_changes_anything_of_it_to_another() {
    let api = Api::start().await.with_anna().await;
    let routes = with_ids(&api).await;
    let other = api.key("other", &[Scope::Admin]).await;
    let own = |dump: std::collections::BTreeMap<String, serde_json::Value>| -> Vec<_> {
        dump.into_iter().filter(|(_, item)| item.to_string().contains("acme")).collect()
    };
    let before = own(api.database.dump());
    // A put makes the other workspace's own, so what is read comes first.
    let (puts, reads): (Vec<_>, Vec<_>) = routes.into_iter().partition(|(method, ..)| *method == "PUT");
    for (method, path, _, body) in reads.into_iter().chain(puts) {
        let reply = api.call(method, &path).by(&other).raw(media(&path), body).send().await;
        let line = reply.body.lines().next().unwrap_or_default().to_owned();
        match (method, path.as_str()) {
            ("PUT", path) if path.ends_with("/review") => {
                assert_eq!(reply.problem(), (404, "not_found".to_owned()), "{path}");
            }
            ("GET", "/v1/workspace") | ("PUT", _) | (_, "/v1/keys" | "/v1/link-keys") => {
                assert!(reply.status.is_success(), "{path}");
            }
            ("GET", "/v1/surveys" | "/v1/dispatches") => {
                assert_eq!(reply.json()["data"], json!([]), "{path}");
            }
            ("POST", _) => assert!(line.contains("unknown_survey"), "{path}: {line}"),
            _ => assert_eq!(reply.problem(), (404, "not_found".to_owned()), "{method} {path}"),
        }
        assert!(!reply.body.contains("After purchase") && !reply.body.contains("anna@"), "{method} {path}");
    }
    assert_eq!(own(api.database.dump()), before);
}

#[tokio::test]
async fn get_and_head_write_nothing() {
    let api = Api::start().await.with_anna().await;
    let mut paths: Vec<_> = with_ids(&api).await.into_iter().map(|(_, path, ..)| path).collect();
    paths.extend(["/healthz", "/nothing"].map(str::to_owned));
    let before = api.database.dump();
    for path in paths {
        for method in ["GET", "HEAD"] {
            let reply = api.call(method, &path).send().await;
            assert!(!reply.status.is_server_error(), "{method} {path}");
            assert!(method == "GET" || reply.body.is_empty(), "{path}");
        }
    }
    assert_eq!(api.database.dump(), before);
    assert!(api.queue.take().is_empty());
}

#[tokio::test]
async fn other_paths_and_methods_are_told_as_problems() {
    let api = Api::start().await;
    assert_eq!(api.get("/v1/nothing").await.problem(), (404, "no_such_route".to_owned()));
    let reply = api.call("PATCH", "/v1/workspace").send().await;
    assert_eq!(reply.problem(), (405, "method_not_allowed".to_owned()));
    let health = api.call("GET", "/healthz").anonymous().send().await;
    assert_eq!(health.json(), json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}));
}
