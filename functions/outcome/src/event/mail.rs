//! Events of SES, as it publishes them: <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::contact::Contact;
use domain::message::Feedback;
use jiff::Timestamp;
use serde_json::Value;

use super::{News, NotAnEvent, Tag, time};

/// Reads an event of SES; none where it says nothing of how a message went.
pub fn read(kind: &str, event: &Value) -> Result<Option<News>, NotAnEvent> {
    let Some((feedback, at)) = feedback(kind, event)? else { return Ok(None) };
    let about = if feedback.suppresses() { recipients(event) } else { Vec::new() };
    Ok(Some(News { tag: tag(&event["mail"]["tags"]), feedback, at, about }))
}

/// What an event says, and when that was.
///
/// Opens and clicks are no part of any number here; nothing is rendered or subscribed to by SES.
fn feedback(kind: &str, event: &Value) -> Result<Option<(Feedback, Timestamp)>, NotAnEvent> {
    let sent_at = &event["mail"]["timestamp"];
    let (feedback, at) = match kind {
        "Send" => (Feedback::Sent, sent_at),
        // SES found a virus; such an event has no time of its own.
        "Reject" => (Feedback::Rejected, sent_at),
        "Delivery" => (Feedback::Delivered, &event["delivery"]["timestamp"]),
        "DeliveryDelay" => (Feedback::Delayed, &event["deliveryDelay"]["timestamp"]),
        "Bounce" => match bounced(&event["bounce"])? {
            Some(feedback) => (feedback, &event["bounce"]["timestamp"]),
            None => return Ok(None),
        },
        "Complaint" => match complained(&event["complaint"]) {
            Some(feedback) => (feedback, &event["complaint"]["timestamp"]),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok(Some((feedback, time(at)?)))
}

/// What a bounce says, by its type and subtype.
fn bounced(bounce: &Value) -> Result<Option<Feedback>, NotAnEvent> {
    let kind = bounce["bounceType"].as_str().ok_or(NotAnEvent("a bounce without a type"))?;
    Ok(match (kind, bounce["bounceSubType"].as_str().unwrap_or_default()) {
        // The account's own list, of bounces or of those who left a list of contacts: SES did not even try.
        ("Permanent", "OnAccountSuppressionList" | "UnsubscribedRecipient") => Some(Feedback::AccountSuppressed),
        // General, NoEmail; Suppressed is the same by hearsay: it bounced so for others who send through SES.
        ("Permanent", _) => Some(Feedback::HardBounce),
        // An automatic reply, such as “out of the office”, comes as this too, without the report that a mail system makes
        // of a failure: whoever has such a reply got the mail.
        ("Transient", "General") if !is_reported(bounce) => None,
        // MailboxFull, MessageTooLarge, ContentRejected, AttachmentRejected, CustomTimeoutExceeded and what may be added:
        // nothing of it says that the address is not there. Undetermined is a bounce that SES could not read.
        _ => Some(Feedback::SoftBounce),
    })
}

/// Whether a mail system reported the failure: then SES tells what it said.
fn is_reported(bounce: &Value) -> bool {
    let mut recipients = bounce["bouncedRecipients"].as_array().into_iter().flatten();
    recipients.any(|recipient| ["action", "status", "diagnosticCode"].iter().any(|said| recipient[said].is_string()))
}

fn complained(complaint: &Value) -> Option<Feedback> {
    match (complaint["complaintSubType"].as_str(), complaint["complaintFeedbackType"].as_str()) {
        (Some("OnAccountSuppressionList"), _) => Some(Feedback::AccountSuppressed),
        // The one report that takes a complaint back: the mail is welcome.
        (_, Some("not-spam")) => None,
        _ => Some(Feedback::Complained),
    }
}

/// Whom a bounce or a complaint is about. A mail has one recipient, whom it is about too where a report names the address
/// that the mail was passed on to.
fn recipients(event: &Value) -> Vec<Contact> {
    let list = |list: &Value| list.as_array().cloned().unwrap_or_default();
    let named = [&event["bounce"]["bouncedRecipients"], &event["complaint"]["complainedRecipients"]]
        .into_iter()
        .flat_map(list)
        .map(|recipient| recipient["emailAddress"].clone());
    let written_to = list(&event["mail"]["destination"]);
    let mut contacts: Vec<Contact> = Vec::new();
    for contact in named.chain(written_to.into_iter().take(1)).filter_map(|text| address(text.as_str()?)) {
        if !contacts.contains(&contact) {
            contacts.push(contact);
        }
    }
    contacts
}

/// An address as a header spells it, with or without a name before it.
fn address(text: &str) -> Option<Contact> {
    let bare = text.rsplit_once('<').map_or(text, |(_, rest)| rest.split('>').next().unwrap_or(rest));
    bare.trim().parse().ok().map(Contact::Email)
}

/// The tags that a mail was sent with; each has a list of values. A workspace's id is in base64url.
fn tag(tags: &Value) -> Option<Tag> {
    let first = |name: &str| tags[name][0].as_str();
    let workspace = String::from_utf8(URL_SAFE_NO_PAD.decode(first("workspace")?).ok()?).ok()?;
    Tag::read(&workspace, first("dispatch")?, first("message")?)
}
