//! What a tally counts, compared with a plain count that holds everything at once.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::context::Channel;
use crate::id::SubmissionId;
use crate::response::{Suspect, SuspectRule};
use crate::review::Reviews;
use crate::stamped::{PostDigest, Stamped};

fn survey(kind: &str) -> Survey {
    let body = json!({"name": "A survey", "metric": "nps", "kind": kind});
    Survey::parse("nps".parse().unwrap(), 1, &body).unwrap()
}

/// An answer from an address; none where that is 0.
#[derive(Clone, Debug)]
struct Said {
    address: u8,
    answers: Value,
    channel: Channel,
    person: bool,
    suspect: bool,
    /// Whether somebody vouched for it.
    genuine: bool,
}

impl Said {
    fn from(address: u8, answers: Value) -> Self {
        Self { address, answers, channel: Channel::App, person: false, suspect: false, genuine: false }
    }

    fn response(&self, survey: &Survey) -> Response {
        let at = "2026-11-20T10:00:00Z".parse().unwrap();
        let id = SubmissionId::from_parts(at, [0; 10]);
        let mut response = Response::begin(id, survey, PostDigest::of(&json!(null)));
        for (question, answer) in self.answers.as_object().unwrap() {
            let value = serde_json::from_value(answer.clone()).unwrap();
            response.answers.insert(question.clone(), Stamped { value, at });
        }
        response.address = (self.address > 0).then_some(AddressHash([self.address; 12]));
        response.channel = Some(Stamped { value: self.channel, at });
        response.person = self.person.then(|| "anna".parse().unwrap());
        response.suspect = self.suspect.then_some(Suspect::by(SuspectRule::TooFast));
        response.reviews = Reviews::default().with(self.genuine, None, at).unwrap_or_default();
        response
    }
}

/// What a tally of this room makes of some answers, and how many passes it takes.
fn tallied(survey: &Survey, said: &[Said], limit: u32, room: usize) -> (Cube, usize) {
    let mut tally = Tally::with_room(survey, limit, room);
    let mut passes = 1;
    loop {
        for said in said {
            tally.add(&said.response(survey));
        }
        tally = match tally.settle() {
            Settled::Whole(cube) => return (cube, passes),
            Settled::Again(tally) => tally,
        };
        passes += 1;
    }
}

fn counted(said: &[Said], limit: u32) -> Cube {
    tallied(&survey("transactional"), said, limit, ROOM).0
}

/// The rule as product.md has it, with every answer at hand.
fn plain(survey: &Survey, said: &[Said], limit: u32) -> Cube {
    let mut answers: BTreeMap<u8, u32> = BTreeMap::new();
    for said in said {
        let any = said.answers.as_object().unwrap().values().any(|answer| !answer.is_null());
        *answers.entry(said.address).or_default() += u32::from(any);
    }
    let mut cube = Cube::default();
    for said in said {
        let burst = said.address > 0 && answers[&said.address] > limit;
        cube.add(&Said { suspect: said.suspect || burst, ..said.clone() }.response(survey), survey);
    }
    cube
}

fn sums(cube: &Cube) -> (u64, u64, u64) {
    let total = cube.total();
    (total.scores.n(), total.suspect.n(), total.anonymous.n())
}

fn said() -> impl Strategy<Value = Vec<Said>> {
    let answers = prop_oneof![
        8 => (0u8..=10).prop_map(|score| json!({"score": score})),
        1 => Just(json!({"comment": "Too slow"})),
        1 => Just(json!({"score": null})),
        1 => Just(json!({})),
    ];
    // Two that write a lot, and many that write once or twice.
    let address = prop_oneof![2 => Just(0u8), 3 => 1u8..3, 5 => 3u8..=255];
    let channel = prop::sample::select(vec![Channel::App, Channel::Web]);
    let one =
        (address, answers, channel, prop::bool::weighted(0.3), prop::bool::weighted(0.1), prop::bool::weighted(0.1))
            .prop_map(|(address, answers, channel, person, suspect, genuine)| Said {
                address,
                answers,
                channel,
                person,
                suspect,
                genuine,
            });
    prop::collection::vec(one, 0..120)
}

proptest! {
    #[test]
    fn any_order_and_any_room_give_the_bytes_of_a_plain_count(
        (said, shuffled) in said().prop_flat_map(|said| (Just(said.clone()), Just(said).prop_shuffle())),
        limit in 1u32..12,
        room in prop_oneof![1usize..40, Just(ROOM)],
        kind in prop::sample::select(vec!["transactional", "relationship"]),
    ) {
        let survey = survey(kind);
        let expected = plain(&survey, &said, limit);
        let (cube, _) = tallied(&survey, &said, limit, room);
        prop_assert_eq!(cube.parts(), expected.parts());
        prop_assert_eq!(cube.digest(), expected.digest());
        prop_assert_eq!(tallied(&survey, &shuffled, limit, room).0, expected);
    }
}

#[test]
fn past_the_limit_all_answers_of_an_address_are_suspect_and_up_to_it_none() {
    let mut said = vec![Said::from(1, json!({"score": 0})); 20];
    assert_eq!(sums(&counted(&said, 20)), (20, 0, 0));
    said.push(Said::from(1, json!({"score": 0})));
    said.push(Said::from(2, json!({"score": 10})));
    assert_eq!(sums(&counted(&said, 20)), (1, 21, 0));
}

#[test]
fn what_somebody_vouched_for_counts_and_the_others_of_its_burst_stay_one() {
    let one = |score: u8| Said::from(1, json!({"score": score}));
    let mut said = vec![one(0); 3];
    assert_eq!(sums(&counted(&said, 2)), (0, 3, 0));
    said[1] = Said { genuine: true, suspect: true, ..one(9) };
    let cube = counted(&said, 2);
    assert_eq!((sums(&cube), cube.total().scores.get(9)), ((1, 2, 0), 1), "it is still one of three");
    assert_eq!(sums(&counted(&said[1..], 2)), (2, 0, 0), "up to the limit nothing changes");
}

#[test]
fn answers_without_an_address_are_never_too_many() {
    assert_eq!(sums(&counted(&vec![Said::from(0, json!({"score": 9})); 500], 1)), (500, 0, 0));
}

#[test]
fn whatever_an_address_answered_counts_towards_its_number_but_not_what_it_took_back() {
    let score = || Said::from(1, json!({"score": 9}));
    let machine = Said { suspect: true, ..score() };
    let comment = Said::from(1, json!({"comment": "Too slow"}));
    assert_eq!(sums(&counted(&[score(), score(), comment], 2)), (0, 2, 0));
    assert_eq!(sums(&counted(&[score(), score(), machine], 2)), (0, 3, 0));
    let nothing = [json!({}), json!({"score": null})].map(|answers| Said::from(1, answers));
    assert_eq!(sums(&counted(&[&[score(), score()], &nothing[..]].concat(), 2)), (2, 0, 0));
}

#[test]
fn a_relationship_counts_known_people_and_the_others_apart() {
    let survey = survey("relationship");
    let stranger = Said::from(0, json!({"score": 3}));
    let known = Said { person: true, ..Said::from(0, json!({"score": 9})) };
    let machine = Said { suspect: true, ..stranger.clone() };
    let said = [stranger, known, machine];
    assert_eq!(sums(&tallied(&survey, &said, 20, ROOM).0), (1, 1, 1));
    assert_eq!(sums(&counted(&said, 20)), (2, 1, 0), "a transactional survey counts everybody");
}

#[test]
fn more_addresses_than_are_held_at_once_take_more_passes_and_none_is_counted_twice() {
    let survey = survey("transactional");
    let said: Vec<_> = (1..=255).map(|address| Said::from(address, json!({"score": address % 11}))).collect();
    let (cube, passes) = tallied(&survey, &said, 1, 64);
    assert_eq!(cube, plain(&survey, &said, 1));
    assert!((4..=8).contains(&passes), "{passes}");
    assert_eq!(tallied(&survey, &said, 1, ROOM), (cube, 1));
}

#[test]
fn one_address_that_never_stops_takes_no_room() {
    let survey = survey("transactional");
    let mut tally = Tally::with_room(&survey, 20, 64);
    for number in 0..10_000 {
        tally.add(&Said::from(7, json!({"score": number % 11})).response(&survey));
    }
    assert!(tally.seen.capacity() <= 128 && tally.below.is_none(), "{}", tally.seen.capacity());
    let Settled::Whole(cube) = tally.settle() else { panic!("one pass is enough") };
    assert_eq!(sums(&cube), (0, 10_000, 0));
}

#[test]
fn an_entry_has_the_size_that_the_bound_is_made_of() {
    assert_eq!(size_of::<Seen>(), 24);
}
