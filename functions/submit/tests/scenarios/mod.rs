//! What clients do, in short stories that tests tell again and again: undisturbed, with a fault at each of their calls of the
//! database, and with the bill at the end. A new way in gets its line in [`ALL`], and all of those tests with it.
#![allow(dead_code, reason = "each test file is a crate of its own and uses a part of this")]

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use domain::id::SubmissionId;
use domain::key::Scope;
use domain::link_key::LinkKey;
use domain::person::Person;
use domain::signed_link::{PersonSig, SignedLink};
use domain::survey::Survey;
use futures::FutureExt;
use futures::future::BoxFuture;
use http::{Request, StatusCode, header};
use serde_json::{Value, json};
use testing::builders::{self, time, workspace};
use testing::faults::FaultProxy;

use crate::support::{self, House};

/// One request, to be sent as often as a test likes.
#[derive(Clone, Debug)]
pub struct Ask {
    pub path: String,
    kind: &'static str,
    key: Option<String>,
    body: String,
}

impl Ask {
    pub fn request(&self) -> Request<Body> {
        let from = ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 40_000)));
        let mut request = Request::post(&self.path).header(header::CONTENT_TYPE, self.kind).extension(from);
        if let Some(key) = &self.key {
            request = request.header(header::AUTHORIZATION, key);
        }
        request.body(Body::from(self.body.clone())).unwrap()
    }

    /// The same answer as the one line of a batch.
    fn in_a_batch(self) -> Self {
        Self { path: "/v1/responses/batch".to_owned(), kind: "application/x-ndjson", ..self }
    }

    /// Whether a form in the answer, if there is one, is that of the very answer that was sent: so that sending it again
    /// is a retry.
    pub fn is_shown_again_in(&self, answer: &support::Answer) -> bool {
        !answer.body.contains("name=\"submission_id\"") || self.body.contains(&answer.hidden("submission_id"))
    }
}

/// Whether an answer was taken in; of a batch, whether every line was.
pub fn taken_in(answer: &support::Answer) -> bool {
    answer.status.is_success() && !answer.body.contains("\"code\":")
}

/// Whether an answer says to come again; of a batch, whether it says so of its line.
pub fn come_again(answer: &support::Answer) -> bool {
    answer.status == StatusCode::SERVICE_UNAVAILABLE && answer.headers.contains_key(header::RETRY_AFTER)
        || answer.status.is_success() && answer.body.contains("\"status\":503")
}

/// What a client does.
#[derive(Clone, Copy)]
pub struct Scenario {
    pub name: &'static str,
    /// Makes what must stand there before, and gives the requests that end in one row.
    pub stage: for<'a> fn(&'a House) -> BoxFuture<'a, Vec<Ask>>,
    /// What that row says in the end, in JSON.
    pub answers: &'static str,
    /// How many items stand beside the row and point at it: the link's, or the person's pointer.
    pub pointers: usize,
    /// The write units that its requests cost together.
    pub write_units: f64,
    /// How many writes a condition refuses. DynamoDB takes units for those too, but does not say them.
    pub refused: usize,
}

/// Every way in which an answer comes in.
pub const ALL: [Scenario; 12] = [
    APP,
    KNOWN,
    VOUCHED_FOR,
    HALVES,
    KNOWN_HALVES,
    NAMED_LATER,
    BATCH,
    LINK,
    CHANGED_MIND,
    PAGES,
    SIGNED,
    SIGNED_PERSON,
];

pub const APP: Scenario = Scenario {
    name: "an anonymous answer of an app",
    stage: |house| app(house, RESPOND, &[WHOLE]).boxed(),
    answers: r#"{"score": 9, "comment": "Quick, and friendly: Paldies! 😀"}"#,
    pointers: 0,
    write_units: 1.0,
    refused: 0,
};

pub const KNOWN: Scenario = Scenario {
    name: "a known person's answer under a key that may send",
    stage: |house| app(house, SEND, &[&named(WHOLE)]).boxed(),
    pointers: 1,
    write_units: 6.0,
    ..APP
};

pub const VOUCHED_FOR: Scenario = Scenario {
    name: "an app's answer of a person whom the team's server vouches for",
    stage: |house| app(house, RESPOND, &[&vouched_for(WHOLE)]).boxed(),
    ..KNOWN
};

pub const HALVES: Scenario = Scenario {
    name: "an app's half and then the finish",
    stage: |house| app(house, RESPOND, &[HALF, FINISH]).boxed(),
    answers: r#"{"score": 9, "comment": "Late, but there"}"#,
    pointers: 0,
    write_units: 2.0,
    refused: 1,
};

pub const KNOWN_HALVES: Scenario = Scenario {
    name: "a known person's half and then the finish",
    stage: |house| app(house, SEND, &[&named(HALF), &named(FINISH)]).boxed(),
    pointers: 1,
    write_units: 7.0,
    ..HALVES
};

pub const NAMED_LATER: Scenario = Scenario {
    name: "an anonymous half, and then a finish that names its person",
    stage: |house| app(house, SEND, &[HALF, &named(FINISH)]).boxed(),
    pointers: 1,
    write_units: 7.0,
    ..HALVES
};

pub const BATCH: Scenario = Scenario {
    name: "an app's answer in a batch",
    stage: |house| {
        let batch = |asks: Vec<Ask>| asks.into_iter().map(Ask::in_a_batch).collect();
        app(house, RESPOND, &[WHOLE]).map(batch).boxed()
    },
    ..APP
};

pub const LINK: Scenario = Scenario {
    name: "the form of a personal link",
    stage: |house| page(house, Way::Dispatched, &json!({}), &[(1, FORM)]).boxed(),
    answers: r#"{"score": 9, "comment": "Quick, and friendly: Ātri!"}"#,
    pointers: 1,
    write_units: 4.0,
    refused: 0,
};

pub const CHANGED_MIND: Scenario = Scenario {
    name: "the form of a personal link, and a change of mind in another tab",
    stage: |house| page(house, Way::Dispatched, &json!({"edit_minutes": 10}), &[(1, FORM), (2, CHANGED)]).boxed(),
    // The clock stands still, and of two answers of one millisecond the greater stands.
    answers: r#"{"score": 9, "comment": "Slow, on second thought"}"#,
    pointers: 1,
    write_units: 5.0,
    refused: 1,
};

pub const PAGES: Scenario = Scenario {
    name: "the two pages of a personal link",
    stage: |house| {
        page(house, Way::Dispatched, &json!({"pages": "several"}), &[(1, FIRST_PAGE), (1, LAST_PAGE)]).boxed()
    },
    answers: r#"{"score": 9, "comment": "Ātri!"}"#,
    // The last page finishes the answer, and its link says so in the same transaction.
    write_units: 8.0,
    ..CHANGED_MIND
};

pub const SIGNED: Scenario = Scenario {
    name: "the form of a signed link",
    stage: |house| page(house, Way::Signed(&[("order", "A-1")]), &json!({}), &[(1, FORM)]).boxed(),
    ..LINK
};

pub const SIGNED_PERSON: Scenario = Scenario {
    name: "the form of a signed link that names a person",
    stage: |house| {
        page(house, Way::Signed(&[("person", "customer-7"), ("order", "A-1")]), &json!({}), &[(1, FORM)]).boxed()
    },
    write_units: 6.0,
    ..LINK
};

const RESPOND: &[Scope] = &[Scope::Respond];
const SEND: &[Scope] = &[Scope::Respond, Scope::Send];

const WHOLE: &str = r#"{"answers": {"score": 9, "comment": "Quick, and friendly: Paldies! \ud83d\ude00"},
    "locale": "lv", "properties": {"touchpoint": "purchase", "order": "A-1"}}"#;
const HALF: &str = r#"{"finished": false, "answered_at": "2026-11-21T09:59:40Z", "answers": {"score": 9}}"#;
const FINISH: &str = r#"{"answered_at": "2026-11-21T09:59:50Z", "answers": {"comment": "Late, but there"}}"#;
const FORM: &str = "score=9&comment=Quick%2C+and+friendly%3A+%C4%80tri%21";
const CHANGED: &str = "score=9&comment=Slow%2C+on+second+thought";
const FIRST_PAGE: &str = "page=score&score=9";
const LAST_PAGE: &str = "page=comment&comment=%C4%80tri%21";

/// The id of every story's one answer.
pub fn id() -> SubmissionId {
    builders::submission(time("2026-11-21T09:59:30Z"), 1)
}

/// The team's own key to sign with.
fn link_key() -> LinkKey {
    LinkKey::generate(&[7; 40], time("2026-11-01T00:00:00Z"))
}

/// A body with more in it.
fn with(post: &str, more: &[(&str, &str)]) -> String {
    let mut body: Value = serde_json::from_str(post).unwrap();
    for (name, value) in more {
        body[*name] = json!(value);
    }
    body.to_string()
}

fn named(post: &str) -> String {
    with(post, &[("person", House::person().as_str())])
}

fn vouched_for(post: &str) -> String {
    let end = time("2026-12-01T00:00:00Z");
    let sig = PersonSig::make(&workspace(), &House::person(), end, &link_key()).unwrap();
    with(&named(post), &[("person_sig", &sig)])
}

/// What stands there before every story.
async fn furnish(house: &House, more: &Value) -> Survey {
    let survey = house.survey("s", "nps", more).await;
    let gold = Person::parse(&json!({"segment": "gold"}), "").unwrap();
    house.db.store.change_person(&workspace(), &House::person(), |_| gold.clone()).await.unwrap();
    house.db.store.put_link_key(&workspace(), &link_key()).await.unwrap();
    survey
}

fn app<'a>(house: &'a House, scopes: &'a [Scope], posts: &[&str]) -> impl Future<Output = Vec<Ask>> + Send + use<'a> {
    let id = id().to_string();
    let bodies: Vec<_> = posts.iter().map(|post| with(post, &[("submission_id", &id), ("survey", "s")])).collect();
    async move {
        furnish(house, &json!({})).await;
        let key = builders::stored_key_of(&house.db.store, &workspace(), scopes, [7; 40]).await;
        let path = "/v1/responses".to_owned();
        let ask = |body| Ask { path: path.clone(), kind: "application/json", key: Some(key.clone()), body };
        bodies.into_iter().map(ask).collect()
    }
}

/// Who made the link of a page.
enum Way {
    Dispatched,
    Signed(&'static [(&'static str, &'static str)]),
}

/// The forms of a page, each with the number of its tab: the first that is sent names the answer.
fn page<'a>(
    house: &'a House,
    way: Way,
    more: &Value,
    forms: &'static [(u64, &'static str)],
) -> impl Future<Output = Vec<Ask>> + Send + use<'a> {
    let more = more.clone();
    async move {
        let survey = furnish(house, &more).await;
        let path = match way {
            Way::Dispatched => house.invite(&survey, 1, None).await.1,
            Way::Signed(fields) => {
                let query = SignedLink::query(&workspace(), &survey.id, fields.iter().copied(), &link_key()).unwrap();
                format!("/f/{}/{}?{query}", workspace(), survey.id)
            }
        };
        let ask = |(tab, form): &(u64, &str)| {
            let body = format!("{form}&submission_id={}&locale=en", builders::submission(id().time(), *tab));
            Ask { path: path.clone(), kind: "application/x-www-form-urlencoded", key: None, body }
        };
        forms.iter().map(ask).collect()
    }
}

/// The same request for one answer after another, each with an id of its own.
pub fn many(ask: &Ask) -> impl Iterator<Item = Ask> {
    let first = id().to_string();
    (1..).map(move |number| {
        let other = builders::submission(id().time(), number).to_string();
        Ask { body: ask.body.replace(&first, &other), ..ask.clone() }
    })
}

/// A house whose router speaks to its database through a proxy, and the requests of a story told in it.
pub async fn staged(scenario: Scenario) -> (House, FaultProxy, Vec<Ask>) {
    let House { db, .. } = House::new().await;
    let proxy = FaultProxy::start(db.address).await;
    let store = db.store_through(proxy.endpoint());
    let house = House::on(db, store);
    let asks = (scenario.stage)(&house).await;
    proxy.begin();
    (house, proxy, asks)
}

pub async fn send(house: &House, ask: &Ask) -> support::Answer {
    support::call(&house.router, ask.request()).await
}
