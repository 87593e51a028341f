//! What an erasure leaves of what somebody did: the rule, in one place.
//!
//! What is known of the person goes: who they are, their group, where they wrote from, what they wrote. What is known of the
//! occasion stays: the scores, what was picked, when, where in the journey, over which channel, with which agent.

use crate::context::{Properties, Property};
use crate::dispatch::Dispatch;
use crate::event::Event;
use crate::id::PersonId;
use crate::question::{Kind, YesNo};
use crate::response::Response;
use crate::survey::{Answer, Survey};

/// The properties that say something of the occasion and nothing of the person. Any other goes, unless the survey groups its
/// numbers by it: that makes it a group, like these.
pub const KEPT: [&str; 3] = ["agent", "touchpoint", "variant"];

fn stays(name: &str, survey: Option<&Survey>) -> bool {
    KEPT.contains(&name) || survey.is_some_and(|survey| survey.dimensions.iter().any(|dimension| dimension == name))
}

/// Whether an answer is in the person's own words, and may so say who they are. What the survey does not explain any more is
/// taken for that too: a question may have asked for words before it offered options.
fn is_own_words(question: &str, answer: &Answer, survey: Option<&Survey>, keep_comments: bool) -> bool {
    let Answer::Text(text) = answer else { return false };
    let asked = survey.and_then(|survey| survey.question(question));
    match asked.as_deref().map(|asked| &asked.kind) {
        Some(Kind::Choice(options) | Kind::Multi(options)) => options.iter().all(|option| option.id != *text),
        Some(Kind::YesNo(_)) => YesNo::ALL.iter().all(|word| word.name() != text),
        Some(Kind::Text) => !keep_comments,
        Some(Kind::Rating { .. } | Kind::Contact) | None => true,
    }
}

/// A response without its person. What they wrote stays only where the workspace keeps comments; contact data never.
#[must_use]
pub fn response(response: &Response, survey: Option<&Survey>, keep_comments: bool) -> Response {
    let mut left = Response { person: None, segment: None, address: None, erased: true, ..response.clone() };
    left.properties.retain(|name, _| stays(name, survey));
    for (question, answer) in &mut left.answers {
        if is_own_words(question, &answer.value, survey, keep_comments) {
            // Not removed: a half that was written before it and comes after it must not bring it back.
            answer.value = Answer::Cleared;
        }
    }
    left
}

/// A dispatch without its person, under the id that takes theirs.
#[must_use]
pub fn dispatch(dispatch: &Dispatch, survey: Option<&Survey>, nobody: &PersonId) -> Dispatch {
    let mut properties = Properties::default();
    for (name, value) in dispatch.properties.iter().filter(|(name, _)| stays(name, survey)) {
        let value: Property = value.clone();
        properties.set(name, value);
    }
    Dispatch { person: nobody.clone(), segment: None, properties, ..dispatch.clone() }
}

/// An event without its person, under the id that takes theirs: a customer's life stays one life, and so do two tickets of one
/// person.
#[must_use]
pub fn event(event: &Event, nobody: &PersonId) -> Event {
    Event { person: Some(nobody.clone()), segment: None, ..event.clone() }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::posted::Posted;

    fn survey() -> Survey {
        let questions = json!([
            {"id": "why", "type": "text", "text": {"en": "Why?"}},
            {"id": "how", "type": "choice", "text": {"en": "How?"}, "options": [
                {"id": "phone", "text": {"en": "By phone"}}, {"id": "desk", "text": {"en": "At the desk"}}]},
            {"id": "call", "type": "contact", "text": {"en": "Where do we reach you?"}},
        ]);
        let body = json!({"name": "NPS", "metric": "nps", "questions": questions, "dimensions": ["plan"]});
        Survey::parse("nps".parse().unwrap(), 1, &body).unwrap()
    }

    fn answered(survey: &Survey) -> Response {
        let body = json!({
            "submission_id": "01975f00-1c00-7000-8000-0000000000ff", "survey": "nps",
            "answers": {"score": 9, "comment": "I am Anna", "why": "Anna", "how": "desk", "call": "anna@example.com"},
            "answered_at": "2025-06-11T00:00:00Z",
            "properties": {"agent": "ruta", "plan": "pro", "order": "A-1", "nick": "anna"},
        });
        let mut response = Posted::parse(&body, survey, "2025-06-11T00:00:00Z".parse().unwrap()).unwrap().response;
        response.person = Some("anna".parse().unwrap());
        response.segment = Some("vip".to_owned());
        response
    }

    fn answers(response: &Response) -> Value {
        response.answers.iter().map(|(name, answer)| (name.clone(), json!(format!("{:?}", answer.value)))).collect()
    }

    #[test]
    fn what_was_picked_stays_and_what_was_written_goes() {
        let survey = survey();
        let left = response(&answered(&survey), Some(&survey), false);
        let expected = json!({"score": "Score(9)", "comment": "Cleared", "why": "Cleared", "how": "Text(\"desk\")", "call": "Cleared"});
        assert_eq!(answers(&left), expected);
        assert_eq!((left.person, left.segment, left.erased), (None, None, true));
        assert_eq!(left.properties.keys().collect::<Vec<_>>(), ["agent", "plan"]);
    }

    #[test]
    fn kept_comments_stay_but_contact_data_and_what_no_survey_explains_never_do() {
        let survey = survey();
        let kept = answers(&response(&answered(&survey), Some(&survey), true));
        assert_eq!((&kept["comment"], &kept["call"]), (&json!("Text(\"I am Anna\")"), &json!("Cleared")));
        let unexplained = answers(&response(&answered(&survey), None, true));
        assert_eq!((&unexplained["how"], &unexplained["score"]), (&json!("Cleared"), &json!("Score(9)")));
    }

    #[test]
    fn words_from_before_a_question_offered_options_go_too() {
        let survey = survey();
        let mut before = answered(&survey);
        let how = before.answers.get_mut("how").unwrap();
        how.value = Answer::Text("Anna at the desk".to_owned());
        assert_eq!(answers(&response(&before, Some(&survey), true))["how"], json!("Cleared"));
    }

    #[test]
    fn what_is_left_once_is_left_again() {
        let survey = survey();
        let once = response(&answered(&survey), Some(&survey), false);
        assert_eq!(response(&once, Some(&survey), false), once);
    }
}
