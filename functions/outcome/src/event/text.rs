//! Events of AWS End User Messaging, and texts that come in:
//! <https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html>.

use domain::contact::Contact;
use domain::message::Feedback;
use jiff::Timestamp;
use serde_json::Value;

use super::{News, NotAnEvent, Tag, Word};

/// What an event says of a text: once it is final, and while more may come.
///
/// Only a number that is none is suppressed. What blocks a text may be the network, the price or the night: the person said
/// nothing, and whoever wants no texts says STOP.
const MEANINGS: [(&str, Feedback, Feedback); 15] = [
    // Taken by the service, and on its way.
    ("TEXT_QUEUED", Feedback::Sent, Feedback::Sent),
    ("TEXT_PENDING", Feedback::Sent, Feedback::Sent),
    ("TEXT_SENT", Feedback::Sent, Feedback::Sent),
    // Taken by the carrier; in many countries the last that anybody hears.
    ("TEXT_SUCCESSFUL", Feedback::Delivered, Feedback::Sent),
    // Taken by the phone.
    ("TEXT_DELIVERED", Feedback::Delivered, Feedback::Delivered),
    // The window that we set ended first.
    ("TEXT_TTL_EXPIRED", Feedback::Expired, Feedback::Expired),
    // The number is none.
    ("TEXT_INVALID", Feedback::HardBounce, Feedback::HardBounce),
    // The words or the sender are not taken, or our own account's rules forbid the country.
    ("TEXT_INVALID_MESSAGE", Feedback::Rejected, Feedback::Rejected),
    ("TEXT_SPAM", Feedback::Rejected, Feedback::Rejected),
    ("TEXT_PROTECT_BLOCKED", Feedback::Rejected, Feedback::Rejected),
    // The phone or its carrier takes no such texts.
    ("TEXT_BLOCKED", Feedback::Undeliverable, Feedback::Undeliverable),
    ("TEXT_CARRIER_BLOCKED", Feedback::Undeliverable, Feedback::Undeliverable),
    // Off, out of reach, or the carrier is: it may still come.
    ("TEXT_UNREACHABLE", Feedback::Undeliverable, Feedback::Delayed),
    ("TEXT_CARRIER_UNREACHABLE", Feedback::Undeliverable, Feedback::Delayed),
    // No news for three days: all that is known is that it was taken.
    ("TEXT_UNKNOWN", Feedback::Sent, Feedback::Sent),
];

/// Reads an event of a text; none for pictures, calls and whatever else it may be about.
pub fn read(kind: &str, event: &Value) -> Result<Option<News>, NotAnEvent> {
    let Some((_, last, meanwhile)) = MEANINGS.iter().find(|(name, ..)| *name == kind) else { return Ok(None) };
    let feedback = if event["isFinal"].as_bool() == Some(true) { *last } else { *meanwhile };
    let at = event["eventTimestamp"].as_i64().and_then(|millis| Timestamp::from_millisecond(millis).ok());
    let at = at.ok_or(NotAnEvent("it has no time"))?;
    let number = event["destinationPhoneNumber"].as_str().and_then(|number| number.parse().ok());
    let about = number.map(Contact::Phone).filter(|_| feedback.suppresses()).into_iter().collect();
    let context = |name: &str| event["context"][name].as_str();
    let tag = context("workspace")
        .zip(context("dispatch"))
        .zip(context("message"))
        .and_then(|((workspace, dispatch), number)| Tag::read(workspace, dispatch, number));
    Ok(Some(News { tag, feedback, at, about }))
}

/// Reads a text that came in. It tells no time; `posted` is when SNS says that it came, where SNS was asked to.
pub fn read_word(value: &Value, posted: Option<Timestamp>) -> Result<Word, NotAnEvent> {
    let number = |name: &str| value[name].as_str().and_then(|number| number.parse().ok());
    Ok(Word {
        from: number("originationNumber").ok_or(NotAnEvent("a text from no number"))?,
        to: number("destinationNumber"),
        text: value["messageBody"].as_str().ok_or(NotAnEvent("a text without words"))?.to_owned(),
        at: posted,
    })
}
