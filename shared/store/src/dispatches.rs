//! Dispatches, their messages and their links.
//!
//! A message is only ever replaced whole, on the revision that was read: of two workers one finds its revision gone.

use domain::dispatch::Dispatch;
use domain::id::{DispatchId, WorkspaceId};
use domain::message::{Entry, Message};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{Item, NEW, Put, SortKeys, bad, from_item, key_of, number, to_item};
use crate::transaction::{Transacted, put};
use crate::{Result, Store, keys};

#[derive(Serialize, Deserialize)]
struct DispatchItem {
    id: String,
    survey: String,
    person: String,
    channel: domain::context::Channel,
    created_at: Timestamp,
    expires_at: Timestamp,
    #[serde(default, skip_serializing_if = "domain::context::Properties::is_empty")]
    properties: domain::context::Properties,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    segment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct MessageItem {
    number: u32,
    revision: u64,
    /// Who wrote this revision: a write whose reply was lost is repeated by the client below, and must know itself.
    #[serde(default)]
    writer: String,
    attempt: u32,
    history: Vec<Entry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_shard: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct LinkItem {
    survey: String,
}

/// What became of a request for a dispatch.
#[derive(Debug)]
pub enum PutDispatch {
    /// It is new.
    Stored,
    /// The same dispatch was asked for before; it stands as it was.
    AlreadyStored(Box<Dispatch>),
}

/// What became of a message's change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updated {
    /// It stands.
    Done,
    /// Somebody else changed the message first.
    Overtaken,
}

fn message_item(id: DispatchId, message: &Message, revision: u64) -> MessageItem {
    MessageItem {
        number: message.number,
        revision,
        writer: uuid::Uuid::new_v4().simple().to_string(),
        attempt: message.attempt,
        history: message.history().to_vec(),
        due_shard: message.due_at.map(|_| keys::due_shard(id)),
        due_at: message.due_at.map(domain::stamped::millis),
    }
}

fn read_message(item: Item) -> Result<(Message, u64)> {
    let key = key_of(&item);
    let item: MessageItem = from_item(item)?;
    let due_at = item.due_at.map(|at| at.parse()).transpose().map_err(|error: jiff::Error| bad(&key, &error))?;
    let message =
        Message::restore(item.number, due_at, item.attempt, item.history).ok_or_else(|| bad(&key, &"no history"))?;
    Ok((message, item.revision))
}

fn read_dispatch(item: Item, messages: Vec<Message>) -> Result<Dispatch> {
    let key = key_of(&item);
    let item: DispatchItem = from_item(item)?;
    Ok(Dispatch {
        id: item.id.parse().map_err(|error| bad(&key, &error))?,
        survey: item.survey.parse().map_err(|error| bad(&key, &error))?,
        person: item.person.parse().map_err(|error| bad(&key, &error))?,
        channel: item.channel,
        created_at: item.created_at,
        expires_at: item.expires_at,
        properties: item.properties,
        segment: item.segment,
        locale: item.locale.map(|tag| tag.parse()).transpose().map_err(|error| bad(&key, &error))?,
        messages,
    })
}

impl Store {
    /// Stores a dispatch with its messages and its link, all or nothing, unless it stands there already.
    pub async fn put_dispatch(&self, ws: &WorkspaceId, dispatch: &Dispatch) -> Result<PutDispatch> {
        let data = &self.tables.data;
        let item = DispatchItem {
            id: dispatch.id.to_string(),
            survey: dispatch.survey.to_string(),
            person: dispatch.person.to_string(),
            channel: dispatch.channel,
            created_at: dispatch.created_at,
            expires_at: dispatch.expires_at,
            properties: dispatch.properties.clone(),
            segment: dispatch.segment.clone(),
            locale: dispatch.locale.map(|locale| locale.tag().to_owned()),
        };
        let link = LinkItem { survey: dispatch.survey.to_string() };
        let mut parts = vec![
            put(data, to_item(&keys::dispatch(ws, dispatch.id), &item)?, Some(NEW))?,
            put(data, to_item(&keys::link(ws, &dispatch.person, dispatch.id), &link)?, None)?,
        ];
        for message in &dispatch.messages {
            let key = keys::message(ws, dispatch.id, message.number);
            parts.push(put(data, to_item(&key, &message_item(dispatch.id, message, 1))?, None)?);
        }
        match self.transact(parts).await? {
            Transacted::Done => Ok(PutDispatch::Stored),
            Transacted::Refused(_) => {
                let key = keys::dispatch(ws, dispatch.id);
                let first =
                    self.dispatch(ws, dispatch.id).await?.ok_or_else(|| bad(&key, &"gone right after it was found"))?;
                Ok(PutDispatch::AlreadyStored(Box::new(first)))
            }
        }
    }

    /// A dispatch with its messages.
    pub async fn dispatch(&self, ws: &WorkspaceId, id: DispatchId) -> Result<Option<Dispatch>> {
        let pk = keys::dispatch(ws, id).pk;
        let items = self.query(&self.tables.data, &pk, SortKeys::All).await;
        let (messages, main): (Vec<_>, Vec<_>) =
            items?.into_iter().partition(|item| key_of(item).sk.starts_with(keys::MESSAGE_PREFIX));
        let messages: Result<Vec<_>> = messages.into_iter().map(|item| Ok(read_message(item)?.0)).collect();
        let messages = messages?;
        main.into_iter().next().map(|item| read_dispatch(item, messages)).transpose()
    }

    /// One message, with the revision that a change must find.
    pub async fn message(&self, ws: &WorkspaceId, id: DispatchId, number: u32) -> Result<Option<(Message, u64)>> {
        let item = self.get_item(&self.tables.data, &keys::message(ws, id, number)).await?;
        item.map(read_message).transpose()
    }

    /// Replaces a message on the revision that was read.
    pub async fn update_message(
        &self,
        ws: &WorkspaceId,
        id: DispatchId,
        message: &Message,
        seen: u64,
    ) -> Result<Updated> {
        let content = message_item(id, message, seen + 1);
        let item = to_item(&keys::message(ws, id, message.number), &content)?;
        match self.put_if(&self.tables.data, item, "revision = :seen", vec![(":seen", number(seen))]).await? {
            Put::Done => Ok(Updated::Done),
            Put::Refused(Some(old)) if from_item::<MessageItem>(old.clone())?.writer == content.writer => {
                Ok(Updated::Done)
            }
            Put::Refused(_) => Ok(Updated::Overtaken),
        }
    }
}
