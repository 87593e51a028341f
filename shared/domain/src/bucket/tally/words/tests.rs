//! The words that a tally counts, compared with a plain recount of the answers.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::Bounds;
use crate::bucket::{Cell, Cube, Settled, Tally};
use crate::context::Property;
use crate::id::SubmissionId;
use crate::response::{AddressHash, Response, Suspect, SuspectRule};
use crate::stamped::{PostDigest, Stamped};
use crate::survey::Survey;

fn survey() -> Survey {
    let option = |id: &str| json!({"id": id, "text": {"en": id}});
    let body = json!({"name": "A survey", "metric": "nps", "questions": [
        {"id": "why", "type": "choice", "text": {"en": "Why?"}, "options": [option("price"), option("range")]},
        {"id": "used", "type": "multi", "text": {"en": "What?"}, "options": [option("app"), option("shop")]},
        {"id": "unasked", "type": "yes_no", "text": {"en": "No metric counts this"}}
    ], "metrics": [
        {"id": "a", "name": "A", "kind": "share", "of": {"question": "why", "any_of": ["price"]}, "among": {"question": "why"}},
        {"id": "b", "name": "B", "kind": "ratio", "of": {"question": "used"}, "to": {"question": "comment"}}
    ]});
    Survey::parse("nps".parse().unwrap(), 1, &body).unwrap()
}

/// An address (none where it is 0), the answers, whether it looks like a machine's.
type Said = (u8, Value, bool);

fn response(survey: &Survey, (address, answers, suspect): &Said) -> Response {
    let at = "2026-11-20T10:00:00Z".parse().unwrap();
    let mut response = Response::begin(SubmissionId::from_parts(at, [0; 10]), survey, PostDigest::of(&json!(null)));
    for (question, answer) in answers.as_object().unwrap() {
        let value = serde_json::from_value(answer.clone()).unwrap();
        response.answers.insert(question.clone(), Stamped { value, at });
    }
    response.address = (*address > 0).then_some(AddressHash([*address; 12]));
    response.suspect = suspect.then_some(Suspect::by(SuspectRule::TooFast));
    let agent = Property::Text(format!("agent-{}", address % 16));
    response.properties.insert("agent".to_owned(), Stamped { value: agent, at });
    response
}

fn tallied(said: &[Said], limit: u32, room: usize) -> Cube {
    tallied_within(said, limit, Bounds { entries: room, ..Bounds::default() })
}

fn tallied_within(said: &[Said], limit: u32, bounds: Bounds) -> Cube {
    let survey = survey();
    let mut tally = Tally::within(&survey, limit, bounds);
    loop {
        for said in said {
            tally.add(&response(&survey, said));
        }
        tally = match tally.settle() {
            Settled::Whole(cube) => return cube,
            Settled::Again(tally) => tally,
        };
    }
}

type Questions = BTreeMap<String, BTreeMap<String, u64>>;

fn plain(said: &[Said], limit: u32) -> Questions {
    let says = |answers: &Value| answers.as_object().unwrap().values().any(|answer| !answer.is_null());
    let burst = |address: u8| {
        let of_it = said.iter().filter(|(own, answers, _)| *own == address && says(answers)).count();
        address > 0 && of_it > limit as usize
    };
    let mut questions = Questions::new();
    for (_, answers, _) in said.iter().filter(|(address, _, suspect)| !suspect && !burst(*address)) {
        for id in ["why", "used", "comment"] {
            let words: Vec<&str> = match &answers[id] {
                Value::String(_) if id == "comment" => vec![""],
                Value::String(word) => vec!["", word],
                Value::Array(words) => {
                    [""].into_iter().chain(words.iter().map(|word| word.as_str().unwrap())).collect()
                }
                _ => continue,
            };
            for word in words {
                *questions.entry(id.to_owned()).or_default().entry(word.to_owned()).or_default() += 1;
            }
        }
    }
    questions
}

fn said() -> impl Strategy<Value = Vec<Said>> {
    let answers = (
        prop::option::of(0_u8..=10),
        prop::sample::select(vec![json!(null), json!("price"), json!("range")]),
        prop::sample::select(vec![json!(null), json!(["app"]), json!(["shop"]), json!(["app", "shop"])]),
        prop::sample::select(vec![json!(null), json!("Too slow")]),
    );
    let answers = answers.prop_map(|(score, why, used, comment)| {
        let all =
            [("score", json!(score)), ("why", why), ("used", used), ("comment", comment), ("unasked", json!("yes"))];
        Value::Object(
            all.into_iter()
                .filter(|(_, answer)| !answer.is_null())
                .map(|(id, answer)| (id.to_owned(), answer))
                .collect(),
        )
    });
    let address = prop_oneof![2 => Just(0_u8), 3 => 1_u8..3, 5 => 3_u8..=40];
    prop::collection::vec((address, answers, prop::bool::weighted(0.1)), 0..80)
}

proptest! {
    #[test]
    fn words_are_those_of_the_answers_that_make_the_score_in_any_order_and_any_room(
        (said, shuffled) in said().prop_flat_map(|said| (Just(said.clone()), Just(said).prop_shuffle())),
        limit in 1_u32..6,
        room in prop_oneof![1_usize..40, Just(1 << 20)],
    ) {
        let cube = tallied(&said, limit, room);
        prop_assert_eq!(cube.total().questions, plain(&said, limit));
        prop_assert_eq!(tallied(&shuffled, limit, room).parts(), cube.parts());
    }

    /// Where no address has too many answers: words that a burst takes out leave their values' places taken.
    #[test]
    fn words_are_the_same_where_the_values_are_ranked_first(
        said in said(),
        entries in prop_oneof![1_usize..40, Just(1 << 20)],
        cells in 0_usize..6,
        values in 1_usize..20,
        bytes in prop_oneof![100_usize..2000, Just(1 << 20)],
    ) {
        let all = Bounds { cells: 1 << 20, entries: 1 << 20, values, bytes };
        let cube = tallied_within(&said, 100, Bounds { entries, cells, ..all });
        prop_assert_eq!(cube.parts(), tallied_within(&said, 100, all).parts());
    }

    /// A word is no further answer: whoever gives many words in one answer is no burst.
    #[test]
    fn counting_words_changes_no_score(said in said(), limit in 1_u32..6) {
        let mut without = survey();
        without.metrics.clear();
        let mut tally = Tally::new(&without, limit);
        for said in &said {
            tally.add(&response(&without, said));
        }
        let Settled::Whole(plain) = tally.settle() else { panic!("room for all") };
        let scores = |cell: Cell| Cell { questions: BTreeMap::new(), ..cell };
        prop_assert_eq!(scores(tallied(&said, limit, 1 << 20).total()), plain.total());
    }
}

#[test]
fn an_answer_without_a_score_counts_for_the_questions_that_it_answers() {
    let cube =
        tallied(&[(0, json!({"why": "price"}), false), (5, json!({"used": ["app", "shop"]}), false)], 20, 1 << 20);
    let total = cube.total();
    assert_eq!(total.scores.n(), 0);
    assert_eq!(json!(total.questions), json!({"used": {"": 1, "app": 1, "shop": 1}, "why": {"": 1, "price": 1}}));
    let mut read = Cube::default();
    for part in cube.parts() {
        read.read_part(&part).unwrap();
    }
    assert_eq!(read, cube);
}
