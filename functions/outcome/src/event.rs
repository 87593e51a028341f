//! What stands in a record of the queue: an event of SES, one of AWS End User Messaging, or a text that somebody sent;
//! as it is, or in the envelope of SNS. Reading changes nothing and looks nothing up.

mod mail;
mod text;

use domain::contact::{Contact, PhoneNumber};
use domain::id::{DispatchId, WorkspaceId};
use domain::message::Feedback;
use jiff::Timestamp;
use serde_json::Value;

/// What a record tells.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// What became of a message.
    News(News),
    /// What somebody texted.
    Word(Word),
    /// Something else, such as that a mail was opened.
    Other(String),
}

/// What became of a message.
#[derive(Debug, PartialEq, Eq)]
pub struct News {
    /// Which message; none where it is not one of ours.
    pub tag: Option<Tag>,
    /// What became of it.
    pub feedback: Feedback,
    /// When.
    pub at: Timestamp,
    /// Whom it is about: those who must not be written to any more, where the feedback says so.
    pub about: Vec<Contact>,
}

/// What a message was sent with so that it can be found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Of which dispatch.
    pub dispatch: DispatchId,
    /// Which of its messages.
    pub number: u32,
}

impl Tag {
    fn read(workspace: &str, dispatch: &str, number: &str) -> Option<Self> {
        Some(Self {
            workspace: workspace.parse().ok()?,
            dispatch: dispatch.parse().ok()?,
            number: number.parse().ok()?,
        })
    }
}

/// What somebody texted.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// From where.
    pub from: PhoneNumber,
    /// To which number.
    pub to: Option<PhoneNumber>,
    /// What.
    pub text: String,
    /// When, where that is told.
    pub at: Option<Timestamp>,
}

/// A record that is nothing we know how to read. What stands in it is not said: it holds addresses.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the record is not an event ({0})")]
pub struct NotAnEvent(&'static str);

/// What SES posts once, as plain text, when it is told where to send events to.
const GREETING: &str = "Successfully validated SNS topic for Amazon SES event publishing";

/// Reads a record.
pub fn read(body: &str) -> Result<Event, NotAnEvent> {
    if let Some(greeting) = greeting(body) {
        return Ok(greeting);
    }
    let value = json(body)?;
    // An event has neither of these two.
    let (Some("Notification"), Some(inner)) = (value["Type"].as_str(), value["Message"].as_str()) else {
        return read_event(&value, None);
    };
    let posted = value["Timestamp"].as_str().and_then(|at| at.parse().ok());
    greeting(inner).map_or_else(|| read_event(&json(inner)?, posted), Ok)
}

fn greeting(text: &str) -> Option<Event> {
    text.starts_with(GREETING).then(|| Event::Other("greeting".to_owned()))
}

fn json(text: &str) -> Result<Value, NotAnEvent> {
    // The reason would quote the record.
    serde_json::from_str(text).map_err(|_| NotAnEvent("it is not JSON"))
}

fn read_event(value: &Value, posted: Option<Timestamp>) -> Result<Event, NotAnEvent> {
    if value["originationNumber"].is_string() {
        return text::read_word(value, posted).map(Event::Word);
    }
    let kind = value["eventType"].as_str().or(value["notificationType"].as_str());
    // What is no type might be anything, and types are logged.
    let is_type = |kind: &&str| kind.bytes().all(|b| b.is_ascii_alphabetic() || b"_ ".contains(&b));
    let kind = kind.filter(is_type).ok_or(NotAnEvent("it has no type"))?;
    let news = if value["mail"].is_object() { mail::read(kind, value)? } else { text::read(kind, value)? };
    Ok(news.map_or_else(|| Event::Other(kind.to_owned()), Event::News))
}

/// An object's field that has to be an RFC 3339 time.
fn time(value: &Value) -> Result<Timestamp, NotAnEvent> {
    value.as_str().and_then(|at| at.parse().ok()).ok_or(NotAnEvent("it has no time"))
}

#[cfg(test)]
mod tests;
