//! Drives the router as a client would: a request in, a status and a body out.

use std::sync::Arc;

use domain::id::WorkspaceId;
use domain::key::Scope;
use files::Folder;
use manage::Manage;
use people::People;
use serde_json::{Value, json};
use tempfile::TempDir;
use testing::builders;
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::faults::FaultProxy;
pub use testing::http::{Call, Reply, masked};
use testing::queue::MemoryQueue;
use web::backend::Backend;

/// The time at which every test begins.
pub const NOW: &str = "2026-11-21T10:00:00Z";

/// The function, its tables and a key of workspace `acme` that may do everything.
pub struct Api {
    pub database: TestDatabase,
    pub clock: Arc<ManualClock>,
    pub queue: Arc<MemoryQueue>,
    pub files: Arc<Folder>,
    _exports: TempDir,
    pub manage: Manage,
    pub admin: String,
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
        let queue = Arc::new(MemoryQueue::default());
        let backend = Backend {
            store,
            clock: clock.clone(),
            links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
            addresses: builders::address_key(),
            base_url: "https://s.example".to_owned(),
            issuer: None,
        };
        let exports = tempfile::tempdir().unwrap();
        let files = Arc::new(Folder::open(exports.path(), backend.links.clone(), &backend.base_url).unwrap());
        let manage = Manage { backend, rollups: queue.clone(), jobs: queue.clone(), files: files.clone() };
        let admin = builders::stored_key(&database.store, &builders::workspace(), &[Scope::Admin]).await;
        Self { database, clock, queue, files, _exports: exports, manage, admin }
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
        // People are another function's, and are what most calls here are about.
        let backend = self.manage.backend.clone();
        let (jobs, copies) = (self.queue.clone(), Arc::new(()));
        let people = People { backend, jobs, copies, patience: people::PATIENCE };
        let router = manage::router(self.manage.clone()).merge(people::router(people).reset_fallback());
        Call::new(router, method, path, &self.admin)
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
