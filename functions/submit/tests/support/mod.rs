//! A house to test in: an embedded database, a clock that stands still, the router, and short ways to call it.
#![allow(dead_code, reason = "each test file is a crate of its own and uses a part of this")]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, PersonId, SubmissionId};
use domain::key::Scope;
use domain::locale::Locale;
use domain::response::Response as Stored;
use domain::survey::Survey;
use domain::workspace::Workspace;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::Store;
use testing::builders::{self, workspace};
use testing::clock::ManualClock;
use testing::database::TestDatabase;
use tower::ServiceExt;
use web::backend::Backend;

pub const NOW: &str = "2026-11-21T10:00:00Z";

pub struct House {
    pub db: TestDatabase,
    pub clock: Arc<ManualClock>,
    pub backend: Backend,
    pub router: Router,
}

/// What came back, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// The value of a hidden field of the page.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let at = self.body.find(&start).unwrap_or_else(|| panic!("no {name} in {}", self.body)) + start.len();
        self.body[at..].split('"').next().unwrap().to_owned()
    }

    /// The names and codes of all bad fields.
    pub fn invalid(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let params = self.json()["invalid_params"].as_array().cloned().unwrap_or_default();
        params.iter().map(|param| (text(&param["name"]), text(&param["code"]))).collect()
    }
}

pub async fn call(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(bytes.to_vec()).unwrap() }
}

pub fn form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let spell = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{}={}", spell(name), spell(value))).collect();
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(pairs.join("&")))
        .unwrap()
}

pub fn json_post(key: &str, body: &Value) -> Request<Body> {
    Request::post("/v1/responses")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, key)
        .body(Body::from(body.to_string()))
        .unwrap()
}

impl House {
    pub async fn new() -> Self {
        let db = testing::database::start().await;
        let store = db.store.clone();
        let mut acme = Workspace::new(workspace());
        acme.company = Some("Acme & Co".to_owned());
        store.put_workspace(&acme).await.unwrap();
        Self::on(db, store)
    }

    /// The same tables through another handle, such as one that goes through the fault proxy.
    pub fn on(db: TestDatabase, store: Store) -> Self {
        let clock = Arc::new(ManualClock::at(NOW));
        let backend = Backend {
            store,
            clock: clock.clone(),
            links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
            base_url: "https://ask.example".to_owned(),
        };
        Self { db, clock, router: submit::router(backend.clone()), backend }
    }

    pub async fn survey(&self, id: &str, metric: &str, more: &Value) -> Survey {
        builders::stored_survey(&self.db.store, id, metric, more).await
    }

    pub async fn archive(&self, survey: &Survey) {
        assert!(self.db.store.archive_survey(&workspace(), &survey.id).await.unwrap());
    }

    /// Stores a dispatch of a survey, and gives the path of its link.
    pub async fn invite(&self, survey: &Survey, number: u128, locale: Option<Locale>) -> (DispatchId, String) {
        let now = self.backend.now();
        let properties = json!({"touchpoint": "purchase", "order": "A-1"});
        let dispatch = Dispatch {
            id: format!("dsp_{number:032x}").parse().unwrap(),
            survey: survey.id.clone(),
            person: Self::person(),
            channel: Channel::Email,
            created_at: now,
            expires_at: now + SignedDuration::from_hours(24 * 30),
            properties: Properties::parse(&properties, "").unwrap(),
            segment: Some("gold".to_owned()),
            locale,
            messages: Vec::new(),
        };
        self.db.store.put_dispatch(&workspace(), &dispatch).await.unwrap();
        let url = self.backend.survey_link(&workspace(), dispatch.id, dispatch.expires_at);
        (dispatch.id, url.trim_start_matches("https://ask.example").to_owned())
    }

    pub fn person() -> PersonId {
        "customer-7".parse().unwrap()
    }

    pub async fn key(&self, scopes: &[Scope]) -> String {
        builders::stored_key(&self.db.store, &workspace(), scopes).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        call(&self.router, Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn get_in(&self, path: &str, accept_language: &str) -> Answer {
        let request = Request::get(path).header(header::ACCEPT_LANGUAGE, accept_language);
        call(&self.router, request.body(Body::empty()).unwrap()).await
    }

    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        call(&self.router, form(path, fields)).await
    }

    pub async fn post(&self, key: &str, body: &Value) -> Answer {
        call(&self.router, json_post(key, body)).await
    }

    /// How many responses are stored.
    pub fn rows(&self) -> usize {
        self.db.count(" \"r#")
    }

    pub async fn stored(&self, survey: &Survey, id: &str) -> Option<Stored> {
        let id: SubmissionId = id.parse().unwrap();
        self.db.store.response(&workspace(), &survey.id, id).await.unwrap().map(|(response, _)| response)
    }
}
