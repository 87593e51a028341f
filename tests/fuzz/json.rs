//! JSON bodies, as answers and as definitions.

use std::collections::BTreeSet;

use domain::event::Event;
use domain::input::Problems;
use domain::posted::Posted;
use domain::response::Response;
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::Timestamp;
use serde_json::{Value, json};
use web::body;

use crate::surveys;

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

/// Whether there is a number in it that is not whole: those are read to the nearest that can be kept, and spelled so.
fn has_fraction(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(values) => values.iter().any(has_fraction),
        Value::Object(map) => map.values().any(has_fraction),
        _ => false,
    }
}

/// Holds what must hold of any bytes.
pub fn hold(input: &[u8]) {
    let Ok(value) = body::parse(input) else { return };
    if !has_fraction(&value) {
        assert_eq!(body::parse(value.to_string().as_bytes()).unwrap(), value);
    }
    // Which survey it names is one thing, what it says to any of them another.
    drop(Posted::survey(&value));
    for survey in surveys::all() {
        if let Some(posted) = named(Posted::parse(&value, &survey, now())) {
            let spelled = spell(&posted.response, &survey);
            let again = Posted::parse(&spelled, &survey, now()).expect("what was spelled reads").response;
            assert_eq!(without_posts(again), without_posts(posted.response), "{spelled}");
        }
    }
    if let Some(survey) = named(Survey::parse("s".parse().unwrap(), 1, &value)) {
        let again = Survey::parse("s".parse().unwrap(), 1, &survey.definition());
        assert_eq!(again.expect("what was spelled reads"), survey);
    }
    for currency in [None, Some("EUR".parse().expect("a currency"))] {
        if let Some(event) = named(Event::parse(&value, currency)) {
            let again = Event::parse(&event.to_json(), None).expect("what was spelled reads");
            let again = Event { currency_by_default: event.currency_by_default, ..again };
            assert_eq!((again.digest(), &again), (event.digest(), &event));
        }
    }
    if let Some(workspace) = named(Workspace::parse("acme".parse().unwrap(), &value)) {
        let again = Workspace::parse("acme".parse().unwrap(), &workspace.to_json());
        assert_eq!(again.expect("what was spelled reads"), workspace);
    }
}

/// What was read, or else problems that are named: each has a code and a reason, and a name that can be printed.
fn named<T>(read: Result<T, Problems>) -> Option<T> {
    let problems = match read {
        Ok(read) => return Some(read),
        Err(Problems(problems)) => problems,
    };
    assert!(!problems.is_empty());
    for problem in problems {
        assert!(!problem.name.chars().any(char::is_control), "{:?}", problem.name);
        assert!(problem.name.chars().count() < 640, "{:?}", problem.name);
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(!problem.code.is_empty() && problem.code.chars().all(word), "{}", problem.code);
        assert!(!problem.reason.is_empty());
    }
    None
}

/// A response as a body that says the same.
fn spell(response: &Response, survey: &Survey) -> Value {
    // All of a post is of one time.
    let at = response.channel.as_ref().map(|channel| channel.at);
    let shown = response.to_json(survey);
    let mut body = json!({
        "submission_id": response.id.to_string(),
        "survey": survey.id.as_str(),
        "finished": response.finished_at.is_some(),
        "answered_at": at.map(|at| at.to_string()),
    });
    for name in ["answers", "locale", "channel", "properties"] {
        body[name] = shown[name].clone();
    }
    // The survey's own touchpoint is older than any post.
    let own = |name: &str| response.properties.get(name).map(|property| property.at) != at;
    if let Some(properties) = body["properties"].as_object_mut() {
        properties.retain(|name, _| !own(name));
    }
    body
}

fn without_posts(response: Response) -> Response {
    Response { posts: BTreeSet::new(), ..response }
}
