//! Buckets: fences, cubes and totals.
//!
//! A run raises the bucket's fence, reads all answers, and writes everything in one transaction on the condition that the
//! fence is still its own. So runs may overlap, crash and repeat, and the newest one wins. What did not change is not
//! written, so a run that is repeated changes no byte.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::bucket::{Cube, Source, Tallied};
use domain::id::WorkspaceId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::{Item, SortKeys, address, bad, from_item, key_of, number, text, to_item};
use crate::keys::Key;
use crate::retry::{TRIES, pause};
use crate::transaction::{Transacted, delete, put, update};
use crate::{Result, Store, StoreError, keys};

/// The longest totals that are kept beside a cube, in bytes: an item of 4 KB is read with one unit.
const MAX_TOTALS: usize = 3_500;

/// The right to write a bucket, until somebody raises its fence again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence {
    number: u64,
    /// When the first of the answers that were counted last expires; none where none ever does.
    pub expires: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct FenceItem {
    fence: u64,
    /// When the bucket changed last; outside what is compared, since a recomputation may run at any time.
    #[serde(default)]
    changed_at: Option<Timestamp>,
    /// In Unix seconds, as the answers' own time to live.
    #[serde(default)]
    expires: Option<i64>,
}

impl FenceItem {
    fn expires(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.expires?).ok()
    }
}

#[derive(Serialize, Deserialize)]
struct TotalsItem {
    revision: u64,
    digest: String,
    parts: usize,
    /// All counts together; not there where they would take more than [`MAX_TOTALS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counts: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct CubeItem {
    /// The revision of the bucket, the same in all its parts: a read that met a write knows it by this.
    revision: u64,
    /// How many parts the bucket has.
    parts: usize,
    cells: String,
}

/// The counts of a day, all dimensions together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals<C> {
    /// The counts; none where they are too long to be kept apart from the cube, whose total they are.
    pub cell: Option<C>,
    /// Grows only when the counts change; from 1.
    pub revision: u64,
    /// The digest of what was counted.
    pub digest: String,
}

/// What became of a recomputed bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Its counts changed; this is their revision now.
    Changed(u64),
    /// Its counts are what they were: nothing was written.
    Unchanged,
    /// Another run raised the fence since; that run writes.
    Fenced,
    /// The day is sealed: its counts stay what they are for ever, and nothing was read.
    Sealed,
}

fn day_of(item: &Item) -> Result<Date> {
    let key = key_of(item);
    let day = key.sk.split('#').next().unwrap_or_default();
    day.parse().map_err(|error: jiff::Error| bad(&key, &error))
}

/// The cubes of these parts; none where a write came between the reads of one bucket's parts.
fn whole_cubes<C: Tallied>(items: Vec<Item>) -> Result<Option<BTreeMap<Date, Cube<C>>>> {
    let mut cubes: BTreeMap<Date, Cube<C>> = BTreeMap::new();
    let mut read: BTreeMap<Date, Vec<(u64, usize)>> = BTreeMap::new();
    for item in items {
        let (key, day) = (key_of(&item), day_of(&item)?);
        let item: CubeItem = from_item(item)?;
        cubes.entry(day).or_default().read_part(&item.cells).map_err(|error| bad(&key, &error))?;
        read.entry(day).or_default().push((item.revision, item.parts));
    }
    let whole = read.values().all(|parts| parts.iter().all(|part| *part == parts[0]) && parts.len() == parts[0].1);
    Ok(whole.then_some(cubes))
}

/// Whether the parts of a cube are what they should be. One that can't be read is not.
fn stands(items: &[Item], parts: &[String], revision: u64) -> bool {
    let is = |(item, part): (&Item, &String)| {
        from_item::<CubeItem>(item.clone())
            .is_ok_and(|item| item.cells == *part && (item.revision, item.parts) == (revision, parts.len()))
    };
    items.len() == parts.len() && items.iter().zip(parts).all(is)
}

impl Store {
    /// Raises a bucket's fence: whoever raised it before can't write any more.
    pub async fn raise_fence(&self, ws: &WorkspaceId, source: &Source, day: Date) -> Result<Fence> {
        let key = keys::fence(ws, source, day);
        let raised = self
            .client
            .update_item()
            .table_name(&self.tables.rollups)
            .set_key(Some(address(&key)))
            .update_expression("SET fence = if_not_exists(fence, :zero) + :one")
            .expression_attribute_values(":zero", number(0))
            .expression_attribute_values(":one", number(1))
            .return_values(aws_sdk_dynamodb::types::ReturnValue::AllNew)
            .send()
            .await?;
        let raised = raised.attributes.ok_or_else(|| bad(&key, &"no fence came back"))?;
        let raised: FenceItem = from_item(raised)?;
        Ok(Fence { number: raised.fence, expires: raised.expires() })
    }

    /// Notes when the first answer of a bucket expires, if the fence is still this run's; `false` where it is not.
    pub async fn note_expiry(
        &self,
        ws: &WorkspaceId,
        source: &Source,
        day: Date,
        fence: Fence,
        expires: Option<Timestamp>,
    ) -> Result<bool> {
        let expires = expires.map_or(AttributeValue::Null(true), |at| number(at.as_second()));
        let noted = update(
            &self.tables.rollups,
            &keys::fence(ws, source, day),
            "SET expires = :expires",
            "fence = :own",
            vec![(":expires", expires), (":own", number(fence.number))],
        )?;
        Ok(matches!(self.transact(vec![noted]).await?, Transacted::Done))
    }

    /// The days after one day, up to another, of which an answer expires before a time.
    pub async fn expiring_days(
        &self,
        ws: &WorkspaceId,
        source: &Source,
        (after, last): (Option<Date>, Date),
        before: Timestamp,
    ) -> Result<Vec<Date>> {
        let first = after.map_or(Some(Date::ZERO), |after| after.tomorrow().ok());
        let Some(first) = first.filter(|first| *first <= last) else { return Ok(Vec::new()) };
        let range = (first.to_string(), last.to_string());
        let pk = keys::fence(ws, source, first).pk;
        let mut days = Vec::new();
        for item in self.query(&self.tables.rollups, &pk, SortKeys::Between(&range.0, &range.1)).await? {
            let day = day_of(&item)?;
            if from_item::<FenceItem>(item)?.expires().is_some_and(|expires| expires <= before) {
                days.push(day);
            }
        }
        Ok(days)
    }

    /// Whether counts are other ones than those that stand.
    pub async fn differs<C: Tallied>(
        &self,
        ws: &WorkspaceId,
        source: &Source,
        day: Date,
        cube: &Cube<C>,
    ) -> Result<bool> {
        let old = self.get::<TotalsItem>(&self.tables.rollups, &keys::totals(ws, source, day)).await?;
        Ok(old.map_or_else(|| cube.cells().next().is_some(), |old| old.digest != cube.digest()))
    }

    /// Writes a bucket's counts, if the fence is still this run's.
    pub async fn write_bucket<C: Tallied>(
        &self,
        ws: &WorkspaceId,
        source: &Source,
        day: Date,
        cube: &Cube<C>,
        fence: Fence,
        now: Timestamp,
    ) -> Result<Written> {
        let table = &self.tables.rollups;
        let totals_key = keys::totals(ws, source, day);
        let old = self.get::<TotalsItem>(table, &totals_key).await?;
        let digest = cube.digest();
        let parts = cube.parts();
        let unchanged = old.as_ref().map_or(parts.is_empty(), |old| old.digest == digest);
        let counts = serde_json::to_string(&cube.total()).map_err(|error| bad(&totals_key, &error))?;
        let counts = Some(counts).filter(|counts| counts.len() <= MAX_TOTALS);
        let before = old.as_ref().map_or(0, |old| old.revision);
        // The revision grows with the counts alone: items that don't say what their digest says are mended under the same one.
        let revision = if unchanged { before } else { before + 1 };
        let mut stale: Vec<Key> = (parts.len()..old.as_ref().map_or(0, |old| old.parts))
            .map(|part| keys::cube(ws, source, day, part))
            .collect();
        if unchanged {
            let standing = self.parts(ws, source, day).await?;
            let whole = old.as_ref().is_none_or(|old| old.counts == counts);
            if whole && stands(&standing, &parts, revision) {
                return Ok(Written::Unchanged);
            }
            stale = standing.iter().skip(parts.len()).map(key_of).collect();
        }
        let totals = TotalsItem { revision, digest, parts: parts.len(), counts };
        let mut writes = vec![
            update(
                table,
                &keys::fence(ws, source, day),
                "SET changed_at = :now",
                "fence = :own",
                vec![(":now", text(now.to_string())), (":own", number(fence.number))],
            )?,
            put(table, to_item(&totals_key, &totals)?, None)?,
        ];
        for (part, cells) in parts.iter().enumerate() {
            let key = keys::cube(ws, source, day, part);
            writes.push(put(
                table,
                to_item(&key, &CubeItem { revision, parts: parts.len(), cells: cells.clone() })?,
                None,
            )?);
        }
        for stale in &stale {
            writes.push(delete(table, stale)?);
        }
        match self.transact(writes).await? {
            Transacted::Done => Ok(Written::Changed(revision)),
            Transacted::Refused(_) => Ok(Written::Fenced),
        }
    }

    /// The parts of a bucket's cube, in their order.
    async fn parts(&self, ws: &WorkspaceId, source: &Source, day: Date) -> Result<Vec<Item>> {
        let pk = keys::cube(ws, source, day, 0).pk;
        self.query(&self.tables.rollups, &pk, SortKeys::Prefix(&format!("{day}#"))).await
    }

    /// The totals of each day that has any, from `first` to `last`, both included.
    pub async fn totals<C: Tallied>(
        &self,
        ws: &WorkspaceId,
        source: &Source,
        first: Date,
        last: Date,
    ) -> Result<Vec<(Date, Totals<C>)>> {
        let pk = keys::totals(ws, source, first).pk;
        let range = (first.to_string(), last.to_string());
        let items = self.query(&self.tables.rollups, &pk, SortKeys::Between(&range.0, &range.1)).await?;
        items
            .into_iter()
            .map(|item| {
                let (key, day) = (key_of(&item), day_of(&item)?);
                let item: TotalsItem = from_item(item)?;
                let cell = item.counts.map(|counts| serde_json::from_str(&counts)).transpose();
                let cell = cell.map_err(|error| bad(&key, &error))?;
                Ok((day, Totals { cell, revision: item.revision, digest: item.digest }))
            })
            .collect()
    }

    /// The revision of each day that has counts, from `first` to `last`, both included.
    pub async fn revisions(
        &self,
        ws: &WorkspaceId,
        source: &Source,
        first: Date,
        last: Date,
    ) -> Result<Vec<(Date, u64)>> {
        let pk = keys::totals(ws, source, first).pk;
        let range = (first.to_string(), last.to_string());
        let items = self.query(&self.tables.rollups, &pk, SortKeys::Between(&range.0, &range.1)).await?;
        items.into_iter().map(|item| Ok((day_of(&item)?, from_item::<TotalsItem>(item)?.revision))).collect()
    }

    /// The cubes of each day that has any, from `first` to `last`, both included.
    pub async fn cubes<C: Tallied>(
        &self,
        ws: &WorkspaceId,
        source: &Source,
        first: Date,
        last: Date,
    ) -> Result<BTreeMap<Date, Cube<C>>> {
        let pk = keys::cube(ws, source, first, 0).pk;
        // `~` sorts after every digit: all parts of the last day are in.
        let range = (first.to_string(), format!("{last}#~"));
        for attempt in 0..TRIES {
            let items = self.query(&self.tables.rollups, &pk, SortKeys::Between(&range.0, &range.1)).await?;
            if let Some(cubes) = whole_cubes(items)? {
                return Ok(cubes);
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }

    /// The days that a run has looked at, from `first` to `last`, both included, whether it found anything or not; each with
    /// when its counts changed last, which is never where there never were any.
    pub async fn looked_at(
        &self,
        ws: &WorkspaceId,
        source: &Source,
        first: Date,
        last: Date,
    ) -> Result<Vec<(Date, Option<Timestamp>)>> {
        let pk = keys::fence(ws, source, first).pk;
        let range = (first.to_string(), last.to_string());
        let fences = self.query(&self.tables.rollups, &pk, SortKeys::Between(&range.0, &range.1)).await?;
        fences.into_iter().map(|item| Ok((day_of(&item)?, from_item::<FenceItem>(item)?.changed_at))).collect()
    }
}
