//! The suppression list: addresses that must not be written to. It holds no address, only a keyed digest of each, so it
//! outlives the erasure of a person.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::contact::Contact;
use crate::context::Channel;
use crate::id::SuppressionId;
use crate::input::{Fields, Problems, Refusal, parsed, text};
use crate::message::Feedback;
use crate::stamped::millis;

/// The person pressed the link or the button of a mail program that refuses further messages.
pub const UNSUBSCRIBED: &str = "unsubscribed";
/// The person texted STOP.
pub const STOP: &str = "stop";

/// One address that must not be written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The keyed digest of the address.
    pub id: SuppressionId,
    /// Which kind of address it is.
    pub channel: Channel,
    /// Why: `hard_bounce`, `account_suppressed`, `complaint`, `unsubscribed`, `stop`, or the team's own words.
    pub reason: String,
    /// Whether the person said so themselves, by a link, a button or a word: they alone may take it back, by texting START.
    /// The reason doesn't tell, since a team's own words may be any.
    pub by_person: bool,
    /// Since when.
    pub at: Timestamp,
}

impl Suppression {
    /// Why feedback about a message suppresses its address, where it does.
    pub fn reason_of(feedback: Feedback) -> Option<&'static str> {
        let (_, reason) = feedback.becomes();
        reason.filter(|_| feedback.suppresses()).map(crate::message::Reason::name)
    }

    /// The suppression as the API shows it.
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id.to_string(),
            "channel": self.channel.name(),
            "reason": self.reason,
            "created_at": millis(self.at),
        })
    }
}

/// What a team asks to suppress.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The address.
    pub contact: Contact,
    /// Why, in the team's own words.
    pub reason: String,
}

impl Wanted {
    /// Reads `{channel, address, reason}`.
    ///
    /// # Errors
    /// Every bad field.
    ///
    /// ```
    /// use domain::suppression::Wanted;
    /// let body = serde_json::json!({"channel": "email", "address": "anna@example.com", "reason": "asked by phone"});
    /// assert_eq!(Wanted::parse(&body).unwrap().contact.channel().name(), "email");
    /// let bad = serde_json::json!({"channel": "sms", "address": "anna@example.com", "reason": "x"});
    /// assert_eq!(Wanted::parse(&bad).unwrap_err().0[0].name, "address");
    /// ```
    pub fn parse(body: &Value) -> Result<Self, Problems> {
        let mut fields = Fields::of(body, "")?;
        let channel = fields.required("channel", |value| match value.as_str() {
            Some("email") => Ok(Channel::Email),
            Some("sms") => Ok(Channel::Sms),
            _ => Err(Refusal::new("unknown_channel", "expected email or sms")),
        });
        let contact = fields.required("address", |value| match channel {
            Some(Channel::Sms) => parsed(value).map(|phone| Some(Contact::Phone(phone))),
            Some(_) => parsed(value).map(|email| Some(Contact::Email(email))),
            None => Ok(None), // the channel is refused already
        });
        let reason = fields.required("reason", text(1, 200));
        fields.finish(|| Some(Self { contact: contact??, reason: reason? }))
    }
}
