//! The answers to a survey of some local days, newest first, as the list has them: a page at a time, so memory stays flat
//! however many there are, and a reader may go on where another one stopped.

use std::collections::HashSet;

use domain::bucket::{Needs, Source};
use domain::day::Zone;
use domain::id::{SubmissionId, WorkspaceId};
use domain::response::{AddressHash, Response};
use domain::survey::{Answer, Survey};
use domain::workspace::Workspace;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use store::{Mark, Store, StoreError};
use uuid::Uuid;
use web::problem::Problem;
use web::query::Days;

use super::bursts::{Crowd, Passed};
use super::{Row, Versions};
use crate::responses::not_of_employees;

/// How many rows are read at once. One has 400 KB at most, and about one as a rule.
const PAGE: usize = 250;
/// How many UTC dates back answers may lie that nobody has counted or marked yet.
const FRESH: i32 = 32;
/// What is said in the place of a position behind all rows.
const END: &str = "end";

/// Reads the answers to a survey.
#[derive(Debug)]
pub struct Answers {
    store: Store,
    ws: WorkspaceId,
    survey: Survey,
    zone: Zone,
    /// How many answers an address may give in a day.
    limit: u32,
    now: Timestamp,
    from: Timestamp,
    top: Uuid,
    /// The id below which the rest lies; none at the end.
    below: Option<Uuid>,
    /// The bursts of the local day that was looked at last.
    bursts: Option<(Date, HashSet<AddressHash>)>,
}

impl Answers {
    /// The answers of these local days. What has expired by `now` is left out.
    ///
    /// # Errors
    /// 409 for a survey of employees.
    pub fn of(
        store: &Store,
        workspace: &Workspace,
        versions: &Versions,
        days: Days,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        let survey = versions.survey();
        not_of_employees(survey)?;
        let zone = survey.zone(workspace).clone();
        // No id lies ahead of the clock by more than minutes, so days to come are not looked through.
        let end = zone.day(days.last).end.min(now + SignedDuration::from_hours(1));
        let top = SubmissionId::first_at(end);
        Ok(Self {
            store: store.clone(),
            ws: workspace.id.clone(),
            survey: survey.clone(),
            from: zone.start(days.first),
            zone,
            limit: workspace.suspect_limit,
            now,
            top,
            below: Some(top),
            bursts: None,
        })
    }

    /// Goes on where another reader of the same answers stood; none where the text is no position.
    #[must_use]
    pub fn from(self, position: &str) -> Option<Self> {
        let below = if position == END { None } else { Some(position.parse().ok()?) };
        Some(Self { below, ..self })
    }

    /// Where the rest begins, behind all rows that came so far.
    pub fn position(&self) -> String {
        self.below.map_or_else(|| END.to_owned(), |below| below.to_string())
    }

    /// How much of the time is looked through, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "it moves a bar")]
    pub fn done(&self) -> f64 {
        let millis = |id: Uuid| (id.as_u128() >> 80) as f64;
        let Some(below) = self.below else { return 1.0 };
        let whole = (millis(self.top) - millis(SubmissionId::first_at(self.from))).max(1.0);
        ((millis(self.top) - millis(below)) / whole).clamp(0.0, 1.0)
    }

    /// The next rows, often none; nothing at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Row>>, StoreError> {
        let Some(below) = self.below else { return Ok(None) };
        let found = self.store.newest_responses(&self.ws, &self.survey, self.from, below, PAGE).await?;
        let mut rows = Vec::with_capacity(found.responses.len());
        for response in found.responses {
            if !response.is_expired(self.now) {
                let burst = self.is_of_burst(&response).await?;
                rows.push(Row { response, burst });
            }
        }
        // Last: a read that failed is repeated from where it began.
        self.below = found.below;
        Ok(Some(rows))
    }

    /// Whether the rollup counts an answer as suspect for its address alone.
    async fn is_of_burst(&mut self, response: &Response) -> Result<bool, StoreError> {
        let Some(address) = response.address.filter(|_| says(response)) else { return Ok(false) };
        let day = day_of(&self.zone, response.id.time());
        if self.bursts.as_ref().is_none_or(|(known, _)| *known != day) {
            self.bursts = Some((day, self.bursts_of(day).await?));
        }
        Ok(self.bursts.as_ref().is_some_and(|(_, bursts)| bursts.contains(&address)))
    }

    async fn bursts_of(&self, day: Date) -> Result<HashSet<AddressHash>, StoreError> {
        let needs = Needs::of(&self.survey);
        let now = self.now.as_second();
        let mut crowd = Crowd::new(self.limit);
        loop {
            let mut pages = self.store.counted(&self.ws, &self.survey, &self.zone.day(day));
            while let Some(page) = pages.next().await? {
                for counted in page.each(&needs) {
                    let counted = counted?;
                    let there = counted.says && counted.expires.is_none_or(|expires| expires > now);
                    if let Some(address) = counted.address.filter(|_| there) {
                        crowd.count(address);
                    }
                }
            }
            crowd = match crowd.settle() {
                Passed::Whole(bursts) => return Ok(bursts),
                Passed::Again(crowd) => crowd,
            };
        }
    }
}

/// Whether anything was answered that still stands.
fn says(response: &Response) -> bool {
    response.answers.values().any(|answer| answer.value != Answer::Cleared)
}

/// The local day whose instants hold this one: where a clock goes back over midnight, its date may be the day's before.
fn day_of(zone: &Zone, at: Timestamp) -> Date {
    let date = zone.date(at);
    let near = [Ok(date), date.tomorrow(), date.yesterday()].into_iter().flatten();
    near.into_iter().find(|day| zone.day(*day).contains(&at)).unwrap_or(date)
}

/// The first local day that may hold answers to a survey.
pub async fn first_day(
    store: &Store,
    workspace: &Workspace,
    survey: &Survey,
    now: Timestamp,
) -> Result<Date, StoreError> {
    let ws = &workspace.id;
    let counted = store.counted_days(ws, &Source::from(&survey.id)).await?.map(|(first, _)| first);
    let today = survey.zone(workspace).date(now);
    let marks = store.marks_of_answers(ws, &survey.id, Date::MAX).await?;
    let marked = marks.iter().filter_map(|mark| match mark {
        // A UTC date's instants may be of the local day before.
        Mark::Answers { date, .. } => Some(date.yesterday().unwrap_or(*date)),
        _ => None,
    });
    let fresh = today.checked_sub(FRESH.days()).unwrap_or(today);
    Ok(marked.chain(counted).fold(fresh, Date::min))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_belongs_to_the_day_whose_range_holds_it() {
        for (zone, at, day) in [
            ("Europe/Riga", "2026-11-20T22:30:00Z", "2026-11-21"),
            // Clocks go from 00:00 back to 23:00 of the day before.
            ("America/Havana", "2026-11-01T04:30:00Z", "2026-11-01"),
            ("America/Asuncion", "2024-03-24T03:30:00Z", "2024-03-23"),
        ] {
            let zone: Zone = zone.parse().unwrap();
            let at = at.parse().unwrap();
            assert_eq!(day_of(&zone, at).to_string(), day, "{zone}");
            assert!(zone.day(day_of(&zone, at)).contains(&at), "{zone}");
        }
    }
}
