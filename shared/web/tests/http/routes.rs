//! A function with one route for each scope, and an issuer whose tokens count.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use domain::key::Scope;
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use jiff::Timestamp;
use runtime::clock::Clock;
use serde_json::Value;
use testing::builders::{address_key, stored_key, workspace};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::issuer::{SigningKey, TestIssuer};
use tower::ServiceExt;
use web::auth::{Admin, Reader, Responder, Sender};
use web::backend::Backend;
use web::issuer::Issuer;

/// The routes, each named as its scope.
pub const ROUTES: [&str; 4] = ["respond", "send", "read", "admin"];

pub struct Service {
    pub database: TestDatabase,
    pub clock: Arc<ManualClock>,
    pub issuer: TestIssuer,
    router: Router,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// Status, code and the sentence of a problem.
    pub fn problem(&self) -> (u16, String, String) {
        let body: Value = serde_json::from_str(&self.body).expect("JSON");
        let text = |name: &str| body[name].as_str().expect("text").to_owned();
        (self.status, text("code"), text("detail"))
    }
}

pub fn router(backend: Backend) -> Router {
    let routes = Router::new()
        .route("/respond", get(async |Responder(caller): Responder| caller.workspace.to_string()))
        .route("/send", get(async |Sender(caller): Sender| caller.workspace.to_string()))
        .route("/read", get(async |Reader(caller): Reader| caller.workspace.to_string()))
        .route("/admin", get(async |Admin(caller): Admin| caller.workspace.to_string()))
        .with_state(backend);
    web::layer::around(routes, "test")
}

impl Service {
    pub async fn start() -> Self {
        Self::for_audience("atbalss, 3n4b5urk1ft4fl3mg5e62d9ado").await
    }

    pub async fn for_audience(audience: &str) -> Self {
        let issuer = TestIssuer::start().await;
        let trusted = Issuer::new(issuer.url.parse().unwrap(), audience.parse().unwrap());
        let database = database::start().await;
        let clock = Arc::new(ManualClock::at("2026-11-21T10:00:00Z"));
        let backend = Backend {
            store: database.store.clone(),
            clock: clock.clone(),
            links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
            addresses: address_key(),
            base_url: "https://s.example".to_owned(),
            issuer: Some(trusted),
        };
        Self { database, clock, issuer, router: router(backend) }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The usual claims with one of them changed, or taken out by `null`.
    pub fn claims(&self, name: &str, value: Value) -> Value {
        let mut claims = self.issuer.claims(self.now());
        claims[name] = value;
        if claims[name].is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
        claims
    }

    /// A token of the usual claims.
    pub fn token(&self) -> String {
        SigningKey::one().token(&self.issuer.claims(self.now()))
    }

    /// A key of `acme`, as it is sent.
    pub async fn key(&self, scopes: &[Scope]) -> String {
        stored_key(&self.database.store, &workspace(), scopes).await
    }

    pub async fn call(&self, route: &str, headers: &[(&str, &str)]) -> Answer {
        let request = Request::get(format!("/{route}"));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// Calls the route that reads, with a token.
    pub async fn read(&self, token: &str) -> Answer {
        self.call("read", &[("authorization", &format!("Bearer {token}"))]).await
    }
}
