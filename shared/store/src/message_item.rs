//! The item of a message. While the message waits for something it carries the keys of the sparse index `due`.

use domain::id::DispatchId;
use domain::message::{Entry, Message};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::item::{Item, bad, from_item, key_of};
use crate::keys::{self, Key};

#[derive(Serialize, Deserialize)]
pub(crate) struct MessageItem {
    number: u32,
    pub revision: u64,
    /// Who wrote this revision: a write whose reply was lost is repeated by the client below, and must know itself.
    #[serde(default)]
    pub writer: String,
    attempt: u32,
    history: Vec<Entry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remind_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_shard: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
}

/// A name for one write, which nobody else has.
pub(crate) fn writer() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Whether an item that stands there was written by this writer.
pub(crate) fn is_by(item: Option<&Item>, writer: &str) -> bool {
    item.and_then(|item| item.get("writer")).and_then(|value| value.as_s().ok()).is_some_and(|by| by == writer)
}

/// A time that was stored as text.
pub(crate) fn stored_time(key: &Key, text: &str) -> Result<Timestamp> {
    text.parse().map_err(|error: jiff::Error| bad(key, &error))
}

/// The item of a message's revision.
pub(crate) fn write(id: DispatchId, message: &Message, revision: u64) -> MessageItem {
    MessageItem {
        number: message.number,
        revision,
        writer: writer(),
        attempt: message.attempt,
        history: message.history().to_vec(),
        remind_at: message.remind_at.map(domain::stamped::millis),
        due_shard: message.due_at.map(|_| keys::due_shard(id)),
        due_at: message.due_at.map(domain::stamped::millis),
    }
}

/// The message of an item, with its revision.
pub(crate) fn read(item: Item) -> Result<(Message, u64)> {
    let key = key_of(&item);
    let item: MessageItem = from_item(item)?;
    let time = |text: Option<String>| text.map(|text| stored_time(&key, &text)).transpose();
    let (due_at, remind_at) = (time(item.due_at)?, time(item.remind_at)?);
    let message = Message::restore(item.number, due_at, item.attempt, remind_at, item.history);
    Ok((message.ok_or_else(|| bad(&key, &"no history"))?, item.revision))
}
