//! Who may call what: keys, scopes, and the wall between two workspaces; and the document says the same.

use std::collections::BTreeMap;

use domain::key::Scope;
use serde_json::{Value, json};
use testing::document::{Document, Operation, routes};

use crate::driver::Api;

/// Every route, with the scope that it takes and a body that it accepts.
const ROUTES: [(&str, &str, Scope, &str); 7] = [
    ("GET", "/v1/people/anna", Scope::Read, ""),
    ("GET", "/v1/people/anna/export", Scope::Read, ""),
    ("PUT", "/v1/people/anna", Scope::Send, r#"{"email":"theirs@example.com"}"#),
    ("GET", "/v1/suppressions", Scope::Read, ""),
    ("PUT", "/v1/suppressions", Scope::Admin, r#"{"channel":"email","address":"theirs@example.com","reason":"x"}"#),
    ("DELETE", "/v1/suppressions/{suppression}", Scope::Admin, ""),
    ("DELETE", "/v1/people/anna", Scope::Admin, ""),
];

/// A workspace with somebody in it, and the routes with the ids of what stands there.
async fn started() -> (Api, Vec<(&'static str, String, Scope, &'static str)>) {
    let api = Api::start().await.with_anna().await;
    let refused = json!({"channel": "email", "address": "anna@example.com", "reason": "asked by phone"});
    let suppression = api.put("/v1/suppressions", &refused).await.json()["id"].as_str().unwrap().to_owned();
    let filled = |path: &str| path.replace("{suppression}", &suppression);
    let routes = ROUTES.map(|(method, path, scope, body)| (method, filled(path), scope, body)).to_vec();
    (api, routes)
}

#[tokio::test]
async fn without_a_living_key_every_route_is_401_before_any_look_at_the_request() {
    let (api, routes) = started().await;
    let before = api.database.dump();
    for (method, path, ..) in routes {
        for key in [&format!("{}x", api.admin), "Bearer nonsense", ""] {
            let reply = api.call(method, &path).by(key).raw("text/plain", "{").send().await;
            assert_eq!(reply.problem(), (401, "unauthorized".to_owned()), "{method} {path} {key}");
        }
        assert_eq!(api.call(method, &path).anonymous().send().await.status, 401, "{method} {path}");
    }
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn a_key_without_the_scope_is_403_and_changes_nothing() {
    let (api, routes) = started().await;
    let mut keys = Vec::new();
    for (_, scope) in Scope::ALL {
        keys.push((scope, api.key("acme", &[scope]).await));
    }
    let before = api.database.dump();
    for (method, path, needed, body) in routes {
        for (scope, key) in keys.iter().filter(|(scope, _)| *scope != needed && *scope != Scope::Admin) {
            let reply = api.call(method, &path).by(key).raw("application/json", body).send().await;
            assert_eq!(reply.problem(), (403, "forbidden".to_owned()), "{method} {path} by {}", scope.name());
        }
    }
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn the_scope_and_admin_open_every_route() {
    for by_admin in [false, true] {
        let (api, routes) = started().await;
        for (method, path, needed, body) in routes {
            let key = api.key("acme", &[if by_admin { Scope::Admin } else { needed }]).await;
            let reply = api.call(method, &path).by(&key).raw("application/json", body).send().await;
            assert!(reply.status.is_success(), "{method} {path}: {}", reply.body);
        }
    }
}

#[tokio::test]
async fn no_id_of_one_workspace_shows_or_changes_anything_of_it_to_another() {
    let (api, routes) = started().await;
    let other = api.key("other", &[Scope::Admin]).await;
    let own = |dump: BTreeMap<String, Value>| -> Vec<_> {
        dump.into_iter().filter(|(_, item)| item.to_string().contains("acme")).collect()
    };
    let before = own(api.database.dump());
    // A put makes the other workspace's own, so what is read comes first.
    let (puts, reads): (Vec<_>, Vec<_>) = routes.into_iter().partition(|(method, ..)| *method == "PUT");
    for (method, path, _, body) in reads.into_iter().chain(puts) {
        let reply = api.call(method, &path).by(&other).raw("application/json", body).send().await;
        match (method, path.as_str()) {
            ("PUT", _) => assert!(reply.status.is_success(), "{path}"),
            ("GET", "/v1/suppressions") => assert_eq!(reply.json()["data"], json!([]), "{path}"),
            _ => assert_eq!(reply.problem(), (404, "not_found".to_owned()), "{method} {path}"),
        }
        assert!(!reply.body.contains("anna@"), "{method} {path}");
    }
    assert_eq!(own(api.database.dump()), before);
}

fn documented() -> Vec<Operation<'static>> {
    let declared = routes("people");
    Document::committed().operations().into_iter().filter(|one| declared.contains(&one.name())).collect()
}

#[test]
fn the_document_says_the_scopes_that_these_tests_prove() {
    let template = |path: &str| path.replace("/anna", "/{id}").replace("{suppression}", "{id}");
    let proved: BTreeMap<_, _> = ROUTES
        .iter()
        .map(|(method, path, scope, _)| ((method.to_lowercase(), template(path)), vec![scope.name()]))
        .collect();
    let said: BTreeMap<_, _> = documented().iter().map(|one| (one.name(), Vec::from_iter(one.scopes()))).collect();
    assert_eq!(said, proved);
}

#[tokio::test]
async fn the_examples_of_the_document_are_taken() {
    let api = Api::start().await;
    for operation in documented() {
        for (media, example) in operation.examples() {
            let path = operation.path.replace("{id}", "customer-1017");
            let call = api.call(&operation.method.to_uppercase(), &path);
            let reply = call.raw(media, &example.to_string()).send().await;
            assert!(reply.status.is_success(), "{:?}: {}", operation.name(), reply.body);
        }
    }
    assert_eq!(api.get("/v1/people/customer-1017").await.status, 200);
}
