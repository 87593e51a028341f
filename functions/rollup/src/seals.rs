//! Sealing: before the first answer of a day expires, what is marked of it is recomputed once more, and then the day is
//! never recomputed again. So a count outlives its answers, and no run finds some of them gone.

use domain::bucket::Source;
use domain::day::Zone;
use domain::id::WorkspaceId;
use domain::survey::Survey;
use jiff::{SignedDuration, Timestamp};
use store::{Mark, Seal, Written};

use crate::{RollupError, Rollups};

/// How long before the first answer expires a day is sealed: a night that fails is tried again in time.
const LEAD: SignedDuration = SignedDuration::from_hours(48);

impl Rollups {
    /// Looks after a workspace: seals what is about to expire, and closes the periods that are over.
    pub(crate) async fn night(&self, ws: &WorkspaceId, planned: Timestamp) -> Result<(), RollupError> {
        let now = planned.max(self.clock.now());
        let mut failed = None;
        for survey in self.store.surveys(ws).await?.into_iter().filter(|survey| survey.enps.is_none()) {
            // One survey that can't be sealed holds up no other.
            if let Err(error) = self.seal(ws, &survey, now).await {
                failed = Some(error);
            }
        }
        let closed = self.close_periods(ws, now).await;
        failed.map_or(Ok(()), Err)?;
        closed.map(drop)
    }

    /// Seals a survey's days that are about to expire, once a UTC date.
    async fn seal(&self, ws: &WorkspaceId, survey: &Survey, now: Timestamp) -> Result<(), RollupError> {
        let today = Zone::utc().date(now);
        let before = self.store.seal(ws, &survey.id).await?;
        if before.is_some_and(|seal| today <= seal.looked) {
            return Ok(());
        }
        let Some(counting) = self.counting(ws, &survey.id).await? else { return Ok(()) };
        let sealed = before.and_then(|seal| seal.through);
        let source = Source::from(&survey.id);
        let days = self.store.expiring_days(ws, &source, (sealed, counting.zone.date(now)), now + LEAD).await?;
        let last = days.into_iter().max();
        if let Some(last) = last {
            // The last UTC date that shares an instant with the last day.
            let date = Zone::utc().date(counting.zone.day(last).end);
            for mark in self.store.marks_of_answers(ws, &survey.id, date).await? {
                let Mark::Answers { date, .. } = &mark else { continue };
                let touches = counting.zone.days_of_utc_date(*date).first().is_some_and(|day| *day <= last);
                if touches && self.mark(&mark).await?.iter().any(|bucket| bucket.written == Written::Fenced) {
                    return Err(RollupError::Fenced);
                }
            }
            tracing::info!(survey = %survey.id, through = %last, "sealed the days whose answers are about to expire");
        }
        Ok(self.store.put_seal(ws, &survey.id, Seal { through: last, looked: today }).await?)
    }
}
