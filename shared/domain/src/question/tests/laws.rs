//! What holds for every list of questions that can be read.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{kind, options, survey};
use crate::question::Kind;
use crate::survey::Survey;

/// The definition of a question of any kind, without an id and a condition.
fn any_question() -> impl Strategy<Value = Value> {
    let scales = [json!({"min": 0, "max": 10}), json!({"min": 1, "max": 5}), json!("hard_easy")];
    let kinds = prop_oneof![
        proptest::sample::select(scales.to_vec()).prop_map(|scale| json!({"type": "rating", "scale": scale})),
        Just(json!({"type": "rating", "look": "faces"})),
        (2..5usize).prop_map(|n| json!({"type": "choice", "options": options(&["a", "b", "c", "d"][..n])})),
        (2..5usize).prop_map(|n| json!({"type": "multi", "options": options(&["d", "c", "b", "a"][..n])})),
        Just(json!({"type": "yes_no"})),
        Just(json!({"type": "yes_no", "options": ["no", "yes"]})),
        Just(json!({"type": "text"})),
        Just(json!({"type": "contact"})),
    ];
    (kinds, any::<bool>(), "[^\\p{C}]{1,20}[a-zā-žа-я]").prop_map(|(mut question, required, text)| {
        question["required"] = json!(required);
        question["text"] = json!({"en": text, "lv": "Kā?"});
        question
    })
}

/// A condition on any question of a list, also on such as can't have one.
fn any_condition() -> impl Strategy<Value = Option<Value>> {
    let words =
        || prop_oneof![Just(json!("a")), Just(json!("yes")), Just(json!("hard")), Just(json!(3)), Just(json!(0))];
    let tests = prop_oneof![
        (0..=10u8).prop_map(|least| json!({"at_least": least})),
        (0..=10u8).prop_map(|most| json!({"at_most": most})),
        proptest::collection::vec(words(), 1..3).prop_map(|words| json!({"any_of": words})),
    ];
    let ids =
        prop_oneof![(0..8u8).prop_map(|at| format!("q{at}")), Just("score".to_owned()), Just("comment".to_owned())];
    proptest::option::of((tests, ids).prop_map(|(mut condition, id)| {
        condition["question"] = json!(id);
        condition
    }))
}

fn any_questions() -> impl Strategy<Value = Value> {
    proptest::collection::vec((any_question(), any_condition()), 0..8).prop_map(|questions| {
        let numbered = questions.into_iter().enumerate().map(|(at, (mut question, condition))| {
            question["id"] = json!(format!("q{at}"));
            if let Some(condition) = condition {
                question["show_if"] = condition;
            }
            question
        });
        numbered.collect()
    })
}

/// Without the conditions that are refused, so that something is left to look at.
fn accepted(metric: &str, questions: &Value) -> Survey {
    let mut kept: Vec<Value> = Vec::new();
    for question in questions.as_array().unwrap() {
        kept.push(question.clone());
        if survey(metric, &json!(kept)).is_err() {
            kept.last_mut().unwrap().as_object_mut().unwrap().remove("show_if");
        }
    }
    survey(metric, &json!(kept)).unwrap()
}

proptest! {
    #[test]
    fn a_definition_reads_back(
        questions in any_questions(),
        metric in proptest::sample::select(vec!["nps", "csat", "ces", "gcr"]),
    ) {
        let survey = accepted(metric, &questions);
        let definition = survey.definition();
        let again = Survey::parse(survey.id.clone(), 1, &definition).unwrap();
        prop_assert_eq!(again.definition(), definition);
        prop_assert_eq!(again, survey);
    }

    #[test]
    fn no_question_waits_for_a_later_one(questions in any_questions()) {
        let survey = accepted("gcr", &questions);
        let asked = survey.asked();
        for (at, question) in asked.iter().enumerate() {
            for condition in question.show_if.iter().map(|condition| &condition.question).chain(
                survey.conditions(&question.id).iter().map(|condition| &condition.question)
            ) {
                let earlier = asked.iter().position(|other| other.id == *condition);
                prop_assert!(earlier.is_some_and(|earlier| earlier < at), "{} {condition}", question.id);
            }
        }
    }

    #[test]
    fn some_answers_bring_every_question_up_and_without_answers_only_the_unconditional_are_shown(
        questions in any_questions(),
    ) {
        let survey = accepted("nps", &questions);
        for question in survey.asked() {
            let conditions = survey.conditions(&question.id);
            let answers: BTreeMap<_, _> = conditions.iter().map(|condition| {
                let kind = survey.question(&condition.question).unwrap().kind.clone();
                (condition.question.clone(), kind.picked(&condition.words[0]).unwrap())
            }).collect();
            prop_assert!(survey.shown(&question.id, |id| answers.get(id)));
            prop_assert_eq!(survey.shown(&question.id, |_| None), conditions.is_empty());
        }
    }

    #[test]
    fn whatever_is_read_as_an_answer_is_spelled_so_that_it_is_read_the_same(
        question in any_question(), at in 0..100usize, text in "\\PC{0,12}[0-9]{0,9}",
    ) {
        let kind = kind(question);
        let offered = kind.offered();
        let value = offered.get(at % offered.len().max(1)).map_or_else(|| json!(text), |answer| kind.spell(answer));
        let value = if matches!(kind, Kind::Multi(_)) { json!([value]) } else { value };
        if let Ok(answer) = kind.read(&value) {
            prop_assert_eq!(kind.read(&kind.spell(&answer)).unwrap(), answer);
        } else {
            prop_assert!(offered.is_empty());
        }
    }
}
