//! One task of the rollup: a request's days, a mark, or a bucket.

use domain::bucket::{Cube, Settled, Tally};
use domain::day::{Zone, days};
use domain::id::{RollupId, SurveyId, WorkspaceId};
use domain::input::Refusal;
use domain::survey::Survey;
use domain::task::RollupTask;
use domain::workspace::Workspace;
use jiff::civil::Date;
use store::{Job, Mark, Written};

use crate::{RollupError, Rollups};

/// How often a bucket that a request waits for is recomputed where others come between.
const TRIES: u32 = 4;

/// A bucket that was recomputed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which survey.
    pub survey: SurveyId,
    /// The local day.
    pub day: Date,
    /// What became of its counts.
    pub written: Written,
}

/// What the counts of a survey's buckets hang on beside its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting {
    /// The survey as it is now.
    pub survey: Survey,
    /// The zone of its days: its own, else the workspace's.
    pub zone: Zone,
    /// How many answers without a link or a trusted key an address may give in a day before all of them are suspect.
    pub suspect_limit: u32,
}

impl From<Refusal> for RollupError {
    fn from(refusal: Refusal) -> Self {
        Self::NotATask(refusal.reason)
    }
}

impl Rollups {
    /// Runs one task.
    pub(crate) async fn run(&self, task: RollupTask) -> Result<(), RollupError> {
        tracing::Span::current().record("workspace", task.workspace());
        match task {
            RollupTask::Range { workspace, job, from, to, survey } => {
                let survey = survey.map(|survey| survey.parse()).transpose()?;
                self.range(&workspace.parse()?, job.parse()?, Job { from, to, survey }).await
            }
            RollupTask::Mark { workspace, survey, date } => {
                let mark = Mark { workspace: workspace.parse()?, survey: survey.parse()?, date };
                self.mark(&mark).await.map(drop)
            }
            RollupTask::Bucket { workspace, survey, day, job } => {
                self.bucket(&workspace.parse()?, &survey.parse()?, day, job.parse()?).await
            }
        }
    }

    /// Spreads a request over the queue, a bucket a message, once they are counted.
    async fn range(&self, ws: &WorkspaceId, id: RollupId, job: Job) -> Result<(), RollupError> {
        let surveys = match &job.survey {
            Some(survey) => vec![survey.clone()],
            None => self.store.surveys(ws).await?.into_iter().map(|survey| survey.id).collect(),
        };
        let bucket = |survey: &SurveyId, day| RollupTask::Bucket {
            workspace: ws.to_string(),
            survey: survey.to_string(),
            day,
            job: id.to_string(),
        };
        let tasks: Vec<_> =
            surveys.iter().flat_map(|survey| days(job.from, job.to).map(move |day| bucket(survey, day))).collect();
        let buckets = u64::try_from(tasks.len()).unwrap_or(u64::MAX);
        self.store.put_job(ws, id, &job, Some(buckets), self.clock.now()).await?;
        self.spread(&tasks).await
    }

    async fn bucket(&self, ws: &WorkspaceId, survey: &SurveyId, day: Date, job: RollupId) -> Result<(), RollupError> {
        let changed = match self.counting(ws, survey).await? {
            None => false,
            Some(counting) => match self.recompute_at_last(ws, &counting, day).await? {
                Written::Changed(_) => true,
                Written::Unchanged => false,
                Written::Fenced => return Err(RollupError::Fenced),
            },
        };
        self.store.put_job_bucket(ws, job, survey, day, changed, self.clock.now()).await?;
        Ok(())
    }

    /// Recomputes the local days that a mark touches, and removes the mark if no response changed meanwhile.
    ///
    /// # Errors
    /// Where the tables fail; the mark stands, and the next schedule finds it.
    pub async fn mark(&self, mark: &Mark) -> Result<Vec<Day>, RollupError> {
        let Some(token) = self.store.mark_token(mark).await? else { return Ok(Vec::new()) };
        let Some(counting) = self.counting(&mark.workspace, &mark.survey).await? else {
            tracing::error!(survey = %mark.survey, "a mark names a survey that does not exist; it is dropped");
            self.store.clear_mark(mark, &token).await?;
            return Ok(Vec::new());
        };
        let mut done = Vec::new();
        for day in counting.zone.days_of_utc_date(mark.date) {
            let written = self.recompute(&mark.workspace, &counting, day).await?;
            done.push(Day { survey: counting.survey.id.clone(), day, written });
        }
        // A run that was fenced out leaves the mark: whoever raised the fence may still crash before it writes.
        if done.iter().all(|day| day.written != Written::Fenced) {
            self.store.clear_mark(mark, &token).await?;
        }
        Ok(done)
    }

    /// How a survey's buckets are counted; none where there is no such survey.
    ///
    /// # Errors
    /// Where the tables fail.
    pub async fn counting(&self, ws: &WorkspaceId, id: &SurveyId) -> Result<Option<Counting>, RollupError> {
        let Some(survey) = self.store.survey(ws, id).await? else { return Ok(None) };
        let workspace = self.store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone()));
        let zone = survey.zone(&workspace).clone();
        Ok(Some(Counting { survey, zone, suspect_limit: workspace.suspect_limit }))
    }

    /// Recomputes one bucket that a request waits for: where another run came between, once more.
    async fn recompute_at_last(
        &self,
        ws: &WorkspaceId,
        counting: &Counting,
        day: Date,
    ) -> Result<Written, RollupError> {
        let mut written = Written::Fenced;
        for _ in 0..TRIES {
            written = self.recompute(ws, counting, day).await?;
            if written != Written::Fenced {
                break;
            }
        }
        Ok(written)
    }

    /// Recomputes one bucket: raises its fence, reads all its answers page by page, and writes its counts if the fence is
    /// still its own.
    ///
    /// # Errors
    /// Where the tables fail; nothing is half written then.
    pub async fn recompute(&self, ws: &WorkspaceId, counting: &Counting, day: Date) -> Result<Written, RollupError> {
        let survey = &counting.survey;
        let fence = self.store.raise_fence(ws, &survey.id, day).await?;
        let cube = self.count(ws, counting, day).await?;
        let now = self.clock.now();
        let written = self.store.write_bucket(ws, &survey.id, day, &cube.capped().bounded(), fence, now).await?;
        tracing::info!(workspace = %ws, survey = %survey.id, %day, ?written, "recomputed a bucket");
        Ok(written)
    }

    /// Counts the answers of a bucket. They are read more than once only where more addresses posted in a day than a
    /// tally holds. An answer that changes between two readings may be counted wrong; its mark is set again then.
    async fn count(&self, ws: &WorkspaceId, counting: &Counting, day: Date) -> Result<Cube, RollupError> {
        let mut tally = Tally::new(&counting.survey, counting.suspect_limit);
        loop {
            let mut pages = self.store.responses(ws, &counting.survey.id, counting.zone.day(day));
            while let Some(page) = pages.next().await? {
                for response in &page {
                    tally.add(response);
                }
            }
            tally = match tally.settle() {
                Settled::Whole(cube) => return Ok(cube),
                Settled::Again(tally) => tally,
            };
        }
    }
}
