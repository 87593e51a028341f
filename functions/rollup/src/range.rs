//! Requests for days: spread over the queue, so that ten thousand buckets are the work of many workers.
//!
//! A request counts its buckets, and then falls into smaller ones: by survey and kind of timelines, by stretches of days, by
//! day. Each step may be repeated: what is done is told by an item for each bucket.

use domain::bucket::Source;
use domain::day::days;
use domain::id::{RollupId, SurveyId, WorkspaceId};
use domain::task::RollupTask;
use domain::timeline::Kind;
use jiff::ToSpan;
use jiff::civil::Date;
use store::{Job, Written};

use crate::{RollupError, Rollups};

/// How many buckets one worker spreads at once.
const PART: usize = 100;

/// Days to recompute for a request.
#[derive(Clone, Debug)]
pub(crate) struct Range {
    pub(crate) job: RollupId,
    pub(crate) from: Date,
    pub(crate) to: Date,
    /// One survey or kind of timelines, or all.
    pub(crate) of: Option<Source>,
    /// Whether its buckets are counted already, as a part of another one's.
    pub(crate) part: bool,
}

impl Range {
    fn task(&self, ws: &WorkspaceId, of: &Source, (from, to): (Date, Date)) -> RollupTask {
        let (survey, kind) = match of {
            Source::Survey(survey) => (Some(survey.to_string()), None),
            Source::Timelines(kind) => (None, Some(*kind)),
        };
        RollupTask::Range { workspace: ws.to_string(), job: self.job.to_string(), from, to, survey, kind, part: true }
    }

    fn bucket(&self, ws: &WorkspaceId, of: &Source, day: Date) -> RollupTask {
        let (workspace, job) = (ws.to_string(), self.job.to_string());
        match of {
            Source::Survey(survey) => RollupTask::Bucket { workspace, survey: survey.to_string(), day, job },
            Source::Timelines(kind) => {
                RollupTask::Day { workspace, kind: *kind, day, job: Some(job), after: None, changed: false }
            }
        }
    }

    /// What it falls into.
    fn parts(&self, ws: &WorkspaceId, sources: &[Source]) -> Vec<RollupTask> {
        let all = days(self.from, self.to).count();
        if sources.len().saturating_mul(all) <= PART {
            let buckets = sources.iter().flat_map(|of| days(self.from, self.to).map(|day| self.bucket(ws, of, day)));
            return buckets.collect();
        }
        if let [of] = sources {
            let step = i64::try_from(PART).unwrap_or(i64::MAX);
            let begins = self.from.series(step.days()).take_while(|from| *from <= self.to);
            let stretch =
                begins.map(|from| (from, from.checked_add((step - 1).days()).map_or(self.to, |to| to.min(self.to))));
            return stretch.map(|stretch| self.task(ws, of, stretch)).collect();
        }
        sources.iter().map(|of| self.task(ws, of, (self.from, self.to))).collect()
    }
}

impl Rollups {
    /// Everything of a workspace that has buckets.
    ///
    /// # Errors
    /// Where the surveys can't be read.
    pub async fn sources(&self, ws: &WorkspaceId) -> Result<Vec<Source>, RollupError> {
        // The answers of closed periods are in no bucket.
        let surveys = self.store.surveys(ws).await?.into_iter().filter(|survey| survey.enps.is_none());
        let surveys = surveys.map(|survey| Source::Survey(survey.id));
        Ok(surveys.chain(Kind::ALL.map(Source::Timelines)).collect())
    }

    /// Spreads a request over the queue, once its buckets are counted.
    pub(crate) async fn range(&self, ws: &WorkspaceId, range: Range) -> Result<(), RollupError> {
        let sources = match &range.of {
            Some(of) => vec![of.clone()],
            None => self.sources(ws).await?,
        };
        if !range.part {
            let buckets = sources.len().saturating_mul(days(range.from, range.to).count());
            let survey = match &range.of {
                Some(Source::Survey(survey)) => Some(survey.clone()),
                _ => None,
            };
            let job = Job { from: range.from, to: range.to, survey };
            let buckets = Some(u64::try_from(buckets).unwrap_or(u64::MAX));
            self.store.put_job(ws, range.job, &job, buckets, self.clock.now()).await?;
        }
        self.spread(&range.parts(ws, &sources)).await
    }

    /// Recomputes a survey's day for a request.
    pub(crate) async fn bucket(
        &self,
        ws: &WorkspaceId,
        survey: &SurveyId,
        day: Date,
        job: RollupId,
    ) -> Result<(), RollupError> {
        let written = match self.counting(ws, survey).await? {
            None => Written::Unchanged,
            Some(counting) => self.recompute_at_last(ws, &counting, day).await?,
        };
        self.done(ws, job, &survey.into(), day, written).await
    }

    async fn done(
        &self,
        ws: &WorkspaceId,
        job: RollupId,
        of: &Source,
        day: Date,
        written: Written,
    ) -> Result<(), RollupError> {
        let changed = match written {
            Written::Changed(_) => true,
            Written::Unchanged | Written::Sealed => false,
            Written::Fenced => return Err(RollupError::Fenced),
        };
        Ok(self.store.put_job_bucket(ws, job, of, day, changed, self.clock.now()).await?)
    }
}
