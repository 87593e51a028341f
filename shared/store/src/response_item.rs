//! A response as an item, and back; whatever does not read back is an error with its key.

use std::collections::{BTreeMap, BTreeSet};

use domain::context::{Channel, Property};
use domain::response::{AddressHash, Response, Suspect, SuspectRule};
use domain::review::Review;
use domain::stamped::{PostDigest, Stamped};
use domain::survey::Answer;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{Item, bad, from_item, hex, key_of, unhex};
use crate::{Result, keys};

/// What a replacement of a response must find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision(pub(crate) u64);

/// A value and its time in Unix milliseconds.
#[derive(Serialize, Deserialize)]
struct At<T>(T, i64);

#[derive(Serialize, Deserialize)]
pub(crate) struct ResponseItem {
    revision: u64,
    version: u32,
    answers: BTreeMap<String, At<Answer>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    finished_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    locale: Option<At<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel: Option<At<Channel>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    properties: BTreeMap<String, At<Property>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    segment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dispatch: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspect: Option<SuspectItem>,
    /// Oldest first; the last one stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reviews: Vec<ReviewItem>,
    posts: Vec<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    erased: bool,
    /// Read here alone: whoever puts an item first says when it expires, by the setting of that moment, and whoever replaces it
    /// says the same.
    #[serde(default, skip_serializing)]
    ttl: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct SuspectItem {
    rule: String,
    rules: u32,
}

#[derive(Serialize, Deserialize)]
struct ReviewItem {
    at: i64,
    genuine: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

impl From<&Review> for ReviewItem {
    fn from(review: &Review) -> Self {
        let by = review.by.as_ref().map(ToString::to_string);
        Self { at: review.at.as_millisecond(), genuine: review.genuine, by }
    }
}

fn at<T: Clone>(stamped: &Stamped<T>) -> At<T> {
    At(stamped.value.clone(), stamped.at.as_millisecond())
}

/// The item of a response.
pub(crate) fn write(response: &Response, revision: u64) -> ResponseItem {
    ResponseItem {
        revision,
        version: response.version,
        answers: response.answers.iter().map(|(name, answer)| (name.clone(), at(answer))).collect(),
        finished_at: response.finished_at.map(Timestamp::as_millisecond),
        locale: response.locale.as_ref().map(|locale| At(locale.value.tag().to_owned(), locale.at.as_millisecond())),
        channel: response.channel.as_ref().map(at),
        properties: response.properties.iter().map(|(name, value)| (name.clone(), at(value))).collect(),
        segment: response.segment.clone(),
        person: response.person.as_ref().map(ToString::to_string),
        dispatch: response.dispatch.map(|id| id.to_string()),
        link: response.link.map(|name| name.to_string()),
        address: response.address.map(|address| hex(&address.0)),
        suspect: response
            .suspect
            .map(|suspect| SuspectItem { rule: suspect.rule.name().to_owned(), rules: suspect.rules }),
        reviews: response.reviews.iter().map(ReviewItem::from).collect(),
        posts: response.posts.iter().map(|post| post.0).collect(),
        erased: response.erased,
        ttl: None,
    }
}

/// The response of an item.
pub(crate) fn read(item: Item) -> Result<(Response, Revision)> {
    let key = key_of(&item);
    let item: ResponseItem = from_item(item)?;
    let (_, survey, _) = keys::read_response_partition(&key.pk).ok_or_else(|| bad(&key, &"not a response's key"))?;
    let time = |ms: i64| Timestamp::from_millisecond(ms).map_err(|error| bad(&key, &error));
    let mut answers = BTreeMap::new();
    for (name, At(value, ms)) in item.answers {
        answers.insert(name, Stamped { value, at: time(ms)? });
    }
    let mut properties = BTreeMap::new();
    for (name, At(value, ms)) in item.properties {
        properties.insert(name, Stamped { value, at: time(ms)? });
    }
    let locale = match item.locale {
        Some(At(tag, ms)) => Some(Stamped { value: tag.parse().map_err(|error| bad(&key, &error))?, at: time(ms)? }),
        None => None,
    };
    let channel = match item.channel {
        Some(At(value, ms)) => Some(Stamped { value, at: time(ms)? }),
        None => None,
    };
    let suspect = match item.suspect {
        Some(SuspectItem { rule, rules }) => {
            let known = SuspectRule::ALL.into_iter().find(|known| known.name() == rule);
            Some(Suspect { rule: known.ok_or_else(|| bad(&key, &"an unknown rule"))?, rules })
        }
        None => None,
    };
    let review = |ReviewItem { at, genuine, by }: ReviewItem| {
        let by = by.map(|by| by.parse()).transpose().map_err(|error| bad(&key, &error))?;
        Ok(Review { at: time(at)?, genuine, by })
    };
    let response = Response {
        id: key.sk.parse().map_err(|error| bad(&key, &error))?,
        survey,
        version: item.version,
        answers,
        finished_at: item.finished_at.map(time).transpose()?,
        locale,
        channel,
        properties,
        segment: item.segment,
        person: item.person.map(|id| id.parse()).transpose().map_err(|error| bad(&key, &error))?,
        dispatch: item.dispatch.map(|id| id.parse()).transpose().map_err(|error| bad(&key, &error))?,
        link: item.link.map(|name| name.parse()).transpose().map_err(|error| bad(&key, &error))?,
        address: item.address.map(|address| unhex(&key, &address).map(AddressHash)).transpose()?,
        suspect,
        reviews: item.reviews.into_iter().map(review).collect::<Result<_>>()?,
        posts: item.posts.into_iter().map(PostDigest).collect::<BTreeSet<_>>(),
        shard: keys::read_shard(&key.pk).ok_or_else(|| bad(&key, &"not a response's key"))?,
        erased: item.erased,
        expires: item.ttl.map(Timestamp::from_second).transpose().map_err(|error| bad(&key, &error))?,
    };
    Ok((response, Revision(item.revision)))
}

#[cfg(test)]
mod tests {
    use domain::review::Reviews;
    use serde_json::{Value, json};

    use super::*;

    fn item(more: &Value) -> Item {
        let mut item = json!({
            "pk": "r#acme#nps#2025-06-11#00",
            "sk": "01975f00-1c00-7000-8000-0000000000ff",
            "revision": 3,
            "version": 2,
            "answers": {"score": [9, 1_749_645_532_160_i64], "comment": ["good", 1_749_645_532_161_i64]},
            "finished_at": 1_749_645_532_160_i64,
            "channel": ["app", 1_749_645_532_160_i64],
            "posts": [7],
        });
        for (name, value) in more.as_object().unwrap() {
            item[name] = value.clone();
        }
        serde_dynamo::to_item(item).unwrap()
    }

    fn written(response: &Response, revision: Revision) -> Item {
        let address = crate::item::address(&keys::response(&"acme".parse().unwrap(), response));
        let mut item: Item = serde_dynamo::to_item(write(response, revision.0)).unwrap();
        item.extend(address);
        item
    }

    #[test]
    fn what_was_stored_before_links_and_addresses_reads_back_and_stays_as_it_is() {
        let old = item(&json!({"suspect": {"rule": "honeypot", "rules": 1}}));
        let (response, revision) = read(old.clone()).unwrap();
        assert_eq!((response.link, response.address), (None, None));
        assert_eq!(response.suspect, Some(Suspect { rule: SuspectRule::Honeypot, rules: 1 }));
        assert_eq!(written(&response, revision), old);
    }

    #[test]
    fn every_kind_of_answer_reads_back_as_it_was_written() {
        let at = Timestamp::from_millisecond(1_749_645_532_160).unwrap();
        let (mut response, revision) = read(item(&json!({}))).unwrap();
        let answers = [
            ("cleared", Answer::Cleared),
            ("many", Answer::Many(vec!["a".to_owned(), "b".to_owned()])),
            ("none", Answer::Many(vec![])),
            ("score", Answer::Score(10)),
            ("text", Answer::Text("10".to_owned())),
        ];
        response.answers = answers.into_iter().map(|(name, value)| (name.to_owned(), Stamped { value, at })).collect();
        response.link = Some("000102030405060708090a0b0c0d0e0f".parse().unwrap());
        response.address = Some(AddressHash([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255]));
        response.suspect = Some(Suspect { rule: SuspectRule::TooFast, rules: 2 });
        let by = "key1".parse().ok();
        let reviewed = |reviews: &Reviews, genuine, by| reviews.with(genuine, by, at).unwrap();
        response.reviews = reviewed(&reviewed(&Reviews::default(), true, by), false, None);
        assert_eq!(read(written(&response, revision)).unwrap(), (response, revision));
    }

    #[test]
    fn an_item_that_does_not_read_is_named_by_its_key_alone() {
        for bad in [
            json!({"suspect": {"rule": "full moon", "rules": 1}}),
            json!({"address": "0001"}),
            json!({"link": "secret"}),
            json!({"reviews": [{"at": 0, "genuine": true, "by": "SECRET"}]}),
            json!({"reviews": [{"at": 0, "genuine": "secret"}]}),
            json!({"answers": {"score": [300, 0]}}),
        ] {
            let error = read(item(&bad)).unwrap_err().to_string();
            assert!(error.starts_with("the item r#acme#nps#2025-06-11#00 01975f00"), "{error}");
            assert!(!error.to_lowercase().contains("secret") && !error.contains("moon"), "{error}");
        }
    }
}
