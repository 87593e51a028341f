//! What a definition may say, and what is an answer to it.

use super::*;

fn survey(body: &Value) -> Result<Survey, Problems> {
    Survey::parse("s".parse().unwrap(), 1, body)
}

fn problems(body: &Value) -> Vec<(String, &'static str)> {
    survey(body).unwrap_err().0.into_iter().map(|p| (p.name, p.code)).collect()
}

#[test]
fn each_metric_has_its_own_defaults_and_reads_back() {
    for (metric, min, max) in [("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 7), ("gcr", 0, 2)] {
        let read = survey(&json!({"name": "x", "metric": metric})).unwrap();
        assert_eq!((read.measure.scale().min(), read.measure.scale().max()), (min, max), "{metric}");
        assert_eq!(survey(&read.definition()).unwrap(), read, "{metric}");
    }
    let hard_easy = survey(&json!({"name": "x", "metric": "ces", "scale": "hard_easy"})).unwrap();
    assert_eq!(survey(&hard_easy.definition()).unwrap(), hard_easy);
}

#[test]
fn everything_wrong_with_a_definition_is_said_at_once() {
    let body = json!({
        "metric": "nps", "scale": {"min": 1, "max": 7}, "locales": ["lv"], "default_locale": "en",
        "dimensions": ["channel"], "link_days": 0, "colour": "red", "kind": "forever", "look": "hearts", "pages": 2,
        "questions": {}, "texts": {"thanks-high": {"en": ""}}, "reminder": {}, "throttle_days": 366, "shards": 17
    });
    let found: Vec<_> = problems(&body);
    let expected = [
        ("name", "required"),
        ("scale", "scale_not_for_metric"),
        ("kind", "unknown_kind"),
        ("look", "unknown_look"),
        ("default_locale", "not_offered"),
        ("dimensions", "invalid_dimensions"),
        ("link_days", "out_of_range"),
        ("questions", "not_a_list"),
        ("pages", "not_a_string"),
        ("texts.thanks-high.en", "length"),
        ("throttle_days", "out_of_range"),
        ("shards", "out_of_range"),
        ("reminder.after_days", "required"),
        ("colour", "unknown_field"),
    ];
    assert_eq!(found, expected.map(|(name, code)| (name.to_owned(), code)));
}

#[test]
fn a_score_is_an_integer_of_the_scale_and_nothing_else() {
    let nps = survey(&json!({"name": "x", "metric": "nps"})).unwrap();
    for bad in [json!(11), json!(-1), json!(9.0), json!("9"), json!(true), json!(null), json!([9])] {
        assert!(nps.read_answers(&json!({"score": bad}), "answers").is_err(), "{bad}");
    }
    let read = nps.read_answers(&json!({"score": 0, "comment": "ok\n\u{1f600}"}), "answers").unwrap();
    assert_eq!(read["score"], Answer::Score(0));
}

#[test]
fn choices_are_spelled_as_words() {
    let gcr = survey(&json!({"name": "x", "metric": "gcr", "goal": "find a price"})).unwrap();
    let read = gcr.read_answers(&json!({"score": "partly"}), "answers").unwrap();
    assert_eq!(gcr.spell("score", &read["score"]), json!("partly"));
    assert!(gcr.read_answers(&json!({"score": 1}), "answers").is_err());
}

#[test]
fn comments_hold_no_control_characters_and_at_most_2000_characters() {
    let nps = survey(&json!({"name": "x", "metric": "nps"})).unwrap();
    let read = |comment: String| nps.read_answers(&json!({"comment": comment}), "answers");
    assert!(read("\u{1f600}".repeat(2000)).is_ok());
    assert!(read("x".repeat(2001)).is_err());
    assert!(read("a\0b".to_owned()).is_err());
    assert!(read("a\u{202e}b".to_owned()).is_err());
}

#[test]
fn a_comment_is_counted_in_nfc_and_kept_so() {
    let nps = survey(&json!({"name": "x", "metric": "nps"})).unwrap();
    let read = |comment: String| nps.read_answers(&json!({"comment": comment}), "answers");
    let answers = read("a\u{304}".repeat(2000)).unwrap();
    assert_eq!(answers["comment"], Answer::Text("ā".repeat(2000)));
    assert!(read("a\u{304}".repeat(2001)).is_err());
    // What has no composed form keeps its parts, and is counted by them.
    assert!(read("x\u{304}".repeat(1001)).is_err());
    let kept = "Ķīļi, ąžuolas, ёж, 한국어, नमस्ते, \u{1f469}\u{200d}\u{1f467}\u{1f3fd}";
    assert_eq!(read(kept.to_owned()).unwrap()["comment"], Answer::Text(kept.to_owned()));
}

#[test]
fn relationship_is_for_nps_and_is_not_pooled_with_transactional() {
    let nps = |kind: &str| survey(&json!({"name": "x", "metric": "nps", "kind": kind})).unwrap();
    assert_eq!(nps("relationship").kind, SurveyKind::Relationship);
    assert!(!nps("relationship").measures_like(&nps("transactional")));
    assert_eq!(survey(&json!({"name": "x", "metric": "nps"})).unwrap().kind, SurveyKind::Transactional);
    for metric in ["csat", "ces", "gcr"] {
        let body = json!({"name": "x", "metric": metric, "kind": "relationship"});
        assert_eq!(problems(&body), [("kind".to_owned(), "kind_not_for_metric")]);
    }
    let periods = json!([{"from": "2026-10-01", "to": "2026-10-31"}]);
    let enps = json!({"name": "x", "metric": "enps", "kind": "relationship", "periods": periods});
    assert_eq!(problems(&enps), [("kind".to_owned(), "kind_not_for_metric")]);
}

#[test]
fn the_score_is_drawn_as_its_scale_allows() {
    for (body, fits) in [
        (json!({"metric": "csat", "look": "stars"}), true),
        (json!({"metric": "csat", "look": "faces"}), true),
        (json!({"metric": "csat", "scale": {"min": 1, "max": 10}, "look": "stars"}), true),
        (json!({"metric": "csat", "scale": {"min": 1, "max": 10}, "look": "faces"}), false),
        (json!({"metric": "nps", "look": "stars"}), false),
        (json!({"metric": "gcr", "look": "stars"}), false),
        (json!({"metric": "gcr", "look": "numbers"}), true),
    ] {
        let mut body = body;
        body["name"] = json!("x");
        match survey(&body) {
            Ok(read) => assert_eq!(survey(&read.definition()).unwrap(), read),
            Err(_) => assert_eq!(problems(&body), [("look".to_owned(), "look_not_for_scale")]),
        }
        assert_eq!(survey(&body).is_ok(), fits, "{body}");
    }
}

#[test]
fn a_definition_says_all_that_the_defaults_say() {
    let text = json!({"en": "Why?", "lv": "Kāpēc?"});
    let body = json!({
        "name": "x", "metric": "csat", "kind": "transactional", "scale": {"min": 1, "max": 5}, "direction": "higher_is_better",
        "method": "top_box", "positive_from": 4, "look": "stars", "pages": "several", "dimensions": [], "link_days": 7,
        "edit_minutes": 15, "throttle_days": 0, "shards": 3, "reminder": {"after_days": 3, "at_most": 2}, "goal": "g", "touchpoint": "support", "locales": ["lv", "en"], "default_locale": "lv",
        "time_zone": "Europe/Riga", "texts": {"question": {"lv": "Kā gāja?"}},
        "questions": [
            {"id": "again", "type": "yes_no", "text": text, "required": true, "options": ["yes", "no"]},
            {"id": "ease", "type": "rating", "text": text, "required": false, "scale": "hard_easy"},
            {"id": "stars", "type": "rating", "text": text, "required": false, "scale": {"min": 1, "max": 7}, "look": "stars"},
            {"id": "why", "type": "multi", "text": text, "required": false,
             "options": [{"id": "b", "text": text}, {"id": "a", "text": text}],
             "show_if": {"question": "ease", "any_of": ["hard"]}},
            {"id": "what", "type": "text", "text": text, "required": false, "show_if": {"question": "score", "at_most": 2}},
        ],
    });
    assert_eq!(survey(&body).unwrap().definition(), body);
}

#[test]
fn an_older_definition_still_reads() {
    // As version 0.1.0 wrote it.
    let body = json!({
        "name": "x", "metric": "nps", "kind": "transactional", "scale": {"min": 0, "max": 10},
        "direction": "higher_is_better", "method": "top_box", "dimensions": [], "link_days": 30, "edit_minutes": 0
    });
    let read = survey(&body).unwrap();
    assert_eq!((read.look, read.pages, read.questions.len()), (Look::Numbers, Pages::One, 0));
}

#[test]
fn goal_completion_ends_with_the_offer_to_be_contacted_unless_the_team_asks_it_its_own_way() {
    let ids = |survey: &Survey| survey.asked().iter().map(|question| question.id.clone()).collect::<Vec<_>>();
    let gcr = survey(&json!({"name": "x", "metric": "gcr"})).unwrap();
    assert_eq!(ids(&gcr), ["score", "comment", "contact"]);
    assert_eq!(
        gcr.conditions("contact"),
        [Condition { question: "score".to_owned(), words: vec!["no".to_owned(), "partly".to_owned()] }]
    );
    let own = json!({"name": "x", "metric": "gcr", "questions": [{"id": "contact", "type": "contact", "text": {"en": "Phone?"}}]});
    let own = survey(&own).unwrap();
    assert_eq!(ids(&own), ["score", "contact", "comment"]);
    assert!(own.conditions("contact").is_empty());
    let csat = survey(&json!({"name": "x", "metric": "csat"})).unwrap();
    assert_eq!(ids(&csat), ["score", "comment"]);
    assert!(csat.read_answers(&json!({"contact": "20000000"}), "answers").is_err());
    assert!(gcr.read_answers(&json!({"contact": "20000000"}), "answers").is_ok());
}

#[test]
fn what_is_not_shown_itself_brings_nothing_up() {
    let text = json!({"en": "?"});
    let survey = survey(&json!({"name": "x", "metric": "nps", "questions": [
        {"id": "again", "type": "yes_no", "text": text, "show_if": {"question": "score", "at_most": 6}},
        {"id": "why", "type": "text", "text": text, "show_if": {"question": "again", "any_of": ["no"]}},
    ]}))
    .unwrap();
    let shown = |id: &str, score: u8, again: &str| {
        let (score, again) = (Answer::Score(score), Answer::Text(again.to_owned()));
        survey.shown(id, |id| match id {
            "score" => Some(&score),
            "again" => Some(&again),
            _ => None,
        })
    };
    assert!(shown("why", 6, "no") && !shown("why", 6, "yes"));
    assert!(!shown("why", 9, "no"), "the answer before it is no longer asked for");
    assert!(shown("comment", 9, "no") && !shown("nothing", 9, "no"));
    let words: Vec<_> = survey.conditions("why").into_iter().map(|condition| condition.question).collect();
    assert_eq!(words, ["again", "score"]);
}

#[test]
fn every_answer_that_does_not_fit_is_named_and_none_is_echoed() {
    let text = json!({"en": "?"});
    let survey = survey(&json!({"name": "x", "metric": "nps", "questions": [
        {"id": "phone", "type": "contact", "text": text}, {"id": "again", "type": "yes_no", "text": text},
    ]}))
    .unwrap();
    let answers = json!({"score": 11, "phone": "secret", "again": "secret", "more": "secret", "comment": ""});
    let Problems(found) = survey.read_answers(&answers, "answers").unwrap_err();
    assert!(found.iter().all(|problem| !problem.reason.contains("secret")));
    let mut named: Vec<_> = found.iter().map(|problem| (problem.name.as_str(), problem.code)).collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            ("answers.again", "unknown_choice"),
            ("answers.comment", "length"),
            ("answers.more", "unknown_question"),
            ("answers.phone", "invalid_contact"),
            ("answers.score", "out_of_range"),
        ]
    );
}

#[test]
fn answers_are_stored_as_they_are_and_a_cleared_one_as_null() {
    for (answer, written) in [
        (Answer::Score(9), json!(9)),
        (Answer::Text("no".to_owned()), json!("no")),
        (Answer::Many(vec!["a".to_owned()]), json!(["a"])),
        (Answer::Cleared, json!(null)),
    ] {
        assert_eq!(json!(answer), written);
        assert_eq!(serde_json::from_value::<Answer>(written).unwrap(), answer);
    }
}
