//! Timelines and their days, as marks and requests ask for them.
//!
//! Many timelines change one day. Only who sets a day's mark where none stood queues its sum, a little later; a sum that
//! finds the mark set again at its end queues itself once more. So a day is summed a few times and not once a timeline.

use std::time::Duration;

use domain::bucket::{Cube, Source};
use domain::facts::Facts;
use domain::id::{RollupId, WorkspaceId};
use domain::task::RollupTask;
use domain::timeline::{Kind, TimelineId};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::civil::Date;
use store::{Mark, Written};
use uuid::Uuid;

use crate::folds::Folded;
use crate::run::{Bucket, task_of};
use crate::{RollupError, Rollups};

/// How long what hangs on a fold waits for other folds that it hangs on too.
const GATHER: Duration = Duration::from_secs(2);
/// How many timelines one task of a request folds: well within a worker's time, even where each needs a second.
const PIECE: i32 = 500;
/// How many timelines a request folds side by side.
const SIDE_BY_SIDE: usize = 16;
/// How often a day that a request waits for is summed where others come between.
const TRIES: u32 = 4;

impl Rollups {
    /// Folds a timeline from all its facts, and removes its mark if no fact came meanwhile.
    pub(crate) async fn timeline(
        &self,
        mark: &Mark,
        ws: &WorkspaceId,
        id: &TimelineId,
    ) -> Result<Vec<Bucket>, RollupError> {
        let Some(token) = self.store.mark_token(mark).await? else { return Ok(Vec::new()) };
        // A fold that was fenced out leaves the mark: whoever raised the fence may still crash before it writes.
        let fenced = self.fold(ws, id).await? == Folded::Fenced;
        self.clear_or_queue(mark, &token, fenced).await?;
        Ok(Vec::new())
    }

    /// Sums a day that is marked, and removes the mark if no timeline changed the day meanwhile.
    pub(crate) async fn day(
        &self,
        mark: &Mark,
        ws: &WorkspaceId,
        kind: Kind,
        day: Date,
    ) -> Result<Vec<Bucket>, RollupError> {
        let Some(token) = self.store.mark_token(mark).await? else { return Ok(Vec::new()) };
        let written = self.sum(ws, kind, day).await?;
        self.clear_or_queue(mark, &token, written == Written::Fenced).await?;
        Ok(vec![Bucket { source: kind.into(), day, written }])
    }

    /// Folds some timelines of a day that a request asks for, and queues the next ones; after the last it sums the day and
    /// notes it as done. A piece that comes twice folds the same again, and queues the same again.
    pub(crate) async fn requested_day(
        &self,
        ws: &WorkspaceId,
        (kind, day): (Kind, Date),
        job: RollupId,
        (after, changed): (Option<String>, bool),
    ) -> Result<(), RollupError> {
        let (next, differs) = self.fold_piece(ws, kind, day, after.as_deref()).await?;
        let changed = changed || differs;
        if next.is_some() {
            let (workspace, job) = (ws.to_string(), Some(job.to_string()));
            return self.spread(&[RollupTask::Day { workspace, kind, day, job, after: next, changed }]).await;
        }
        // A sum between two pieces may have written what they changed.
        let changed = match self.sum_at_last(ws, kind, day).await? {
            Written::Changed(_) => true,
            Written::Unchanged | Written::Sealed => changed,
            Written::Fenced => return Err(RollupError::Fenced),
        };
        Ok(self.store.put_job_bucket(ws, job, &kind.into(), day, changed, self.clock.now()).await?)
    }

    /// Folds every timeline that adds to a day once more, as the workspace's settings now are, and sums the day. Other days
    /// that change by it are marked. For whoever has no limit of time.
    ///
    /// # Errors
    /// Where the tables fail, or a fact or an entry can't be read.
    pub async fn recount_timelines(&self, ws: &WorkspaceId, kind: Kind, day: Date) -> Result<Written, RollupError> {
        let mut after = None;
        loop {
            after = self.fold_piece(ws, kind, day, after.as_deref()).await?.0;
            if after.is_none() {
                return self.sum_at_last(ws, kind, day).await;
            }
        }
    }

    /// Folds the next timelines that add to a day. Gives the last of them where there are more, and whether one of them adds
    /// something else to the day than before.
    async fn fold_piece(
        &self,
        ws: &WorkspaceId,
        kind: Kind,
        day: Date,
        after: Option<&str>,
    ) -> Result<(Option<String>, bool), RollupError> {
        let page = self.store.entries_after(ws, (kind, day), after, PIECE).await?;
        let folds = page.items.into_iter().map(|entry| TimelineId { kind, id: entry.id });
        let folds: Vec<_> = folds.map(|id| Box::pin(self.fold_or_mark(ws, id, day))).collect();
        let changes: Vec<bool> = stream::iter(folds).buffer_unordered(SIDE_BY_SIDE).try_collect().await?;
        Ok((page.next, changes.contains(&true)))
    }

    /// Sums a day that somebody waits for: where another run came between, once more.
    async fn sum_at_last(&self, ws: &WorkspaceId, kind: Kind, day: Date) -> Result<Written, RollupError> {
        let mark = Mark::Day { workspace: ws.clone(), kind, day };
        let mut written = Written::Fenced;
        for _ in 0..TRIES {
            let token = self.store.mark_token(&mark).await?;
            written = self.sum(ws, kind, day).await?;
            if written != Written::Fenced {
                if let Some(token) = token {
                    self.store.clear_mark(&mark, &token).await?;
                }
                break;
            }
        }
        Ok(written)
    }

    /// Folds a timeline, and tells whether it adds something else to a day than before. One that another folds at the same time is marked, in case that one fails; so is one that can't be
    /// folded at all, which keeps no other from being.
    async fn fold_or_mark(&self, ws: &WorkspaceId, timeline: TimelineId, day: Date) -> Result<bool, RollupError> {
        match self.fold(ws, &timeline).await {
            Ok(Folded::Changed(days)) => return Ok(days.contains(&day)),
            Ok(Folded::Unchanged) => return Ok(false),
            Ok(Folded::Fenced) => {}
            Err(RollupError::Store(error)) if !error.retryable() => {
                tracing::error!(workspace = %ws, %error, "a timeline could not be folded; what it added stays");
            }
            Err(error) => return Err(error),
        }
        self.mark_and_queue(vec![Mark::Timeline { workspace: ws.clone(), timeline }]).await?;
        Ok(false)
    }

    /// Sums what all timelines of a kind add to a day.
    ///
    /// # Errors
    /// Where the tables fail, or an entry can't be read; nothing is half written then.
    pub async fn sum(&self, ws: &WorkspaceId, kind: Kind, day: Date) -> Result<Written, RollupError> {
        let source = Source::from(kind);
        let fence = self.store.raise_fence(ws, &source, day).await?;
        let mut cube = Cube::<Facts>::default();
        let mut pages = self.store.entries(ws, kind, day);
        while let Some(page) = pages.next().await? {
            for entry in page {
                entry.add_to(&mut cube)?;
            }
        }
        let now = self.clock.now();
        let written = self.store.write_bucket(ws, &source, day, &cube.capped().bounded(), fence, now).await?;
        tracing::info!(workspace = %ws, kind = kind.name(), %day, ?written, "recomputed a bucket");
        Ok(written)
    }

    /// Sets marks, and queues what they ask for where none stood: who set the one that stood has queued it.
    pub(crate) async fn mark_and_queue(&self, marks: Vec<Mark>) -> Result<(), RollupError> {
        let mut tasks = Vec::new();
        for mark in marks {
            if self.store.put_mark(&mark, &Uuid::new_v4().simple().to_string()).await? {
                tasks.push(task_of(&mark));
            }
        }
        self.spread_after(&tasks, GATHER).await
    }

    /// Removes a mark whose work is done; where it is not, or the mark was set again meanwhile, the work is queued again.
    async fn clear_or_queue(&self, mark: &Mark, token: &str, fenced: bool) -> Result<(), RollupError> {
        if fenced || !self.store.clear_mark(mark, token).await? {
            self.spread_after(&[task_of(mark)], GATHER).await?;
        }
        Ok(())
    }
}
