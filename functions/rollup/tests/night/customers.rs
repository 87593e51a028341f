//! Customers and their answers to a relationship survey, and what the days of it came to.

use std::collections::BTreeMap;

use domain::bucket::{Cell, Source};
use domain::event::Event;
use domain::response::Response;
use domain::score::Counts;
use serde_json::json;
use store::Mark;
use testing::builders::{response, time, workspace};

use crate::world::{World, world_of};

/// What a day came to: the scores that count, and how many are left out as nobody's, of no customers, and as replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    pub scores: Vec<u8>,
    pub suspect: u64,
    pub anonymous: u64,
    pub outsiders: u64,
    pub replaced: u64,
}

pub fn sides(scores: &[u8], outsiders: u64, replaced: u64) -> Sides {
    Sides { scores: scores.to_vec(), outsiders, replaced, ..Sides::default() }
}

pub async fn relationship(zone: &str) -> World {
    world_of(&json!({"kind": "relationship", "time_zone": zone})).await
}

impl World {
    /// Stores what happened to a customer and marks them, as `POST /v1/events` does.
    pub async fn event(&self, id: &str, kind: &str, person: &str, at: &str) {
        let event = Event::parse(&json!({"event_id": id, "type": kind, "person": person, "at": at}), None).unwrap();
        self.database.store.put_event(&workspace(), &event).await.unwrap();
        let mark = Mark::Timeline { workspace: workspace(), timeline: event.timeline() };
        self.database.store.put_mark(&mark, &uuid::Uuid::new_v4().to_string()).await.unwrap();
    }

    /// Somebody who was a customer for as long as these tests go.
    pub async fn customer(&self, person: &str) {
        self.event(&format!("{person}-began"), "customer_started", person, "2020-01-01T00:00:00Z").await;
    }

    pub fn of(&self, person: &str, at: &str, number: u64, score: u8) -> Response {
        let person = Some(person.parse().unwrap());
        Response { person, ..response(&self.survey, time(at), number, &json!(score)) }
    }

    /// Stores an answer of somebody known and marks its date, as the stream does.
    pub async fn known(&self, response: &Response) {
        let person = response.person.as_ref().unwrap();
        self.database.store.put_known_response(&workspace(), response, person).await.unwrap();
        self.mark(response.id.time()).await;
    }

    /// Replaces an answer and marks its date, as the stream does.
    pub async fn change(&self, response: &Response) {
        let store = &self.database.store;
        let (before, seen) = store.response(&workspace(), &self.survey, response.id).await.unwrap().unwrap();
        store.replace_response(&workspace(), &before, response, seen).await.unwrap();
        self.mark(response.id.time()).await;
    }

    /// Runs the night again and again, until no mark is left.
    pub async fn nights(&self) {
        for _ in 0..20 {
            if self.database.store.marks().await.unwrap().is_empty() {
                return;
            }
            self.night().await;
        }
        panic!("marks set each other without end");
    }

    pub async fn days(&self) -> BTreeMap<String, Sides> {
        let (first, last) = ("2020-01-01".parse().unwrap(), "2029-12-31".parse().unwrap());
        let source = Source::from(&self.survey.id);
        let totals = self.database.store.totals::<Cell>(&workspace(), &source, first, last).await.unwrap();
        let counted = totals.into_iter().map(|(day, totals)| {
            let cell = totals.cell.unwrap();
            let repeated = |counts: &Counts| {
                counts.iter().flat_map(|(score, n)| std::iter::repeat_n(score, usize::try_from(n).unwrap())).collect()
            };
            let sides = Sides {
                scores: repeated(&cell.scores),
                suspect: cell.suspect.n(),
                anonymous: cell.anonymous.n(),
                outsiders: cell.outsiders.n(),
                replaced: cell.replaced.n(),
            };
            (day.to_string(), sides)
        });
        counted.filter(|(_, sides)| *sides != Sides::default()).collect()
    }
}
