//! Buckets of answers: a survey's local days, recomputed from all answers of the day.

use std::collections::BTreeSet;

use domain::bucket::{Cube, Needs, Settled, Source, Tally};
use domain::day::Zone;
use domain::id::{SurveyId, WorkspaceId};
use domain::score::SurveyKind;
use domain::survey::Survey;
use domain::workspace::Workspace;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Mark, StoreError, Written};
use uuid::Uuid;

use crate::run::Bucket;
use crate::{RollupError, Rollups};

/// How often a bucket that a request waits for is recomputed where others come between.
const TRIES: u32 = 4;
/// How many marks are set side by side.
const AT_ONCE: usize = 16;

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

/// When the days are marked of those answers that a bucket's answers may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spread {
    /// Every time: an answer changed, and what it was before is not known.
    Always,
    /// Where other counts are written: nothing says that an answer changed.
    OnChange,
    /// Never: this is such a day.
    Never,
}

/// What the answers of a bucket come to.
struct Counted {
    cube: Cube,
    expires: Option<Timestamp>,
    earlier: BTreeSet<Date>,
}

impl Rollups {
    /// Recomputes the local days that a mark of answers touches, and removes it if no response changed meanwhile.
    pub(crate) async fn answers(
        &self,
        mark: &Mark,
        ws: &WorkspaceId,
        id: &SurveyId,
        date: Date,
    ) -> Result<Vec<Bucket>, RollupError> {
        let Some(seen) = self.store.seen_mark(mark).await? else { return Ok(Vec::new()) };
        let Some(counting) = self.counting(ws, id).await? else {
            tracing::error!(survey = %id, "a mark names a survey that does not exist; it is dropped");
            self.store.clear_mark(mark, &seen.token).await?;
            return Ok(Vec::new());
        };
        let spread = if seen.spreads { Spread::Always } else { Spread::Never };
        let mut done = Vec::new();
        for day in counting.zone.days_of_utc_date(date) {
            let written = self.run_bucket(ws, &counting, day, (spread, Some(date))).await?;
            done.push(Bucket { source: Source::from(id), day, written });
        }
        // A run that was fenced out leaves the mark: whoever raised the fence may still crash before it writes. So does one
        // whose date falls on other days by now.
        let moved = self.counting(ws, id).await?.is_none_or(|now| now.zone != counting.zone);
        if !moved && done.iter().all(|bucket| bucket.written != Written::Fenced) {
            self.store.clear_mark(mark, &seen.token).await?;
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

    /// Recomputes one bucket that somebody waits for: where another run came between, once more.
    ///
    /// # Errors
    /// Where the tables fail; nothing is half written then.
    pub async fn recompute_at_last(
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
    /// still its own. A sealed one is not looked at.
    ///
    /// # Errors
    /// Where the tables fail; nothing is half written then.
    pub async fn recompute(&self, ws: &WorkspaceId, counting: &Counting, day: Date) -> Result<Written, RollupError> {
        self.run_bucket(ws, counting, day, (Spread::OnChange, None)).await
    }

    async fn run_bucket(
        &self,
        ws: &WorkspaceId,
        counting: &Counting,
        day: Date,
        (spread, marked): (Spread, Option<Date>),
    ) -> Result<Written, RollupError> {
        let survey = &counting.survey.id;
        let written = self.rewrite(ws, counting, day, (spread, marked)).await?;
        if written == Written::Sealed {
            tracing::warn!(workspace = %ws, %survey, %day, "a sealed day stays as it is: its answers have expired, or are about to");
        } else {
            tracing::info!(workspace = %ws, %survey, %day, ?written, "recomputed a bucket");
        }
        Ok(written)
    }

    async fn rewrite(
        &self,
        ws: &WorkspaceId,
        counting: &Counting,
        day: Date,
        (spread, marked): (Spread, Option<Date>),
    ) -> Result<Written, RollupError> {
        let (survey, source) = (&counting.survey.id, Source::from(&counting.survey.id));
        if self.store.seal(ws, survey).await?.is_some_and(|seal| seal.covers(day)) {
            return Ok(Written::Sealed);
        }
        let fence = self.store.raise_fence(ws, &source, day).await?;
        // The last defence, where nobody came to seal the day in time: some of its answers may be gone.
        if fence.expires.is_some_and(|expires| expires <= self.clock.now()) {
            return Ok(Written::Sealed);
        }
        // As the settings are now: a run that read them before they changed must not write after one that did not.
        let Some(counting) = self.counting(ws, survey).await? else { return Ok(Written::Unchanged) };
        let Counted { cube, expires, mut earlier } = self.count(ws, &counting, day).await?;
        if expires != fence.expires && !self.store.note_expiry(ws, &source, day, fence, expires).await? {
            return Ok(Written::Fenced);
        }
        // The other days of the mark are recomputed with this one.
        earlier.retain(|date| marked != Some(*date));
        let spreads = match spread {
            Spread::Always => true,
            Spread::OnChange => !earlier.is_empty() && self.store.differs(ws, &source, day, &cube).await?,
            Spread::Never => false,
        };
        // Before the counts: a run that ends between the two is repeated, and finds these counts as new as they were.
        if spreads {
            self.mark_again(ws, survey, earlier).await?;
        }
        Ok(self.store.write_bucket(ws, &source, day, &cube, fence, self.clock.now()).await?)
    }

    /// Marks the days of answers that others may stand for. Those mark none in turn: whatever changes an answer marks the
    /// days of all before it.
    async fn mark_again(&self, ws: &WorkspaceId, survey: &SurveyId, dates: BTreeSet<Date>) -> Result<(), RollupError> {
        let marks = dates.into_iter().map(|date| Mark::Answers { workspace: ws.clone(), survey: survey.clone(), date });
        let setting: Vec<_> = marks.map(|mark| Box::pin(self.put_quiet(mark))).collect();
        Ok(stream::iter(setting).buffer_unordered(AT_ONCE).try_collect().await?)
    }

    async fn put_quiet(&self, mark: Mark) -> Result<(), StoreError> {
        self.store.put_quiet_mark(&mark, &Uuid::new_v4().simple().to_string()).await
    }

    /// Counts the answers of a bucket, within its bounds. They are read more than once only where more addresses posted in a
    /// day, or more combinations of values came, than a tally holds. An answer that changes between two readings may be
    /// counted wrong; its mark is set again then.
    async fn count(&self, ws: &WorkspaceId, counting: &Counting, day: Date) -> Result<Counted, RollupError> {
        let (survey, needs) = (&counting.survey, Needs::of(&counting.survey));
        let now = self.clock.now().as_second();
        let mut tally = Tally::new(survey, counting.suspect_limit);
        let (mut earlier, mut expires) = (BTreeSet::new(), None::<i64>);
        loop {
            let mut pages = self.store.counted(ws, survey, &counting.zone.day(day));
            while let Some(page) = pages.next().await? {
                let judged = match survey.kind {
                    SurveyKind::Relationship => Some(self.judge(ws, counting, day, &page, &needs).await?),
                    SurveyKind::Transactional => None,
                };
                for counted in page.each(&needs) {
                    let mut counted = counted?;
                    if let Some(at) = counted.expires {
                        // Whatever is about to be removed is not there any more.
                        if at <= now {
                            continue;
                        }
                        expires = Some(expires.map_or(at, |first| first.min(at)));
                    }
                    if let Some(judged) = &judged {
                        counted.standing = judged.standing(counted.id);
                    }
                    tally.count(&counted);
                }
                earlier.extend(judged.into_iter().flat_map(|judged| judged.earlier));
            }
            tally = match tally.settle() {
                Settled::Whole(cube) => {
                    let expires = expires.and_then(|at| Timestamp::from_second(at).ok());
                    return Ok(Counted { cube, expires, earlier });
                }
                Settled::Again(tally) => tally,
            };
        }
    }
}
