//! Business events from a file: each line, or what a field map makes of a record, is a body of `POST /v1/events`.

use std::collections::HashMap;

use domain::event::Event;
use domain::id::{PersonId, WorkspaceId};
use domain::input::{Problems, text};
use domain::money::Currency;
use jiff::Timestamp;
use serde_json::{Value, json};
use store::{Mark, PutEvent, Store};

use super::{Done, problem};

/// Takes events in, one after the other.
pub struct Events<'a> {
    store: &'a Store,
    ws: &'a WorkspaceId,
    now: Timestamp,
    currency: Option<Currency>,
    segments: HashMap<PersonId, Option<String>>,
}

impl<'a> Events<'a> {
    /// Events of a workspace, amounts in its currency where they name none.
    pub fn new(store: &'a Store, ws: &'a WorkspaceId, now: Timestamp, currency: Option<Currency>) -> Self {
        Self { store, ws, now, currency, segments: HashMap::new() }
    }

    /// Reads an event; `row` where it is one of a table, whose cells are all text.
    ///
    /// # Errors
    /// The outer one is the tables', the inner one what is wrong with the line.
    pub async fn read(&mut self, mut line: Value, row: bool) -> Result<Result<Event, Problems>, store::StoreError> {
        if row {
            for name in ["amount", "automatic"] {
                let plain = line[name].as_str().map(str::to_ascii_lowercase);
                let plain = plain.and_then(|cell| serde_json::from_str::<Value>(&cell).ok());
                if let Some(plain) = plain {
                    line[name] = json!(plain);
                }
            }
        }
        // An export says what the segment was when the event came in; nobody else may.
        let segment = line.as_object_mut().and_then(|fields| fields.remove("segment"));
        let mut event = match Event::parse(&line, self.currency) {
            Ok(event) => event,
            Err(problems) => return Ok(Err(problems)),
        };
        if event.comes_too_early(self.now) {
            let reason = "an event can't be later than now; check the clock of the system that it comes from";
            return Ok(Err(problem("at", "in_the_future", reason)));
        }
        if let Some(segment) = segment {
            match segment {
                Value::Null => {}
                segment => match text(1, 64)(&segment) {
                    Ok(segment) => event.segment = Some(segment),
                    Err(refusal) => return Ok(Err(Problems::one("segment", refusal))),
                },
            }
        } else if let Some(person) = &event.person {
            if !self.segments.contains_key(person) {
                let known = self.store.person(self.ws, person).await?;
                self.segments.insert(person.clone(), known.and_then(|known| known.segment));
            }
            event.segment = self.segments.get(person).cloned().flatten();
        }
        Ok(Ok(event))
    }
}

/// Stores an event.
pub async fn store(store: &Store, ws: &WorkspaceId, event: Event) -> anyhow::Result<(Result<Done, Problems>, Mark)> {
    let (put, timeline) = store.put_event(ws, &event).await?;
    let mark = Mark::Timeline { workspace: ws.clone(), timeline };
    let done = match put {
        PutEvent::New => Ok(Done::Stored),
        PutEvent::Existing => Ok(Done::Repeated),
        PutEvent::Taken => Err(problem(
            "event_id",
            "event_id_taken",
            "another event has this id, and events never change; give this one an id of its own",
        )),
    };
    Ok((done, mark))
}
