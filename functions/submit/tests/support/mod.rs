//! A house to test in: an embedded database, a clock that stands still, the router, and short ways to call it.
#![allow(dead_code, reason = "each test file is a crate of its own and uses a part of this")]

pub mod texts;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use domain::contact::Contact;
use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, PersonId, SubmissionId, SuppressionId};
use domain::key::Scope;
use domain::link_key::LinkKey;
use domain::locale::Locale;
use domain::response::Response as Stored;
use domain::signed_link::SignedLink;
use domain::suppression::Suppression;
use domain::survey::Survey;
use domain::workspace::Workspace;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::{PutLinkKey, Store};
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

    /// The address that a link of the page leads to, as a browser reads it.
    pub fn href(&self, name: &str) -> String {
        let end = self.body.find(&format!(">{name}</a>")).unwrap_or_else(|| panic!("no {name} in {}", self.body));
        let href = self.body[..end].rsplit("href=\"").next().unwrap().split('"').next().unwrap();
        href.replace("&#38;", "&")
    }

    /// What the page says it asks: its heading, without the tags in it.
    pub fn heading(&self) -> String {
        let heading = self.body.split("<h1>").nth(1).unwrap_or_else(|| panic!("no heading in {}", self.body));
        let heading = heading.split("</h1>").next().unwrap();
        heading
            .split('<')
            .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
            .collect::<String>()
            .trim()
            .to_owned()
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
            addresses: builders::address_key(),
            base_url: "https://ask.example".to_owned(),
            issuer: None,
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
            unsubscribed_at: None,
            locale,
            messages: Vec::new(),
        };
        self.db.store.put_dispatch(&workspace(), &dispatch).await.unwrap();
        let url = self.backend.survey_link(&workspace(), dispatch.id, dispatch.expires_at);
        (dispatch.id, url.trim_start_matches("https://ask.example").to_owned())
    }

    /// The path under which the reader of a dispatch's mail, at an address, refuses further ones.
    pub fn refusal(&self, dispatch: DispatchId, email: &str) -> (SuppressionId, String) {
        let address = self.backend.addresses.id(&workspace(), &Contact::Email(email.parse().unwrap()));
        let url = self.backend.unsubscribe_link(&workspace(), dispatch, address);
        (address, url.trim_start_matches("https://ask.example").to_owned())
    }

    pub async fn suppressed(&self, address: SuppressionId) -> Option<Suppression> {
        self.db.store.suppression(&workspace(), address).await.unwrap()
    }

    pub async fn head(&self, path: &str) -> Answer {
        call(&self.router, Request::head(path).body(Body::empty()).unwrap()).await
    }

    pub fn person() -> PersonId {
        "customer-7".parse().unwrap()
    }

    /// Makes a link key of the workspace; `number` tells keys apart.
    pub async fn link_key(&self, number: u8) -> LinkKey {
        let key = LinkKey::generate(&[number; 40], self.backend.now());
        assert_eq!(self.db.store.put_link_key(&workspace(), &key).await.unwrap(), PutLinkKey::Made);
        key
    }

    /// The path of a link that a team's own mailer signs.
    pub fn signed(survey: &Survey, fields: &[(&str, &str)], key: &LinkKey) -> String {
        let query = SignedLink::query(&workspace(), &survey.id, fields.iter().copied(), key).unwrap();
        format!("/f/{}/{}?{query}", workspace(), survey.id)
    }

    /// Sets the workspace to these settings.
    pub async fn set(&self, settings: &Value) {
        self.db.store.put_workspace(&Workspace::parse(workspace(), settings).unwrap()).await.unwrap();
    }

    /// The one response that is stored, whatever its id.
    pub async fn only(&self, survey: &Survey) -> Stored {
        let ids: Vec<_> = self.db.dump().into_keys().filter(|key| key.contains(" \"r#")).collect();
        assert_eq!(ids.len(), 1, "{ids:?}");
        let id = ids[0].rsplit(['"', '#']).find(|part| part.parse::<SubmissionId>().is_ok()).unwrap();
        self.stored(survey, id).await.unwrap()
    }

    pub async fn key(&self, scopes: &[Scope]) -> String {
        builders::stored_key(&self.db.store, &workspace(), scopes).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        call(&self.router, Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Opens a page and takes the time that people take at least, so that what is sent from it is nobody's robot's.
    pub async fn read(&self, path: &str) -> Answer {
        let page = self.get(path).await;
        self.clock.advance(SignedDuration::from_secs(2));
        page
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
        self.db.store.response(&workspace(), survey, id).await.unwrap().map(|(response, _)| response)
    }
}
