//! What a fold writes: a timeline with its entries, all or nothing as far as a transaction takes them, and the way to there
//! where it does not.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::id::WorkspaceId;
use domain::timeline::customer::Spell;
use domain::timeline::{self, Contributions, TimelineId};
use jiff::civil::Date;

use crate::item::{Put, number, to_item};
use crate::timeline_entries::EntryItem;
use crate::timeline_item::write;
use crate::timelines::{TicketPlace, Timeline, TimelineFence};
use crate::transaction::{Transacted, check_on, delete, delete_on, put, put_on};
use crate::{Result, Store, StoreError, keys};

/// How many items of a fold are written together; a transaction takes 100.
const TOGETHER: usize = 90;
/// How long their text may be together, in bytes; a transaction takes 4 MB.
const TEXT_TOGETHER: usize = 2_000_000;
/// The digest of an entry that may or may not have been written. No digest is empty.
const UNSURE: &str = "";

/// The condition that the fence is still this fold's, and its values.
fn own(fence: TimelineFence) -> (&'static str, Vec<(&'static str, AttributeValue)>) {
    ("fence = :own", vec![(":own", number(fence.0))])
}

impl Store {
    /// Writes what a timeline adds to its days, and its spells, if the fence is still this fold's; gives the timeline as it
    /// then stands, with the days that have yet to be told of. Nothing where the fence is another's.
    pub async fn write_timeline(
        &self,
        ws: &WorkspaceId,
        id: &TimelineId,
        old: &Timeline,
        (contributions, spells): (&Contributions, &[Spell]),
        fence: TimelineFence,
    ) -> Result<Option<Timeline>> {
        let digests = timeline::digests(contributions);
        let changed = timeline::changed_days(&old.days, &digests);
        let mut new = old.clone();
        new.days = digests;
        new.untold.extend(&changed);
        spells.clone_into(&mut new.spells);
        new.spells_untold |= new.spells != old.spells;
        if new == *old {
            return Ok(Some(new));
        }
        let chunks = self.entry_writes(ws, id, contributions, &changed)?;
        let ([] | [_]) = chunks.as_slice() else {
            return self.write_in_chunks(ws, id, (old, new), chunks, &changed, fence).await;
        };
        let mut parts = vec![self.header(ws, id, &new, fence)?];
        parts.extend(chunks.into_iter().flatten());
        Ok(self.transacted(parts).await?.then_some(new))
    }

    /// Writes more than a transaction takes. While it lasts the timeline names every day of which an entry may stand, so that
    /// none outlives a crash, and says of those that change that nobody knows what stands there.
    async fn write_in_chunks(
        &self,
        ws: &WorkspaceId,
        id: &TimelineId,
        (old, new): (&Timeline, Timeline),
        chunks: Vec<Vec<TransactWriteItem>>,
        changed: &BTreeSet<Date>,
        fence: TimelineFence,
    ) -> Result<Option<Timeline>> {
        let mut both = new.clone();
        both.days.extend(old.days.clone());
        both.days.extend(changed.iter().map(|day| (*day, UNSURE.to_owned())));
        if !self.transacted(vec![self.header(ws, id, &both, fence)?]).await? {
            return Ok(None);
        }
        for mut chunk in chunks {
            let (condition, values) = own(fence);
            chunk.push(check_on(&self.tables.rollups, &keys::timeline(ws, id), condition, values)?);
            if !self.transacted(chunk).await? {
                return Ok(None);
            }
        }
        Ok(self.transacted(vec![self.header(ws, id, &new, fence)?]).await?.then_some(new))
    }

    /// Writes down where a ticket stands among those of its person, for these to read, and takes it away where it stood
    /// before; if the fence is still this fold's. Gives whether it is.
    pub async fn place_ticket(
        &self,
        ws: &WorkspaceId,
        id: &TimelineId,
        timeline: &Timeline,
        before: Option<&TicketPlace>,
        fence: TimelineFence,
    ) -> Result<bool> {
        let mut parts = vec![self.header(ws, id, timeline, fence)?];
        parts.extend(self.place_writes(ws, id, before, timeline.place.as_ref())?);
        self.transacted(parts).await
    }

    /// Removes a timeline with its entries: its fence is raised first, so nobody who read its facts before can write it again.
    pub(crate) async fn remove_timeline(&self, ws: &WorkspaceId, id: &TimelineId) -> Result<()> {
        let (fence, standing) = self.raise_timeline_fence(ws, id).await?;
        let table = &self.tables.rollups;
        let (key, (condition, values)) = (keys::timeline(ws, id), own(fence));
        let days: Vec<_> = standing.days.keys().copied().collect();
        for days in days.chunks(TOGETHER) {
            let mut parts = vec![check_on(table, &key, condition, values.clone())?];
            for day in days {
                parts.push(delete(table, &keys::timeline_entry(ws, id, *day))?);
            }
            if !self.transacted(parts).await? {
                return Err(StoreError::Contended);
            }
        }
        let last = vec![delete_on(table, &key, condition, values)?];
        if self.transacted(last).await? { Ok(()) } else { Err(StoreError::Contended) }
    }

    /// Takes away a timeline of which nothing stands, so that its id stays nowhere, if the fence is still this fold's. Gives
    /// whether it is.
    pub async fn drop_timeline(&self, ws: &WorkspaceId, id: &TimelineId, fence: TimelineFence) -> Result<bool> {
        let (condition, values) = own(fence);
        self.transacted(vec![delete_on(&self.tables.rollups, &keys::timeline(ws, id), condition, values)?]).await
    }

    /// Writes down that all others were told, if the fence is still this fold's. Gives whether it is.
    pub async fn settle_timeline(
        &self,
        ws: &WorkspaceId,
        id: &TimelineId,
        timeline: &Timeline,
        fence: TimelineFence,
    ) -> Result<bool> {
        let told = timeline.opening();
        let settled = Timeline { untold: BTreeSet::new(), spells_untold: false, told, ..timeline.clone() };
        let item = write(&keys::timeline(ws, id), &settled, fence)?;
        let (condition, values) = own(fence);
        let put = self.put_if(&self.tables.rollups, item, condition, values).await?;
        Ok(matches!(put, Put::Done))
    }

    fn header(
        &self,
        ws: &WorkspaceId,
        id: &TimelineId,
        timeline: &Timeline,
        fence: TimelineFence,
    ) -> Result<TransactWriteItem> {
        let (condition, values) = own(fence);
        put_on(&self.tables.rollups, write(&keys::timeline(ws, id), timeline, fence)?, condition, values)
    }

    /// The puts and deletes of the entries of changed days, so many together as a transaction takes beside the timeline.
    fn entry_writes(
        &self,
        ws: &WorkspaceId,
        id: &TimelineId,
        contributions: &Contributions,
        changed: &BTreeSet<Date>,
    ) -> Result<Vec<Vec<TransactWriteItem>>> {
        let table = &self.tables.rollups;
        let mut chunks: Vec<Vec<TransactWriteItem>> = Vec::new();
        let mut room = 0;
        for day in changed {
            let key = keys::timeline_entry(ws, id, *day);
            let (write, length) = match contributions.get(day) {
                Some(contribution) => {
                    let cells = timeline::text(contribution);
                    let length = cells.len();
                    (put(table, to_item(&key, &EntryItem { cells })?, None)?, length)
                }
                None => (delete(table, &key)?, 0),
            };
            match chunks.last_mut() {
                Some(chunk) if chunk.len() < TOGETHER && length <= room => {
                    chunk.push(write);
                    room -= length;
                }
                _ => {
                    chunks.push(vec![write]);
                    room = TEXT_TOGETHER.saturating_sub(length);
                }
            }
        }
        Ok(chunks)
    }

    /// Writes parts of which only the fence can refuse one; gives whether they are written.
    async fn transacted(&self, parts: Vec<TransactWriteItem>) -> Result<bool> {
        Ok(matches!(self.transact(parts).await?, Transacted::Done))
    }
}
