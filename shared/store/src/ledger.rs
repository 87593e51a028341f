//! The ledger of erasures: which were done in a workspace, so that a table that was restored from before them can be made to
//! forget again. It names nobody: a digest, when, and how far it is.

use std::str::FromStr;

use domain::id::{ErasureId, WorkspaceId};
use domain::stamped::millis;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{Item, SortKeys, bad, from_item, key_of, to_item};
use crate::message_item::stored_time;
use crate::{Result, Store, keys};

/// How far an erasure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LedgerState {
    /// It runs.
    Running,
    /// Nothing is left.
    Done,
    /// Somebody new has the id since.
    Lifted,
}

impl LedgerState {
    /// The name in the tables and in lists.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Lifted => "lifted",
        }
    }
}

impl FromStr for LedgerState {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let all = [Self::Running, Self::Done, Self::Lifted];
        all.into_iter().find(|state| state.name() == text).ok_or("expected running, done or lifted")
    }
}

/// An entry of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Which erasure.
    pub id: ErasureId,
    /// When it began.
    pub erased_at: Timestamp,
    /// How far it is.
    pub state: LedgerState,
}

#[derive(Serialize, Deserialize)]
struct EntryItem {
    erased_at: String,
    progress: String,
}

impl LedgerEntry {
    pub(crate) fn item(&self, ws: &WorkspaceId) -> Result<Item> {
        let item = EntryItem { erased_at: millis(self.erased_at), progress: self.state.name().to_owned() };
        to_item(&keys::ledger_entry(ws, self.id), &item)
    }

    /// Whether this says more of the same person's erasure than another entry.
    pub fn is_newer_than(&self, other: &Self) -> bool {
        (self.erased_at, self.state) > (other.erased_at, other.state)
    }
}

pub(crate) fn read(item: Item) -> Result<LedgerEntry> {
    let key = key_of(&item);
    let item: EntryItem = from_item(item)?;
    Ok(LedgerEntry {
        id: key.sk.parse().map_err(|error| bad(&key, &error))?,
        erased_at: stored_time(&key, &item.erased_at)?,
        state: item.progress.parse().map_err(|error| bad(&key, &error))?,
    })
}

impl Store {
    /// The ledger of a workspace, oldest first.
    pub async fn erasures(&self, ws: &WorkspaceId) -> Result<Vec<LedgerEntry>> {
        let items = self.query(&self.tables.rollups, &keys::ledger(ws), SortKeys::All).await?;
        let mut entries = items.into_iter().map(read).collect::<Result<Vec<_>>>()?;
        entries.sort_by_key(|entry| (entry.erased_at, entry.id));
        Ok(entries)
    }

    /// The erasures that have not ended. An entry that can't be read stops none of the others: it may be one of them.
    pub async fn running_erasures(&self, ws: &WorkspaceId) -> Result<Vec<ErasureId>> {
        let items = self.query(&self.tables.rollups, &keys::ledger(ws), SortKeys::All).await?;
        let of_it = |item: Item| {
            let key = key_of(&item);
            match read(item) {
                Ok(entry) => (entry.state == LedgerState::Running).then_some(entry.id),
                Err(_) => key.sk.parse().ok(),
            }
        };
        Ok(items.into_iter().filter_map(of_it).collect())
    }

    /// One entry of the ledger.
    pub(crate) async fn ledger_entry(&self, ws: &WorkspaceId, id: ErasureId) -> Result<Option<LedgerEntry>> {
        self.get_item(&self.tables.rollups, &keys::ledger_entry(ws, id)).await?.map(read).transpose()
    }

    pub(crate) async fn put_ledger_entry(&self, ws: &WorkspaceId, entry: &LedgerEntry) -> Result<()> {
        let item = entry.item(ws)?;
        self.client.put_item().table_name(&self.tables.rollups).set_item(Some(item)).send().await?;
        Ok(())
    }
}
