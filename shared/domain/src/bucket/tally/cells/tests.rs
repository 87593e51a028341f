//! Whatever is held at once, a tally makes the cube that a count of everything makes, capped and bounded afterwards.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::super::{Bounds, Settled, Tally};
use super::*;
use crate::context::Property;
use crate::id::SubmissionId;
use crate::response::{AddressHash, Response, Suspect, SuspectRule};
use crate::stamped::{PostDigest, Stamped};
use crate::survey::{Answer, Survey};

fn survey() -> Survey {
    Survey::parse("nps".parse().unwrap(), 1, &json!({"name": "A survey", "metric": "nps"})).unwrap()
}

/// An address, none where that is 0; the values of two properties and a segment; a score.
#[derive(Clone, Debug)]
struct Said {
    address: u8,
    agent: Option<Property>,
    variant: Option<String>,
    segment: Option<String>,
    score: u8,
}

impl Said {
    fn of(agent: String) -> Self {
        Self { address: 0, agent: Some(Property::Text(agent)), variant: None, segment: None, score: 9 }
    }

    fn response(&self, survey: &Survey, suspect: bool) -> Response {
        let at = "2026-11-20T10:00:00Z".parse().unwrap();
        let id = SubmissionId::from_parts(at, [0; 10]);
        let mut response = Response::begin(id, survey, PostDigest::of(&json!(null)));
        response.answers.insert("score".to_owned(), Stamped { value: Answer::Score(self.score), at });
        response.address = (self.address > 0).then_some(AddressHash([self.address; 12]));
        let variant = self.variant.clone().map(Property::Text);
        for (name, value) in [("agent", self.agent.clone()), ("variant", variant)] {
            if let Some(value) = value {
                response.properties.insert(name.to_owned(), Stamped { value, at });
            }
        }
        response.segment.clone_from(&self.segment);
        response.suspect = suspect.then_some(Suspect::by(SuspectRule::TooFast));
        response
    }
}

/// Everything at once, and only then what is rare.
fn plain(said: &[Said], limit: u32, bounds: Bounds) -> Cube {
    let survey = survey();
    let mut answers: BTreeMap<u8, u32> = BTreeMap::new();
    for said in said {
        *answers.entry(said.address).or_default() += 1;
    }
    let mut cube = Cube::default();
    for said in said {
        let burst = said.address > 0 && answers[&said.address] > limit;
        cube.add(&said.response(&survey, burst), &survey);
    }
    cube.capped_to(bounds.values).bounded_to(bounds.bytes)
}

fn tallied(said: &[Said], limit: u32, bounds: Bounds) -> (Cube, usize) {
    let survey = survey();
    let mut tally = Tally::within(&survey, limit, bounds);
    let mut passes = 1;
    loop {
        for said in said {
            tally.add(&said.response(&survey, false));
        }
        tally = match tally.settle() {
            Settled::Whole(cube) => return (cube, passes),
            Settled::Again(tally) => tally,
        };
        passes += 1;
    }
}

fn said() -> impl Strategy<Value = Vec<Said>> {
    // One that is a number and a text, one that is called like the rest, and such that sort in odd ways.
    let odd = prop::sample::select(vec!["7", "other", "", "a", "a\0", "a\0b", "a\u{1}", "ab", "\u{ff}"]);
    let agent = prop_oneof![
        1 => Just(None),
        2 => (0i64..9).prop_map(|number| Some(Property::Number(number))),
        2 => odd.prop_map(|text| Some(Property::Text(text.to_owned()))),
        3 => (0u32..1000).prop_map(|order| Some(Property::Text(format!("order-{order}")))),
    ];
    let variant = prop::option::of("[ab]{1,2}");
    let segment = prop::option::weighted(0.2, "new|other");
    let one = (prop_oneof![1 => Just(0u8), 1 => 1u8..20], agent, variant, segment, 0u8..=10)
        .prop_map(|(address, agent, variant, segment, score)| Said { address, agent, variant, segment, score });
    prop::collection::vec(one, 0..100)
}

fn bounds() -> impl Strategy<Value = Bounds> {
    let entries = prop_oneof![1 => 6usize..60, 1 => Just(1 << 20)];
    let values = prop_oneof![1usize..12, Just(200)];
    let bytes = prop_oneof![100usize..6000, Just(1 << 20)];
    (entries, 0usize..12, values, bytes).prop_map(|(entries, cells, values, bytes)| Bounds {
        entries,
        cells,
        values,
        bytes,
    })
}

proptest! {
    #[test]
    fn any_bounds_and_any_order_give_the_bytes_of_a_plain_count_that_is_capped_and_bounded(
        (said, shuffled) in said().prop_flat_map(|said| (Just(said.clone()), Just(said).prop_shuffle())),
        limit in 1u32..6,
        bounds in bounds(),
    ) {
        let expected = plain(&said, limit, bounds);
        let (cube, _) = tallied(&said, limit, bounds);
        prop_assert_eq!(cube.parts(), expected.parts());
        prop_assert_eq!(tallied(&shuffled, limit, bounds).0.digest(), expected.digest());
    }
}

#[test]
fn what_is_held_does_not_grow_with_the_values_that_occur() {
    let survey = survey();
    let bounds = Bounds { entries: 64, cells: 32, values: 8, bytes: 2000 };
    let said: Vec<_> = (0..600).map(|order| Said::of(format!("order-{order:05}"))).collect();
    let mut tally = Tally::within(&survey, 20, bounds);
    let mut passes = 1;
    let cube = loop {
        for said in &said {
            tally.add(&said.response(&survey, false));
        }
        let cells = &tally.cells;
        let (entries, best) = match &cells.step {
            Step::Values(ranked) | Step::Combinations(ranked) => ranked.held(),
            _ => (0, 0),
        };
        assert!(entries <= 128 && best <= 8 * 11 + 2000 / 40, "{entries} entries, {best} keys");
        assert!(cells.held.len() <= 33 && cells.places.len() <= 33, "{} cells", cells.held.len());
        tally = match tally.settle() {
            Settled::Whole(cube) => break cube,
            Settled::Again(tally) => tally,
        };
        passes += 1;
    };
    assert!((20..80).contains(&passes), "{passes} passes");
    assert_eq!(cube, plain(&said, 20, bounds));
    assert_eq!(cube.total().scores.n(), 600);
}

#[test]
fn few_values_are_counted_in_one_pass_and_many_in_the_passes_that_are_needed() {
    let said = |orders: usize| -> Vec<_> { (0..300).map(|at| Said::of(format!("order-{}", at % orders))).collect() };
    let bounds = Bounds { cells: 250, ..Bounds::default() };
    assert_eq!(tallied(&said(250), 20, bounds), (plain(&said(250), 20, bounds), 1));
    // One that finds too many, two for the values, two for their combinations, and one that counts.
    let (cube, passes) = tallied(&said(251), 20, bounds);
    assert_eq!((&cube, passes), (&plain(&said(251), 20, bounds), 6));
    assert_eq!(cube.groups(&["agent"]).len(), 201);
}

#[test]
fn a_cube_that_is_too_long_for_its_bytes_keeps_the_most_frequent_and_loses_nobody() {
    let said: Vec<_> = (0..100).flat_map(|order| vec![Said::of(format!("order-{order:03}")); 1 + order % 3]).collect();
    let bounds = Bounds { cells: 4, bytes: 1000, ..Bounds::default() };
    let (cube, _) = tallied(&said, 20, bounds);
    assert_eq!(cube, plain(&said, 20, bounds));
    assert_eq!(cube.total().scores.n(), 199);
    assert!(cube.parts().iter().map(|part| part.len() + 1).sum::<usize>() <= 1000);
    assert!(cube.cells().all(|(values, cell)| values["agent"] == OTHER || cell.scores.n() == 3));
}
