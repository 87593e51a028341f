//! Drives the router as a client would: a request in, a status and a body out.

use std::sync::Arc;
use std::time::Duration;

use domain::id::WorkspaceId;
use domain::key::Scope;
use manage::Manage;
use people::People;
use serde_json::{Value, json};
use store::Copies;
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
    pub backend: Backend,
    pub admin: String,
    pub queue: Arc<MemoryQueue>,
    /// How long a request may take to erase somebody.
    pub patience: Duration,
    /// What lies outside the tables.
    pub copies: Arc<dyn Copies>,
    folder: tempfile::TempDir,
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
