//! What a body asks for: which survey, for whom, over which channel, when.

use domain::context::{Channel, Properties};
use domain::id::{PersonId, SurveyId};
use domain::input::{Fields, Problems, Refusal, integer, parsed, text, time};
use domain::person::Person;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use web::phone;

/// How far ahead a message may be planned, in days.
const MAX_AHEAD: i64 = 90;
/// The longest spread, in minutes.
const MAX_SPREAD: i64 = 1440;

/// For whom a dispatch is.
#[derive(Debug)]
pub enum Recipient {
    /// Somebody who must be known already.
    Known(PersonId),
    /// Somebody whose fields came along.
    Told(PersonId, Box<Person>),
}

impl Recipient {
    fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        if value.is_string() {
            return parsed(value).map(Self::Known).map_err(|refusal| Problems::one(path, refusal));
        }
        let (id, person) = phone::checked(Person::parse_with_id(value, path), value, path)?;
        // An object without fields says no more than its id.
        let nothing = person == Person::default();
        Ok(if nothing { Self::Known(id) } else { Self::Told(id, Box::new(person)) })
    }
}

/// Whether a body has to bring a key of the team's own.
#[derive(Debug)]
pub enum Key {
    /// It has to.
    Required,
    /// It may. Without one, an idempotency key's seed names the request, where there is one.
    OrSeed(Option<String>),
}

/// A dispatch as it is asked for.
#[derive(Debug)]
pub struct Order {
    /// Which survey.
    pub survey: SurveyId,
    /// For whom.
    pub recipient: Recipient,
    /// How: email, SMS or link.
    pub channel: Channel,
    /// Not before.
    pub send_at: Option<Timestamp>,
    /// Over how many minutes it is spread, from then on; 0 where it is not.
    pub spread_minutes: u16,
    /// What the team sends along.
    pub properties: Properties,
}

fn read_key(value: &Value) -> Result<String, Refusal> {
    text(1, 128)(value)
}

/// The team's own key of a body, where it has a valid one.
pub fn key(body: &Value) -> Option<String> {
    body.get("key").and_then(|key| read_key(key).ok())
}

fn channel(value: &Value) -> Result<Channel, Refusal> {
    match value.as_str() {
        Some("email") => Ok(Channel::Email),
        Some("sms") => Ok(Channel::Sms),
        Some("link") => Ok(Channel::Link),
        _ => Err(Refusal::new("unknown_channel", "expected email, sms or link")),
    }
}

impl Order {
    /// Reads a body.
    ///
    /// # Errors
    /// Every bad field.
    pub fn parse(body: &Value, key: &Key, now: Timestamp) -> Result<Self, Problems> {
        let mut fields = Fields::of(body, "")?;
        match key {
            Key::Required => fields.required("key", read_key),
            Key::OrSeed(_) => fields.optional("key", read_key),
        };
        let survey = fields.required("survey", parsed);
        if !fields.has("person") {
            fields.refuse("person", Refusal::new("required", "this field is required"));
        }
        let recipient = fields.nested("person", Recipient::parse);
        let channel = fields.required("channel", channel);
        let send_at = fields.optional("send_at", |value| {
            let send_at = time(value)?;
            let latest = now + SignedDuration::from_hours(24 * MAX_AHEAD);
            let reason = || format!("expected a time at most {MAX_AHEAD} days ahead");
            if send_at <= latest { Ok(send_at) } else { Err(Refusal::new("too_far_ahead", reason())) }
        });
        let spread_minutes = fields.optional("spread_minutes", integer(1, MAX_SPREAD)).unwrap_or(0);
        let properties = fields.nested("properties", Properties::parse).unwrap_or_default();
        fields.finish(|| {
            Some(Self {
                survey: survey?,
                recipient: recipient?,
                channel: channel?,
                send_at,
                spread_minutes: u16::try_from(spread_minutes).ok()?,
                properties,
            })
        })
    }
}
