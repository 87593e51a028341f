//! What is read straight from an item, beside what the whole response says.

use domain::bucket::{Cube, Settled, Tally};
use domain::context::{Channel, Property};
use domain::response::{Response, Suspect};
use domain::review::Reviews;
use domain::stamped::{PostDigest, Stamped};
use domain::survey::Survey;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::item::address as address_of;
use crate::response_item;

fn survey(kind: &str) -> Survey {
    let body = json!({"name": "A survey", "metric": "nps", "kind": kind, "dimensions": ["plan", "shop"]});
    Survey::parse("nps".parse().unwrap(), 1, &body).unwrap()
}

fn at() -> Timestamp {
    Timestamp::from_millisecond(1_749_645_532_160).unwrap()
}

fn stamped<T>(value: T) -> Stamped<T> {
    Stamped { value, at: at() }
}

fn item(response: &Response) -> Item {
    let mut item: Item = serde_dynamo::to_item(response_item::write(response, 1)).unwrap();
    item.extend(address_of(&keys::response(&"acme".parse().unwrap(), response)));
    item
}

/// What is asked for of an item.
fn asked(response: &Response) -> Item {
    let mut item = item(response);
    item.retain(|name, _| READ.contains(&name.as_str()));
    item
}

fn read<'i>(item: &'i Item, needs: &Needs) -> Result<Counted<'i>> {
    super::read("r#acme#nps#2025-06-11#00", item, needs)
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        6 => any::<u8>().prop_map(Answer::Score),
        1 => "[a-zā0-9 ]{0,12}".prop_map(Answer::Text),
        1 => prop::collection::vec("[a-z]{1,3}", 0..3).prop_map(Answer::Many),
        1 => Just(Answer::Cleared),
    ]
}

fn property() -> impl Strategy<Value = Property> {
    prop_oneof![
        3 => "[ab]{0,2}".prop_map(Property::Text),
        1 => "[aā\u{1f600}]{60,70}".prop_map(Property::Text),
        1 => Just(Property::Text("true".to_owned())),
        1 => Just(Property::Text("7".to_owned())),
        1 => prop_oneof![Just(7), any::<i64>()].prop_map(Property::Number),
        1 => any::<bool>().prop_map(Property::Flag),
    ]
}

/// Some that a survey counts by, one that is no dimension, and names that look like dimensions which are no properties.
fn properties() -> impl Strategy<Value = Vec<(&'static str, Property)>> {
    let name =
        prop::sample::select(vec!["plan", "shop", "touchpoint", "agent", "variant", "colour", "channel", "version"]);
    prop::collection::vec((name, property()), 0..5)
}

prop_compose! {
    fn response()(
        answers in prop::collection::btree_map(prop::sample::select(vec!["score", "comment", "why"]), answer(), 0..4),
        channel in prop::option::of(prop::sample::select(vec![Channel::Email, Channel::Sms, Channel::Link, Channel::App, Channel::Web])),
        locale in prop::option::of(prop::sample::select(Locale::ALL.to_vec())),
        properties in properties(),
        segment in prop::option::of("[a-c]"),
        person in prop::option::of(prop::sample::select(vec!["anna", "karlis"])),
        address in prop::option::of(0u8..4),
        suspect in prop::option::weighted(0.2, prop::sample::select(SuspectRule::ALL.to_vec())),
        reviews in prop::collection::vec(any::<bool>(), 0..3),
        version in 1u32..4,
        random in any::<[u8; 10]>(),
    ) -> Response {
        let begun = Response::begin(SubmissionId::from_parts(at(), random), &survey("transactional"), PostDigest(7));
        Response {
            version,
            answers: answers.into_iter().map(|(name, value)| (name.to_owned(), stamped(value))).collect(),
            channel: channel.map(stamped),
            locale: locale.map(stamped),
            properties: properties.into_iter().map(|(name, value)| (name.to_owned(), stamped(value))).collect(),
            segment,
            person: person.map(|person| person.parse().unwrap()),
            address: address.map(|address| AddressHash([address.wrapping_mul(97); 12])),
            suspect: suspect.map(Suspect::by),
            reviews: reviews.into_iter().fold(Reviews::default(), |all, genuine| all.with(genuine, None, at()).unwrap_or(all)),
            ..begun
        }
    }
}

fn counted(tally: Tally<'_>, mut pass: impl FnMut(&mut Tally<'_>)) -> Cube {
    let mut tally = tally;
    loop {
        pass(&mut tally);
        tally = match tally.settle() {
            Settled::Whole(cube) => return cube,
            Settled::Again(tally) => tally,
        };
    }
}

proptest! {
    #[test]
    fn an_items_attributes_say_what_the_response_says(response in response()) {
        let (asked, needs) = (asked(&response), Needs::of(&survey("transactional")));
        prop_assert_eq!(read(&asked, &needs).unwrap(), Counted::of(&response, &needs));
        let (whole, _) = response_item::read(item(&response)).unwrap();
        prop_assert_eq!(whole, response);
    }

    #[test]
    fn both_ways_give_the_same_cube(
        responses in prop::collection::vec(response(), 0..60),
        limit in 1u32..8,
        kind in prop::sample::select(vec!["transactional", "relationship"]),
    ) {
        let survey = survey(kind);
        let (items, needs): (Vec<_>, _) = (responses.iter().map(asked).collect(), Needs::of(&survey));
        let lean = counted(Tally::new(&survey, limit), |tally| {
            for item in &items {
                tally.count(&read(item, &needs).unwrap());
            }
        });
        let whole = counted(Tally::new(&survey, limit), |tally| {
            for response in &responses {
                tally.add(response);
            }
        });
        prop_assert_eq!(lean.parts(), whole.parts());
        if responses.iter().all(|response| response.address.is_none() || response.reviews.genuine()) {
            let mut plain = Cube::default();
            for response in &responses {
                plain.add(response, &survey);
            }
            prop_assert_eq!(lean, plain);
        }
    }
}

fn with(more: &Value) -> Item {
    let mut item = json!({
        "pk": "r#acme#nps#2025-06-11#00",
        "sk": "01975f00-1c00-7000-8000-0000000000ff",
        "version": 2,
        "answers": {"score": [9, 1_749_645_532_160_i64]},
    });
    for (name, value) in more.as_object().unwrap() {
        item[name] = value.clone();
    }
    serde_dynamo::to_item(item).unwrap()
}

#[test]
fn an_item_that_does_not_read_is_named_by_its_key_alone() {
    let needs = Needs::of(&survey("transactional"));
    assert_eq!(read(&with(&json!({})), &needs).unwrap().score, Some(9));
    for bad in [
        json!({"suspect": {"rule": "full moon", "rules": 1}}),
        json!({"suspect": {}}),
        json!({"reviews": "secret"}),
        json!({"reviews": ["secret"]}),
        json!({"reviews": [{"genuine": true}, {"genuine": "secret"}]}),
        json!({"address": "0001"}),
        json!({"address": "secretsecretsecretsecret"}),
        json!({"answers": {"score": [300, 0]}}),
        json!({"answers": {"score": [-1, 0]}}),
        json!({"answers": {"score": 9}}),
        json!({"answers": ["secret"]}),
        json!({"version": "secret"}),
        json!({"version": -1}),
        json!({"sk": "secret"}),
        json!({"sk": "0c8bd3a6-5c0f-4a0e-9b33-0a1e9ed2a1b4"}),
        json!({"channel": ["pigeon", 0]}),
        json!({"locale": ["secret", 0]}),
        json!({"segment": 7}),
        json!({"person": 7}),
        json!({"properties": {"plan": [["secret"], 0]}}),
        json!({"properties": {"plan": [1.5, 0]}}),
    ] {
        let error = read(&with(&bad), &needs).unwrap_err().to_string();
        assert!(error.starts_with("the item r#acme#nps#2025-06-11#00 "), "{error}");
        let why = error.split_once(": ").map_or("", |(_, why)| why);
        assert!(!why.contains("secret") && !why.contains("moon") && !why.contains("pigeon"), "{error}");
    }
    for missing in ["sk", "version"] {
        let mut item = with(&json!({}));
        item.remove(missing);
        assert!(read(&item, &needs).is_err(), "{missing}");
    }
}
