//! The ledger of erasures, held against tables that were restored from a backup: who was erased since it was made is erased
//! once more. It reads both tables from end to end, so nothing that somebody waits for may call it.
//!
//! The ledger names nobody, so everybody who is named in the tables is held against it. What names them without a pointer that
//! leads an erasure there, such as an event that an older version stored, gets one first.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use domain::id::{ErasureId, PersonId, SubmissionId, SurveyId, WorkspaceId};
use domain::timeline::{Kind, TimelineId};
use serde::Serialize;

use crate::item::{Item, key_of, to_item};
use crate::ledger::{LedgerEntry, LedgerState};
use crate::tombstones::Erasure;
use crate::{Copies, Result, Store, keys};

/// A pass that nobody waits for has all the time it wants.
const UNHURRIED: Duration = Duration::from_hours(24 * 365);

/// What a replay found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// How many erasures the ledger holds.
    pub known: usize,
    /// How many of those people the tables still held.
    pub erased: usize,
}

/// What names people, and no pointer of theirs leads to.
#[derive(Debug, Default)]
struct Named {
    people: BTreeSet<PersonId>,
    events: BTreeSet<(PersonId, TimelineId)>,
    answers: BTreeSet<(PersonId, SurveyId, SubmissionId)>,
}

#[derive(Serialize)]
struct PointerItem {}

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
    /// Whether the ledger of a workspace lacks any of these, or knows less of it: its tables were restored since.
    pub async fn lacks_erasures(&self, ws: &WorkspaceId, entries: &[LedgerEntry]) -> Result<bool> {
        for entry in entries {
            let known = self.ledger_entry(ws, entry.id).await?;
            let tombstone = self.tombstone(ws, entry.id).await?;
            let older = |at: Option<jiff::Timestamp>| at.is_none_or(|at| at < entry.erased_at);
            if older(known.map(|known| known.erased_at)) || older(tombstone.map(|tombstone| tombstone.erased_at)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Erases everybody of a workspace once more whom the ledger names, or `entries` do, and whom the tables hold from before
    /// that; ends erasures that were cut off.
    pub async fn replay_erasures(
        &self,
        ws: &WorkspaceId,
        entries: &[LedgerEntry],
        copies: &dyn Copies,
    ) -> Result<Replayed> {
        let own = self.erasures(ws).await?;
        let all = newest(own.into_iter().chain(entries.iter().copied()));
        let mut named = self.named(ws).await?;
        let mut people: HashMap<ErasureId, PersonId> = HashMap::new();
        for person in std::mem::take(&mut named.people) {
            people.insert(self.erasure_of(ws, &person)?, person);
        }
        let mut replayed = Replayed { known: all.len(), erased: 0 };
        for entry in &all {
            self.put_ledger_entry(ws, entry).await?;
            // What was restored from after the erasure has its tombstone, and is as the erasure left it, or somebody new's.
            let standing = self.tombstone(ws, entry.id).await?;
            let standing = standing.filter(|tombstone| tombstone.erased_at >= entry.erased_at);
            if standing.as_ref().is_some_and(|tombstone| !tombstone.stands) {
                continue;
            }
            let erasure = match (self.running_erasure(ws, entry.id).await?, people.remove(&entry.id), standing) {
                (Some(running), ..) => running,
                (None, None, _) => {
                    self.plant_tombstone(ws, entry).await?;
                    // Nothing is held of them, so it has ended, however far it was.
                    self.put_ledger_entry(ws, &LedgerEntry { state: entry.state.max(LedgerState::Done), ..*entry })
                        .await?;
                    continue;
                }
                (None, Some(person), Some(tombstone)) => {
                    let (nobody, erased_at) = (tombstone.nobody, tombstone.erased_at);
                    Erasure { id: entry.id, person, nobody, erased_at }
                }
                (None, Some(person), None) => self.begin_erasure(ws, &person, entry.erased_at).await?,
            };
            self.point_at(ws, &erasure.person, &named).await?;
            self.erase(ws, &erasure, copies, Instant::now() + UNHURRIED).await?;
            self.end_erasure(ws, &erasure).await?;
            if entry.state == LedgerState::Lifted {
                self.lift_tombstone(ws, &erasure.person).await?;
            }
            replayed.erased += 1;
        }
        Ok(replayed)
    }

    /// Everybody whom the tables name in a workspace.
    async fn named(&self, ws: &WorkspaceId) -> Result<Named> {
        let mut named = Named::default();
        for table in [&self.tables.data, &self.tables.rollups] {
            let mut items = self.client.scan().table_name(table).consistent_read(true).into_paginator().items().send();
            while let Some(item) = items.next().await {
                named.note(ws, item?)?;
            }
        }
        named.people.retain(|person| !person.is_nobody());
        Ok(named)
    }

    /// Leaves pointers by which an erasure of a person finds what names them.
    async fn point_at(&self, ws: &WorkspaceId, person: &PersonId, named: &Named) -> Result<()> {
        let events = named.events.iter().filter(|(who, _)| who == person);
        let answers = named.answers.iter().filter(|(who, ..)| who == person);
        let pointers = events
            .map(|(who, timeline)| keys::events_of(ws, who, timeline))
            .chain(answers.map(|(who, survey, id)| keys::pointer(ws, who, survey, *id)));
        for key in pointers {
            let item = to_item(&key, &PointerItem {})?;
            self.client.put_item().table_name(&self.tables.data).set_item(Some(item)).send().await?;
        }
        Ok(())
    }
}

impl Named {
    /// Notes whom an item names, if it is this workspace's.
    fn note(&mut self, ws: &WorkspaceId, item: Item) -> Result<()> {
        let key = key_of(&item);
        let person =
            item.get("person").and_then(|person| person.as_s().ok()).and_then(|id| id.parse::<PersonId>().ok());
        if let Some((_, who)) = keys::read_person(&key.pk).filter(|(of, _)| of == ws) {
            self.people.insert(who);
        } else if let Some((_, timeline)) = keys::read_event_partition(&key.pk).filter(|(of, _)| of == ws) {
            if let Some(who) = crate::events::read(item)?.person {
                self.people.insert(who.clone());
                if timeline.kind != Kind::Customers {
                    self.events.insert((who, timeline));
                }
            }
        } else if let Some((_, survey, _)) = keys::read_response_partition(&key.pk).filter(|(of, ..)| of == ws) {
            if let (Some(who), Ok(id)) = (person, key.sk.parse()) {
                self.people.insert(who.clone());
                self.answers.insert((who, survey, id));
            }
        } else if keys::read_dispatch(&key.pk, &key.sk).is_some_and(|(of, _)| of == *ws)
            || key.pk.starts_with(&format!("e#{ws}#"))
        {
            self.people.extend(person);
        } else {
            self.people.extend(keys::read_counted_person(ws, &key));
        }
        Ok(())
    }
}
