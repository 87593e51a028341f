//! Takes events in: reads them, stamps them, stores each once, and marks what they touch. An event is answered as taken
//! only when the mark of its timeline stands; where it could not be set, a repeat of the event sets it.

use std::collections::{BTreeMap, BTreeSet};

use domain::event::Event;
use domain::id::{EventId, PersonId, WorkspaceId};
use domain::input::{Problems, Refusal};
use domain::money::Currency;
use domain::stamped::millis;
use domain::timeline::TimelineId;
use futures::{StreamExt, stream};
use jiff::Timestamp;
use serde_json::Value;
use store::{Mark, PutEvent};
use web::backend::Backend;
use web::problem::Problem;

/// How many calls to the database are under way at the same time.
const AT_ONCE: usize = 16;

/// What became of an event that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Stored,
    /// It was stored before.
    Repeated,
}

impl Outcome {
    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Repeated => "repeated",
        }
    }
}

/// An event that stands in the table.
#[derive(Debug)]
pub struct Taken {
    /// The sender's id for it.
    pub id: EventId,
    /// Whether it is new.
    pub outcome: Outcome,
    timeline: TimelineId,
}

/// Takes the events of one request in.
pub struct Intake<'a> {
    backend: &'a Backend,
    workspace: &'a WorkspaceId,
    currency: Option<Currency>,
    now: Timestamp,
}

impl<'a> Intake<'a> {
    /// Reads what the workspace sets for its events.
    pub async fn open(backend: &'a Backend, workspace: &'a WorkspaceId) -> Result<Self, Problem> {
        let settings = backend.store.workspace(workspace).await?;
        let currency = settings.and_then(|settings| settings.counting.currency);
        Ok(Self { backend, workspace, currency, now: backend.now() })
    }

    /// Takes these bodies in; one outcome each, in their order.
    pub async fn take(&self, bodies: Vec<Result<Value, Problem>>) -> Vec<Result<Taken, Problem>> {
        let read: Vec<_> = bodies.into_iter().map(|body| body.and_then(|body| self.read(&body))).collect();
        let events = self.stamp(read).await;
        let stored = self.store(events).await;
        self.mark(stored).await
    }

    fn read(&self, body: &Value) -> Result<Event, Problem> {
        let event = Event::parse(body, self.currency)?;
        if event.comes_too_early(self.now) {
            let reason = "this is more than 5 minutes ahead; check the sender's clock against server_time";
            let problem = Problem::from(Problems::one("at", Refusal::new("in_the_future", reason)));
            return Err(problem.with("server_time", millis(self.now)));
        }
        Ok(event)
    }

    /// Writes on each event the segment that its person is in now; each person is read once.
    async fn stamp(&self, events: Vec<Result<Event, Problem>>) -> Vec<Result<Event, Problem>> {
        let people: BTreeSet<PersonId> = events.iter().flatten().filter_map(|event| event.person.clone()).collect();
        let segments: BTreeMap<PersonId, Result<Option<String>, Problem>> = stream::iter(people)
            .map(|person| async move {
                let known = self.backend.store.person(self.workspace, &person).await;
                (person, known.map(|known| known.and_then(|known| known.segment)).map_err(Problem::from))
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        let stamped = |event: Event| {
            let segment = event.person.as_ref().and_then(|person| segments.get(person)).cloned();
            Ok(Event { segment: segment.transpose()?.flatten(), ..event })
        };
        events.into_iter().map(|event| event.and_then(stamped)).collect()
    }

    /// Stores each event. Of several under one id the first line decides, so the others wait for it.
    async fn store(&self, events: Vec<Result<Event, Problem>>) -> Vec<Result<Taken, Problem>> {
        let mut seen = BTreeSet::new();
        let (mut firsts, mut repeats, mut outcomes) = (Vec::new(), Vec::new(), BTreeMap::new());
        for (line, event) in events.into_iter().enumerate() {
            match event {
                Ok(event) if seen.insert(event.id.clone()) => firsts.push((line, event)),
                Ok(event) => repeats.push((line, event)),
                Err(problem) => {
                    outcomes.insert(line, Err(problem));
                }
            }
        }
        // Each event checks that its person was not erased, and those who check the same one would wait for each other.
        let mut of_each: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (line, event) in firsts {
            let alone = event.person.is_none().then_some(line);
            of_each.entry((event.person.clone(), alone)).or_default().push((line, event));
        }
        for (groups, at_once) in [(of_each.into_values().collect(), AT_ONCE), (vec![repeats], 1)] {
            let puts = stream::iter(groups).map(|events: Vec<_>| async move {
                let mut put = Vec::new();
                for (line, event) in events {
                    put.push((line, self.put(event).await));
                }
                put
            });
            outcomes.extend(puts.buffer_unordered(at_once).collect::<Vec<_>>().await.into_iter().flatten());
        }
        outcomes.into_values().collect()
    }

    async fn put(&self, event: Event) -> Result<Taken, Problem> {
        let (put, timeline) = self.backend.store.put_event(self.workspace, &event).await?;
        let outcome = match put {
            PutEvent::New => Outcome::Stored,
            PutEvent::Existing => Outcome::Repeated,
            PutEvent::Taken => {
                let detail =
                    "another event has this event_id; events can't be changed, send a new one under an id of its own";
                return Err(Problem::conflict("event_id_taken", detail));
            }
        };
        Ok(Taken { timeline, id: event.id, outcome })
    }

    /// Marks each timeline once; a repeat's too, since its sender may have learned of no mark.
    async fn mark(&self, taken: Vec<Result<Taken, Problem>>) -> Vec<Result<Taken, Problem>> {
        let touched: BTreeSet<TimelineId> = taken.iter().flatten().map(|taken| taken.timeline.clone()).collect();
        let marks = stream::iter(touched).map(|timeline| async move {
            let mark = Mark::Timeline { workspace: self.workspace.clone(), timeline: timeline.clone() };
            let set = self.backend.store.set_mark(&mark).await;
            (timeline, set.map_err(Problem::from))
        });
        let marked: BTreeMap<_, _> = marks.buffer_unordered(AT_ONCE).collect().await;
        let answer = |taken: Taken| match marked.get(&taken.timeline) {
            Some(Err(problem)) => Err(problem.clone()),
            _ => Ok(taken),
        };
        taken.into_iter().map(|taken| taken.and_then(answer)).collect()
    }
}
