//! Items that can't be read: neither the error nor the log tells whose they are.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::io;
use std::sync::{Arc, Mutex};

use domain::event::Event;
use domain::id::PersonId;
use domain::timeline::{Kind, TimelineId};
use serde_json::{Value, json};
use store::{StoreError, Tables};
use testing::builders::{self, workspace};
use testing::database::{self, TestDatabase};

const WHO: &str = "zq-4711";

/// Lines of the log, kept.
#[derive(Clone, Debug, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn who() -> PersonId {
    WHO.parse().unwrap()
}

/// Puts something else in the place of an attribute, or of an item.
fn alter(database: &TestDatabase, key: &str, change: impl Fn(&mut Value)) {
    let mut dump = database.dump();
    let name =
        dump.keys().find(|name| name.contains(key)).cloned().unwrap_or_else(|| panic!("no {key}: {:?}", dump.keys()));
    change(dump.get_mut(&name).unwrap());
    database.restore(&dump);
}

/// A person who is put, and what is told of them as a customer.
async fn planted() -> TestDatabase {
    let database = database::start().await;
    builders::stored_person(&database.store, WHO, &json!({"email": "anna@example.com"})).await;
    for (id, kind, more) in [
        ("zq-4711-a", "customer_started", json!({"plan": "pro"})),
        ("zq-4711-b", "ticket_opened", json!({"ticket": "T-zq-4711"})),
    ] {
        let mut event = json!({"event_id": id, "type": kind, "at": "2026-11-20T09:00:00Z", "person": WHO});
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let event = Event::parse(&event, None).unwrap();
        database.store.put_event(&workspace(), &event).await.unwrap();
    }
    database
}

fn names_nobody(error: &StoreError, kind: &str) {
    for told in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
        assert!(told.contains(kind), "{told}");
        assert!(!told.contains("4711") && !told.contains("anna"), "{told}");
    }
}

#[tokio::test]
async fn an_item_of_a_person_that_can_not_be_read_is_told_without_them() {
    let database = planted().await;
    let (store, ws) = (&database.store, workspace());
    // What a reader says of a value quotes it.
    for spoiled in [json!({"S": WHO}), json!({"M": {WHO: {"S": WHO}}}), json!({"BOOL": true})] {
        alter(&database, "\"person\"", |item| item["revision"] = spoiled.clone());
        names_nobody(&store.person(&ws, &who()).await.unwrap_err(), "w#acme#p#… person");
    }
    let (own, ticket) = (Kind::Customers, TimelineId { kind: Kind::Tickets, id: "T-zq-4711".to_owned() });
    let own = TimelineId { kind: own, id: WHO.to_owned() };
    for (timeline, kind) in [(&own, "v#acme#customers#…"), (&ticket, "v#acme#tickets#…")] {
        let key = format!("\"v#acme#{}#{}\"", timeline.kind.name(), timeline.id);
        alter(&database, &key, |item| item["event"]["M"]["person"] = json!({"S": "anna zq-4711"}));
        names_nobody(&store.events(&ws, timeline).await.unwrap_err(), kind);
        alter(&database, &key, |item| item["event"] = json!({"N": "4711"}));
        names_nobody(&store.events(&ws, timeline).await.unwrap_err(), kind);
    }
}

#[tokio::test]
async fn what_is_no_mark_and_no_message_is_told_in_the_log_without_what_it_spells() {
    let database = planted().await;
    let mut dump = database.dump();
    let (marks, messages) = (Tables::default().rollups, Tables::default().data);
    for sk in [format!("acme#@customers={WHO}"), WHO.to_owned()] {
        dump.insert(format!("{marks} \"mark#03\" \"{sk}\""), json!({"pk": {"S": "mark#03"}, "sk": {"S": sk}}));
    }
    let due = json!({"pk": {"S": format!("w#acme#p#{WHO}")}, "sk": {"S": format!("odd#{WHO}")},
        "due_shard": {"S": "due#03"}, "due_at": {"S": "2026-11-20T09:00:00.000Z"}});
    dump.insert(format!("{messages} \"w#acme#p#{WHO}\" \"odd#{WHO}\""), due);
    database.restore(&dump);
    let lines = Lines::default();
    let kept = lines.clone();
    let log = tracing_subscriber::fmt().json().with_writer(move || kept.clone()).finish();
    // This test runs on one thread.
    let guard = tracing::subscriber::set_default(log);
    database.store.marks().await.unwrap();
    assert_eq!(database.store.due_messages(builders::time("2026-11-21T10:00:00Z"), 10).await.unwrap().len(), 0);
    drop(guard);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.matches("is not a mark").count(), 2, "{text}");
    assert!(text.contains("is not a message") && text.contains("w#acme#p#… …"), "{text}");
    assert!(!text.contains("4711"), "{text}");
}
