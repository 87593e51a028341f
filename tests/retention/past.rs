//! The time before: the functions over the data folder's own database, wired as the program wires them, by a clock that
//! stands in the past.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use channels::outbox::Outbox;
use dispatch::{Channels, Dispatcher};
use domain::day::Zone;
use domain::id::WorkspaceId;
use domain::task::RollupTask;
use domain::timeline::{Kind, TimelineId};
use due::Due;
use http::Request;
use http_body_util::BodyExt as _;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use manage::Manage;
use people::People;
use rollup::Rollups;
use runtime::batch::{SqsBatch, SqsRecord};
use runtime::queue::Outgoing;
use serde_json::{Value, json};
use store::Mark;
use testing::builders::submission;
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::queue::MemoryQueue;
use tests::{ADMIN, hidden_fields};
use tower::ServiceExt as _;
use web::backend::Backend;

use crate::{GONE, THERE};

/// What was planted: how it would be found.
pub struct Planted {
    /// The local day of the old answers.
    pub day: Date,
    /// Today, as the workspace's zone has it.
    pub today: Date,
    /// The body of the app's answer, for its client to send again.
    pub post: Value,
    /// The ids of the old answers.
    pub responses: Vec<String>,
    /// The paths of the pages on which they were given.
    pub pages: Vec<String>,
    /// The mail that asked for one of them.
    pub dispatch: String,
}

pub struct Past {
    pub clock: Arc<ManualClock>,
    database: TestDatabase,
    router: Router,
    rollups: Rollups,
    tasks: Arc<MemoryQueue>,
    due: Due,
    sends: Arc<MemoryQueue>,
    dispatcher: Dispatcher,
    outbox: PathBuf,
}

fn ws() -> WorkspaceId {
    "default".parse().unwrap()
}

fn zone() -> Zone {
    "Europe/Riga".parse().unwrap()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}")).to_owned()
}

fn batch(messages: Vec<Outgoing>) -> SqsBatch {
    let records = messages.into_iter().enumerate();
    let record = |(id, message): (usize, Outgoing)| SqsRecord { message_id: Some(id.to_string()), body: message.body };
    SqsBatch { records: records.map(record).collect() }
}

impl Past {
    pub async fn open(folder: &Path, at: Timestamp) -> Self {
        let secret = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap().trim().to_owned();
        let addresses: domain::contact::AddressKey = secret("address-key").parse().unwrap();
        let database = database::open(&folder.join("atbalss.sqlite"), addresses.clone()).await;
        let clock = Arc::new(ManualClock::at(&at.to_string()));
        let backend = Backend {
            store: database.store.clone(),
            clock: clock.clone(),
            links: secret("link-keys").parse().unwrap(),
            addresses,
            base_url: "https://ask.example".to_owned(),
            issuer: None,
        };
        let [tasks, sends, jobs] = [(); 3].map(|()| Arc::new(MemoryQueue::default()));
        let files = files::Folder::open(folder.join("exports"), backend.links.clone(), &backend.base_url).unwrap();
        let manage =
            Manage { backend: backend.clone(), rollups: tasks.clone(), jobs: jobs.clone(), files: Arc::new(files) };
        let people = People { backend: backend.clone(), jobs, copies: Arc::new(()), patience: people::PATIENCE };
        let router = submit::router(backend.clone())
            .merge(manage::router(manage).reset_fallback())
            .merge(people::router(people).reset_fallback())
            .merge(events::router(backend.clone()).reset_fallback())
            .merge(report::router(backend.clone()).reset_fallback());
        let outbox = folder.join("outbox");
        let carrier = Arc::new(Outbox::open(&outbox).unwrap());
        let channels = Channels { mailer: carrier.clone(), texter: carrier };
        Self {
            rollups: Rollups::new(database.store.clone(), clock.clone(), tasks.clone()),
            due: Due::new(database.store.clone(), clock.clone(), sends.clone(), 50),
            dispatcher: Dispatcher::new(backend, channels, "survey@localhost".parse().unwrap()),
            clock,
            database,
            router,
            tasks,
            sends,
            outbox,
        }
    }

    fn now(&self) -> Timestamp {
        runtime::clock::Clock::now(&*self.clock)
    }

    async fn send(&self, request: Request<Body>) -> (u16, String) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        (status, String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap())
    }

    async fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {ADMIN}"));
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let (status, text) = self.send(request.header("content-type", "application/json").body(body).unwrap()).await;
        assert!((200..300).contains(&status), "{method} {path}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub async fn get(&self, path: &str) -> Value {
        self.call("GET", path, &Value::Null).await
    }

    /// The settings, by the API: answers are kept for so many days.
    pub async fn settle(&self, kept: i64) {
        let settings = json!({"company": "Acme SIA", "time_zone": "Europe/Riga", "retention_days": kept});
        self.call("PUT", "/v1/workspace", &settings).await;
        let survey = json!({"name": "After purchase", "metric": "nps", "throttle_days": 0, "link_days": 90});
        self.call("PUT", "/v1/surveys/nps", &survey).await;
        let consent = json!({"basis": "consent", "source": "shop", "at": "2026-01-01T00:00:00Z"});
        for person in ["anna", "bert"] {
            let body = json!({"email": format!("{person}@example.com"), "consent": {"email": consent}});
            self.call("PUT", &format!("/v1/people/{person}"), &body).await;
        }
    }

    /// Three answers of one person: by an app, by a link, and to a mail; and events that name them.
    pub async fn plant(&self) -> Planted {
        let day = zone().date(self.now());
        let post = self.app(1, "anna", 2, GONE).await;
        let mut responses = vec![submission(self.now() - SignedDuration::from_secs(20), 1).response().to_string()];
        let ask = async |channel: &str| {
            let order = json!({"key": channel, "survey": "nps", "person": "anna", "channel": channel,
                "properties": {"touchpoint": "delivery"}});
            self.call("POST", "/v1/dispatches", &order).await
        };
        let linked = text(&ask("link").await, "link");
        let dispatch = text(&ask("email").await, "id");
        self.due.tick(self.now()).await.unwrap();
        let sent = self.dispatcher.handle(batch(self.sends.take())).await.unwrap();
        assert!(sent.failures.is_empty(), "{sent:?}");
        let mail = std::fs::read_to_string(self.outbox.join(format!("{dispatch}.eml"))).unwrap().replace("=\r\n", "");
        let mut pages = Vec::new();
        for (link, score) in [(linked.as_str(), "9"), (mail.as_str(), "10")] {
            let token = link.split("/s/").nth(1).unwrap_or_else(|| panic!("a link in {link}"));
            let token = token.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).next().unwrap();
            pages.push(format!("/s/{token}"));
            responses.push(self.page(&format!("/s/{token}"), score).await);
        }
        let event = |id: &str, kind: &str| json!({"event_id": id, "type": kind, "at": self.now().to_string(), "person": "anna"});
        let mut ticket = event("event-2", "ticket_opened");
        ticket["ticket"] = json!("ticket-1");
        let mut resolved = event("event-3", "ticket_resolved");
        resolved["ticket"] = json!("ticket-1");
        for event in [event("event-1", "customer_started"), ticket, resolved] {
            self.call("POST", "/v1/events", &event).await;
        }
        self.marked(Mark::Timeline {
            workspace: ws(),
            timeline: TimelineId { kind: Kind::Dispatches, id: dispatch.clone() },
        })
        .await;
        Planted { day, today: zone().date(Timestamp::now()), post, responses, pages, dispatch }
    }

    /// The one that is still young when all is looked at.
    pub async fn answer_young(&self) {
        self.app(2, "bert", 9, THERE).await;
    }

    async fn app(&self, number: u64, person: &str, score: u8, word: &str) -> Value {
        let id = submission(self.now() - SignedDuration::from_secs(20), number);
        let post = json!({
            "submission_id": id.to_string(), "survey": "nps", "person": person, "channel": "app",
            "answers": {"score": score, "comment": format!("{word} by an app")},
            "properties": {"touchpoint": "purchase", "order": format!("{word}-order")},
        });
        self.call("POST", "/v1/responses", &post).await;
        self.marked_answers(id.time()).await;
        post
    }

    /// Fills a page in; gives the id of what was answered.
    async fn page(&self, path: &str, score: &str) -> String {
        let (status, page) = self.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(status, 200, "{page}");
        self.clock.advance(SignedDuration::from_secs(10));
        let mut fields = hidden_fields(&page);
        let id = fields.iter().find(|(name, _)| name == "submission_id").unwrap().1.clone();
        let said = [("score", score), ("comment", &format!("{GONE} on a page"))];
        fields.extend(said.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        let (status, thanks) = self.send(request.body(Body::from(body)).unwrap()).await;
        assert!([200, 303].contains(&status), "{thanks}");
        let id: domain::id::SubmissionId = id.parse().unwrap();
        self.marked_answers(id.time()).await;
        id.response().to_string()
    }

    /// Sets the mark that the stream would set.
    async fn marked(&self, mark: Mark) {
        self.database.store.put_mark(&mark, &uuid::Uuid::new_v4().to_string()).await.unwrap();
    }

    async fn marked_answers(&self, at: Timestamp) {
        let date = Zone::utc().date(at);
        self.marked(Mark::Answers { workspace: ws(), survey: "nps".parse().unwrap(), date }).await;
    }

    /// The schedule looks, and the queue is worked off.
    pub async fn work(&self) {
        self.rollups.look(self.now()).await.unwrap();
        self.drain().await;
        assert!(self.database.store.marks().await.unwrap().is_empty());
    }

    /// What the schedule asks for once an hour.
    pub async fn night(&self) {
        let task = RollupTask::Night { workspace: ws().to_string(), at: self.now() };
        let body = serde_json::to_string(&task).unwrap();
        let message = Outgoing { body, delay: std::time::Duration::ZERO };
        assert!(self.rollups.handle(batch(vec![message])).await.unwrap().failures.is_empty());
        self.drain().await;
    }

    async fn drain(&self) {
        loop {
            let sent = self.tasks.take();
            if sent.is_empty() {
                return;
            }
            let answer = self.rollups.handle(batch(sent)).await.unwrap();
            assert!(answer.failures.is_empty(), "{answer:?}");
        }
    }

    pub async fn sealed_through(&self) -> Option<Date> {
        self.database.store.sealed_through(&ws(), &"nps".parse().unwrap()).await.unwrap()
    }
}
