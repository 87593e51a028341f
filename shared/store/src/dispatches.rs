//! Dispatches: stored whole with their messages, their link and their entry in the list of the day, and read in one query.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, WorkspaceId};
use domain::message::Message;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::dispatch_lists::{EntryItem, LinkItem};
use crate::item::{Item, NEW, SortKeys, address, bad, from_item, key_of, text, to_item};
use crate::message_item::{self, stored_time};
use crate::retry::{TRIES, pause};
use crate::transaction::{Transacted, failed, put};
use crate::{Result, Store, StoreError, keys};

#[derive(Serialize, Deserialize)]
pub(crate) struct DispatchItem {
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unsubscribed_at: Option<String>,
}

/// What became of a request for a dispatch.
#[derive(Debug)]
pub enum PutDispatch {
    /// It is new.
    Stored,
    /// The same dispatch was asked for before; it stands as it was.
    AlreadyStored(Box<Dispatch>),
    /// The person was erased; nothing was written.
    Erased,
}

/// The item of a dispatch.
pub(crate) fn dispatch_item(dispatch: &Dispatch) -> DispatchItem {
    DispatchItem {
        id: dispatch.id.to_string(),
        survey: dispatch.survey.to_string(),
        person: dispatch.person.to_string(),
        channel: dispatch.channel,
        created_at: dispatch.created_at,
        expires_at: dispatch.expires_at,
        properties: dispatch.properties.clone(),
        segment: dispatch.segment.clone(),
        locale: dispatch.locale.map(|locale| locale.tag().to_owned()),
        unsubscribed_at: dispatch.unsubscribed_at.map(domain::stamped::millis),
    }
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
        unsubscribed_at: item.unsubscribed_at.map(|at| stored_time(&key, &at)).transpose()?,
        locale: item.locale.map(|tag| tag.parse()).transpose().map_err(|error| bad(&key, &error))?,
        messages,
    })
}

impl Store {
    /// Stores a dispatch with its messages, its link and its entry of the day, all or nothing, unless it stands there already.
    pub async fn put_dispatch(&self, ws: &WorkspaceId, dispatch: &Dispatch) -> Result<PutDispatch> {
        let data = &self.tables.data;
        let item = dispatch_item(dispatch);
        let link = LinkItem {
            survey: dispatch.survey.to_string(),
            created_at: Some(domain::stamped::millis(dispatch.created_at)),
            answered_by: None,
            answered_as: None,
        };
        let entry = EntryItem { survey: dispatch.survey.to_string(), person: dispatch.person.to_string() };
        let mut parts = vec![
            put(data, to_item(&keys::dispatch(ws, dispatch.id), &item)?, Some(NEW))?,
            put(data, to_item(&keys::link(ws, &dispatch.person, dispatch.id), &link)?, None)?,
            put(data, to_item(&keys::dispatch_entry(ws, dispatch.created_at, dispatch.id), &entry)?, None)?,
        ];
        for message in &dispatch.messages {
            let key = keys::message(ws, dispatch.id, message.number);
            parts.push(put(data, to_item(&key, &message_item::write(dispatch.id, message, 1))?, None)?);
        }
        let erased = parts.len();
        parts.push(self.not_erased(ws, &dispatch.person)?);
        match self.transact(parts).await? {
            Transacted::Done => Ok(PutDispatch::Stored),
            Transacted::Refused(reasons) if failed(&reasons, erased) && !failed(&reasons, 0) => Ok(PutDispatch::Erased),
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
        Ok(self.dispatch_with_revisions(ws, id).await?.map(|(dispatch, _)| dispatch))
    }

    /// A dispatch with its messages, and the revision of each, which a change of it must find.
    pub async fn dispatch_with_revisions(
        &self,
        ws: &WorkspaceId,
        id: DispatchId,
    ) -> Result<Option<(Dispatch, Vec<u64>)>> {
        let pk = keys::dispatch(ws, id).pk;
        let items = self.query(&self.tables.data, &pk, SortKeys::All).await?;
        let (messages, main): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|item| key_of(item).sk.starts_with(keys::MESSAGE_PREFIX));
        let Some(main) = main.into_iter().next() else { return Ok(None) };
        let messages: Vec<_> = messages.into_iter().map(message_item::read).collect::<Result<_>>()?;
        let (messages, revisions) = messages.into_iter().unzip();
        Ok(Some((read_dispatch(main, messages)?, revisions)))
    }

    /// Writes down that it was this dispatch that made its person want no more; the first time stays. `false` where there is
    /// no such dispatch.
    pub async fn unsubscribed(&self, ws: &WorkspaceId, id: DispatchId, at: Timestamp) -> Result<bool> {
        for attempt in 0..TRIES {
            let updated = self
                .client
                .update_item()
                .table_name(&self.tables.data)
                .set_key(Some(address(&keys::dispatch(ws, id))))
                .update_expression("SET unsubscribed_at = if_not_exists(unsubscribed_at, :at)")
                .condition_expression("attribute_exists(pk)")
                .expression_attribute_values(":at", text(domain::stamped::millis(at)))
                .send()
                .await;
            let Err(error) = updated else { return Ok(true) };
            match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => return Ok(false),
                // The item takes part in a transaction at the moment; nothing was written.
                Some(UpdateItemError::TransactionConflictException(_)) => pause(attempt).await,
                _ => return Err(error.into()),
            }
        }
        Err(StoreError::Contended)
    }
}
