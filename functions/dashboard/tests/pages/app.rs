//! What these tests share: the router over an embedded database, and days that were counted.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use dashboard::{Dashboard, router};
use domain::bucket::{Cube, Source};
use domain::context::{Channel, Property};
use domain::day::Zone;
use domain::id::WorkspaceId;
use domain::key::Scope;
use domain::response::Response;
use domain::stamped::Stamped;
use domain::survey::Survey;
use domain::workspace::Workspace;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::Store;
use testing::builders::{response, stored_key, time, workspace};
use testing::clock::ManualClock;
use testing::database::{TestDatabase, start};
use testing::faults::FaultProxy;
use tower::ServiceExt as _;
use web::backend::Backend;
use web::issuer::Issuer;

/// When these tests take place: 12:00 in Riga.
pub const NOW: &str = "2026-11-21T10:00:00Z";

pub struct App {
    pub db: TestDatabase,
    pub clock: Arc<ManualClock>,
    pub backend: Backend,
    /// The header of a key that may read.
    pub key: String,
    router: Router,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("JSON")
    }
}

impl App {
    pub async fn start() -> Self {
        Self::with(None).await
    }

    pub async fn with(open_to: Option<WorkspaceId>) -> Self {
        let db = start().await;
        let clock = Arc::new(ManualClock::at(NOW));
        let backend = Backend {
            store: db.store.clone(),
            clock: clock.clone(),
            links: "k1:0123456789abcdef0123456789abcdef".parse().expect("keys"),
            addresses: testing::builders::address_key(),
            base_url: "https://survey.example".to_owned(),
            issuer: None,
        };
        let key = stored_key(&db.store, &workspace(), &[Scope::Read]).await;
        let router = router(Dashboard { backend: backend.clone(), open_to });
        Self { db, clock, backend, key, router }
    }

    /// The same over a database behind a proxy.
    pub fn through(mut self, proxy: &FaultProxy) -> Self {
        self.backend.store = self.db.store_through(proxy.endpoint());
        self.router = router(Dashboard { backend: self.backend.clone(), open_to: None });
        self
    }

    /// The same, where browsers ask for pages at another address.
    pub fn at(mut self, base_url: &str) -> Self {
        base_url.clone_into(&mut self.backend.base_url);
        self.router = router(Dashboard { backend: self.backend.clone(), open_to: None });
        self
    }

    /// The same, where tokens of an issuer count.
    pub fn trusting(self, issuer: Issuer) -> Self {
        self.with_issuer(Some(issuer))
    }

    pub fn trusting_nobody(self) -> Self {
        self.with_issuer(None)
    }

    fn with_issuer(mut self, issuer: Option<Issuer>) -> Self {
        self.backend.issuer = issuer;
        self.router = router(Dashboard { backend: self.backend.clone(), open_to: None });
        self
    }

    pub fn store(&self) -> &Store {
        &self.db.store
    }

    /// Puts the workspace with the zone of Riga.
    pub async fn in_riga(&self, name: &str) {
        let settings = json!({"name": name, "time_zone": "Europe/Riga"});
        let settings = Workspace::parse(workspace(), &settings).expect("settings");
        self.store().put_workspace(&settings).await.expect("stored");
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
        Answer { status: parts.status, headers: parts.headers, text }
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// A call with the key that may read.
    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[(header::AUTHORIZATION.as_str(), &self.key)]).await
    }

    /// Counts answers into the bucket of a day: touchpoint, channel, score and how many.
    pub async fn count(&self, survey: &Survey, day: &str, answers: &[(&str, Channel, Value, u64)]) {
        let mut cube = Cube::default();
        let at = Zone::utc().start(day.parse().expect("a date")) + SignedDuration::from_hours(10);
        let mut number = 0;
        for (touchpoint, channel, score, n) in answers {
            for _ in 0..*n {
                number += 1;
                cube.add(&placed(survey, at, number, score, touchpoint, *channel), survey);
            }
        }
        self.write(survey, day, &cube).await;
    }

    pub async fn write(&self, survey: &Survey, day: &str, cube: &Cube) {
        let (ws, source, day) = (workspace(), Source::from(&survey.id), day.parse().expect("a date"));
        let fence = self.store().raise_fence(&ws, &source, day).await.expect("a fence");
        let at = time("2026-11-21T03:00:00Z");
        self.store().write_bucket(&ws, &source, day, cube, fence, at).await.expect("written");
    }
}

/// A response at a touchpoint; none where that is empty.
pub fn placed(
    survey: &Survey,
    at: Timestamp,
    number: u64,
    score: &Value,
    touchpoint: &str,
    channel: Channel,
) -> Response {
    let mut response = response(survey, at, number, score);
    response.channel = Some(Stamped { value: channel, at });
    response.properties.clear();
    if !touchpoint.is_empty() {
        let value = Property::Text(touchpoint.to_owned());
        response.properties.insert("touchpoint".to_owned(), Stamped { value, at });
    }
    response
}
