//! Drives the router as a client would: a request in, a status and a body out.
#![allow(dead_code, reason = "the test of the log is a crate of its own and uses a part of this")]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use domain::id::WorkspaceId;
use domain::key::Scope;
use domain::timeline::{Kind, TimelineId};
use domain::workspace::Workspace;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use store::{Mark, Store};
use testing::builders::{self, workspace};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::document::{Answered, Document};
use testing::faults::FaultProxy;
use tower::ServiceExt;
use web::backend::Backend;

/// The time at which every test begins.
pub const NOW: &str = "2026-11-21T10:00:00Z";

/// The function, its tables, and a key of workspace `acme` that may send.
pub struct Api {
    pub database: TestDatabase,
    pub clock: Arc<ManualClock>,
    pub router: Router,
    pub key: String,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("JSON and not {}", self.body))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Status and code of a problem.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.body);
        (self.status.as_u16(), self.json()["code"].as_str().unwrap().to_owned())
    }

    /// The lines of a batch's answer.
    pub fn lines(&self) -> Vec<Value> {
        assert_eq!((self.status.as_u16(), self.header("content-type")), (200, Some("application/x-ndjson")));
        self.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What became of each line: its outcome, or its problem's code.
    pub fn outcomes(&self) -> Vec<String> {
        let told = |line: &Value| line.get("outcome").unwrap_or(&line["code"]).as_str().unwrap().to_owned();
        self.lines().iter().map(told).collect()
    }

    /// The JSON without what differs from run to run.
    pub fn masked(&self) -> Value {
        masked(self.json())
    }
}

/// The JSON without what differs from run to run.
pub fn masked(mut value: Value) -> Value {
    if value.get("request_id").is_some() {
        value["request_id"] = json!("[request_id]");
    }
    value
}

/// A request that is being put together.
pub struct Call {
    router: Router,
    request: Request<Body>,
}

impl Call {
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.request.headers_mut().insert(name, value.parse().unwrap());
        self
    }

    /// With this key instead of the one of `acme`.
    pub fn by(self, key: &str) -> Self {
        self.with("authorization", key)
    }

    pub fn anonymous(mut self) -> Self {
        self.request.headers_mut().remove(header::AUTHORIZATION);
        self
    }

    pub fn raw(mut self, media: &str, body: &str) -> Self {
        *self.request.body_mut() = Body::from(body.to_owned());
        self.with("content-type", media)
    }

    pub async fn send(self) -> Reply {
        let (method, path) = (self.request.method().to_string(), self.request.uri().path().to_owned());
        let (parts, body) = self.router.oneshot(self.request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(bytes.to_vec()).unwrap();
        let reply = Reply { status: parts.status, headers: parts.headers, body };
        // Whatever a test asks for: what is answered is what the document says.
        if let Some(operation) = Document::committed().called(&method, &path) {
            let (status, media) = (reply.status.as_u16(), reply.header("content-type"));
            operation.check(Answered { status, media, body: &reply.body });
        }
        reply
    }
}

impl Api {
    pub async fn start() -> Self {
        let database = database::start().await;
        let store = database.store.clone();
        Self::on(database, store).await
    }

    /// The function with its database behind a fault proxy.
    pub async fn on_proxy() -> (Self, FaultProxy) {
        let database = database::start().await;
        let proxy = FaultProxy::start(database.address).await;
        let store = database.store_through(proxy.endpoint());
        (Self::on(database, store).await, proxy)
    }

    async fn on(database: TestDatabase, store: Store) -> Self {
        let clock = Arc::new(ManualClock::at(NOW));
        let backend = Backend {
            store,
            clock: clock.clone(),
            links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
            addresses: builders::address_key(),
            base_url: "https://s.example".to_owned(),
            issuer: None,
        };
        let key = builders::stored_key(&database.store, &workspace(), &[Scope::Send]).await;
        Self { database, clock, router: events::router(backend), key }
    }

    /// A key of a workspace with these scopes.
    pub async fn key(&self, workspace: &str, scopes: &[Scope]) -> String {
        let workspace: WorkspaceId = workspace.parse().unwrap();
        builders::stored_key(&self.database.store, &workspace, scopes).await
    }

    /// Sets the workspace.
    pub async fn settings(&self, body: &Value) {
        let settings = Workspace::parse(workspace(), body).unwrap();
        self.database.store.put_workspace(&settings).await.unwrap();
    }

    pub fn call(&self, method: &str, path: &str) -> Call {
        let request = Request::builder().method(method).uri(path).header("authorization", &self.key);
        Call { router: self.router.clone(), request: request.body(Body::empty()).unwrap() }
    }

    pub fn event(&self, body: &Value) -> Call {
        self.call("POST", "/v1/events").raw("application/json", &body.to_string())
    }

    pub fn events(&self, lines: &[Value]) -> Call {
        let lines: Vec<_> = lines.iter().map(Value::to_string).collect();
        self.call("POST", "/v1/events").raw("application/x-ndjson", &lines.join("\n"))
    }

    pub async fn post(&self, body: &Value) -> Reply {
        self.event(body).send().await
    }

    pub async fn batch(&self, lines: &[Value]) -> Reply {
        self.events(lines).send().await
    }

    /// The timelines of a workspace that have a mark, sorted.
    pub async fn marked(&self, workspace: &str) -> Vec<String> {
        let marks = self.database.store.marks().await.unwrap();
        let mut marked: Vec<_> = marks
            .into_iter()
            .filter_map(|mark| match mark {
                Mark::Timeline { workspace: own, timeline } if own.as_str() == workspace => Some(timeline.to_string()),
                _ => None,
            })
            .collect();
        marked.sort();
        marked
    }

    /// The events of a timeline of `acme`, as they are stored.
    pub async fn timeline(&self, kind: Kind, id: &str) -> Vec<domain::event::Event> {
        let timeline = TimelineId { kind, id: id.to_owned() };
        self.database.store.events(&workspace(), &timeline).await.unwrap()
    }

    /// All that is stored of events, by key, without the tokens of marks.
    pub fn stored(&self) -> Vec<(String, Value)> {
        let items = self.database.dump().into_iter();
        let kept = items.filter(|(key, _)| [" \"v#", " \"u#", " \"mark#"].iter().any(|part| key.contains(part)));
        kept.map(|(key, mut item)| {
            if let Some(fields) = item.as_object_mut() {
                fields.remove("token");
            }
            (key, item)
        })
        .collect()
    }
}

/// An event of a type, at the beginning of the tests, with what `more` names.
pub fn event(id: &str, kind: &str, more: &Value) -> Value {
    let mut event = json!({"event_id": id, "type": kind, "at": "2026-11-21T08:00:00Z"});
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}
