//! The suppression list: by address for the claim, and by time for whoever lists it. Both items are written together.

use domain::context::Channel;
use domain::id::{SuppressionId, WorkspaceId};
use domain::suppression::{STOP, Suppression, UNSUBSCRIBED};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{Item, NEW, bad, from_item, key_of, text, to_item};
use crate::keys::Key;
use crate::message_item::{is_by, stored_time, writer};
use crate::page::Page;
use crate::retry::{TRIES, pause};
use crate::transaction::{Transacted, delete, delete_on, put, put_on};
use crate::{Result, Store, StoreError, keys};

/// That the item is still the one that was read.
const UNCHANGED: &str = "suppressed_at = :at AND writer = :writer";

#[derive(Clone, Serialize, Deserialize)]
struct SuppressionItem {
    channel: Channel,
    reason: String,
    /// Items from before this was kept say it by their reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by_person: Option<bool>,
    suppressed_at: String,
    /// When the person last said so, where it is their own word; none in items from before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said_at: Option<String>,
    /// Who wrote it: a write whose reply was lost is repeated by the client below, and must know itself.
    writer: String,
}

impl SuppressionItem {
    fn new(suppression: &Suppression, said_at: Timestamp) -> Self {
        Self {
            channel: suppression.channel,
            reason: suppression.reason.clone(),
            by_person: Some(suppression.by_person),
            suppressed_at: domain::stamped::millis(suppression.at),
            said_at: suppression.by_person.then(|| domain::stamped::millis(said_at)),
            writer: writer(),
        }
    }

    fn said_at(&self, key: &Key) -> Result<Timestamp> {
        stored_time(key, self.said_at.as_ref().unwrap_or(&self.suppressed_at))
    }

    fn unchanged(&self) -> Vec<(&'static str, aws_sdk_dynamodb::types::AttributeValue)> {
        vec![(":at", text(&self.suppressed_at)), (":writer", text(&self.writer))]
    }
}

/// The suppression of an item, whichever of the two it is.
pub(crate) fn read(key: &Key, id: SuppressionId, item: Item) -> Result<Suppression> {
    let item: SuppressionItem = from_item(item)?;
    let at = stored_time(key, &item.suppressed_at)?;
    let by_person = item.by_person.unwrap_or_else(|| [UNSUBSCRIBED, STOP].contains(&item.reason.as_str()));
    Ok(Suppression { id, channel: item.channel, reason: item.reason, by_person, at })
}

impl Store {
    /// Puts an address on the list; whether it is new there. What stands there stays since when it does, and with its reason;
    /// but what was the person's own word becomes what others found out, so that a word of theirs doesn't undo it. Where they
    /// say it again, the later time is kept too: no earlier word takes that back.
    pub async fn suppress(&self, ws: &WorkspaceId, suppression: &Suppression) -> Result<bool> {
        let (data, id) = (&self.tables.data, suppression.id);
        let key = keys::suppression(ws, id);
        for attempt in 0..TRIES {
            let content = SuppressionItem::new(suppression, suppression.at);
            let entry = to_item(&keys::suppression_entry(ws, suppression.at, id), &content)?;
            let parts = vec![put(data, to_item(&key, &content)?, Some(NEW))?, put(data, entry, None)?];
            let Transacted::Refused(reasons) = self.transact(parts).await? else { return Ok(true) };
            let Some(old) = reasons.into_iter().next().and_then(|reason| reason.item) else {
                pause(attempt).await;
                continue;
            };
            if is_by(Some(&old), &content.writer) {
                return Ok(true);
            }
            let stood: SuppressionItem = from_item(old.clone())?;
            let standing = read(&key, id, old)?;
            let said_already = suppression.by_person && stood.said_at(&key)? >= suppression.at;
            if !standing.by_person || said_already {
                return Ok(false);
            }
            let kept = if suppression.by_person { &standing } else { suppression };
            let changed = Suppression { at: standing.at, ..kept.clone() };
            let content = SuppressionItem::new(&changed, suppression.at);
            let entry = to_item(&keys::suppression_entry(ws, standing.at, id), &content)?;
            let over = put_on(data, to_item(&key, &content)?, UNCHANGED, stood.unchanged())?;
            if let Transacted::Done = self.transact(vec![over, put(data, entry, None)?]).await? {
                return Ok(false);
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }

    /// Takes an address off the list; whether it was there.
    pub async fn unsuppress(&self, ws: &WorkspaceId, id: SuppressionId) -> Result<bool> {
        self.lift(ws, id, |_, _| true).await
    }

    /// Takes an address off the list where it got there by the person's own word, which they last said not after `said_at`,
    /// when they took it back; whether it did.
    pub async fn take_back(&self, ws: &WorkspaceId, id: SuppressionId, said_at: Timestamp) -> Result<bool> {
        self.lift(ws, id, |standing, last| standing.by_person && last <= said_at).await
    }

    async fn lift(
        &self,
        ws: &WorkspaceId,
        id: SuppressionId,
        may: impl Fn(&Suppression, Timestamp) -> bool + Send,
    ) -> Result<bool> {
        let data = &self.tables.data;
        let key = keys::suppression(ws, id);
        let mut was_there = false;
        for attempt in 0..TRIES {
            // What is gone after it was there was taken off meanwhile: by another, or by a write whose reply was lost.
            let Some(item) = self.get_item(data, &key).await? else { return Ok(was_there) };
            let suppression = read(&key, id, item.clone())?;
            let seen: SuppressionItem = from_item(item)?;
            if !may(&suppression, seen.said_at(&key)?) {
                return Ok(false);
            }
            was_there = true;
            let entry = keys::suppression_entry(ws, suppression.at, id);
            let parts = vec![delete_on(data, &key, UNCHANGED, seen.unchanged())?, delete(data, &entry)?];
            if let Transacted::Done = self.transact(parts).await? {
                return Ok(true);
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }

    /// The suppression of an address, if it is on the list.
    pub async fn suppression(&self, ws: &WorkspaceId, id: SuppressionId) -> Result<Option<Suppression>> {
        let key = keys::suppression(ws, id);
        self.get_item(&self.tables.data, &key).await?.map(|item| read(&key, id, item)).transpose()
    }

    /// A page of the list, newest first, from the position that the page before gave.
    pub async fn suppressions(&self, ws: &WorkspaceId, after: Option<&str>, limit: usize) -> Result<Page<Suppression>> {
        let page = self.newest(&keys::suppression_list(ws), after, limit).await?;
        page.read(|item| {
            let key = key_of(&item);
            let (_, id) = keys::read_timed(&key.sk).ok_or_else(|| bad(&key, &"not an entry's key"))?;
            read(&key, id, item)
        })
    }
}
