//! A response as an item, and back; whatever does not read back is an error with its key.

use std::collections::{BTreeMap, BTreeSet};

use domain::context::{Channel, Property};
use domain::response::{Response, Suspect};
use domain::stamped::{PostDigest, Stamped};
use domain::survey::Answer;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{Item, bad, from_item, key_of};
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
    suspect: Option<SuspectItem>,
    posts: Vec<u64>,
}

#[derive(Serialize, Deserialize)]
struct SuspectItem {
    rule: String,
    rules: u32,
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
        suspect: response.suspect.map(|suspect| SuspectItem { rule: suspect.rule().to_owned(), rules: Suspect::RULES }),
        posts: response.posts.iter().map(|post| post.0).collect(),
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
    let suspect = match item.suspect.as_ref().map(|suspect| suspect.rule.as_str()) {
        None => None,
        Some("honeypot") => Some(Suspect::Honeypot),
        Some(_) => return Err(bad(&key, &"an unknown rule")),
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
        suspect,
        posts: item.posts.into_iter().map(PostDigest).collect::<BTreeSet<_>>(),
    };
    Ok((response, Revision(item.revision)))
}
