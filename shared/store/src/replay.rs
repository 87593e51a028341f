//! The ledger of erasures, held against tables that were restored from a backup: who was erased since it was made is erased
//! once more. It reads both tables from end to end, so nothing that somebody waits for may call it.
//!
//! The ledger names nobody, so everybody who is named in the tables is held against it; of those alone whom it knows anything
//! is kept. What names them without a pointer that leads an erasure there, such as an event that an older version stored, gets
//! one first. An item that can't be read stops nothing: it is counted, and told by its kind.

mod named;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, Instant};

use domain::id::{ErasureId, WorkspaceId};

use self::named::{Found, Named};
use crate::item::SortKeys;
use crate::keys::Key;
use crate::ledger::{self, LedgerEntry, LedgerState};
use crate::tombstones::Erasure;
use crate::{Copies, Result, Store, StoreError, keys};

/// A pass that nobody waits for has all the time it wants.
const UNHURRIED: Duration = Duration::from_hours(24 * 365);

/// What a replay found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// How many erasures the ledger holds.
    pub known: usize,
    /// How many of those people the tables still held.
    pub erased: usize,
    /// How many items could not be read, by their kind. Whom they name nobody knows, and an erasure that met one did not end.
    pub unreadable: BTreeMap<&'static str, usize>,
}

/// Why tables don't know of all erasures of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// They lack some, or know less of them: they were restored since.
    Older,
    /// What they hold of some can't be read.
    Unreadable,
}

impl Replayed {
    /// Goes on without an item that can't be read. The log learns its kind alone: a key may hold a person's id.
    fn spare<T>(&mut self, read: Result<T>) -> Result<Option<T>> {
        match read {
            Err(StoreError::BadItem { pk, sk, .. }) => {
                let kind = keys::kind(&Key { pk, sk });
                tracing::error!(kind, "an item can't be read; a replay of erasures goes on without it");
                *self.unreadable.entry(kind).or_default() += 1;
                Ok(None)
            }
            read => read.map(Some),
        }
    }
}

/// Of two ledgers the newer word on each erasure, whichever has it.
pub fn newest(entries: impl IntoIterator<Item = LedgerEntry>) -> Vec<LedgerEntry> {
    let mut newest: BTreeMap<ErasureId, LedgerEntry> = BTreeMap::new();
    for entry in entries {
        let known = newest.entry(entry.id).or_insert(entry);
        if entry.is_newer_than(known) {
            *known = entry;
        }
    }
    newest.into_values().collect()
}

impl Store {
    /// Why a workspace does not know of all of these, where it does not. One that can't be read is as good as none: a replay
    /// goes through everything and tells it.
    pub async fn lack_of_erasures(&self, ws: &WorkspaceId, entries: &[LedgerEntry]) -> Result<Option<Lack>> {
        let mut unread = Replayed::default();
        for entry in entries {
            let known = unread.spare(self.ledger_entry(ws, entry.id).await)?;
            let tombstone = unread.spare(self.tombstone(ws, entry.id).await)?;
            let known = known.map(|known| known.map(|known| known.erased_at));
            let tombstone = tombstone.map(|tombstone| tombstone.map(|tombstone| tombstone.erased_at));
            let is_older = |at: Option<jiff::Timestamp>| at.is_none_or(|at| at < entry.erased_at);
            if [known, tombstone].into_iter().flatten().any(is_older) {
                return Ok(Some(Lack::Older));
            }
        }
        Ok((!unread.unreadable.is_empty()).then_some(Lack::Unreadable))
    }

    /// Erases everybody of a workspace once more whom the ledger names, or `entries` do, and whom the tables hold from before
    /// that; ends erasures that were cut off.
    pub async fn replay_erasures(
        &self,
        ws: &WorkspaceId,
        entries: &[LedgerEntry],
        copies: &dyn Copies,
    ) -> Result<Replayed> {
        let mut replayed = Replayed::default();
        let mut own = Vec::new();
        for item in self.query(&self.tables.rollups, &keys::ledger(ws), SortKeys::All).await? {
            own.extend(replayed.spare(ledger::read(item))?);
        }
        let all = newest(own.into_iter().chain(entries.iter().copied()));
        replayed.known = all.len();
        let mut named = self.named(ws, &all, &mut replayed).await?;
        for entry in &all {
            let again = self.replay(ws, entry, named.remove(&entry.id), copies).await;
            replayed.erased += usize::from(replayed.spare(again)?.unwrap_or(false));
        }
        Ok(replayed)
    }

    /// Does one erasure again; whether there was anything to do.
    async fn replay(
        &self,
        ws: &WorkspaceId,
        entry: &LedgerEntry,
        found: Option<Found>,
        copies: &dyn Copies,
    ) -> Result<bool> {
        self.put_ledger_entry(ws, entry).await?;
        // What was restored from after the erasure has its tombstone, and is as the erasure left it, or somebody new's.
        let standing = self.tombstone(ws, entry.id).await?;
        let standing = standing.filter(|tombstone| tombstone.erased_at >= entry.erased_at);
        if standing.as_ref().is_some_and(|tombstone| !tombstone.stands) {
            return Ok(false);
        }
        let running = self.running_erasure(ws, entry.id).await?;
        let person = found.as_ref().map(|found| found.person.clone());
        let erasure = match (running, person, standing) {
            (Some(running), ..) => running,
            (None, None, _) => {
                self.plant_tombstone(ws, entry).await?;
                // Nothing is held of them, so it has ended, however far it was.
                let ended = LedgerEntry { state: entry.state.max(LedgerState::Done), ..*entry };
                self.put_ledger_entry(ws, &ended).await?;
                return Ok(false);
            }
            (None, Some(person), Some(tombstone)) => {
                let (nobody, erased_at) = (tombstone.nobody, tombstone.erased_at);
                Erasure { id: entry.id, person, nobody, erased_at }
            }
            (None, Some(person), None) => self.begin_erasure(ws, &person, entry.erased_at).await?,
        };
        if let Some(found) = found {
            self.point_at(ws, &found).await?;
        }
        self.erase(ws, &erasure, copies, Instant::now() + UNHURRIED).await?;
        self.end_erasure(ws, &erasure).await?;
        if entry.state == LedgerState::Lifted {
            self.lift_tombstone(ws, &erasure.person).await?;
        }
        Ok(true)
    }

    /// Whom of those that the ledger knows the tables name in a workspace.
    async fn named(
        &self,
        ws: &WorkspaceId,
        entries: &[LedgerEntry],
        replayed: &mut Replayed,
    ) -> Result<HashMap<ErasureId, Found>> {
        let known: HashSet<_> = entries.iter().map(|entry| entry.id).collect();
        let mut named = Named::of(ws, self.names()?, known);
        for table in [&self.tables.data, &self.tables.rollups] {
            let mut items = self.client.scan().table_name(table).consistent_read(true).into_paginator().items().send();
            while let Some(item) = items.next().await {
                replayed.spare(named.note(&item?))?;
            }
        }
        Ok(named.found())
    }
}
