//! Exports: the item, and who may change it.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::BTreeMap;

use domain::export::{Asked, Export, Failed, Format, State};
use domain::id::WorkspaceId;
use serde_json::json;
use testing::builders::{time, workspace};
use testing::database::{self, TestDatabase};
use uuid::Uuid;

const ID: &str = "exp_0193f0a0b1c27000800000000000002a";

async fn stored(database: &TestDatabase) -> Export {
    let day = |text: &str| text.parse().unwrap();
    let asked = Asked {
        survey: "nps".parse().unwrap(),
        format: Format::Csv,
        bom: true,
        first: day("2026-11-01"),
        last: day("2026-11-21"),
        filters: BTreeMap::from([("score_min".to_owned(), "7".to_owned())]),
    };
    let export = Export::new(ID.parse().unwrap(), asked, time("2026-11-21T10:00:00Z"));
    database.store.put_export(&workspace(), &export).await.unwrap();
    export
}

#[tokio::test]
async fn the_item_outlives_its_file_and_reads_back_in_every_state() {
    let database = database::start().await;
    let export = stored(&database).await;
    let items: Vec<_> = database.dump().into_values().collect();
    let number = |value: i64| json!({"N": value.to_string()});
    // 7 days for the file, and 7 more.
    let ttl = time("2026-12-05T10:00:00Z").as_second();
    let expected = json!([{
        "pk": {"S": "w#acme"}, "sk": {"S": format!("export#{ID}")},
        "survey": {"S": "nps"}, "format": {"S": "csv"}, "bom": {"BOOL": true},
        "first": {"S": "2026-11-01"}, "last": {"S": "2026-11-21"}, "filters": {"M": {"score_min": {"S": "7"}}},
        "asked_at": {"S": "2026-11-21T10:00:00Z"}, "progress": {"S": "running"},
        "written_rows": number(0), "written_bytes": number(0), "tries": number(0), "ttl": number(ttl),
    }]);
    assert_eq!(json!(items), expected);
    let read = async || database.store.export(&workspace(), export.id).await.unwrap();
    assert_eq!(read().await, Some(export.clone()));
    for state in [State::Done, State::Failed(Failed::TooLong)] {
        let export = Export { state, rows: 7, bytes: 300, tries: 2, ..export.clone() };
        database.store.put_export(&workspace(), &export).await.unwrap();
        assert_eq!(read().await, Some(export));
    }
    let other: WorkspaceId = "other".parse().unwrap();
    assert_eq!(database.store.export(&other, export.id).await.unwrap(), None);
    assert!(database.store.exports(&other).await.unwrap().is_empty());
    assert_eq!(database.store.exports(&workspace()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_run_speaks_for_an_export_until_another_begins_or_it_ends() {
    let database = database::start().await;
    let export = stored(&database).await;
    let (store, ws) = (&database.store, workspace());
    let begin = async || store.begin_export(&ws, export.id, Uuid::new_v4()).await.unwrap();
    let (_, first) = begin().await.unwrap();
    assert!(store.note_export(&first, 1, 10).await.unwrap());
    let (taken, second) = begin().await.unwrap();
    assert_eq!((taken.tries, taken.rows), (2, 1));
    assert!(!store.note_export(&first, 5, 50).await.unwrap());
    assert!(!store.finish_export(&first, 5, 50).await.unwrap());
    assert!(store.finish_export(&second, 2, 20).await.unwrap());
    assert!(!store.fail_export(&second, Failed::TooLong).await.unwrap(), "it has ended");
    assert!(begin().await.is_none());
    let done = store.export(&ws, export.id).await.unwrap().unwrap();
    assert_eq!((done.state, done.rows, done.bytes), (State::Done, 2, 20));
}

#[tokio::test]
async fn an_export_is_taken_back_however_far_it_is_and_one_that_is_not_there_is_not_made() {
    let database = database::start().await;
    let export = stored(&database).await;
    let (store, ws) = (&database.store, workspace());
    let (_, run) = store.begin_export(&ws, export.id, Uuid::new_v4()).await.unwrap().unwrap();
    store.void_export(&ws, export.id, Failed::PersonErased).await.unwrap();
    assert!(!store.finish_export(&run, 2, 20).await.unwrap());
    let state = async || store.export(&ws, export.id).await.unwrap().map(|export| export.state);
    assert_eq!(state().await, Some(State::Failed(Failed::PersonErased)));
    let before = database.dump();
    store.void_export(&"other".parse().unwrap(), export.id, Failed::PersonErased).await.unwrap();
    assert_eq!(database.dump(), before);
}
