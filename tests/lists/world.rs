//! Two workspaces with the same things in them, the functions that list them, and a way to see what a list reads.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use domain::dispatch::Dispatch;
use domain::enps::{Period, Row, Secret, Tally};
use domain::id::{DispatchId, WorkspaceId};
use domain::key::Scope;
use domain::message::{Message, Reason};
use domain::posted::Posted;
use domain::survey::Survey;
use http::Request;
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use manage::Manage;
use people::People;
use serde_json::{Value, json};
use store::PeriodOf;
use testing::builders::{self, submission, survey, time};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::faults::FaultProxy;
use testing::queue::MemoryQueue;
use tower::ServiceExt as _;
use web::backend::Backend;

/// When everything was put; it is asked for an hour later.
const FILLED: &str = "2026-11-21T09:00:00Z";

/// The workspaces.
pub const ACME: &str = "acme";
pub const OTHER: &str = "other";

pub struct World {
    pub database: TestDatabase,
    pub proxy: FaultProxy,
    pub clock: Arc<ManualClock>,
    pub backend: Backend,
    router: Router,
    keys: [(String, String); 2],
    _files: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub body: Value,
}

impl Reply {
    pub fn code(&self) -> (u16, &str) {
        (self.status, self.body["code"].as_str().unwrap_or_default())
    }

    pub fn rows(&self) -> &[Value] {
        self.body["data"].as_array().unwrap_or_else(|| panic!("a page and not {}", self.body))
    }

    pub fn cursor(&self) -> Option<&str> {
        self.body["next_cursor"].as_str()
    }
}

impl World {
    /// Both workspaces, filled.
    pub async fn start() -> Self {
        let database = database::start().await;
        let proxy = FaultProxy::start(database.address).await;
        let clock = Arc::new(ManualClock::at(FILLED));
        let backend = Backend {
            store: database.store_through(proxy.endpoint()),
            clock: clock.clone(),
            links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
            addresses: builders::address_key(),
            base_url: "https://s.example".to_owned(),
            issuer: None,
        };
        let files = tempfile::tempdir().unwrap();
        let folder = files::Folder::open(files.path(), backend.links.clone(), &backend.base_url).unwrap();
        let queue = Arc::new(MemoryQueue::default());
        let manage =
            Manage { backend: backend.clone(), rollups: queue.clone(), jobs: queue.clone(), files: Arc::new(folder) };
        let people = People { backend: backend.clone(), jobs: queue, copies: Arc::new(()), patience: people::PATIENCE };
        let router = manage::router(manage)
            .merge(people::router(people).reset_fallback())
            .merge(report::router(backend.clone()).reset_fallback());
        let mut keys = Vec::new();
        for workspace in [ACME, OTHER] {
            let id: WorkspaceId = workspace.parse().unwrap();
            keys.push((workspace.to_owned(), builders::stored_key(&database.store, &id, &[Scope::Admin]).await));
        }
        let keys = keys.try_into().unwrap();
        let world = Self { database, proxy, clock, backend, router, keys, _files: files };
        for workspace in [ACME, OTHER] {
            world.fill(workspace).await;
        }
        world.clock.advance(SignedDuration::from_hours(1));
        world
    }

    pub async fn call(&self, workspace: &str, method: &str, path: &str, body: Option<Value>) -> Reply {
        let key = self.keys.iter().find(|(name, _)| name == workspace).map(|(_, key)| key.as_str()).unwrap();
        let request = Request::builder().method(method).uri(path).header("authorization", key);
        let request = request.header("content-type", "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let (parts, body) = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Reply { status: parts.status.as_u16(), body: serde_json::from_slice(&bytes).unwrap_or_default() }
    }

    pub async fn get(&self, workspace: &str, path: &str) -> Reply {
        self.call(workspace, "GET", path, None).await
    }

    async fn put(&self, workspace: &str, method: &str, path: &str, body: Value) {
        self.clock.advance(SignedDuration::from_secs(1));
        let reply = self.call(workspace, method, path, Some(body)).await;
        assert!((200..300).contains(&reply.status), "{method} {path}: {}", reply.body);
    }

    /// Something for every list.
    async fn fill(&self, workspace: &str) {
        let ws: WorkspaceId = workspace.parse().unwrap();
        let store = &self.database.store;
        for (id, metric) in [("nps", "nps"), ("csat", "csat"), ("gcr", "gcr")] {
            let more = if metric == "gcr" { json!({"goal": "order"}) } else { json!({}) };
            store.put_survey(&ws, &survey(id, metric, &more)).await.unwrap();
        }
        for _ in 0..2 {
            self.put(workspace, "POST", "/v1/keys", json!({"scopes": ["read"]})).await;
            self.put(workspace, "POST", "/v1/link-keys", json!({})).await;
        }
        for number in 0..3 {
            let address = format!("nobody{number}@example.com");
            let body = json!({"channel": "email", "address": address, "reason": "unsubscribed"});
            self.put(workspace, "PUT", "/v1/suppressions", body).await;
        }
        for (day, hours) in [("2026-11-19", 10..13), ("2026-11-20", 10..13)] {
            for hour in hours {
                let at = time(&format!("{day}T{hour}:00:00Z"));
                let (person, skipped) = if hour == 10 { ("anna", None) } else { ("bob", Some(Reason::NoAddress)) };
                self.dispatch(&ws, at, person, skipped).await;
                let place = if day == "2026-11-20" { "purchase" } else { "delivery" };
                self.answer(&ws, "nps", at, place).await;
            }
        }
        self.dispatch(&ws, time("2026-11-18T10:00:00Z"), "anna", None).await;
        for hour in 10..12 {
            self.answer(&ws, "csat", time(&format!("2026-11-20T{hour}:00:00Z")), "support").await;
        }
        self.employees(&ws).await;
    }

    pub async fn dispatch(&self, ws: &WorkspaceId, at: Timestamp, person: &str, skipped: Option<Reason>) {
        let message = match skipped {
            Some(reason) => Message::skipped(at, reason, None),
            None => Message::scheduled(at, at),
        };
        let dispatch = Dispatch {
            id: DispatchId::of_key(ws, &format!("{at} {person}")),
            person: person.parse().unwrap(),
            messages: vec![message],
            ..builders::dispatch(0, at)
        };
        self.database.store.put_dispatch(ws, &dispatch).await.unwrap();
    }

    /// An answer of 9 or 5, begun at a time.
    pub async fn answer(&self, ws: &WorkspaceId, of: &str, at: Timestamp, place: &str) {
        let survey = survey(of, of, &json!({}));
        let body = json!({
            "submission_id": submission(at, 1).to_string(),
            "survey": of,
            "answers": {"score": if of == "nps" { 9 } else { 5 }},
            "answered_at": at.to_string(),
            "properties": {"touchpoint": place, "agent": "mara"},
        });
        let response = Posted::parse(&body, &survey, at).unwrap().response;
        self.database.store.put_response(ws, &response).await.unwrap();
    }

    /// A closed period of employees with three comments.
    async fn employees(&self, ws: &WorkspaceId) {
        let store = &self.database.store;
        let period = Period { from: "2026-09-01".parse().unwrap(), to: "2026-09-30".parse().unwrap() };
        let team: Survey = survey("team", "enps", &json!({"periods": [{"from": "2026-09-01", "to": "2026-09-30"}]}));
        store.put_survey(ws, &team).await.unwrap();
        let of = PeriodOf { workspace: ws, survey: &team.id, period };
        let secret = Secret::new([7; 32]);
        store.open_enps_gate(of, secret.clone()).await.unwrap();
        let mut tally = Tally::default();
        for number in 0..6 {
            let comment = (number < 3).then(|| format!("said {number}"));
            let row = Row { score: 9, group: None, comment, suspect: false };
            let id = submission(time("2026-09-05T10:00:00Z"), number);
            store.put_enps_row(of, &secret, id, &row, None).await.unwrap();
            tally.add(&row);
        }
        let result = tally.close(false);
        store.close_enps_gate(of).await.unwrap();
        let parts = store.put_enps_comments(of, None).await.unwrap();
        store.put_enps_result(of, result.as_ref(), parts).await.unwrap();
        store.remove_enps_rows(of).await.unwrap();
    }
}
