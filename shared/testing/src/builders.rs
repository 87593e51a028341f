//! Builders with good defaults: a test names only what it is about.

use domain::contact::AddressKey;
use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, PersonId, SubmissionId, SurveyId, WorkspaceId};
use domain::key::{ApiKey, PresentedKey, Scope};
use domain::message::Message;
use domain::person::Person;
use domain::posted::Posted;
use domain::response::Response;
use domain::survey::Survey;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::Store;

/// The workspace that tests use.
///
/// # Panics
/// Never: the id is valid.
pub fn workspace() -> WorkspaceId {
    "acme".parse().expect("a workspace id")
}

/// The secret that tests name addresses with.
///
/// # Panics
/// Never: it is long enough.
pub fn address_key() -> AddressKey {
    "fedcba9876543210fedcba9876543210".parse().expect("an address key")
}

/// A time.
///
/// # Panics
/// Where the text is not an RFC 3339 time.
pub fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// A survey of a metric, with this id and the default settings, changed by `more`.
///
/// # Panics
/// Where the definition is not valid.
pub fn survey(id: &str, metric: &str, more: &Value) -> Survey {
    let mut body = json!({"name": format!("The survey {id}"), "metric": metric});
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    Survey::parse(id.parse().expect("a survey id"), 1, &body).expect("a survey")
}

/// A submission id of a time; `number` tells those of one millisecond apart.
pub fn submission(at: Timestamp, number: u64) -> SubmissionId {
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    SubmissionId::from_parts(at, random)
}

/// A finished response with a score, begun at a time.
///
/// # Panics
/// Where the score is not on the survey's scale.
pub fn response(survey: &Survey, at: Timestamp, number: u64, score: &Value) -> Response {
    let body = json!({
        "submission_id": submission(at, number).to_string(),
        "survey": survey.id.as_str(),
        "answers": {"score": score},
        "answered_at": at.to_string(),
    });
    Posted::parse(&body, survey, at).expect("a response").response
}

/// Stores a survey and gives it back.
///
/// # Panics
/// Where the store refuses.
pub async fn stored_survey(store: &Store, id: &str, metric: &str, more: &Value) -> Survey {
    let survey = survey(id, metric, more);
    assert!(store.put_survey(&workspace(), &survey).await.expect("stored"));
    survey
}

/// Stores a key with these scopes in a workspace, and gives the header that carries it.
///
/// # Panics
/// Where the store refuses.
pub async fn stored_key(store: &Store, workspace: &WorkspaceId, scopes: &[Scope]) -> String {
    let mut random = [0; 40];
    for (at, half) in [(0, uuid::Uuid::new_v4()), (16, uuid::Uuid::new_v4())] {
        random[at..at + 16].copy_from_slice(half.as_bytes());
    }
    stored_key_of(store, workspace, scopes, random).await
}

/// Stores a key as [`stored_key`] does, made of this randomness: equal randomness gives an equal key in every run.
///
/// # Panics
/// Where the store refuses.
pub async fn stored_key_of(store: &Store, workspace: &WorkspaceId, scopes: &[Scope], random: [u8; 40]) -> String {
    let presented = PresentedKey::generate(&random);
    let key = ApiKey {
        id: presented.id.clone(),
        workspace: workspace.clone(),
        name: None,
        scopes: scopes.to_vec(),
        digest: presented.digest(),
        expires_at: None,
        created_at: Timestamp::UNIX_EPOCH,
    };
    assert!(store.put_api_key(&key).await.expect("stored"));
    format!("Bearer {}", presented.reveal())
}

/// A survey id.
///
/// # Panics
/// Where the text is not an id.
pub fn survey_id(text: &str) -> SurveyId {
    text.parse().expect("a survey id")
}

/// A mail's dispatch about the survey `nps` for the person `anna`, asked for at a time and due at once; its link opens for
/// 30 days. `number` makes its id.
///
/// # Panics
/// Never: the ids are valid.
pub fn dispatch(number: u128, at: Timestamp) -> Dispatch {
    Dispatch {
        id: DispatchId::new(uuid::Uuid::from_u128(number)),
        survey: survey_id("nps"),
        person: "anna".parse().expect("a person id"),
        channel: Channel::Email,
        created_at: at,
        expires_at: at + SignedDuration::from_hours(24 * 30),
        properties: Properties::default(),
        segment: None,
        unsubscribed_at: None,
        locale: None,
        messages: vec![Message::scheduled(at, at)],
    }
}

/// Stores a person, as the API would take them, and gives them back with their revision.
///
/// # Panics
/// Where the person is not valid, or the store refuses.
pub async fn stored_person(store: &Store, id: &str, body: &Value) -> (Person, u64) {
    let (id, news): (PersonId, _) = (id.parse().expect("a person id"), Person::parse(body, "").expect("a person"));
    store.change_person(&workspace(), &id, |_| news.clone()).await.expect("stored");
    store.person_revised(&workspace(), &id).await.expect("read").expect("a person")
}

/// Begins the erasure of a person, so that their tombstone stands; nothing of them is taken away yet.
///
/// # Panics
/// Where the id is not valid, or the store refuses.
pub async fn erased_person(store: &Store, id: &str) {
    let id: PersonId = id.parse().expect("a person id");
    store.begin_erasure(&workspace(), &id, time("2026-11-01T00:00:00Z")).await.expect("begun");
}
