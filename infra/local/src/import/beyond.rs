//! What a line of an import may say beyond a body of `POST /v1/responses`: whoever imports holds the tables. An export writes
//! all of it, so that what is imported is what was exported.

use std::collections::BTreeMap;

use domain::context::{Channel, MAX_PROPERTIES, Properties};
use domain::input::{Fields, Problems, Refusal, boolean, integer, parsed, text, time};
use domain::response::{AddressHash, Response, Suspect, SuspectRule};
use domain::review::Reviews;
use domain::stamped::{Stamped, stamp};
use domain::survey::Answer;
use jiff::Timestamp;
use reading::rows::Versions;
use serde_json::{Map, Value};

use super::problem;

/// The address of all answers that an export tells to have come in bursts. The digests of addresses stay where they are; what
/// they were needed for is to be found in this bucket again.
const CROWD: AddressHash = AddressHash(*b"many at once");

/// The fields that are read here, and by no one else.
const FIELDS: [&str; 12] = [
    "known",
    "erased",
    "suspect",
    "suspect_version",
    "review",
    "burst",
    "version",
    "at",
    "around_at",
    "segment",
    "channel",
    "properties",
];
/// The fields of an export that are there to be read by people.
const FOR_PEOPLE: [&str; 2] = ["started_at", "dispatch"];

/// What a line says beyond a body.
#[derive(Debug)]
pub struct Beyond {
    /// Whether the person that it names is known for certain.
    pub known: bool,
    /// The version of the survey that was answered.
    pub version: Option<u32>,
    /// What the segment was.
    pub segment: Segment,
    erased: bool,
    suspect: Option<Suspect>,
    reviews: Reviews,
    burst: bool,
    channel: Option<Channel>,
    properties: Properties,
    without: Vec<String>,
    at: BTreeMap<String, Timestamp>,
    around_at: AroundAt,
}

/// What a line says of the person's group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Nothing: it is what the person's is today.
    Unsaid,
    /// It was this one, or none.
    Was(Option<String>),
}

/// When that was given which stands around the answers, where it is another time than theirs.
#[derive(Debug, Default)]
struct AroundAt {
    locale: Option<Timestamp>,
    channel: Option<Timestamp>,
    properties: BTreeMap<String, Timestamp>,
}

impl Beyond {
    /// Takes it out of a line; what is left is a body.
    ///
    /// # Errors
    /// Every bad field of it.
    pub fn take(mut line: Value) -> Result<(Value, Self), Problems> {
        let mut own = Map::new();
        if let Some(map) = line.as_object_mut() {
            own.extend(FIELDS.into_iter().filter_map(|name| Some((name.to_owned(), map.remove(name)?))));
            for name in FOR_PEOPLE {
                map.remove(name);
            }
        }
        let said = own.contains_key("segment");
        let mut without = Vec::new();
        if let Some(properties) = own.get_mut("properties").and_then(Value::as_object_mut) {
            without.extend(properties.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.clone()));
            properties.retain(|_, value| !value.is_null());
        }
        let own = Value::Object(own);
        let mut fields = Fields::of(&own, "")?;
        // The people whom a line names are known unless it says otherwise.
        let known = fields.optional("known", boolean).unwrap_or(true);
        let erased = fields.optional("erased", boolean).unwrap_or(false);
        let rules = fields.optional("suspect_version", integer(1, i64::from(u32::MAX)));
        let rules = rules.and_then(|rules| u32::try_from(rules).ok()).unwrap_or(Suspect::RULES);
        let suspect = fields.optional("suspect", |value| {
            let name = value.as_str().unwrap_or_default();
            let rule = SuspectRule::ALL.into_iter().find(|rule| rule.name() == name);
            let suspect = rule.map(|rule| Suspect { rule, rules });
            suspect.ok_or_else(|| Refusal::new("unknown_rule", "expected honeypot or too_fast"))
        });
        let reviews = fields.nested("review", Reviews::parse).unwrap_or_default();
        let burst = fields.optional("burst", boolean).unwrap_or(false);
        let version = fields.optional("version", integer(1, i64::from(u32::MAX)));
        let version = version.and_then(|version| u32::try_from(version).ok());
        let at = fields.nested("at", times).unwrap_or_default();
        let around_at = fields.nested("around_at", AroundAt::read).unwrap_or_default();
        let segment = fields.optional("segment", text(1, 64));
        let segment = if said { Segment::Was(segment) } else { Segment::Unsaid };
        let channel = fields.optional("channel", parsed::<Channel>);
        let properties = fields.nested("properties", properties).unwrap_or_default();
        fields.finish(|| {
            let beyond = Self {
                known,
                version,
                segment,
                erased,
                suspect,
                reviews,
                burst,
                channel,
                properties,
                without,
                at,
                around_at,
            };
            Some((line, beyond))
        })
    }

    /// Adds it to the response that was made of the body, given at this time.
    ///
    /// # Errors
    /// A time for a question that nobody asked.
    pub fn add(self, response: &mut Response, versions: &Versions, given: Timestamp) -> Result<(), Problems> {
        for (question, at) in self.at {
            match response.answers.get_mut(&question) {
                Some(answer) => answer.at = at,
                // An answer that was taken back is none, and a late half that is older does not bring it back.
                None if versions.asks(&question) => {
                    response.answers.insert(question, Stamped { value: Answer::Cleared, at });
                }
                None => return Err(problem("at", "unknown_question", "this survey asks no such question")),
            }
        }
        response.properties.retain(|name, _| !self.without.contains(name));
        response.properties.extend(stamp(&self.properties, given));
        for (name, at) in self.around_at.properties {
            if let Some(property) = response.properties.get_mut(&name) {
                property.at = at;
            }
        }
        if let Some(channel) = &mut response.channel {
            channel.value = self.channel.unwrap_or(channel.value);
            channel.at = self.around_at.channel.unwrap_or(channel.at);
        }
        if let Some(locale) = &mut response.locale {
            locale.at = self.around_at.locale.unwrap_or(locale.at);
        }
        response.address = self.burst.then_some(CROWD);
        response.suspect = self.suspect;
        response.reviews = self.reviews;
        response.erased = self.erased;
        Ok(())
    }
}

impl AroundAt {
    fn read(value: &Value, path: &str) -> Result<Self, Problems> {
        let mut fields = Fields::of(value, path)?;
        let (locale, channel) = (fields.optional("locale", time), fields.optional("channel", time));
        let properties = fields.nested("properties", times).unwrap_or_default();
        fields.finish(|| Some(Self { locale, channel, properties }))
    }
}

/// Times by name.
fn times(value: &Value, path: &str) -> Result<BTreeMap<String, Timestamp>, Problems> {
    let map = value.as_object().ok_or_else(|| problem(path, "not_an_object", "expected times by name"))?;
    map.iter()
        .map(|(name, value)| time(value).map(|at| (name.clone(), at)).map_err(|refusal| Problems::one(path, refusal)))
        .collect()
}

/// Properties: as many as one body brings, and the one that the survey may have brought on top of them.
fn properties(value: &Value, path: &str) -> Result<Properties, Problems> {
    match value.as_object().filter(|map| map.len() == MAX_PROPERTIES + 1) {
        None => Properties::parse(value, path),
        Some(map) => {
            let last: Map<_, _> =
                map.iter().skip(MAX_PROPERTIES).map(|(name, value)| (name.clone(), value.clone())).collect();
            let most: Map<_, _> =
                map.iter().take(MAX_PROPERTIES).map(|(name, value)| (name.clone(), value.clone())).collect();
            Ok(Properties::parse(&most.into(), path)?.over(&Properties::parse(&last.into(), path)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_only_an_export_writes_is_taken_out_and_read() {
        let line = json!({"survey": "purchase", "suspect": "too_fast", "suspect_version": 1, "known": false, "version": 3,
            "review": {"genuine": true, "at": "2026-11-22T09:00:00Z", "by": null, "earlier": []}, "at": {"score": "2026-11-21T09:00:00Z"}, "started_at": "x", "dispatch": "y", "channel": "email", "segment": null});
        let (body, beyond) = Beyond::take(line).unwrap();
        assert_eq!(body, json!({"survey": "purchase"}));
        assert_eq!((beyond.known, beyond.version, beyond.segment), (false, Some(3), Segment::Was(None)));
        assert_eq!(beyond.suspect, Some(Suspect { rule: SuspectRule::TooFast, rules: 1 }));
        assert_eq!((beyond.channel, beyond.burst), (Some(Channel::Email), false));
        assert!(beyond.reviews.genuine());
        assert_eq!(beyond.at["score"].to_string(), "2026-11-21T09:00:00Z");
    }

    #[test]
    fn everything_wrong_with_it_is_named_at_once() {
        let bad = json!({"suspect": "moon", "known": "yes", "version": 0, "at": {"score": "noon"}, "burst": 1,
            "around_at": {"colour": "2026-11-21T09:00:00Z"}, "review": {"genuine": true}, "segment": 7, "channel": "fax", "properties": {"a": 1.5}});
        let Problems(problems) = Beyond::take(bad).unwrap_err();
        let named: Vec<_> = problems.iter().map(|problem| problem.name.as_str()).collect();
        let expected = [
            "known",
            "suspect",
            "review.at",
            "burst",
            "version",
            "at",
            "around_at.colour",
            "segment",
            "channel",
            "properties.a",
        ];
        assert_eq!(named, expected);
    }

    #[test]
    fn as_many_properties_as_an_answer_may_have_are_read_and_no_more() {
        let line = |n: usize| {
            let properties: Map<_, _> = (0..n).map(|n| (format!("p{n:02}"), json!(n))).collect();
            json!({"properties": properties})
        };
        assert_eq!(Beyond::take(line(21)).unwrap().1.properties.iter().count(), 21);
        let Problems(problems) = Beyond::take(line(22)).unwrap_err();
        assert_eq!(problems[0].code, "too_many");
    }
}
