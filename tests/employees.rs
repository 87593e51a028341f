//! The whole way of employees' answers, through the functions that take part in it: once a period has closed, nothing in any
//! table ties a submission, a link or a person to what was answered, and nobody can ask for it either.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::enps::Secret;
use domain::id::SubmissionId;
use domain::key::Scope;
use domain::link_key::LinkKey;
use domain::signed_link::SignedLink;
use domain::survey::Survey;
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use rollup::Rollups;
use serde_json::{Value, json};
use store::{Gate, PeriodOf, PutLinkKey};
use testing::builders::{address_key, stored_key, stored_survey, submission, time, workspace};
use testing::clock::ManualClock;
use testing::database::TestDatabase;
use testing::queue::MemoryQueue;
use tower::ServiceExt as _;
use web::backend::Backend;

const NOW: &str = "2026-11-21T10:00:00Z";
const CLOSED: &str = "2026-12-01T01:00:00Z";

/// Somebody who answered, and all that could lead to them.
struct Answerer {
    submission: SubmissionId,
    /// What stands in their link or request and in no other's.
    markers: Vec<String>,
    comment: String,
}

struct House {
    database: TestDatabase,
    clock: Arc<ManualClock>,
    backend: Backend,
    router: Router,
    survey: Survey,
}

impl House {
    async fn open() -> Self {
        let database = testing::database::start().await;
        let clock = Arc::new(ManualClock::at(NOW));
        let backend = Backend {
            store: database.store.clone(),
            clock: clock.clone(),
            links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
            addresses: address_key(),
            base_url: "https://ask.example".to_owned(),
            issuer: None,
        };
        let more = json!({"group": "variant", "periods": [{"from": "2026-11-01", "to": "2026-11-30"}]});
        let survey = stored_survey(&database.store, "team", "enps", &more).await;
        Self { router: submit::router(backend.clone()), database, clock, backend, survey }
    }

    async fn send(&self, request: Request<Body>) -> (u16, String) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        (status, String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap())
    }

    async fn get(&self, path: &str) -> (u16, String) {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Opens a page, fills it in as people do, and gives the id that its form carried.
    async fn fill_in(&self, path: &str, score: u8, comment: &str) -> SubmissionId {
        let page = self.get(path).await.1;
        let id = page.split("name=\"submission_id\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
        let id: SubmissionId = id.split('"').next().unwrap().parse().unwrap();
        self.clock.advance(SignedDuration::from_secs(3));
        let body = format!("score={score}&comment={}&submission_id={id}", comment.replace(' ', "+"));
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let (status, thanks) = self.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(status, 200, "{thanks}");
        id
    }

    async fn by_dispatch(&self, number: u128, group: &str) -> Answerer {
        let person = format!("marker-person-{number:03}");
        let properties = json!({"variant": group, "ticket": format!("marker-ticket-{number:03}")});
        let dispatch = Dispatch {
            id: format!("dsp_{:032x}", 0xfeed_0000_u128 + number).parse().unwrap(),
            survey: self.survey.id.clone(),
            person: person.parse().unwrap(),
            channel: Channel::Email,
            created_at: self.backend.now(),
            expires_at: self.backend.now() + SignedDuration::from_hours(24 * 30),
            properties: Properties::parse(&properties, "").unwrap(),
            segment: Some("gold".to_owned()),
            unsubscribed_at: None,
            locale: None,
            messages: Vec::new(),
        };
        self.database.store.put_dispatch(&workspace(), &dispatch).await.unwrap();
        let url = self.backend.survey_link(&workspace(), dispatch.id, dispatch.expires_at);
        let comment = format!("said by {number:03}");
        let score = u8::try_from(number % 11).unwrap();
        let submission = self.fill_in(url.trim_start_matches("https://ask.example"), score, &comment).await;
        let markers = vec![person, dispatch.id.to_string(), format!("marker-ticket-{number:03}")];
        Answerer { submission, markers, comment }
    }

    async fn by_signed_link(&self, number: u32, key: &LinkKey, named: bool) -> Answerer {
        let (person, order) = (format!("marker-person-{number:03}"), format!("marker-order-{number:03}"));
        let mut fields = vec![("exp", "1800000000"), ("order", order.as_str()), ("variant", "office")];
        if named {
            fields.push(("person", person.as_str()));
        }
        let query = SignedLink::query(&workspace(), &self.survey.id, fields, key).unwrap();
        let comment = format!("said by {number:03}");
        let submission = self.fill_in(&format!("/f/{}/team?{query}", workspace()), 9, &comment).await;
        Answerer { submission, markers: vec![person, order.clone()], comment }
    }

    async fn by_app(&self, number: u64, key: &str) -> (Answerer, Value) {
        let id = submission(self.backend.now(), 0xabc_0000 + number);
        let comment = format!("said by {number:03}");
        let body = json!({
            "submission_id": id.to_string(), "survey": "team", "answers": {"score": 3, "comment": comment},
            "properties": {"variant": "night"}, "locale": "lv",
        });
        assert_eq!(self.post(key, &body).await.0, 201);
        (Answerer { submission: id, markers: Vec::new(), comment }, body)
    }

    async fn post(&self, key: &str, body: &Value) -> (u16, String) {
        let request = Request::post("/v1/responses")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, key);
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Every item as text, its key included.
fn texts(house: &House) -> Vec<String> {
    house.database.dump().into_iter().map(|(key, item)| format!("{key} {item}")).collect()
}

/// Every spelling of a submission's id and, under a secret, of the keys that are made of it.
fn spellings(submission: SubmissionId, secret: &Secret) -> Vec<String> {
    let id = submission.to_string();
    let keys = [secret.score_key(submission), secret.comment_key(submission)].map(|key| hex(&key));
    let bare = id.replace('-', "");
    [id, bare, submission.response().to_string()].into_iter().chain(keys).collect()
}

#[tokio::test]
async fn after_closing_nothing_in_any_table_ties_a_submission_a_link_or_a_person_to_an_answer() {
    let house = House::open().await;
    let link_key = LinkKey::generate(&[3; 40], house.backend.now());
    assert_eq!(house.database.store.put_link_key(&workspace(), &link_key).await.unwrap(), PutLinkKey::Made);
    let app = stored_key(&house.database.store, &workspace(), &[Scope::Respond]).await;
    let mut all = Vec::new();
    for number in 0..20 {
        all.push(house.by_dispatch(number, if number < 3 { "board" } else { "office" }).await);
    }
    for number in 20..26 {
        all.push(house.by_signed_link(number, &link_key, number % 2 == 0).await);
    }
    let mut bodies = Vec::new();
    for number in 26..32 {
        let (answerer, body) = house.by_app(number, &app).await;
        all.push(answerer);
        bodies.push(body);
    }

    let ws = workspace();
    let period = house.survey.enps.as_ref().unwrap().periods[0];
    let of = PeriodOf { workspace: &ws, survey: &house.survey.id, period };
    let Some(Gate::Open(secret)) = house.database.store.enps_gate(of).await.unwrap() else { panic!("an open gate") };

    // While the period runs: an answer says nothing of who gave it, and no id of a submission stands anywhere.
    let running = texts(&house);
    let rows: Vec<_> = running.iter().filter(|text| text.contains("#scores") || text.contains("#comments")).collect();
    assert_eq!(rows.len(), 2 * all.len());
    for answerer in &all {
        let [id, bare, response] = [0, 1, 2].map(|at| spellings(answerer.submission, &secret)[at].clone());
        assert!(!running.iter().any(|text| [&id, &bare, &response].iter().any(|own| text.contains(own.as_str()))));
        assert!(!rows.iter().any(|row| answerer.markers.iter().any(|marker| row.contains(marker))));
        let said: Vec<_> = rows.iter().filter(|row| row.contains(&answerer.comment)).collect();
        assert!(said.len() == 1 && !said[0].contains("\"score\""), "a comment stands apart: {said:?}");
    }

    house.clock.set(time(CLOSED));
    let rollups = Rollups::new(house.database.store.clone(), house.clock.clone(), Arc::new(MemoryQueue::default()));
    assert!(rollups.close_period(&ws, &house.survey.id, period.from).await.unwrap());

    let closed = texts(&house);
    let secret_text = hex(secret.reveal());
    assert!(!closed.iter().any(|text| text.contains(&secret_text)), "the secret is destroyed");
    for answerer in &all {
        for own in spellings(answerer.submission, &secret) {
            assert!(!closed.iter().any(|text| text.contains(&own)), "{own} is still there");
        }
        // What names a person or a link says at most that it was used.
        for text in closed.iter().filter(|text| answerer.markers.iter().any(|marker| text.contains(marker))) {
            assert!(!text.contains("said by") && !text.contains("\"score") && !text.contains("counts"), "{text}");
        }
    }
    let said: Vec<_> = closed.iter().filter(|text| text.contains("said by")).collect();
    assert_eq!(said.len(), 1, "all comments are one list");
    let said: Value = serde_json::from_str(said[0].splitn(4, ' ').nth(3).unwrap()).unwrap();
    let order: Vec<_> = said["comments"]["L"].as_array().unwrap().iter().map(|text| text["S"].clone()).collect();
    let given: Vec<_> = all.iter().map(|answerer| json!(answerer.comment)).collect();
    let sorted = |all: &[Value]| all.iter().map(Value::to_string).collect::<BTreeSet<_>>();
    assert!(order != given && sorted(&order) == sorted(&given), "shuffled, and none is lost: {order:?}");

    // Three of the board are hidden, and with them the smallest of the others; of nobody a single score is left.
    let counts: Vec<_> = closed.iter().filter(|text| text.contains("counts")).collect();
    assert!(counts.len() == 1 && !counts[0].contains("board") && !counts[0].contains("night"), "{counts:?}");
    let result = house.database.store.enps_result(of).await.unwrap().unwrap().closed.unwrap();
    let groups: BTreeMap<_, _> = result.groups.iter().map(|(name, counts)| (name.as_str(), counts.n())).collect();
    assert_eq!((result.total.n(), groups), (32, BTreeMap::from([("office", 23)])));

    // Not even whoever has an id can ask whether it answered.
    let mut unknown = bodies[0].clone();
    unknown["submission_id"] = json!(submission(time(NOW), 77).to_string());
    let [known, unknown] = [&bodies[0], &unknown].map(|body| house.post(&app, body));
    let (known, unknown) = (known.await, unknown.await);
    assert_eq!((known.0, unknown.0), (409, 409));
    let said = |body: &str| serde_json::from_str::<Value>(body).unwrap()["detail"].clone();
    assert_eq!(said(&known.1), said(&unknown.1));
    assert_eq!(texts(&house), closed, "asking left nothing behind");
}
