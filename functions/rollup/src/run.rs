//! One task of the rollup: a request's days, a mark, or a bucket.

use domain::bucket::Source;
use domain::id::WorkspaceId;
use domain::input::Refusal;
use domain::task::RollupTask;
use domain::timeline::TimelineId;
use jiff::civil::Date;
use store::{Mark, Written};

use crate::range::Range;
use crate::{RollupError, Rollups};

/// A bucket that was recomputed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// What it counts.
    pub source: Source,
    /// The local day.
    pub day: Date,
    /// What became of its counts.
    pub written: Written,
}

impl From<Refusal> for RollupError {
    fn from(refusal: Refusal) -> Self {
        Self::NotATask(refusal.reason)
    }
}

/// The task that a mark asks for.
pub(crate) fn task_of(mark: &Mark) -> RollupTask {
    let workspace = mark.workspace().to_string();
    match mark {
        Mark::Answers { survey, date, .. } => RollupTask::Mark { workspace, survey: survey.to_string(), date: *date },
        Mark::Timeline { timeline, .. } => {
            RollupTask::Timeline { workspace, kind: timeline.kind, id: timeline.id.clone() }
        }
        Mark::Day { kind, day, .. } => {
            RollupTask::Day { workspace, kind: *kind, day: *day, job: None, after: None, changed: false }
        }
    }
}

impl Rollups {
    /// Runs one task. The futures lie on the heap: those of the AWS SDK are large and stand deep in each other.
    pub(crate) async fn run(&self, task: RollupTask) -> Result<(), RollupError> {
        tracing::Span::current().record("workspace", task.workspace());
        let workspace: WorkspaceId = task.workspace().parse()?;
        match task {
            RollupTask::Range { job, from, to, survey, kind, part, .. } => {
                let survey = survey.map(|survey| survey.parse().map(Source::Survey)).transpose()?;
                let of = survey.or(kind.map(Source::Timelines));
                Box::pin(self.range(&workspace, Range { job: job.parse()?, from, to, of, part })).await
            }
            RollupTask::Night { at, .. } => Box::pin(self.night(&workspace, at)).await,
            RollupTask::Sweep { date, .. } => Box::pin(self.sweep_answers(&workspace, date)).await,
            RollupTask::SweepDispatches { from, to, after, .. } => {
                Box::pin(self.sweep_dispatches(&workspace, (from, to), after)).await
            }
            RollupTask::Period { survey, from, .. } => {
                self.close_period(&workspace, &survey.parse()?, from).await.map(drop)
            }
            RollupTask::Mark { survey, date, .. } => {
                self.mark(&Mark::Answers { workspace, survey: survey.parse()?, date }).await.map(drop)
            }
            RollupTask::Bucket { survey, day, job, .. } => {
                Box::pin(self.bucket(&workspace, &survey.parse()?, day, job.parse()?)).await
            }
            RollupTask::Timeline { kind, id, .. } => {
                self.mark(&Mark::Timeline { workspace, timeline: TimelineId { kind, id } }).await.map(drop)
            }
            RollupTask::Day { kind, day, job: None, .. } => {
                self.mark(&Mark::Day { workspace, kind, day }).await.map(drop)
            }
            RollupTask::Day { kind, day, job: Some(job), after, changed, .. } => {
                Box::pin(self.requested_day(&workspace, (kind, day), job.parse()?, (after, changed))).await
            }
        }
    }

    /// Does what a mark asks for, and removes it if nothing changed meanwhile. Gives the buckets that were recomputed.
    ///
    /// # Errors
    /// Where the tables fail; the mark stands, and the next schedule finds it.
    pub async fn mark(&self, mark: &Mark) -> Result<Vec<Bucket>, RollupError> {
        // Each on the heap: the futures of the AWS SDK are large and stand deep in each other.
        match mark {
            Mark::Answers { workspace, survey, date } => Box::pin(self.answers(mark, workspace, survey, *date)).await,
            Mark::Timeline { workspace, timeline } => Box::pin(self.timeline(mark, workspace, timeline)).await,
            Mark::Day { workspace, kind, day } => Box::pin(self.day(mark, workspace, *kind, *day)).await,
        }
    }
}
