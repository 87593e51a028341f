//! Closing the periods of surveys of employees: what was answered becomes one result, and is gone.
//!
//! In this order, so that a run may stop anywhere and another go on: the gate closes and its secret is destroyed, the
//! answers are counted, their comments and then their result are written, the answers are removed, the gate is noted as
//! done. What was written once stays as it is, so a second run changes no byte.

use std::collections::BTreeMap;

use domain::enps::Tally;
use domain::id::{SurveyId, WorkspaceId};
use domain::task::RollupTask;
use domain::workspace::Workspace;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use store::{Gate, PeriodOf};

use crate::{RollupError, Rollups};

impl Rollups {
    /// Asks for every period of a workspace that is over and not done. Gives their number.
    ///
    /// # Errors
    /// Where the tables can't be read or the tasks not queued; whoever looks next finds the same periods.
    pub async fn close_periods(&self, ws: &WorkspaceId, now: Timestamp) -> Result<usize, RollupError> {
        let workspace = self.store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone()));
        let mut tasks = Vec::new();
        for survey in self.store.surveys(ws).await? {
            let Some(enps) = &survey.enps else { continue };
            let zone = survey.zone(&workspace);
            let over: Vec<_> = enps.periods.iter().filter(|period| period.closes_at(zone) <= now).collect();
            if over.is_empty() {
                continue;
            }
            let gates: BTreeMap<_, _> = self.store.enps_gates(ws, &survey.id).await?.into_iter().collect();
            let open = over.into_iter().filter(|period| gates.get(&period.from) != Some(&Gate::Closed { done: true }));
            tasks.extend(open.map(|period| RollupTask::Period {
                workspace: ws.to_string(),
                survey: survey.id.to_string(),
                from: period.from,
            }));
        }
        self.spread(&tasks).await?;
        Ok(tasks.len())
    }

    /// Closes one period that is over. `false` where there is nothing to do: it runs still, is done, or is none.
    ///
    /// # Errors
    /// Where the tables fail; another run goes on from there.
    pub async fn close_period(&self, ws: &WorkspaceId, survey: &SurveyId, from: Date) -> Result<bool, RollupError> {
        let workspace = self.store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone()));
        let survey = self.store.survey(ws, survey).await?;
        let found = survey.as_ref().and_then(|survey| Some((survey, survey.enps.as_ref()?)));
        let Some((survey, enps)) = found else { return Ok(false) };
        let closes_at = |period: &domain::enps::Period| period.closes_at(survey.zone(&workspace));
        let period = enps.period_from(from).filter(|period| closes_at(period) <= self.clock.now());
        let Some(period) = period else { return Ok(false) };
        let of = PeriodOf { workspace: ws, survey: &survey.id, period };
        if self.store.close_enps_gate(of).await? {
            return Ok(false);
        }
        if self.store.enps_result(of).await?.is_none() {
            let mut tally = Tally::default();
            self.store.enps_rows(of, |row| tally.add(row)).await?;
            let closed = tally.close(enps.group.is_some());
            let days = workspace.counting.retention_days.map(i64::from);
            let kept_until =
                days.and_then(|days| closes_at(&period).checked_add(SignedDuration::from_hours(24 * days)).ok());
            // Of so few answers that nothing is shown, no comment is kept either.
            let parts = match &closed {
                Some(_) => self.store.put_enps_comments(of, kept_until).await?,
                None => 0,
            };
            self.store.put_enps_result(of, closed.as_ref(), parts).await?;
        }
        self.store.remove_enps_rows(of).await?;
        self.store.finish_enps_gate(of).await?;
        tracing::info!(workspace = %ws, survey = %survey.id, %from, "closed a period");
        Ok(true)
    }
}
