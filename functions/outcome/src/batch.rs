//! The batches of the queue of events. Beside what every queue brings they say when each record was queued: a text that
//! came in does not say itself when.

use jiff::Timestamp;
use serde::Deserialize;

/// A batch of SQS.
#[derive(Debug, Deserialize)]
pub struct Batch {
    /// Its records.
    #[serde(rename = "Records")]
    pub records: Vec<Record>,
}

/// One message of SQS.
#[derive(Debug, Default, Deserialize)]
pub struct Record {
    /// What it is reported by.
    #[serde(rename = "messageId")]
    pub message_id: Option<String>,
    /// What was sent: an event, or SNS's envelope around one.
    #[serde(default)]
    pub body: String,
    /// What SQS says of it.
    #[serde(default)]
    pub attributes: Attributes,
}

/// What SQS says of a message.
#[derive(Debug, Default, Deserialize)]
pub struct Attributes {
    /// When it was queued, in milliseconds.
    #[serde(rename = "SentTimestamp")]
    pub sent: Option<String>,
}

impl Record {
    /// When it was queued; however often it is delivered, this stays.
    pub(crate) fn sent_at(&self) -> Option<Timestamp> {
        self.attributes.sent.as_ref()?.parse().ok().and_then(|millis| Timestamp::from_millisecond(millis).ok())
    }
}
