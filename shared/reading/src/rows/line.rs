//! A response as one line of NDJSON: the body of `POST /v1/responses` that makes it, and beside it what no client may say and
//! `atbalss import` takes back. No digest of an address leaves the workspace: of an answer that came in a burst from one
//! address the line says that alone.

use domain::response::Response;
use domain::stamped::millis;
use domain::survey::Answer;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Row;
use super::versions::Versions;

/// The line of a response.
pub fn line(row: &Row, of: &Versions) -> Value {
    let response = &row.response;
    let given = given(response);
    let standing = response.answers.iter().filter(|(_, answer)| answer.value != Answer::Cleared);
    let answers: Map<_, _> = standing
        .map(|(question, answer)| (question.clone(), of.spell(response.version, question, &answer.value)))
        .collect();
    let at: Map<_, _> =
        response.answers.iter().map(|(question, answer)| (question.clone(), json!(millis(answer.at)))).collect();
    let mut line = json!({
        "submission_id": response.id.to_string(),
        "survey": response.survey.as_str(),
        "version": response.version,
        "started_at": millis(response.id.time()),
        "answered_at": millis(given),
        "finished": response.finished_at.is_some(),
        "answers": answers,
        "known": response.person.is_some(),
        // Said even where there is none: an import would look up what the person's is today.
        "segment": response.segment,
        "properties": properties(response, of),
        "at": at,
    });
    let mut set = |name: &str, field: Option<Value>| {
        if let Some(field) = field {
            line[name] = field;
        }
    };
    set("person", response.person.as_ref().map(|person| person.as_str().into()));
    set("locale", response.locale.as_ref().map(|locale| locale.value.tag().into()));
    set("channel", response.channel.as_ref().map(|channel| channel.value.name().into()));
    set("dispatch", response.dispatch.map(|id| id.to_string().into()));
    set("suspect", response.suspect.map(|suspect| suspect.rule.name().into()));
    set("suspect_version", response.suspect.map(|suspect| suspect.rules.into()));
    set("review", (!response.reviews.is_empty()).then(|| response.reviews.to_json()));
    set("erased", response.erased.then(|| true.into()));
    set("burst", row.burst.then(|| true.into()));
    set("around_at", around_at(response, given));
    line
}

/// The time of the answer as a whole: when it was finished; of a half, when its last part was given.
fn given(response: &Response) -> Timestamp {
    let answers = response.answers.values().map(|answer| answer.at);
    let properties = response.properties.values().map(|property| property.at);
    let around = [response.locale.as_ref().map(|it| it.at), response.channel.as_ref().map(|it| it.at)];
    let last = answers.chain(properties).chain(around.into_iter().flatten()).max();
    response.finished_at.or(last).unwrap_or_else(|| response.id.time())
}

/// The properties. Where the survey brings a touchpoint of its own and this answer has none, that is said too.
fn properties(response: &Response, of: &Versions) -> Map<String, Value> {
    let own = response.properties.iter().map(|(name, property)| (name.clone(), json!(property.value)));
    let mut properties: Map<_, _> = own.collect();
    if of.has_touchpoint() && !properties.contains_key("touchpoint") {
        properties.insert("touchpoint".to_owned(), Value::Null);
    }
    properties
}

/// When that was given which stands around the answers, as far as it is another time than theirs: a late half is merged by it.
fn around_at(response: &Response, given: Timestamp) -> Option<Value> {
    let other = |at: Timestamp| (at != given).then(|| json!(millis(at)));
    let properties: Map<_, _> =
        response.properties.iter().filter_map(|(name, property)| Some((name.clone(), other(property.at)?))).collect();
    let mut around = Map::new();
    if !properties.is_empty() {
        around.insert("properties".to_owned(), properties.into());
    }
    let locale = response.locale.as_ref().and_then(|locale| other(locale.at));
    let channel = response.channel.as_ref().and_then(|channel| other(channel.at));
    around.extend(locale.map(|at| ("locale".to_owned(), at)));
    around.extend(channel.map(|at| ("channel".to_owned(), at)));
    (!around.is_empty()).then(|| around.into())
}
