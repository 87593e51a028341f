//! Folds: a timeline from all its facts, whatever came last.
//!
//! A fold raises the timeline's fence first and reads everything else after that, the workspace's settings too: so of two
//! folds the one that may write has read the newest. Then it writes, then it tells others by their marks, then it writes
//! down that it told them. A crash between any two of these leaves the timeline's own mark, and the next fold goes on.

use std::collections::{BTreeMap, BTreeSet};

use domain::day::Zone;
use domain::dispatch::Dispatch;
use domain::event::Event;
use domain::id::{SurveyId, WorkspaceId};
use domain::score::SurveyKind;
use domain::timeline::customer::{Customer, Spell};
use domain::timeline::dispatch::{self, Answer};
use domain::timeline::ticket::{Summary, Ticket};
use domain::timeline::{Calendar, Contributions, Kind, TimelineId, appointment, booking};
use domain::workspace::Workspace;
use jiff::civil::Date;
use store::{LinkAnswer, Mark, Opening, TicketPlace, Timeline, TimelineFence};

use crate::{RollupError, Rollups};

/// What became of a fold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Folded {
    /// It adds something else to these days than before; they are marked.
    Changed(BTreeSet<Date>),
    /// It adds what it added.
    Unchanged,
    /// Another fold of the same timeline began since; that one writes.
    Fenced,
}

/// What a timeline is folded from.
enum Facts {
    Events(Vec<Event>),
    Dispatch(Box<Dispatch>, Option<Answer>),
    /// They are gone, with their person or by their age; what they added stays.
    Gone,
}

/// One fold, while its fence is its own.
struct Fold<'a> {
    rollups: &'a Rollups,
    ws: &'a WorkspaceId,
    id: &'a TimelineId,
    fence: TimelineFence,
    calendar: Calendar,
}

impl Rollups {
    /// Folds a timeline, whether or not a mark asks for it.
    ///
    /// # Errors
    /// Where the tables or the queue fail, or a fact can't be read. The fold may be half told then, and has to come again.
    pub async fn fold(&self, ws: &WorkspaceId, id: &TimelineId) -> Result<Folded, RollupError> {
        let (fence, old) = self.store.raise_timeline_fence(ws, id).await?;
        let workspace = self.store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone()));
        let calendar = Calendar { zone: workspace.time_zone, business: workspace.counting.business_hours };
        // The futures of the AWS SDK are large and stand deep in each other: a fold has its own place on the heap.
        let folded = Box::pin(Fold { rollups: self, ws, id, fence, calendar }.run(old)).await?;
        tracing::info!(workspace = %ws, kind = id.kind.name(), ?folded, "folded a timeline");
        Ok(folded)
    }
}

impl Fold<'_> {
    async fn run(&self, old: Timeline) -> Result<Folded, RollupError> {
        let store = &self.rollups.store;
        let mut standing = old;
        let mut siblings = Siblings::default();
        let added = match self.facts().await? {
            // A record that came late, of somebody who was erased: the fence alone would keep their id.
            Facts::Gone if self.id.kind == Kind::Customers && standing == Timeline::default() => {
                let dropped = store.drop_timeline(self.ws, self.id, self.fence).await?;
                return Ok(if dropped { Folded::Unchanged } else { Folded::Fenced });
            }
            Facts::Gone => {
                siblings = self.siblings(&standing).await?;
                None
            }
            Facts::Dispatch(dispatch, answer) => {
                Some((dispatch::contributions(&dispatch, answer, &self.calendar), Vec::new()))
            }
            Facts::Events(events) => match self.id.kind {
                Kind::Tickets => {
                    let ticket = Ticket::of(&events);
                    let Some(placed) = self.placed(&ticket, standing).await? else { return Ok(Folded::Fenced) };
                    standing = placed;
                    siblings = self.siblings(&standing).await?;
                    let others: Vec<_> = siblings.now.iter().map(|(_, summary)| *summary).collect();
                    Some((ticket.contributions(&self.calendar, &others), Vec::new()))
                }
                Kind::Customers => {
                    let customer = Customer::of(&events);
                    Some((customer.contributions(&self.calendar), customer.spells().to_vec()))
                }
                Kind::Appointments => Some((appointment::contributions(&events, &self.calendar), Vec::new())),
                Kind::Bookings => Some((booking::contributions(&events, &self.calendar), Vec::new())),
                Kind::Dispatches => None,
            },
        };
        if let Some((contributions, spells)) = added {
            let Some(written) = self.write(&standing, &contributions, &spells).await? else {
                return Ok(Folded::Fenced);
            };
            standing = written;
        }
        if standing.is_settled() {
            return Ok(Folded::Unchanged);
        }
        let marks = self.to_tell(&standing, &siblings).await?;
        self.rollups.mark_and_queue(marks).await?;
        if !store.settle_timeline(self.ws, self.id, &standing, self.fence).await? {
            return Ok(Folded::Fenced);
        }
        Ok(if standing.untold.is_empty() { Folded::Unchanged } else { Folded::Changed(standing.untold) })
    }

    async fn facts(&self) -> Result<Facts, RollupError> {
        let store = &self.rollups.store;
        if self.id.kind == Kind::Dispatches {
            let id = self.id.id.parse()?;
            let Some(dispatch) = store.dispatch(self.ws, id).await? else { return Ok(Facts::Gone) };
            // Who of the employees answered nobody knows, so their dispatches have no rates.
            if store.survey(self.ws, &dispatch.survey).await?.is_some_and(|survey| survey.enps.is_some()) {
                return Ok(Facts::Gone);
            }
            let answer = match store.link_answer(self.ws, &dispatch.person, id).await? {
                LinkAnswer::Open => None,
                LinkAnswer::Answered(answer) => Some(answer),
                LinkAnswer::Gone => return Ok(Facts::Gone),
            };
            return Ok(Facts::Dispatch(Box::new(dispatch), answer));
        }
        let events = store.events(self.ws, self.id).await?;
        Ok(if events.is_empty() { Facts::Gone } else { Facts::Events(events) })
    }

    /// Puts a ticket in its place among those of its person, where it stands in another. None where the fence is another's.
    async fn placed(&self, ticket: &Ticket<'_>, old: Timeline) -> Result<Option<Timeline>, RollupError> {
        let place = ticket.summary().zip(ticket.person().cloned());
        let place = place.map(|(summary, person)| TicketPlace { person, summary });
        if place == old.place {
            return Ok(Some(old));
        }
        let before = old.place.clone();
        let placed = Timeline { place, ..old };
        let store = &self.rollups.store;
        let done = store.place_ticket(self.ws, self.id, &placed, before.as_ref(), self.fence).await?;
        Ok(done.then_some(placed))
    }

    /// The other tickets of the ticket's person, and of the person as whose the others knew it before.
    async fn siblings(&self, ticket: &Timeline) -> Result<Siblings, RollupError> {
        let others = async |opening: Option<&Opening>| {
            let Some(opening) = opening else { return Ok::<_, RollupError>(Vec::new()) };
            let tickets = self.rollups.store.tickets_of(self.ws, &opening.person).await?;
            Ok(tickets.into_iter().filter(|(id, _)| *id != self.id.id).collect())
        };
        let opening = ticket.opening();
        let now = others(opening.as_ref()).await?;
        let before = match &ticket.told {
            told if *told == opening => Vec::new(),
            Some(told) if opening.as_ref().is_some_and(|opening| opening.person == told.person) => now.clone(),
            told => others(told.as_ref()).await?,
        };
        Ok(Siblings { now, before })
    }

    async fn write(
        &self,
        standing: &Timeline,
        contributions: &Contributions,
        spells: &[Spell],
    ) -> Result<Option<Timeline>, RollupError> {
        let store = &self.rollups.store;
        Ok(store.write_timeline(self.ws, self.id, standing, (contributions, spells), self.fence).await?)
    }

    /// What hangs on what this fold wrote: its days, the tickets that were resolved shortly before this one was opened, and
    /// the days of a customer's answers.
    async fn to_tell(&self, timeline: &Timeline, siblings: &Siblings) -> Result<Vec<Mark>, RollupError> {
        let (workspace, kind) = (self.ws, self.id.kind);
        let day = |day: &Date| Mark::Day { workspace: workspace.clone(), kind, day: *day };
        let mut marks: Vec<_> = timeline.untold.iter().map(day).collect();
        let opening = timeline.opening();
        if timeline.told != opening {
            let asked = siblings.asked_by(opening.as_ref(), timeline.told.as_ref());
            marks.extend(asked.into_iter().map(|ticket| Mark::Timeline {
                workspace: workspace.clone(),
                timeline: TimelineId { kind, id: ticket.clone() },
            }));
        }
        if timeline.spells_untold {
            marks.extend(self.answers_of_the_customer().await?);
        }
        Ok(marks)
    }

    /// The answers that count only while their person is a customer.
    async fn answers_of_the_customer(&self) -> Result<Vec<Mark>, RollupError> {
        let store = &self.rollups.store;
        let mut dates: BTreeMap<SurveyId, BTreeSet<Date>> = BTreeMap::new();
        for (survey, answer) in store.answers_of(self.ws, &self.id.id.parse()?).await? {
            dates.entry(survey).or_default().insert(Zone::utc().date(answer.time()));
        }
        let mut marks = Vec::new();
        for (id, dates) in dates {
            let survey = store.survey(self.ws, &id).await?;
            if survey.is_some_and(|survey| survey.kind == SurveyKind::Relationship) {
                let mark = |date| Mark::Answers { workspace: self.ws.clone(), survey: id.clone(), date };
                marks.extend(dates.into_iter().map(mark));
            }
        }
        Ok(marks)
    }
}

/// The other tickets of a person, by their ids.
#[derive(Default)]
struct Siblings {
    now: Vec<(String, Summary)>,
    before: Vec<(String, Summary)>,
}

impl Siblings {
    /// Those whose first contact hangs on whether this ticket was opened: as it is now, or as they were told before.
    fn asked_by(&self, now: Option<&Opening>, before: Option<&Opening>) -> BTreeSet<&String> {
        let sides = [(&self.now, now), (&self.before, before)];
        let asked = sides.into_iter().flat_map(|(others, opening)| {
            others.iter().filter(move |(_, other)| opening.is_some_and(|opening| other.is_asked_again_by(opening.at)))
        });
        asked.map(|(id, _)| id).collect()
    }
}
