//! Drives the router as a client would: a request in, a status and a body out.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use domain::id::WorkspaceId;
use domain::key::Scope;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use manage::Manage;
use people::People;
use serde_json::{Value, json};
use store::Copies;
use testing::builders;
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::document::{Answered, Document};
use testing::faults::FaultProxy;
use testing::queue::MemoryQueue;
use tower::ServiceExt;
use web::backend::Backend;

/// The time at which every test begins.
pub const NOW: &str = "2026-11-21T10:00:00Z";

/// The function, its tables and a key of workspace `acme` that may do everything.
pub struct Api {
    pub database: TestDatabase,
    pub clock: Arc<ManualClock>,
    pub backend: Backend,
    pub admin: String,
    pub queue: Arc<MemoryQueue>,
    /// How long a request may take to erase somebody.
    pub patience: Duration,
    /// What lies outside the tables.
    pub copies: Arc<dyn Copies>,
    folder: tempfile::TempDir,
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
        let code = self.json()["code"].as_str().unwrap().to_owned();
        (self.status.as_u16(), code)
    }

    /// The bad fields of a problem, as `field: code`.
    pub fn bad_fields(&self) -> Vec<String> {
        assert_eq!(self.status, StatusCode::BAD_REQUEST, "{}", self.body);
        let told = |param: &Value| format!("{}: {}", param["name"].as_str().unwrap(), param["code"].as_str().unwrap());
        self.json()["invalid_params"].as_array().unwrap().iter().map(told).collect()
    }
}

/// A request that is being put together.
pub struct Call {
    router: Router,
    request: Request<Body>,
}

impl Call {
    fn header(mut self, name: &'static str, value: &str) -> Self {
        self.request.headers_mut().insert(name, value.parse().unwrap());
        self
    }

    /// With this key instead of the one of `acme`.
    pub fn by(self, key: &str) -> Self {
        self.header("authorization", key)
    }

    pub fn anonymous(mut self) -> Self {
        self.request.headers_mut().remove(header::AUTHORIZATION);
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.raw("application/json", &body.to_string())
    }

    pub fn raw(mut self, media: &str, body: &str) -> Self {
        *self.request.body_mut() = Body::from(body.to_owned());
        self.header("content-type", media)
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

    /// The function with another way to the database, such as the fault proxy.
    pub async fn on(database: TestDatabase, store: store::Store) -> Self {
        let clock = Arc::new(ManualClock::at(NOW));
        let backend = Backend {
            store,
            clock: clock.clone(),
            links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
            addresses: builders::address_key(),
            base_url: "https://s.example".to_owned(),
            issuer: None,
        };
        let admin = builders::stored_key(&database.store, &builders::workspace(), &[Scope::Admin]).await;
        let queue = Arc::new(MemoryQueue::default());
        Self {
            database,
            clock,
            backend,
            admin,
            queue,
            patience: people::PATIENCE,
            copies: Arc::new(()),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The function with its database behind a fault proxy.
    pub async fn on_proxy(database: TestDatabase, proxy: &FaultProxy) -> Self {
        let store = database.store_through(proxy.endpoint());
        Self::on(database, store).await
    }

    /// A key of a workspace with these scopes.
    pub async fn key(&self, workspace: &str, scopes: &[Scope]) -> String {
        let workspace: WorkspaceId = workspace.parse().unwrap();
        builders::stored_key(&self.database.store, &workspace, scopes).await
    }

    pub fn call(&self, method: &str, path: &str) -> Call {
        let request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(path)
            .header("authorization", &self.admin)
            .body(Body::empty())
            .unwrap();
        let (jobs, copies) = (self.queue.clone(), self.copies.clone());
        let state = People { backend: self.backend.clone(), jobs, copies, patience: self.patience };
        // What is held of people is asked for through another function.
        let exports =
            files::Folder::open(self.folder.path().join("exports"), self.backend.links.clone(), &self.backend.base_url);
        let manage = Manage {
            backend: self.backend.clone(),
            rollups: self.queue.clone(),
            jobs: self.queue.clone(),
            files: Arc::new(exports.unwrap()),
        };
        let router = people::router(state).merge(manage::router(manage).reset_fallback());
        Call { router, request }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.call("GET", path).send().await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        self.call("PUT", path).json(body).send().await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.call("POST", path).json(body).send().await
    }

    /// Survey `nps` and person `anna`, who has an address.
    pub async fn with_anna(self) -> Self {
        self.put("/v1/surveys/nps", &json!({"name": "After purchase", "metric": "nps"})).await;
        self.put("/v1/people/anna", &json!({"email": "anna@example.com", "locale": "lv", "segment": "vip"})).await;
        self
    }
}

/// The value with the members of these names at the top replaced, which differ from run to run.
pub fn masked(mut value: Value, names: &[&str]) -> Value {
    for name in names {
        if value.get(name).is_some() {
            value[*name] = json!(format!("[{name}]"));
        }
    }
    value
}
