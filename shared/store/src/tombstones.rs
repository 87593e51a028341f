//! Tombstones: that somebody was erased, under a keyed digest of their id. Whoever stores something of a person checks in the
//! same transaction that none stands.
//!
//! While the erasure runs, its tombstone holds the person's id as well, sealed; after that nothing leads back to it. It keeps
//! the id under which what happened to them goes on, so that what is told of them later goes on there too.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::id::{ErasureId, PersonId, WorkspaceId};
use domain::stamped::millis;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{Item, bad, from_item, text, to_item};
use crate::keys::Key;
use crate::ledger::{LedgerEntry, LedgerState};
use crate::message_item::stored_time;
use crate::retry::{TRIES, pause};
use crate::transaction::{Transacted, check, put, put_on, update};
use crate::{Result, Store, StoreError, keys};

/// The condition that nobody was erased, or that they are somebody new.
pub(crate) const NOT_ERASED: &str = "attribute_not_exists(stands)";

#[derive(Serialize, Deserialize)]
struct TombstoneItem {
    nobody: String,
    erased_at: String,
    /// Gone once somebody new has the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stands: Option<bool>,
    /// The person's id, until nothing is left to be erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
}

/// That somebody was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// The id under which what happened to them goes on.
    pub nobody: PersonId,
    /// When.
    pub erased_at: Timestamp,
    /// Whether it stands; it does not once somebody new has their id.
    pub stands: bool,
    sealed: Option<String>,
}

impl Tombstone {
    /// Whether the erasure still looks for what is left.
    pub const fn is_running(&self) -> bool {
        self.sealed.is_some()
    }
}

/// An erasure that runs: of whom, and what takes the place of their id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Its name.
    pub id: ErasureId,
    /// Who is erased.
    pub person: PersonId,
    /// The id under which what happened to them goes on.
    pub nobody: PersonId,
    /// When it began.
    pub erased_at: Timestamp,
}

/// What became of the wish that somebody new may have the id of somebody who was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifted {
    /// They may; or nobody was erased who had it.
    Done,
    /// The erasure has to end first.
    Running,
}

pub(crate) fn read(key: &Key, item: Item) -> Result<Tombstone> {
    let item: TombstoneItem = from_item(item)?;
    Ok(Tombstone {
        nobody: item.nobody.parse().map_err(|error| bad(key, &error))?,
        erased_at: stored_time(key, &item.erased_at)?,
        stands: item.stands.is_some(),
        sealed: item.sealed,
    })
}

impl Store {
    /// The name of a person's erasure, whether or not there is one.
    pub fn erasure_of(&self, ws: &WorkspaceId, person: &PersonId) -> Result<ErasureId> {
        Ok(self.names()?.erasure(ws, person))
    }

    /// The tombstone of an erasure.
    pub async fn tombstone(&self, ws: &WorkspaceId, erasure: ErasureId) -> Result<Option<Tombstone>> {
        let key = keys::tombstone(ws, erasure);
        self.get_item(&self.tables.data, &key).await?.map(|item| read(&key, item)).transpose()
    }

    /// The part of a transaction that lets it through only where the person was not erased.
    pub(crate) fn not_erased(&self, ws: &WorkspaceId, person: &PersonId) -> Result<TransactWriteItem> {
        check(&self.tables.data, &keys::tombstone(ws, self.erasure_of(ws, person)?), NOT_ERASED)
    }

    /// Begins the erasure of a person, or takes up the one that was begun: its tombstone and its entry of the ledger are
    /// written together, and from then on nothing is stored under their name any more.
    pub async fn begin_erasure(&self, ws: &WorkspaceId, person: &PersonId, now: Timestamp) -> Result<Erasure> {
        let id = self.erasure_of(ws, person)?;
        let key = keys::tombstone(ws, id);
        // Whoever looks for erasures that were cut off goes through the workspaces.
        self.register_workspace(ws).await?;
        for attempt in 0..TRIES {
            if let Some(standing) = self.tombstone(ws, id).await?.filter(|tombstone| tombstone.stands) {
                let Tombstone { nobody, erased_at, .. } = standing;
                return Ok(Erasure { id, person: person.clone(), nobody, erased_at });
            }
            let nobody = self.names()?.nobody(id, now);
            let item = TombstoneItem {
                sealed: Some(self.names()?.seal_person(id, &nobody, person)),
                nobody: nobody.to_string(),
                erased_at: millis(now),
                stands: Some(true),
            };
            let parts = vec![
                put_on(&self.tables.data, to_item(&key, &item)?, NOT_ERASED, vec![])?,
                put(
                    &self.tables.rollups,
                    LedgerEntry { id, erased_at: now, state: LedgerState::Running }.item(ws)?,
                    None,
                )?,
            ];
            if let Transacted::Done = self.transact(parts).await? {
                return Ok(Erasure { id, person: person.clone(), nobody, erased_at: now });
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }

    /// The erasure of a name, where it has not ended.
    pub async fn running_erasure(&self, ws: &WorkspaceId, id: ErasureId) -> Result<Option<Erasure>> {
        let Some(Tombstone { nobody, erased_at, sealed: Some(sealed), .. }) = self.tombstone(ws, id).await? else {
            return Ok(None);
        };
        let person = self.names()?.open_person(ws, id, &nobody, &sealed);
        let person = person.ok_or_else(|| bad(&keys::tombstone(ws, id), &"it was sealed with another secret"))?;
        Ok(Some(Erasure { id, person, nobody, erased_at }))
    }

    /// Ends an erasure: what was kept to go on with it goes.
    pub async fn end_erasure(&self, ws: &WorkspaceId, erasure: &Erasure) -> Result<()> {
        let own = vec![(":own", text(erasure.nobody.as_str()))];
        let done = vec![(":state", text(LedgerState::Done.name()))];
        let entry = keys::ledger_entry(ws, erasure.id);
        let parts = vec![
            update(
                &self.tables.data,
                &keys::tombstone(ws, erasure.id),
                "REMOVE sealed",
                "nobody = :own AND attribute_exists(sealed)",
                own,
            )?,
            set_state(&self.tables.rollups, &entry, done)?,
        ];
        // Another run of it ended it already.
        self.transact(parts).await.map(drop)
    }

    /// Lets somebody new have the id of somebody who was erased.
    pub async fn lift_tombstone(&self, ws: &WorkspaceId, person: &PersonId) -> Result<(Lifted, Option<LedgerEntry>)> {
        let id = self.erasure_of(ws, person)?;
        for attempt in 0..TRIES {
            let Some(standing) = self.tombstone(ws, id).await?.filter(|tombstone| tombstone.stands) else {
                return Ok((Lifted::Done, None));
            };
            if standing.is_running() {
                return Ok((Lifted::Running, None));
            }
            let lifted = vec![(":state", text(LedgerState::Lifted.name()))];
            let own = vec![(":own", text(standing.nobody.as_str()))];
            let parts = vec![
                update(
                    &self.tables.data,
                    &keys::tombstone(ws, id),
                    "REMOVE stands",
                    "nobody = :own AND attribute_not_exists(sealed)",
                    own,
                )?,
                set_state(&self.tables.rollups, &keys::ledger_entry(ws, id), lifted)?,
            ];
            if let Transacted::Done = self.transact(parts).await? {
                let entry = LedgerEntry { id, erased_at: standing.erased_at, state: LedgerState::Lifted };
                return Ok((Lifted::Done, Some(entry)));
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }

    /// Puts the tombstone of an erasure that a table was restored from before, for a person of whom nothing is held. One of
    /// that erasure or of a later one stays as it is.
    pub(crate) async fn plant_tombstone(&self, ws: &WorkspaceId, entry: &LedgerEntry) -> Result<()> {
        let item = TombstoneItem {
            nobody: self.names()?.nobody(entry.id, entry.erased_at).to_string(),
            erased_at: millis(entry.erased_at),
            stands: (entry.state != LedgerState::Lifted).then_some(true),
            sealed: None,
        };
        let item = to_item(&keys::tombstone(ws, entry.id), &item)?;
        let older = "attribute_not_exists(pk) OR erased_at < :at";
        self.put_if(&self.tables.data, item, older, vec![(":at", text(millis(entry.erased_at)))]).await.map(drop)
    }
}

fn set_state(table: &str, entry: &Key, state: Vec<(&str, AttributeValue)>) -> Result<TransactWriteItem> {
    // `state` is a reserved word of DynamoDB; the ledger spells it otherwise.
    update(table, entry, "SET progress = :state", "attribute_exists(pk)", state)
}
