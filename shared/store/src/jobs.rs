//! Requests to recompute days, and how far they are. Each bucket done leaves an item of its own, so progress is counted
//! and never added up: a worker that repeats a bucket changes nothing.

use domain::bucket::Source;
use domain::id::{RollupId, SurveyId, WorkspaceId};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::item::{SortKeys, from_item, key_of};
use crate::{Result, Store, keys};

/// How long a request can be asked about.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A request to recompute days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The first local day.
    pub from: Date,
    /// The last local day, included.
    pub to: Date,
    /// One survey, or all.
    pub survey: Option<SurveyId>,
}

/// How far a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobProgress {
    /// How many buckets it asks for; none while nobody has counted them.
    pub buckets: Option<u64>,
    /// How many are done.
    pub done: u64,
    /// How many of those had other counts than before.
    pub changed: u64,
}

impl JobProgress {
    /// Whether every bucket is done.
    pub fn is_done(&self) -> bool {
        self.buckets.is_some_and(|buckets| buckets <= self.done)
    }
}

#[derive(Serialize, Deserialize)]
struct JobItem {
    from: Date,
    to: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    survey: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    buckets: Option<u64>,
    ttl: i64,
}

#[derive(Serialize, Deserialize)]
struct JobBucketItem {
    changed: bool,
    ttl: i64,
}

impl Store {
    /// Stores a request; `buckets` is how many buckets it asks for, once somebody has counted them.
    pub async fn put_job(
        &self,
        ws: &WorkspaceId,
        id: RollupId,
        job: &Job,
        buckets: Option<u64>,
        now: Timestamp,
    ) -> Result<()> {
        let item = JobItem {
            from: job.from,
            to: job.to,
            survey: job.survey.as_ref().map(ToString::to_string),
            buckets,
            ttl: (now + KEPT).as_second(),
        };
        self.put(&self.tables.rollups, &keys::job(ws, id), &item).await
    }

    /// Notes that a bucket of a request is done. Repeated, a bucket that changed once stays one that changed.
    pub async fn put_job_bucket(
        &self,
        ws: &WorkspaceId,
        id: RollupId,
        source: &Source,
        day: Date,
        changed: bool,
        now: Timestamp,
    ) -> Result<()> {
        let key = keys::job_bucket(ws, id, source, day);
        let before: Option<JobBucketItem> = self.get(&self.tables.rollups, &key).await?;
        let changed = changed || before.is_some_and(|before| before.changed);
        let item = JobBucketItem { changed, ttl: (now + KEPT).as_second() };
        self.put(&self.tables.rollups, &key, &item).await
    }

    /// How far a request of this workspace is.
    pub async fn job(&self, ws: &WorkspaceId, id: RollupId) -> Result<Option<JobProgress>> {
        let header = keys::job(ws, id);
        let mut progress = None;
        let (mut done, mut changed) = (0, 0);
        for item in self.query(&self.tables.rollups, &header.pk, SortKeys::All).await? {
            if key_of(&item) == header {
                progress = Some(from_item::<JobItem>(item)?.buckets);
            } else {
                done += 1;
                changed += u64::from(from_item::<JobBucketItem>(item)?.changed);
            }
        }
        Ok(progress.map(|buckets| JobProgress { buckets, done, changed }))
    }
}
