//! What a team may ask, and what is an answer to it.

mod laws;

use serde_json::{Value, json};

use super::*;
use crate::input::Problems;
use crate::survey::Survey;

fn survey(metric: &str, questions: &Value) -> Result<Survey, Problems> {
    Survey::parse("s".parse().unwrap(), 1, &json!({"name": "x", "metric": metric, "questions": questions}))
}

/// The problems with these questions of an NPS survey.
fn problems(questions: &Value) -> Vec<(String, &'static str)> {
    survey("nps", questions).unwrap_err().0.into_iter().map(|problem| (problem.name, problem.code)).collect()
}

/// A definition with the text that every question needs.
fn asked(mut more: Value) -> Value {
    more["text"] = json!({"en": "?"});
    more
}

fn options(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"id": id, "text": {"en": id}})).collect()
}

fn named(expected: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
    expected.iter().map(|(name, code)| ((*name).to_owned(), *code)).collect()
}

/// The kind of one question, as it is read.
fn kind(definition: Value) -> Kind {
    let mut definition = asked(definition);
    definition["id"] = json!("q");
    survey("nps", &json!([definition])).unwrap().questions[0].kind.clone()
}

#[test]
fn what_is_left_out_of_a_question_has_a_default() {
    let read = survey("nps", &json!([{"id": "q", "type": "rating", "text": {"en": "?"}}])).unwrap();
    let question = &read.questions[0];
    assert_eq!(question.kind, Kind::Rating { scale: Scale::OneToFive, look: Look::Numbers });
    assert!(!question.required && question.show_if.is_none());
    assert_eq!(kind(json!({"type": "yes_no"})), Kind::YesNo(YesNo::ALL.to_vec()));
    assert_eq!(kind(json!({"type": "yes_no", "options": ["no", "yes"]})), Kind::YesNo(vec![YesNo::Yes, YesNo::No]));
}

#[test]
fn everything_wrong_with_the_questions_is_said_at_once() {
    let questions = json!([
        {"id": "a b", "type": "rating", "text": {"en": ""}, "scale": {"min": 2, "max": 4}},
        {"type": "choice", "text": {"en": "?"}, "required": 1},
        {"id": "c", "type": "choice", "text": {"en": "?"}, "options": [{"id": "x", "text": {}}, {"id": "x", "text": {"en": "X"}, "more": 1}]},
        {"id": "c", "type": "slider"},
        "d",
        {"id": "score", "type": "text", "text": {"en": "?"}, "options": [], "look": "stars"},
        {"id": "comment", "type": "yes_no", "text": {"en": "?"}, "options": ["yes", "yes"]},
    ]);
    assert_eq!(
        problems(&questions),
        named(&[
            ("questions[0].id", "invalid_id"),
            ("questions[0].scale", "unknown_scale"),
            ("questions[0].text.en", "length"),
            ("questions[1].id", "required"),
            ("questions[1].options", "required"),
            ("questions[1].required", "not_a_boolean"),
            ("questions[2].options[0].text", "required"),
            ("questions[2].options[1].id", "repeated_id"),
            ("questions[2].options[1].more", "unknown_field"),
            ("questions[3].id", "repeated_id"),
            ("questions[3].type", "unknown_type"),
            ("questions[3].text", "required"),
            ("questions[4]", "not_an_object"),
            ("questions[5].id", "reserved_id"),
            ("questions[5].look", "not_for_this_type"),
            ("questions[5].options", "not_for_this_type"),
            ("questions[6].id", "reserved_id"),
            ("questions[6].options", "invalid_options"),
        ])
    );
}

#[test]
fn a_survey_has_at_most_20_questions_and_a_question_2_to_20_options() {
    let many =
        |n: usize| -> Value { (0..n).map(|at| asked(json!({"id": format!("q{at}"), "type": "text"}))).collect() };
    assert_eq!(survey("nps", &many(20)).unwrap().questions.len(), 20);
    assert_eq!(problems(&many(21)), named(&[("questions", "not_a_list")]));
    let with = |n: usize| {
        let ids: Vec<_> = (0..n).map(|at| at.to_string()).collect();
        let ids: Vec<_> = ids.iter().map(String::as_str).collect();
        json!([asked(json!({"id": "q", "type": "multi", "options": options(&ids)}))])
    };
    assert!(survey("nps", &with(2)).is_ok() && survey("nps", &with(20)).is_ok());
    for n in [0, 1, 21] {
        assert_eq!(problems(&with(n)), named(&[("questions[0].options", "not_a_list")]));
    }
}

#[test]
fn a_look_suits_its_scale() {
    for (scale, stars, faces) in [
        (json!({"min": 0, "max": 10}), false, false),
        (json!({"min": 1, "max": 10}), true, false),
        (json!({"min": 1, "max": 7}), true, false),
        (json!({"min": 1, "max": 5}), true, true),
        (json!({"min": 1, "max": 3}), true, true),
        (json!("hard_easy"), false, false),
    ] {
        for (look, suits) in [("numbers", true), ("stars", stars), ("faces", faces)] {
            let read =
                survey("nps", &json!([asked(json!({"id": "q", "type": "rating", "scale": scale, "look": look}))]));
            assert_eq!(read.is_ok(), suits, "{scale} {look}");
        }
    }
    let yes_no = json!([asked(json!({"id": "q", "type": "rating", "scale": "yes_partly_no", "look": "hearts"}))]);
    assert_eq!(
        problems(&yes_no),
        named(&[("questions[0].scale", "unknown_scale"), ("questions[0].look", "unknown_look")])
    );
}

#[test]
fn each_kind_takes_its_own_answers_and_no_others() {
    let stars = kind(json!({"type": "rating"}));
    let ease = kind(json!({"type": "rating", "scale": "hard_easy"}));
    let choice = kind(json!({"type": "choice", "options": options(&["post", "locker"])}));
    let multi = kind(json!({"type": "multi", "options": options(&["b", "a", "c"])}));
    let yes_no = kind(json!({"type": "yes_no", "options": ["yes", "no"]}));
    let (text, contact) = (kind(json!({"type": "text"})), kind(json!({"type": "contact"})));
    let text_of = |text: &str| Answer::Text(text.to_owned());
    for (kind, value, answer) in [
        (&stars, json!(5), Answer::Score(5)),
        (&ease, json!("easy"), Answer::Score(1)),
        (&choice, json!("locker"), text_of("locker")),
        (&multi, json!(["c", "a"]), Answer::Many(vec!["a".to_owned(), "c".to_owned()])),
        (&yes_no, json!("no"), text_of("no")),
        (&text, json!("a\nb"), text_of("a\nb")),
        (&contact, json!("anna@example.com"), text_of("anna@example.com")),
    ] {
        assert_eq!(kind.read(&value).unwrap(), answer);
        assert_eq!(kind.read(&kind.spell(&answer)).unwrap(), answer);
        assert!(kind.read(&json!(null)).is_err(), "only a page can take an answer back");
    }
    for (kind, value, code) in [
        (&stars, json!(0), "out_of_range"),
        (&stars, json!(4.0), "not_an_integer"),
        (&ease, json!(1), "unknown_choice"),
        (&choice, json!("Locker"), "unknown_choice"),
        (&choice, json!(["locker"]), "unknown_choice"),
        (&multi, json!("a"), "not_a_list"),
        (&multi, json!([]), "nothing_picked"),
        (&multi, json!(["a", "a"]), "repeated_choice"),
        (&multi, json!(["a", "d"]), "unknown_choice"),
        (&yes_no, json!("partly"), "unknown_choice"),
        (&yes_no, json!(true), "unknown_choice"),
        (&text, json!("a\u{0}"), "control_character"),
        (&text, json!("x".repeat(2001)), "length"),
        (&contact, json!("call me"), "invalid_contact"),
        (&contact, json!(format!("{} 20000000", "x".repeat(200))), "length"),
        (&contact, json!("20000000\n"), "control_character"),
    ] {
        assert_eq!(kind.read(&value).unwrap_err().code, code, "{} {value}", kind.name());
    }
}

#[test]
fn an_answer_of_another_kind_is_spelled_as_it_stands() {
    let ease = Kind::Rating { scale: Scale::HardEasy, look: Look::Numbers };
    assert_eq!(ease.spell(&Answer::Score(0)), json!("hard"));
    assert_eq!(ease.spell(&Answer::Score(7)), json!(7), "no word of this scale");
    assert_eq!(ease.spell(&Answer::Text("post".to_owned())), json!("post"));
    assert_eq!(Kind::Text.spell(&Answer::Score(0)), json!(0));
    assert_eq!(Kind::Text.spell(&Answer::Cleared), json!(null));
}

#[test]
fn an_offered_answer_is_picked_by_the_one_word_that_it_is_spelled_as() {
    for kind in [
        Kind::Rating { scale: Scale::ZeroToTen, look: Look::Numbers },
        Kind::Rating { scale: Scale::HardEasy, look: Look::Numbers },
        Kind::YesNo(YesNo::ALL.to_vec()),
        kind(json!({"type": "choice", "options": options(&["1", "2"])})),
        kind(json!({"type": "multi", "options": options(&["b", "a"])})),
    ] {
        assert!(!kind.offered().is_empty());
        for answer in kind.offered() {
            assert_eq!(kind.picked(&kind.word(&answer)), Some(answer));
        }
        assert_eq!(kind.picked(""), None);
        assert_eq!(kind.picked("+1"), None);
    }
    assert!(Kind::Text.offered().is_empty() && Kind::Contact.offered().is_empty());
}

/// A question of each kind, then one that is asked after `condition`.
fn after(condition: &Value) -> Value {
    json!([
        asked(json!({"id": "stars", "type": "rating"})),
        asked(json!({"id": "ease", "type": "rating", "scale": "hard_easy"})),
        asked(json!({"id": "how", "type": "choice", "options": options(&["post", "locker"])})),
        asked(json!({"id": "which", "type": "multi", "options": options(&["a", "b"])})),
        asked(json!({"id": "again", "type": "yes_no"})),
        asked(json!({"id": "what", "type": "text"})),
        asked(json!({"id": "who", "type": "contact"})),
        asked(json!({"id": "last", "type": "text", "show_if": condition})),
        asked(json!({"id": "later", "type": "yes_no"})),
    ])
}

#[test]
fn a_question_may_follow_what_was_picked_before_it_and_knows_which_answers_bring_it_up() {
    for (condition, words) in [
        (json!({"question": "score", "at_most": 2}), vec!["0", "1", "2"]),
        (json!({"question": "score", "at_least": 7, "at_most": 8}), vec!["7", "8"]),
        (json!({"question": "stars", "any_of": [5, 1, 5]}), vec!["1", "5"]),
        (json!({"question": "stars", "at_least": 4, "any_of": [1, 4]}), vec!["4"]),
        (json!({"question": "ease", "any_of": ["hard"]}), vec!["hard"]),
        (json!({"question": "how", "any_of": ["locker", "post"]}), vec!["post", "locker"]),
        (json!({"question": "which", "any_of": ["b"]}), vec!["b"]),
        (json!({"question": "again", "any_of": ["no", "partly"]}), vec!["partly", "no"]),
    ] {
        let survey = survey("nps", &after(&condition)).unwrap();
        let question = condition["question"].as_str().unwrap();
        let found = survey.conditions("last");
        assert_eq!((found.len(), found[0].question.as_str()), (1, question));
        assert_eq!(found[0].words, words, "{condition}");
        let kind = survey.question(question).unwrap().kind.clone();
        for answer in kind.offered() {
            let shown = survey.shown("last", |id| (id == question).then_some(&answer));
            assert_eq!(shown, words.contains(&kind.word(&answer).as_str()), "{condition} {answer:?}");
        }
        for nothing in [None, Some(Answer::Cleared)] {
            assert!(!survey.shown("last", |_| nothing.as_ref()));
        }
    }
}

#[test]
fn of_several_answers_one_is_enough_to_bring_a_question_up() {
    let survey = survey("nps", &after(&json!({"question": "which", "any_of": ["b"]}))).unwrap();
    let shown = |ids: &[&str]| {
        let many = Answer::Many(ids.iter().map(|id| (*id).to_owned()).collect());
        survey.shown("last", |id| (id == "which").then_some(&many))
    };
    assert!(shown(&["a", "b"]) && shown(&["b"]) && !shown(&["a"]));
}

#[test]
fn a_condition_that_can_not_hold_is_refused() {
    for (condition, field, code) in [
        (json!({"question": "later", "any_of": ["yes"]}), ".question", "not_an_earlier_question"),
        (json!({"question": "last", "any_of": ["yes"]}), ".question", "not_an_earlier_question"),
        (json!({"question": "none", "any_of": ["yes"]}), ".question", "not_an_earlier_question"),
        (json!({"question": "comment", "any_of": ["yes"]}), ".question", "not_an_earlier_question"),
        (json!({"question": "what", "any_of": ["yes"]}), ".question", "not_a_condition"),
        (json!({"question": "who", "any_of": ["yes"]}), ".question", "not_a_condition"),
        (json!({"question": "stars", "at_least": 6}), ".at_least", "out_of_range"),
        (json!({"question": "stars", "at_most": 0}), ".at_most", "out_of_range"),
        (json!({"question": "ease", "at_most": 0}), ".at_most", "not_numeric"),
        (json!({"question": "how", "at_least": 1}), ".at_least", "not_numeric"),
        (json!({"question": "stars", "any_of": ["5"]}), ".any_of", "unknown_choice"),
        (json!({"question": "ease", "any_of": [0]}), ".any_of", "unknown_choice"),
        (json!({"question": "how", "any_of": ["post", "air"]}), ".any_of", "unknown_choice"),
        (json!({"question": "how", "any_of": []}), ".any_of", "required"),
        (json!({"question": "score"}), ".any_of", "required"),
        (json!({"any_of": ["yes"]}), ".question", "required"),
        (json!({"question": "score", "at_least": 8, "at_most": 7}), "", "never_shown"),
        (json!({"question": "score", "at_least": 8, "any_of": [1]}), "", "never_shown"),
        (json!("score"), "", "not_an_object"),
    ] {
        assert_eq!(problems(&after(&condition)), [(format!("questions[7].show_if{field}"), code)], "{condition}");
    }
}

#[test]
fn a_condition_on_a_question_that_is_wrong_itself_adds_no_problem() {
    let questions = json!([
        {"id": "a", "type": "slider", "text": {"en": "?"}},
        asked(json!({"id": "b", "type": "text", "show_if": {"question": "a", "any_of": ["x"]}})),
    ]);
    assert_eq!(problems(&questions), named(&[("questions[0].type", "unknown_type")]));
    let body = json!({
        "name": "x", "metric": "happiness",
        "questions": [asked(json!({"id": "b", "type": "text", "show_if": {"question": "score", "at_most": 6}}))]
    });
    let Problems(found) = Survey::parse("s".parse().unwrap(), 1, &body).unwrap_err();
    assert_eq!(found.iter().map(|problem| problem.name.as_str()).collect::<Vec<_>>(), ["metric"]);
}
