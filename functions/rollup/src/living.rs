//! Relationship surveys: which answers of known people count. Those of living customers do, and of each of them the last
//! one of a calendar quarter in the survey's zone.
//!
//! Each person costs two reads, and one more for each later answer of theirs that has to be looked at. They are read for a
//! page of answers at a time, a few side by side, so memory stays flat.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use domain::bucket::{Needs, Standing};
use domain::day::Zone;
use domain::id::{PersonId, SubmissionId, WorkspaceId};
use futures::{StreamExt, stream};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use store::{CountedPage, StoreError};

use crate::answers::Counting;
use crate::{RollupError, Rollups};

/// How many people are read side by side.
const AT_ONCE: usize = 16;

/// The instants of the calendar quarter of a local date.
fn quarter(zone: &Zone, day: Date) -> Range<Timestamp> {
    let month = (day.month() - 1) / 3 * 3 + 1;
    // Every month has a first day.
    let first = day.with().month(month).day(1).build().unwrap_or(day);
    let next = first.checked_add(3.months()).map_or(Timestamp::MAX, |next| zone.start(next));
    zone.start(first)..next
}

/// What is made of the answers of a page.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    standing: HashMap<SubmissionId, Standing>,
    /// The UTC dates of earlier answers of the same people in the same quarter, but for those of the day itself: what
    /// became of these answers decides whether those count.
    pub(crate) earlier: BTreeSet<Date>,
}

impl Judged {
    /// What is made of an answer.
    pub(crate) fn standing(&self, id: SubmissionId) -> Standing {
        self.standing.get(&id).copied().unwrap_or_default()
    }
}

/// An answer of a page: its id, and whether it would count but for its person.
type Own = (SubmissionId, bool);

impl Rollups {
    /// Looks up what a relationship survey makes of the answers of a page of a local day.
    pub(crate) async fn judge(
        &self,
        ws: &WorkspaceId,
        counting: &Counting,
        day: Date,
        page: &CountedPage,
        needs: &Needs,
    ) -> Result<Judged, RollupError> {
        let mut people: BTreeMap<PersonId, Vec<Own>> = BTreeMap::new();
        for counted in page.each(needs) {
            let counted = counted?;
            if let Some(person) = counted.person {
                let counts = counted.score.is_some() && !counted.suspect;
                people.entry(person.parse()?).or_default().push((counted.id, counts));
            }
        }
        let judging: Vec<_> =
            people.iter().map(|(person, own)| Box::pin(self.of(ws, counting, day, person, own))).collect();
        let mut judging = stream::iter(judging).buffer_unordered(AT_ONCE);
        let mut all = Judged::default();
        while let Some(of_one) = judging.next().await {
            let of_one = of_one?;
            all.standing.extend(of_one.standing);
            all.earlier.extend(of_one.earlier);
        }
        Ok(all)
    }

    /// What is made of a person's answers.
    async fn of(
        &self,
        ws: &WorkspaceId,
        counting: &Counting,
        day: Date,
        person: &PersonId,
        own: &[Own],
    ) -> Result<Judged, StoreError> {
        let (spells, answers) =
            futures::try_join!(Box::pin(self.store.spells(ws, person)), Box::pin(self.store.answers_of(ws, person)))?;
        let to_this = answers.into_iter().filter(|(survey, _)| *survey == counting.survey.id);
        // Newest first: what is last is found at once, as a rule.
        let given: Vec<SubmissionId> = to_this.map(|(_, id)| id).collect::<BTreeSet<_>>().into_iter().rev().collect();
        let today = counting.zone.day(day);
        let mut stands: HashMap<SubmissionId, bool> = HashMap::new();
        let mut judged = Judged::default();
        for (id, counts) in own.iter().copied() {
            let at = id.time();
            let quarter = quarter(&counting.zone, counting.zone.date(at));
            let of_quarter = given.iter().copied().filter(|other| quarter.contains(&other.time()));
            let (mut later, mut earlier) = (Vec::new(), Vec::new());
            of_quarter
                .filter(|other| *other != id)
                .for_each(|other| if other > id { later.push(other) } else { earlier.push(other) });
            let elsewhere = earlier.iter().map(|other| other.time()).filter(|at| !today.contains(at));
            judged.earlier.extend(elsewhere.map(|at| Zone::utc().date(at)));
            if !counts {
                continue;
            }
            let living = spells.iter().any(|spell| spell.covers(at));
            let standing = if living {
                if self.any_stands(ws, counting, person, &later, &mut stands).await? {
                    Standing::Replaced
                } else {
                    Standing::Counts
                }
            } else {
                Standing::Outsider
            };
            judged.standing.insert(id, standing);
        }
        Ok(judged)
    }

    /// Whether one of these answers is a scored one of this person that nobody suspects. A burst of its address does not
    /// matter here: it is known only to the day that counts it.
    async fn any_stands(
        &self,
        ws: &WorkspaceId,
        counting: &Counting,
        person: &PersonId,
        answers: &[SubmissionId],
        known: &mut HashMap<SubmissionId, bool>,
    ) -> Result<bool, StoreError> {
        for id in answers {
            let stands = if let Some(stands) = known.get(id) {
                *stands
            } else {
                let read = self.store.response(ws, &counting.survey, *id).await?;
                let stands = read.is_some_and(|(response, _)| {
                    let own = response.person.as_ref() == Some(person);
                    own && response.score().is_some() && response.suspicion().is_none()
                });
                known.insert(*id, stands);
                stands
            };
            if stands {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(zone: &str, day: &str) -> (String, String) {
        let quarter = quarter(&zone.parse().unwrap(), day.parse().unwrap());
        (quarter.start.to_string(), quarter.end.to_string())
    }

    #[test]
    fn a_quarter_ends_where_the_next_begins_in_the_zone() {
        let riga = ("2026-03-31T21:00:00Z".to_owned(), "2026-06-30T21:00:00Z".to_owned());
        assert_eq!(of("Europe/Riga", "2026-04-01"), riga);
        assert_eq!(of("Europe/Riga", "2026-06-30"), riga);
        // Winter at its begin, summer at its end.
        assert_eq!(
            of("Europe/Riga", "2026-03-31"),
            ("2025-12-31T22:00:00Z".to_owned(), "2026-03-31T21:00:00Z".to_owned())
        );
        assert_eq!(of("UTC", "2026-12-31"), ("2026-10-01T00:00:00Z".to_owned(), "2027-01-01T00:00:00Z".to_owned()));
        // Lord Howe puts its clocks back half an hour on 5 April.
        assert_eq!(
            of("Australia/Lord_Howe", "2026-04-01"),
            ("2026-03-31T13:00:00Z".to_owned(), "2026-06-30T13:30:00Z".to_owned())
        );
    }
}
