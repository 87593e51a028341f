//! Random histories of customers and their answers, in any order, with nights between, against a plain recomputation.

use std::collections::BTreeMap;

use domain::response::{Response, Suspect, SuspectRule};
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::Mark;
use testing::builders::{time, workspace};

use crate::customers::{Sides, relationship};
use crate::world::World;

/// What happens. Times are hours since the first of June: into the fourth month and the next quarter.
#[derive(Clone, Debug)]
enum Step {
    Answer {
        person: u8,
        hour: u16,
        score: u8,
        suspect: bool,
    },
    Begins {
        person: u8,
        hour: u16,
    },
    Ends {
        person: u8,
        hour: u16,
    },
    /// An answer given before becomes suspect, or ceases to be.
    Turns {
        which: usize,
    },
    Night,
}

const PEOPLE: u8 = 3;
const HOURS: u16 = 24 * 125;

fn step() -> impl Strategy<Value = Step> {
    let (person, hour) = (0..PEOPLE, 0..HOURS);
    prop_oneof![
        6 => (person.clone(), hour.clone(), 0..=10_u8, prop::bool::weighted(0.15))
            .prop_map(|(person, hour, score, suspect)| Step::Answer { person, hour, score, suspect }),
        2 => (person.clone(), hour.clone()).prop_map(|(person, hour)| Step::Begins { person, hour }),
        1 => (person, hour).prop_map(|(person, hour)| Step::Ends { person, hour }),
        2 => (0..100_usize).prop_map(|which| Step::Turns { which }),
        1 => Just(Step::Night),
    ]
}

fn at(hour: u16) -> Timestamp {
    time("2026-06-01T00:00:00Z") + SignedDuration::from_hours(hour.into())
}

/// What happened, kept beside the tables.
#[derive(Default)]
struct History {
    answers: Vec<(u8, Response)>,
    events: BTreeMap<u8, Vec<(Timestamp, String, bool)>>,
}

impl History {
    async fn take(&mut self, world: &World, number: usize, step: &Step) {
        match *step {
            Step::Answer { person, hour, score, suspect } => {
                let number = u64::try_from(number).unwrap();
                let suspect = suspect.then(|| Suspect::by(SuspectRule::Honeypot));
                let answer = world.of(&format!("p{person}"), &at(hour).to_string(), number, score);
                let answer = Response { suspect, ..answer };
                world.known(&answer).await;
                self.answers.push((person, answer));
            }
            Step::Begins { person, hour } => self.event(world, number, person, hour, true).await,
            Step::Ends { person, hour } => self.event(world, number, person, hour, false).await,
            Step::Turns { which } => {
                let count = self.answers.len();
                let Some((_, answer)) = self.answers.get_mut(which % count.max(1)) else { return };
                answer.suspect = match answer.suspect {
                    Some(_) => None,
                    None => Some(Suspect::by(SuspectRule::TooFast)),
                };
                world.change(answer).await;
            }
            Step::Night => world.night().await,
        }
    }

    async fn event(&mut self, world: &World, number: usize, person: u8, hour: u16, begins: bool) {
        let (id, kind) = (format!("e{number:04}"), if begins { "customer_started" } else { "customer_ended" });
        world.event(&id, kind, &format!("p{person}"), &at(hour).to_string()).await;
        self.events.entry(person).or_default().push((at(hour), id, begins));
    }

    /// Whether a person is a customer at a time: the newest of their beginnings and ends up to then decides.
    fn living(&self, person: u8, at: Timestamp) -> bool {
        let events = self.events.get(&person).into_iter().flatten().filter(|(when, ..)| *when <= at);
        events.max_by_key(|(when, id, _)| (*when, id.clone())).is_some_and(|(.., begins)| *begins)
    }

    fn plain(&self, world: &World) -> BTreeMap<String, Sides> {
        let zone = &world.counting.zone;
        let quarter = |at: Timestamp| {
            let day = zone.date(at);
            (day.year(), (day.month() - 1) / 3)
        };
        let mut days: BTreeMap<String, Sides> = BTreeMap::new();
        for (person, answer) in &self.answers {
            let at = answer.id.time();
            let day = days.entry(zone.date(at).to_string()).or_default();
            let later = self.answers.iter().any(|(other, later)| {
                let same = other == person && quarter(later.id.time()) == quarter(at);
                same && later.id > answer.id && later.suspect.is_none()
            });
            if answer.suspect.is_some() {
                day.suspect += 1;
            } else if !self.living(*person, at) {
                day.outsiders += 1;
            } else if later {
                day.replaced += 1;
            } else {
                day.scores.push(answer.score().unwrap());
                day.scores.sort_unstable();
            }
        }
        days
    }
}

/// Every mark that stands, three runs of each at the same time.
async fn overlapping(world: &World) {
    let marks = world.database.store.marks().await.unwrap();
    let runs = marks.iter().flat_map(|mark: &Mark| (0..3).map(|_| world.rollups.mark(mark)));
    for run in join_all(runs).await {
        run.unwrap();
    }
    // What a fold put into the queue stands as a mark, too.
    world.queue.take();
}

fn against(zone: &'static str, cases: u32, overlap: bool) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let steps = prop::collection::vec(step(), 4..28);
    let ran = runner.run(&steps, |steps| {
        let (counted, plain) = runtime.block_on(async {
            let world = relationship(zone).await;
            let mut history = History::default();
            for (number, step) in steps.iter().enumerate() {
                history.take(&world, number, step).await;
            }
            if overlap {
                overlapping(&world).await;
            }
            world.nights().await;
            (world.days().await, history.plain(&world))
        });
        prop_assert_eq!(counted, plain);
        Ok(())
    });
    ran.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn any_history_ends_as_a_plain_recomputation_has_it() {
    against("Europe/Riga", 20, false);
}

#[test]
fn runs_that_overlap_end_as_a_plain_recomputation_has_it() {
    against("America/Santiago", 12, true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_order_of_arrival_gives_the_same_bytes() {
    let mut seen = None;
    for turn in 0..6_usize {
        let world = relationship("Europe/Riga").await;
        let mut answers: Vec<Response> = (0..12_u64)
            .map(|number| {
                let hour = u16::try_from(number * 263 % u64::from(HOURS)).unwrap();
                world.of(&format!("p{}", number % 3), &at(hour).to_string(), number, u8::try_from(number % 11).unwrap())
            })
            .collect();
        answers.rotate_left(turn * 5 % 12);
        if turn % 2 == 1 {
            answers.reverse();
        }
        for (number, answer) in answers.iter().enumerate() {
            if number == turn {
                world.customer("p0").await;
                world.customer("p1").await;
                world.nights().await;
            }
            world.known(answer).await;
        }
        world.nights().await;
        // The revisions tell how often counts changed on the way; the counts and their digests are the same.
        let counts = world.days().await;
        assert!(counts.values().any(|sides| sides.replaced > 0) && counts.values().any(|sides| sides.outsiders > 0));
        let digests = digests(&world).await;
        let (first, first_digests) = seen.get_or_insert((counts.clone(), digests.clone()));
        assert_eq!((&counts, &digests), (&*first, &*first_digests));
    }
}

async fn digests(world: &World) -> BTreeMap<String, String> {
    let (first, last) = ("2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
    let source = domain::bucket::Source::from(&world.survey.id);
    let totals = world.database.store.totals::<domain::bucket::Cell>(&workspace(), &source, first, last).await.unwrap();
    totals.into_iter().map(|(day, totals)| (day.to_string(), totals.digest)).collect()
}
