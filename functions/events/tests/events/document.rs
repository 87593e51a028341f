//! What the `OpenAPI` document says of this function: its examples are taken, and every answer is described.

use domain::event::EventType;
use serde_json::Value;
use testing::document::{Document, Operation};

use crate::driver::{Api, Reply, event};

fn operation() -> Operation<'static> {
    Document::committed().operation("post", "/v1/events")
}

fn examples(content: &Value) -> Vec<Value> {
    content["examples"].as_object().unwrap().values().map(|example| example["value"].clone()).collect()
}

#[tokio::test]
async fn the_examples_are_taken_and_there_is_one_of_every_kind_of_field() {
    let api = Api::start().await;
    let content = &operation().says["requestBody"]["content"];
    let singles = examples(&content["application/json"]);
    for example in &singles {
        let reply = api.post(example).await;
        assert_eq!(reply.status, 201, "{example}: {}", reply.body);
    }
    let batch = content["application/x-ndjson"]["example"].as_str().unwrap();
    let lines: Vec<Value> = batch.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(api.batch(&lines).await.outcomes().iter().all(|outcome| outcome == "stored"));
    let document = Document::committed();
    let fields = document.0["components"]["schemas"]["Event"]["properties"].as_object().unwrap();
    for field in fields.keys() {
        assert!(singles.iter().chain(&lines).any(|example| example.get(field).is_some()), "{field} is in no example");
    }
    let types: Vec<_> = EventType::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(document.words("EventType"), types);
}

#[tokio::test]
async fn every_answer_is_one_that_the_document_names() {
    let api = Api::start().await;
    let ok = event("ev-1", "ticket_opened", &serde_json::json!({"ticket": "T-1"}));
    let other = event("ev-1", "ticket_resolved", &serde_json::json!({"ticket": "T-1"}));
    let reader = api.key("acme", &[domain::key::Scope::Read]).await;
    let replies: Vec<Reply> = vec![
        api.post(&ok).await,
        api.post(&ok).await,
        api.post(&other).await,
        api.post(&serde_json::json!({})).await,
        api.batch(std::slice::from_ref(&ok)).await,
        api.batch(&vec![ok.clone(); 501]).await,
        api.event(&ok).anonymous().send().await,
        api.event(&ok).by(&reader).send().await,
        api.call("POST", "/v1/events").raw("text/plain", "").send().await,
        api.event(&ok).with("idempotency-key", "k").send().await,
        api.event(&other).with("idempotency-key", "k").send().await,
    ];
    let says = operation().says;
    assert_eq!(says["security"], serde_json::json!([{"key": ["send"]}]));
    let mut seen = std::collections::BTreeSet::new();
    for reply in replies {
        let status = reply.status.as_u16().to_string();
        assert!(says["responses"].get(&status).is_some(), "{status} is not in the document: {}", reply.body);
        seen.insert(status);
    }
    assert_eq!(Vec::from_iter(seen), ["200", "201", "400", "401", "403", "409", "413", "415", "422"]);
}
