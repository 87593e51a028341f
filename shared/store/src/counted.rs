//! What counting needs of a response, read straight from the attributes of its item: a night reads millions of them, and
//! whatever is made for each takes longer than the counting.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::bucket::{CHANNEL, Counted, Dimension, LOCALE, Needs, SEGMENT, VERSION};
use domain::context::Channel;
use domain::id::SubmissionId;
use domain::locale::Locale;
use domain::response::{AddressHash, SuspectRule};
use domain::survey::{Answer, SCORE};
use uuid::Uuid;

use crate::item::{Item, bad, key_of};
use crate::keys::Key;
use crate::{Result, keys};

/// The attributes that [`read`] looks at: nothing else is asked for.
pub const READ: [&str; 12] = [
    keys::SK,
    "answers",
    "properties",
    keys::TTL,
    "version",
    "channel",
    "locale",
    "segment",
    "person",
    "address",
    "suspect",
    "reviews",
];

/// Why an item is no response that can be counted.
type Why = &'static str;

/// What counting needs of a response's item. What does not read back is an error with the item's key, as it is where the
/// whole response is read; what counting does not look at is not looked at.
pub fn read<'i>(partition: &str, item: &'i Item, needs: &Needs) -> Result<Counted<'i>> {
    attempt(item, needs).map_err(|why| bad(&Key { pk: partition.to_owned(), ..key_of(item) }, &why))
}

fn attempt<'i>(item: &'i Item, needs: &Needs) -> std::result::Result<Counted<'i>, Why> {
    let mut id = None;
    let mut counted = Counted::nothing(SubmissionId::from_parts(jiff::Timestamp::UNIX_EPOCH, [0; 10]));
    // One walk over the attributes is quicker than a search for each.
    for (name, value) in item {
        match name.as_str() {
            keys::SK => id = Some(read_id(value)?),
            "answers" => answers(value, needs, &mut counted)?,
            "properties" => properties(value, needs, &mut counted)?,
            keys::TTL => counted.expires = Some(number(value).ok_or("a time to live that is no number")?),
            "version" => {
                let version = number(value).filter(|version| u32::try_from(*version).is_ok());
                counted.dimensions[VERSION] = Some(Dimension::Number(version.ok_or("a version that is no number")?));
            }
            "channel" => {
                let channel: Channel = stamped_text(value)?.parse().map_err(|_| "an unknown channel")?;
                counted.dimensions[CHANNEL] = Some(Dimension::Text(channel.name()));
            }
            "locale" => {
                let locale: Locale = stamped_text(value)?.parse().map_err(|_| "an unknown locale")?;
                counted.dimensions[LOCALE] = Some(Dimension::Text(locale.tag()));
            }
            "segment" => counted.dimensions[SEGMENT] = Some(Dimension::Text(text(value)?)),
            "person" => counted.person = Some(text(value)?),
            "address" => counted.address = Some(address(text(value)?).ok_or("an address that is no digest")?),
            "suspect" => {
                let rule = map(value)?.get("rule").and_then(|rule| rule.as_s().ok());
                let known = |rule: &String| SuspectRule::ALL.iter().any(|known| known.name() == rule);
                counted.suspect = rule.filter(|rule| known(rule)).map(|_| true).ok_or("an unknown rule")?;
            }
            "reviews" => counted.genuine = genuine(value)?,
            _ => {}
        }
    }
    counted.suspect &= !counted.genuine;
    counted.id = id.ok_or("it has no id")?;
    if counted.dimensions[VERSION].is_none() {
        return Err("it has no version");
    }
    Ok(counted)
}

/// What the newest review says.
fn genuine(value: &AttributeValue) -> std::result::Result<bool, Why> {
    let Some(newest) = value.as_l().map_err(|_| "not a list")?.last() else { return Ok(false) };
    let said = map(newest)?.get("genuine").and_then(|said| said.as_bool().ok());
    said.copied().ok_or("a review that says nothing")
}

fn answers<'i>(value: &'i AttributeValue, needs: &Needs, counted: &mut Counted<'i>) -> std::result::Result<(), Why> {
    for (question, answer) in map(value)? {
        let answer = stamped(answer)?;
        let stands = !matches!(answer, AttributeValue::Null(_));
        counted.says |= stands;
        if question == SCORE {
            counted.score = score(answer)?;
        }
        if stands && needs.question(question) {
            counted.questions.push((question, Cow::Owned(read_answer(answer)?)));
        }
    }
    counted.questions.sort_unstable_by_key(|(question, _)| *question);
    Ok(())
}

/// The score of an answer; none where something else was answered, or taken back.
fn score(answer: &AttributeValue) -> std::result::Result<Option<u8>, Why> {
    match answer {
        AttributeValue::N(score) => score.parse().map(Some).map_err(|_| "a score that is none"),
        _ => Ok(None),
    }
}

fn read_answer(answer: &AttributeValue) -> std::result::Result<Answer, Why> {
    match answer {
        AttributeValue::N(score) => score.parse().map(Answer::Score).map_err(|_| "a score that is none"),
        AttributeValue::S(text) => Ok(Answer::Text(text.clone())),
        AttributeValue::L(many) => {
            many.iter().map(|one| text(one).map(str::to_owned)).collect::<std::result::Result<_, _>>().map(Answer::Many)
        }
        _ => Err("an answer that is none"),
    }
}

fn properties<'i>(value: &'i AttributeValue, needs: &Needs, counted: &mut Counted<'i>) -> std::result::Result<(), Why> {
    for (name, value) in map(value)? {
        if let Some(at) = needs.property(name) {
            counted.dimensions[at] = Some(match stamped(value)? {
                AttributeValue::S(text) => Dimension::Text(text),
                AttributeValue::Bool(flag) => Dimension::Flag(*flag),
                value => Dimension::Number(number(value).ok_or("a property of no known kind")?),
            });
        }
    }
    Ok(())
}

fn map(value: &AttributeValue) -> std::result::Result<&HashMap<String, AttributeValue>, Why> {
    value.as_m().map_err(|_| "not a map")
}

fn text(value: &AttributeValue) -> std::result::Result<&str, Why> {
    value.as_s().map(String::as_str).map_err(|_| "not a text")
}

fn number(value: &AttributeValue) -> Option<i64> {
    value.as_n().ok()?.parse().ok()
}

/// The value of a pair of a value and its time.
fn stamped(value: &AttributeValue) -> std::result::Result<&AttributeValue, Why> {
    match value.as_l().map(Vec::as_slice) {
        Ok([value, _at]) => Ok(value),
        _ => Err("not a value with its time"),
    }
}

fn stamped_text(value: &AttributeValue) -> std::result::Result<&str, Why> {
    text(stamped(value)?)
}

fn read_id(value: &AttributeValue) -> std::result::Result<SubmissionId, Why> {
    let text = text(value)?;
    let bits = Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
    bits.and_then(|bits| SubmissionId::new(bits).ok()).ok_or("not a submission id")
}

/// The bytes of 24 hex digits.
fn address(hex: &str) -> Option<AddressHash> {
    let mut bytes = [0; 12];
    let (pairs, []) = hex.as_bytes().as_chunks::<2>() else { return None };
    if pairs.len() != bytes.len() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(AddressHash(bytes))
}
