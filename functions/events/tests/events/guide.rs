//! The page on events: its examples are taken as they stand there, and it knows every type and field.

use domain::event::EventType;
use domain::timeline::Kind;
use domain::workspace::Workspace;
use serde_json::Value;
use testing::builders::{time, workspace};

use crate::driver::Api;

const PAGE: &str = include_str!("../../../../docs/events.md");

/// The examples of the page, each with its language and its call.
fn examples() -> Vec<(&'static str, &'static str, String)> {
    let mut found = Vec::new();
    let mut lines = PAGE.lines();
    while let Some(line) = lines.next() {
        let Some(opened) = line.strip_prefix("```") else { continue };
        let body: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
        if let Some((language, call)) = opened.split_once(' ') {
            found.push((language, call, body.join("\n")));
        }
    }
    found
}

#[tokio::test]
async fn the_examples_of_the_page_are_taken_as_they_stand_there() {
    let api = Api::start().await;
    api.clock.set(time("2026-11-22T12:00:00Z"));
    let mut sent = Vec::new();
    for (language, call, body) in examples() {
        match (language, call) {
            ("json", "POST /v1/events") => {
                let event: Value = serde_json::from_str(&body).unwrap();
                let reply = api.post(&event).await;
                assert_eq!(reply.status, 201, "{}", reply.body);
                sent.push(event);
            }
            ("ndjson", "POST /v1/events") => {
                let lines: Vec<Value> = body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
                let reply = api.batch(&lines).await;
                assert!(reply.outcomes().iter().all(|outcome| outcome == "stored"), "{}", reply.body);
                sent.extend(lines);
            }
            ("json", "PUT /v1/workspace") => {
                let settings: Value = serde_json::from_str(&body).unwrap();
                assert_eq!(
                    Workspace::parse(workspace(), &settings).unwrap().counting.targets.first_response_minutes,
                    240
                );
            }
            other => panic!("an example of {other:?}"),
        }
    }
    assert_eq!(api.timeline(Kind::Tickets, "1017").await.len(), 8);
    for kind in EventType::ALL {
        assert!(sent.iter().any(|event| event["type"] == kind.name()), "{} is in no example", kind.name());
        assert!(PAGE.contains(&format!("`{}`", kind.name())), "{} is not explained", kind.name());
    }
}

#[tokio::test]
async fn the_calls_with_curl_send_what_is_taken() {
    let api = Api::start().await;
    let body = PAGE.split("  -d '").nth(1).unwrap().split('\'').next().unwrap();
    let reply = api.call("POST", "/v1/events").raw("application/json", body).send().await;
    assert_eq!(reply.status, 201, "{}", reply.body);
}
