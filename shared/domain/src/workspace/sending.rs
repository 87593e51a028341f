//! What a workspace sets for what it sends: who it comes from, when it may go out, and where texts may go.

use std::fmt;
use std::str::FromStr;

use serde_json::{Value, json};

use crate::contact::{Country, EmailAddress, PhoneNumber};
use crate::context::Channel;
use crate::hours::Hours;
use crate::input::{Fields, Problems, Refusal, integer, list, parsed, text};
use crate::locale::Locale;
use crate::text::LocalText;

/// The most segments that a text may have where the workspace doesn't say.
const SEGMENTS: u8 = 2;
/// The most countries that a workspace may name.
const MAX_COUNTRIES: usize = 250;

/// Whom texts come from: a number that takes replies, or a name in letters that can't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsSender(String);

impl SmsSender {
    /// The sender as carriers get it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nobody can reply to it: then each text has to say how to refuse them.
    pub fn is_letters(&self) -> bool {
        self.0.bytes().any(|b| b.is_ascii_alphabetic())
    }
}

impl FromStr for SmsSender {
    type Err = Refusal;

    /// ```
    /// use domain::workspace::SmsSender;
    /// assert!("Acme".parse::<SmsSender>().unwrap().is_letters());
    /// assert!(!"+37120000000".parse::<SmsSender>().unwrap().is_letters());
    /// assert!("A name too long".parse::<SmsSender>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let name = (1..=11).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric())
            && text.bytes().any(|b| b.is_ascii_alphabetic());
        if name || text.parse::<PhoneNumber>().is_ok() {
            return Ok(Self(text.to_owned()));
        }
        let reason =
            "expected a number such as +37120000000, or a name of at most 11 letters and digits without spaces";
        Err(Refusal::new("invalid_sender", reason))
    }
}

/// The name that people see mails come from: one for everybody, or one by language.
#[derive(Clone, Debug, PartialEq, Eq)]
enum FromName {
    One(String),
    ByLanguage(LocalText),
}

/// What a workspace sets for what it sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Whom mails come from, by address; the stack's own sender where there is none.
    pub from_email: Option<EmailAddress>,
    from_name: Option<FromName>,
    /// Whom texts come from; the account's own choice where there is none.
    pub sms_sender: Option<SmsSender>,
    /// The countries that texts may go to; all where there is no list.
    pub sms_countries: Option<Vec<Country>>,
    /// The most segments of a text.
    pub sms_segments: u8,
    /// When texts stay away.
    pub sms_hours: Hours,
    /// When mails stay away; never where nothing is set.
    pub email_hours: Option<Hours>,
}

impl Default for Sending {
    fn default() -> Self {
        Self {
            from_email: None,
            from_name: None,
            sms_sender: None,
            sms_countries: None,
            sms_segments: SEGMENTS,
            sms_hours: Hours::sms_default(),
            email_hours: None,
        }
    }
}

impl Sending {
    /// The name that mails come from, in a reader's language where there is one in it.
    pub fn from_name(&self, locale: Locale) -> Option<&str> {
        self.from_name.as_ref().map(|name| match name {
            FromName::One(name) => name.as_str(),
            FromName::ByLanguage(names) => names.pick(locale, None),
        })
    }

    /// When a channel's messages stay away; none where they may go out at any time.
    pub const fn hours(&self, channel: Channel) -> Option<&Hours> {
        match channel {
            Channel::Email => self.email_hours.as_ref(),
            Channel::Sms => Some(&self.sms_hours),
            Channel::Link | Channel::App | Channel::Web => None,
        }
    }

    /// Reads these settings among those of a workspace; what is wrong with them is said by `fields`.
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let plain = Self::default();
        let from_email = fields.optional("from_email", from_email);
        let from_name = fields.nested("from_name", from_name);
        let sms_sender = fields.optional("sms_sender", parsed::<SmsSender>);
        let sms_countries = fields.optional("sms_countries", list(MAX_COUNTRIES, parsed::<Country>));
        let sms_segments = fields.optional("sms_segments", integer(1, 6)).and_then(|most| u8::try_from(most).ok());
        let hours = fields.nested("quiet_hours", quiet_hours).unwrap_or_default();
        Self {
            from_email,
            from_name,
            sms_sender,
            sms_countries,
            sms_segments: sms_segments.unwrap_or(plain.sms_segments),
            sms_hours: hours.0.unwrap_or(plain.sms_hours),
            email_hours: hours.1,
        }
    }

    /// Adds these settings to those of a workspace, as the API shows them.
    pub(super) fn show(&self, value: &mut Value) {
        let email = self.email_hours.as_ref().map(Hours::to_json);
        value["quiet_hours"] = json!({"sms": self.sms_hours.to_json(), "email": email});
        value["sms_segments"] = json!(self.sms_segments);
        if let Some(address) = &self.from_email {
            value["from_email"] = json!(address.as_str());
        }
        match &self.from_name {
            Some(FromName::One(name)) => value["from_name"] = json!(name),
            Some(FromName::ByLanguage(names)) => value["from_name"] = names.to_json(),
            None => {}
        }
        if let Some(sender) = &self.sms_sender {
            value["sms_sender"] = json!(sender.as_str());
        }
        if let Some(countries) = &self.sms_countries {
            value["sms_countries"] = countries.iter().map(ToString::to_string).collect();
        }
    }
}

/// An address that every mail system takes as a sender.
fn from_email(value: &Value) -> Result<EmailAddress, Refusal> {
    let address = parsed::<EmailAddress>(value)?;
    let reason = "expected a sender in plain letters before the @; mail systems refuse others";
    if address.wire().is_ascii() { Ok(address) } else { Err(Refusal::new("invalid_email", reason)) }
}

fn from_name(value: &Value, path: &str) -> Result<FromName, Problems> {
    if value.is_string() {
        return text(1, 100)(value).map(FromName::One).map_err(|refusal| Problems::one(path, refusal));
    }
    LocalText::parse(value, path).map(FromName::ByLanguage)
}

/// The hours of texts and of mails; those of texts may be longer than the default ones, never shorter.
fn quiet_hours(value: &Value, path: &str) -> Result<(Option<Hours>, Option<Hours>), Problems> {
    let mut fields = Fields::of(value, path)?;
    let sms = fields.nested("sms", Hours::parse);
    let email = fields.nested("email", Hours::parse);
    if sms.as_ref().is_some_and(|hours| !hours.covers(&Hours::sms_default())) {
        let reason = "texts go out between 08:00 and 21:00 at most; quiet hours may only be longer than 21:00 to 08:00";
        fields.refuse("sms", Refusal::new("too_wide", reason));
    }
    fields.finish(|| Some((sms, email)))
}

impl fmt::Display for SmsSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
