//! Link keys: all of a workspace's in one item, since every link that a team signed is checked against them, in one read.
//!
//! The item is only ever replaced whole, on the revision that was read, so two at once can't make a third key.

use domain::id::WorkspaceId;
use domain::link_key::{LinkKey, LinkKeyId, MAX_LIVING};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{Put, bad, number, to_item};
use crate::retry::{TRIES, pause};
use crate::{Result, Store, StoreError, keys};

#[derive(Default, Serialize, Deserialize)]
struct LinkKeysItem {
    revision: u64,
    keys: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retired_at: Option<Timestamp>,
}

impl From<&LinkKey> for Entry {
    fn from(key: &LinkKey) -> Self {
        Self {
            id: key.id.to_string(),
            secret: key.secret.as_ref().map(|secret| secret.reveal().to_owned()),
            created_at: key.created_at,
            retired_at: key.retired_at,
        }
    }
}

impl TryFrom<Entry> for LinkKey {
    type Error = domain::input::Refusal;

    fn try_from(entry: Entry) -> std::result::Result<Self, Self::Error> {
        Ok(Self {
            id: entry.id.parse()?,
            secret: entry.secret.map(|secret| secret.parse()).transpose()?,
            created_at: entry.created_at,
            retired_at: entry.retired_at,
        })
    }
}

/// What became of a new link key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutLinkKey {
    /// It signs and verifies from now on.
    Made,
    /// As many keys live already as may at once.
    TooMany,
    /// A key of this id lives or is retired; an id is never used twice.
    Taken,
}

impl Store {
    /// The link keys of a workspace, the oldest first, those that were retired included.
    pub async fn link_keys(&self, ws: &WorkspaceId) -> Result<Vec<LinkKey>> {
        Ok(self.revised_link_keys(ws).await?.0)
    }

    /// Adds a link key, where fewer live than may at once.
    pub async fn put_link_key(&self, ws: &WorkspaceId, key: &LinkKey) -> Result<PutLinkKey> {
        for attempt in 0..TRIES {
            let (mut all, seen) = self.revised_link_keys(ws).await?;
            match all.iter().find(|known| known.id == key.id) {
                // A write whose reply was lost is repeated by the client below, and must know itself.
                Some(known) if known == key => return Ok(PutLinkKey::Made),
                Some(_) => return Ok(PutLinkKey::Taken),
                None => {}
            }
            if all.iter().filter(|known| known.retired_at.is_none()).count() >= MAX_LIVING {
                return Ok(PutLinkKey::TooMany);
            }
            all.push(key.clone());
            if self.replace_link_keys(ws, &all, seen).await? {
                return Ok(PutLinkKey::Made);
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }

    /// Retires a link key: it stays listed, so that nobody gets its id again, and its secret is forgotten. `false` where
    /// there is none of this id; a key that was retired before stays as it is.
    pub async fn retire_link_key(&self, ws: &WorkspaceId, id: &LinkKeyId, now: Timestamp) -> Result<bool> {
        for attempt in 0..TRIES {
            let (all, seen) = self.revised_link_keys(ws).await?;
            match all.iter().find(|key| key.id == *id) {
                None => return Ok(false),
                Some(key) if key.retired_at.is_some() => return Ok(true),
                Some(_) => {}
            }
            let all: Vec<_> = all.into_iter().map(|key| if key.id == *id { key.retired(now) } else { key }).collect();
            if self.replace_link_keys(ws, &all, seen).await? {
                return Ok(true);
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }

    async fn revised_link_keys(&self, ws: &WorkspaceId) -> Result<(Vec<LinkKey>, u64)> {
        let key = keys::link_keys(ws);
        let item: LinkKeysItem = self.get(&self.tables.data, &key).await?.unwrap_or_default();
        let all: std::result::Result<_, _> = item.keys.into_iter().map(LinkKey::try_from).collect();
        Ok((all.map_err(|error| bad(&key, &error))?, item.revision))
    }

    async fn replace_link_keys(&self, ws: &WorkspaceId, all: &[LinkKey], seen: u64) -> Result<bool> {
        let item = LinkKeysItem { revision: seen + 1, keys: all.iter().map(Entry::from).collect() };
        let item = to_item(&keys::link_keys(ws), &item)?;
        let condition = "attribute_not_exists(pk) OR revision = :seen";
        let put = self.put_if(&self.tables.data, item, condition, vec![(":seen", number(seen))]).await?;
        Ok(matches!(put, Put::Done))
    }
}
