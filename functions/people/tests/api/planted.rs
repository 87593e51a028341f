//! Something of every kind that is held of a person, with a marker in it; and the same of somebody else.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use domain::context::Property;
use domain::dispatch::Dispatch;
use domain::event::Event;
use domain::id::{DispatchId, PersonId, SubmissionId, SurveyId};
use domain::link_key::LinkKey;
use domain::locale::Locale;
use domain::message::Message;
use domain::person::Person;
use domain::posted::Posted;
use domain::response::{AddressHash, Response};
use domain::signed_link::{LinkName, SignedLink, Unchecked};
use domain::stamped::canonical;
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::{SignedDuration, Timestamp};
use rollup::Rollups;
use serde_json::{Value, json};
use store::{Claim, Claimed, Mark, Place, Store, StoredLinked, Texting};
use testing::builders::{self, submission, time, workspace};
use testing::clock::ManualClock;
use testing::counting;
use testing::database::TestDatabase;
use testing::queue::MemoryQueue;
use uuid::Uuid;

use crate::driver::{Api, NOW};

/// Who is erased.
pub const ANNA: &str = "zq-anna-4417";
/// Who stays.
pub const BERTA: &str = "berta";
/// What stands in everything that is held of Anna.
const MARKERS: [&str; 2] = [ANNA, "20004417"];
/// What the digest of something of hers could be made of: the link that she answered, and what was told of her. Ids are often
/// numbers, so whoever has the tables tries all of them.
static GUESSES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let link = format!("atbalss-f1\nacme\nvisit\nperson={ANNA}");
    let told = events(ANNA, 1).into_iter().map(|event| canonical(&Event::parse(&event, None).unwrap().to_json()));
    let mut guesses = vec![format!("atbalss-n1\n{link}"), link, ANNA.to_owned()];
    guesses.extend(told);
    guesses.iter().flat_map(|text| counting::spelled(text)).collect()
});

pub fn id(person: &str) -> PersonId {
    person.parse().unwrap()
}

/// The surveys that people answer.
pub struct Surveys {
    pub nps: Survey,
    pub visit: Survey,
}

/// What a person was sent: a dispatch that was answered, and one that was not; and their answers.
pub struct Sent {
    pub answered: DispatchId,
    pub open: DispatchId,
    pub answer: SubmissionId,
    pub signed: SubmissionId,
    pub known: SubmissionId,
}

/// A group is no person, so it holds no marker; of who is erased it goes all the same.
fn group(of: &str) -> &'static str {
    if of == ANNA { "gold" } else { "plain" }
}

fn person(of: &str) -> Value {
    let consent = json!({"basis": "opt_in", "source": format!("form {of}"), "at": "2026-01-01T00:00:00Z"});
    let number = if of == ANNA { "+37120004417" } else { "+37120000001" };
    json!({"email": format!("{of}@example.com"), "phone": number, "locale": "lv", "segment": group(of),
        "properties": {"nick": of}, "consent": {"email": consent, "sms": consent}})
}

/// A response that says who it is in every field where it can.
pub fn said(survey: &Survey, of: &str, at: Timestamp, number: u64) -> Response {
    let body = json!({
        "submission_id": submission(at, number).to_string(), "survey": survey.id.as_str(), "answered_at": at.to_string(),
        "answers": {"score": if survey.id.as_str() == "nps" { json!(9) } else { json!("partly") }, "comment": format!("I am {of}")},
        "properties": {"order": of, "nick": of, "agent": "ruta"},
    });
    let mut response = Posted::parse(&body, survey, at).unwrap().response;
    response.person = Some(id(of));
    response.segment = Some(group(of).to_owned());
    response.address = Some(AddressHash([7; 12]));
    response
}

fn dispatch(of: &str, number: u128, at: Timestamp, channel: &str) -> Dispatch {
    let mut asked = builders::dispatch(number, at);
    asked.person = id(of);
    asked.channel = channel.parse().unwrap();
    asked.segment = Some(group(of).to_owned());
    for (name, value) in [("order", of), ("agent", "ruta")] {
        asked.properties.set(name, Property::Text(value.to_owned()));
    }
    if channel == "link" {
        asked.messages = Vec::new();
    }
    asked
}

/// The name of the link that a team's mailer signs for somebody; of the variant 1 it names nothing but them.
pub fn link_of(store: &Store, of: &str, variant: &str) -> LinkName {
    let at = time(NOW);
    let key = LinkKey::generate(&[7; 40], at);
    let fields = [("person", of), ("variant", variant)].into_iter().filter(|field| *field != ("variant", "1"));
    let visit: SurveyId = "visit".parse().unwrap();
    let query = SignedLink::query(&workspace(), &visit, fields, &key).unwrap();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let link = Unchecked::read(workspace(), visit, pairs).unwrap().check(&[key], at).unwrap();
    store.name_of_link(&link).unwrap()
}

/// Plants a person; `number` tells theirs from another's.
pub async fn plant(store: &Store, surveys: &Surveys, of: &str, number: u64) -> Sent {
    let (ws, at) = (workspace(), time(NOW));
    let hour = |hours: i64| at - SignedDuration::from_hours(hours);
    let told = Person::parse(&person(of), "").unwrap();
    store.change_person(&ws, &id(of), |_| told.clone()).await.unwrap().unwrap();
    let base = u128::from(number) * 100;
    let asked = [
        dispatch(of, base + 1, hour(30), "email"),
        dispatch(of, base + 2, hour(20), "link"),
        dispatch(of, base + 3, at, "sms"),
    ];
    for asked in &asked {
        store.put_dispatch(&ws, asked).await.unwrap();
    }
    let [answered, open, texted] = asked.map(|asked| asked.id);
    claim(store, of, texted, at, number).await;
    // Sent, so that it counts.
    claim(store, of, answered, hour(30), number).await;
    let mut answer = said(&surveys.nps, of, hour(29), number);
    answer.dispatch = Some(answered);
    let put = store.put_linked_response(&ws, &answer, &id(of), answered).await.unwrap();
    assert!(matches!(put, StoredLinked::New));
    let mut signed = said(&surveys.visit, of, hour(28), number);
    let name = link_of(store, of, "1");
    signed.link = Some(name);
    store.put_signed_response(&ws, &signed, name, Some(&id(of))).await.unwrap();
    let known = said(&surveys.nps, of, hour(5), number);
    store.put_known_response(&ws, &known, &id(of)).await.unwrap();
    for (response, survey) in [(&answer, &surveys.nps), (&signed, &surveys.visit), (&known, &surveys.nps)] {
        let date = domain::day::Zone::utc().date(response.id.time());
        mark(store, Mark::Answers { workspace: ws.clone(), survey: survey.id.clone(), date }).await;
    }
    for dispatch in [answered, open, texted] {
        let timeline =
            domain::timeline::TimelineId { kind: domain::timeline::Kind::Dispatches, id: dispatch.to_string() };
        mark(store, Mark::Timeline { workspace: ws.clone(), timeline }).await;
    }
    for event in events(of, number) {
        take(store, &event).await;
    }
    Sent { answered, open, answer: answer.id, signed: signed.id, known: known.id }
}

/// What happened to somebody: a life as a customer, two tickets of which the second reopens the first's matter, an
/// appointment and a cost.
fn events(of: &str, number: u64) -> Vec<Value> {
    let event = |name: &str, kind: &str, at: &str, more: Value| {
        let mut event = json!({"event_id": format!("{name}-{number}"), "type": kind, "at": at, "person": of});
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event
    };
    let ticket = |n: u8| json!({"ticket": format!("T{n}-{number}"), "agent": "ruta"});
    vec![
        event("a", "customer_started", "2026-10-01T09:00:00Z", json!({"plan": "pro"})),
        event("b", "order_paid", "2026-10-20T09:00:00Z", json!({"amount": 1990, "currency": "EUR"})),
        event("c", "customer_ended", "2026-11-10T09:00:00Z", json!({})),
        event("d", "ticket_opened", "2026-11-02T09:00:00Z", ticket(1)),
        event("e", "ticket_resolved", "2026-11-02T10:00:00Z", ticket(1)),
        event("f", "ticket_opened", "2026-11-04T09:00:00Z", ticket(2)),
        event("g", "ticket_resolved", "2026-11-04T09:30:00Z", ticket(2)),
        event(
            "h",
            "appointment_planned",
            "2026-11-05T09:00:00Z",
            json!({"appointment": format!("A-{number}"), "planned_at": "2026-11-06T09:00:00Z"}),
        ),
        event("i", "appointment_started", "2026-11-06T09:02:00Z", json!({"appointment": format!("A-{number}")})),
        event("j", "cost_booked", "2026-11-07T09:00:00Z", json!({"amount": 500, "currency": "EUR"})),
    ]
}

/// Takes an event in as the API does.
pub async fn take(store: &Store, event: &Value) {
    let event = Event::parse(event, None).unwrap();
    let event = Event { segment: event.person.as_ref().map(|person| group(person.as_str()).to_owned()), ..event };
    let (_, timeline) = store.put_event(&workspace(), &event).await.unwrap();
    mark(store, Mark::Timeline { workspace: workspace(), timeline }).await;
}

async fn mark(store: &Store, mark: Mark) {
    store.put_mark(&mark, &Uuid::new_v4().to_string()).await.unwrap();
}

/// Claims a message as the worker does: with all that it leaves behind.
async fn claim(store: &Store, of: &str, dispatch: DispatchId, at: Timestamp, number: u64) {
    let (ws, key) = (workspace(), builders::address_key());
    let (known, person_revision) = store.person_revised(&ws, &id(of)).await.unwrap().unwrap();
    let asked: Vec<_> = known.contacts().map(|contact| key.id(&ws, &contact)).collect();
    let (message, seen) = store.message(&ws, dispatch, 0).await.unwrap().unwrap();
    let message: Message = message.claim(at, None).unwrap();
    let texting = Texting {
        code: key.code(&ws, dispatch, &asked[1]),
        number: key.number(&known.phone.unwrap()),
        sender: Some(format!("Acme{number}")),
        locale: Locale::Lv,
    };
    let claim = Claim {
        dispatch,
        person: id(of),
        person_revision,
        message: message.clone(),
        place: Place::Over { seen },
        to: asked[1],
        asked,
        asked_at: at,
        before: None,
        texting: Some(texting),
    };
    let Claimed::Done { revision } = store.claim(&ws, &claim).await.unwrap() else { panic!("the claim was refused") };
    let sent = message.hand_over(at, domain::message::Handover::Accepted, at).unwrap();
    store.update_message(&ws, dispatch, &sent, revision).await.unwrap();
}

/// A workspace with surveys, and both people planted and counted.
pub async fn world(api: &Api) -> (Surveys, Sent, Sent) {
    let store = &api.database.store;
    api.database.end_stream();
    let settings = json!({"time_zone": "Europe/Riga", "currency": "EUR", "gross_margin": 50});
    store.put_workspace(&Workspace::parse(workspace(), &settings).unwrap()).await.unwrap();
    let nps = builders::stored_survey(store, "nps", "nps", &json!({})).await;
    let visit = builders::stored_survey(store, "visit", "gcr", &json!({"goal": "buy"})).await;
    let surveys = Surveys { nps, visit };
    let anna = plant(store, &surveys, ANNA, 1).await;
    let berta = plant(store, &surveys, BERTA, 2).await;
    count(api).await;
    (surveys, anna, berta)
}

/// Works off every mark, until none stands.
pub async fn count(api: &Api) {
    let (clock, queue) = (Arc::new(ManualClock::at(NOW)), Arc::new(MemoryQueue::default()));
    let rollups = Rollups::new(api.database.store.clone(), clock, queue);
    for _ in 0..20 {
        let marks = api.database.store.marks().await.unwrap();
        if marks.is_empty() {
            return;
        }
        for mark in marks {
            rollups.mark(&mark).await.unwrap();
        }
    }
    panic!("marks come again and again");
}

/// Whether a text holds what was planted, or a plain digest by which it is found.
pub fn tells(text: &str) -> bool {
    MARKERS.iter().any(|marker| text.contains(marker)) || GUESSES.iter().any(|digest| text.contains(digest))
}

/// Where what was planted stands, in either table, key or content.
pub fn found(database: &TestDatabase) -> Vec<String> {
    database.dump().into_iter().filter(|(key, item)| tells(&format!("{key} {item}"))).map(|(key, _)| key).collect()
}

/// The totals of every bucket.
pub fn counted(database: &TestDatabase) -> BTreeMap<String, Value> {
    database.dump().into_iter().filter(|(key, _)| key.contains("\"t#acme#")).collect()
}
