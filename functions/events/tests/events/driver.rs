//! Drives the router as a client would: a request in, a status and a body out.
#![allow(dead_code, reason = "the test of the log is a crate of its own and uses a part of this")]

use std::sync::Arc;

use axum::Router;
use domain::id::WorkspaceId;
use domain::key::Scope;
use domain::timeline::{Kind, TimelineId};
use domain::workspace::Workspace;
use serde_json::{Value, json};
use store::{Mark, Store};
use testing::builders::{self, workspace};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::faults::FaultProxy;
pub use testing::http::{Call, Reply};
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
        Call::new(self.router.clone(), method, path, &self.key)
    }

    pub fn event(&self, body: &Value) -> Call {
        self.call("POST", "/v1/events").json(body)
    }

    pub fn events(&self, lines: &[Value]) -> Call {
        self.call("POST", "/v1/events").lines(lines)
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
