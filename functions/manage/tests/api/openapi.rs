//! Holds this function to the document: its scopes, what its examples are really answered, and what it refuses. Every
//! other test here does so too: the driver holds each answer against the document.

use std::collections::BTreeMap;

use domain::key::Scope;
use testing::builders::{response, survey_id, time, workspace};
use testing::document::{Document, Operation, routes};

use crate::access::ROUTES;
use crate::driver::Api;

fn own() -> Vec<Operation<'static>> {
    let declared = routes("manage");
    let own = Document::committed().operations().into_iter().filter(|one| declared.contains(&one.name()));
    own.collect()
}

#[test]
fn each_keyed_route_has_the_scope_that_the_test_of_access_proves() {
    let proved: BTreeMap<_, _> = ROUTES
        .iter()
        .map(|(method, path, scope, _)| {
            let mut parts: Vec<_> = path.split('/').collect();
            if parts.len() > 3 && parts[3] != "batch" {
                parts[3] = "{id}";
            }
            ((method.to_lowercase(), parts.join("/")), vec![scope.name()])
        })
        .collect();
    let keyed = own().into_iter().filter(|one| one.path.starts_with("/v1/"));
    let documented: BTreeMap<_, _> = keyed.map(|one| (one.name(), Vec::from_iter(one.scopes()))).collect();
    assert_eq!(documented, proved);
}

/// The id of an answer to the survey of the examples.
async fn answered(api: &Api) -> String {
    let store = &api.database.store;
    let survey = store.survey(&workspace(), &survey_id("after-support")).await.unwrap().unwrap();
    let answer = response(&survey, time("2026-11-20T10:00:00Z"), 1, &serde_json::json!(5));
    store.put_response(&workspace(), &answer).await.unwrap();
    answer.id.to_string()
}

#[tokio::test]
async fn the_examples_are_answered_as_the_document_says() {
    let api = Api::start().await;
    let mut operations = own();
    // What is put must stand there before it is asked for, and what is deleted must have been.
    operations.sort_by_key(|one| {
        (["put", "post", "get", "delete"].iter().position(|method| *method == one.method), one.path)
    });
    api.put("/v1/people/customer-1017", &serde_json::json!({"email": "anna@example.com"})).await;
    let mut made: BTreeMap<&str, String> = BTreeMap::new();
    made.extend(["surveys", "responses"].map(|tag| (tag, "after-support".to_owned())));
    for operation in &operations {
        let tag = operation.says["tags"][0].as_str().unwrap();
        let mut path = operation.path.replace("{id}", made.get(tag).map_or("", String::as_str));
        if path.contains("{response}") {
            path = path.replace("{response}", &answered(&api).await);
        }
        let call = || api.call(&operation.method.to_uppercase(), &path);
        let mut replies = Vec::new();
        for (media, example) in operation.examples() {
            let body = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            replies.push(call().raw(media, &body).send().await);
        }
        if replies.is_empty() {
            replies.push(call().send().await);
        }
        for reply in replies {
            assert!(reply.status.is_success(), "{:?}: {}", operation.name(), reply.body);
            if ["post", "put"].contains(&operation.method)
                && reply.header("content-type") == Some("application/json")
                && let Some(id) = reply.json()["id"].as_str()
            {
                made.insert(tag, id.to_owned());
            }
        }
    }
}

#[tokio::test]
async fn refusals_are_answered_as_the_document_says() {
    let api = Api::start().await;
    let respond = api.key("acme", &[Scope::Respond]).await;
    for operation in own().into_iter().filter(|one| !one.scopes().is_empty()) {
        let path = operation.path.replace("{id}", "nothing");
        let call = || api.call(&operation.method.to_uppercase(), &path);
        let mut replies = vec![
            call().anonymous().send().await,
            call().by(&respond).send().await,
            call().raw("application/json", r#"{"colour":1}"#).send().await,
        ];
        if !operation.examples().is_empty() {
            replies.push(call().raw("application/json", &" ".repeat(16 * 1024 + 1)).send().await);
            replies.push(call().raw("text/plain", "").send().await);
        }
        let statuses: Vec<_> = replies.iter().map(|reply| reply.status.as_u16()).collect();
        assert_eq!(statuses[..2], [401, 403], "{:?}", operation.name());
        if let [.., large, plain] = statuses.as_slice()
            && !operation.examples().is_empty()
        {
            let lines = operation.path.ends_with("/batch");
            assert_eq!([*large, *plain], [if lines { 415 } else { 413 }, 415], "{:?}", operation.name());
        }
    }
}
