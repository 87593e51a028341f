//! An answer is stored once: whatever is repeated, raced, throttled or lost on the way.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use domain::dispatch::Dispatch;
use domain::id::PersonId;
use domain::response::Response;
use domain::survey::Survey;
use futures::future::join_all;
use serde_json::json;
use store::{LinkState, PutDispatch, Replaced, Store, StoreError, Stored, StoredLinked};
use testing::builders::{self, response, survey, time, workspace};
use testing::database;
use testing::faults::{Fault, FaultProxy};

fn nps() -> Survey {
    survey("nps", "nps", &json!({}))
}

fn answer(number: u64, score: u8) -> Response {
    response(&nps(), time("2026-11-21T10:00:00Z"), number, &json!(score))
}

fn dispatch(number: u128) -> Dispatch {
    let asked = builders::dispatch(number, time("2026-11-21T09:00:00Z"));
    Dispatch { segment: Some("vip".to_owned()), locale: Some(domain::locale::Locale::Lv), ..asked }
}

#[tokio::test]
async fn fifty_parallel_puts_of_one_response_make_one_row_and_the_others_get_it_back() {
    let database = database::start().await;
    let (store, ws, answer) = (&database.store, workspace(), answer(1, 9));
    let puts = join_all((0..50).map(|_| store.put_response(&ws, &answer))).await;
    let new = puts.iter().filter(|put| matches!(put, Ok(Stored::New))).count();
    let same = puts.iter().filter(|put| matches!(put, Ok(Stored::Existing(old, _)) if **old == answer)).count();
    assert_eq!((new, same), (1, 49));
    assert_eq!(database.count("r#"), 1);
}

#[tokio::test]
async fn a_response_reads_back_as_it_was_written() {
    let database = database::start().await;
    let answer = answer(1, 9);
    database.store.put_response(&workspace(), &answer).await.unwrap();
    let (read, _) = database.store.response(&workspace(), &nps(), answer.id).await.unwrap().unwrap();
    assert_eq!(read, answer);
    let dump = database.dump();
    let (key, item) = dump.first_key_value().unwrap();
    assert_eq!(*key, format!(r#"atbalss-data "r#acme#nps#2026-11-21#00" "{}""#, answer.id));
    let mut attributes: Vec<_> = item.as_object().unwrap().keys().map(String::as_str).collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["answers", "channel", "finished_at", "pk", "posts", "revision", "sk", "version"]);
    assert!(item.to_string().len() < 1024, "one write unit is 1 KB");
}

#[tokio::test]
async fn a_reply_lost_after_the_commit_and_then_a_retry_make_one_row() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    for _ in 0..3 {
        proxy.plan("PutItem", Fault::LoseReply);
    }
    let lost = store.put_response(&workspace(), &answer(1, 9)).await;
    assert!(lost.is_err_and(|error| error.retryable()));
    let again = store.put_response(&workspace(), &answer(1, 9)).await.unwrap();
    assert!(matches!(again, Stored::Existing(old, _) if *old == answer(1, 9)));
    assert_eq!(database.count("r#"), 1);
}

#[tokio::test]
async fn throttling_is_tried_again_and_then_said_to_be_passing() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    proxy.plan("PutItem", Fault::Throttle);
    assert!(matches!(store.put_response(&workspace(), &answer(1, 9)).await, Ok(Stored::New)));
    for _ in 0..3 {
        proxy.plan("PutItem", Fault::Throttle);
    }
    let refused = store.put_response(&workspace(), &answer(2, 9)).await.unwrap_err();
    assert!(
        refused.retryable() && matches!(&refused, StoreError::Unavailable(code) if code == "ThrottlingException"),
        "{refused}"
    );
    assert_eq!(database.count("r#"), 1);
}

async fn asked(store: &Store) -> Dispatch {
    let dispatch = dispatch(7);
    assert!(matches!(store.put_dispatch(&workspace(), &dispatch).await, Ok(PutDispatch::Stored)));
    dispatch
}

#[tokio::test]
async fn of_two_tabs_of_one_link_one_is_stored_and_the_other_learns_its_id() {
    let database = database::start().await;
    let store = &database.store;
    let asked = asked(store).await;
    let (ws, person): (_, PersonId) = (workspace(), "anna".parse().unwrap());
    let tabs: Vec<_> = (0..20).map(|number| answer(number, 9)).collect();
    let puts = join_all(tabs.iter().map(|tab| store.put_linked_response(&ws, tab, &person, asked.id))).await;
    let new: Vec<_> = tabs.iter().zip(&puts).filter(|(_, put)| matches!(put, Ok(StoredLinked::New))).collect();
    assert_eq!(new.len(), 1);
    let winner = new[0].0.id;
    for put in puts.into_iter().filter(|put| !matches!(put, Ok(StoredLinked::New))) {
        assert!(matches!(put, Ok(StoredLinked::Answered(id)) if id == winner));
    }
    assert_eq!(database.count("r#"), 1);
    assert_eq!(store.link(&ws, &person, asked.id).await.unwrap(), LinkState::Answered(winner));
}

#[tokio::test]
async fn a_link_without_its_item_stores_nothing() {
    let database = database::start().await;
    let put =
        database.store.put_linked_response(&workspace(), &answer(1, 9), &"anna".parse().unwrap(), dispatch(7).id).await;
    assert!(matches!(put, Ok(StoredLinked::Gone)));
    assert!(database.dump().is_empty());
}

#[tokio::test]
async fn the_same_dispatch_asked_for_by_twenty_at_once_stands_once() {
    let database = database::start().await;
    let (ws, dispatch) = (workspace(), dispatch(7));
    let puts = join_all((0..20).map(|_| database.store.put_dispatch(&ws, &dispatch))).await;
    let new = puts.iter().filter(|put| matches!(put, Ok(PutDispatch::Stored))).count();
    let same =
        puts.iter().filter(|put| matches!(put, Ok(PutDispatch::AlreadyStored(old)) if **old == dispatch)).count();
    assert_eq!((new, same), (1, 19));
}

#[tokio::test]
async fn of_many_workers_one_claims_a_message() {
    let database = database::start().await;
    let asked = asked(&database.store).await;
    let (ws, now) = (workspace(), time("2026-11-21T09:01:00Z"));
    let claims = join_all((0..20).map(|_| async {
        let (message, seen) = database.store.message(&ws, asked.id, 0).await.unwrap().unwrap();
        let Some(claimed) = message.claim(now, None) else { return false };
        database.store.update_message(&ws, asked.id, &claimed, seen).await.unwrap() == store::Updated::Done
    }));
    assert_eq!(claims.await.into_iter().filter(|claimed| *claimed).count(), 1);
}

#[tokio::test]
async fn a_message_falls_due_at_its_time_and_leaves_the_index_when_it_ends() {
    let database = database::start().await;
    let store = &database.store;
    let asked = asked(store).await;
    let due = |at: &str| store.due_messages(time(at), 10);
    assert!(due("2026-11-21T08:59:59.999Z").await.unwrap().is_empty());
    let found = due("2026-11-21T09:00:00Z").await.unwrap();
    assert_eq!(found.iter().map(|message| message.dispatch).collect::<Vec<_>>(), [asked.id]);
    let (message, seen) = store.message(&workspace(), asked.id, 0).await.unwrap().unwrap();
    let ended = message.skip(time("2026-11-21T09:00:01Z"), domain::message::Reason::NoAddress, None).unwrap();
    store.update_message(&workspace(), asked.id, &ended, seen).await.unwrap();
    assert!(due("2026-11-22T09:00:00Z").await.unwrap().is_empty());
}

#[tokio::test]
async fn a_known_answer_leaves_a_pointer_by_which_an_erasure_finds_it() {
    let database = database::start().await;
    let (ws, person): (_, PersonId) = (workspace(), "anna".parse().unwrap());
    let named = Response { person: Some(person.clone()), ..answer(1, 9) };
    assert!(matches!(database.store.put_known_response(&ws, &named, &person).await, Ok(Stored::New)));
    assert!(matches!(database.store.put_known_response(&ws, &named, &person).await, Ok(Stored::Existing(..))));
    assert_eq!(database.count("response#nps#"), 1);
}

#[tokio::test]
async fn a_half_that_tells_the_person_leaves_the_pointer_too_and_no_name_of_the_erased() {
    let (ws, person): (_, PersonId) = (workspace(), "anna".parse().unwrap());
    let (half, named) = (answer(1, 9), Response { person: Some(person.clone()), ..answer(1, 9) });
    for erased in [false, true] {
        let database = database::start().await;
        let store = &database.store;
        if erased {
            builders::erased_person(store, "anna").await;
        }
        store.put_response(&ws, &half).await.unwrap();
        let (_, seen) = store.response(&ws, &nps(), half.id).await.unwrap().unwrap();
        let replace = || store.replace_response(&ws, &half, &named, seen);
        assert_eq!(replace().await.unwrap(), if erased { Replaced::Erased } else { Replaced::Done });
        assert_eq!(replace().await.unwrap(), if erased { Replaced::Erased } else { Replaced::Overtaken });
        let (standing, _) = store.response(&ws, &nps(), half.id).await.unwrap().unwrap();
        assert_eq!(standing, if erased { half.clone() } else { named.clone() });
        assert_eq!(database.count("response#nps#"), usize::from(!erased));
    }
}

#[tokio::test]
async fn a_linked_answer_whose_reply_was_lost_is_stored_once() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    let asked = asked(&store).await;
    let person: PersonId = "anna".parse().unwrap();
    for _ in 0..3 {
        proxy.plan("TransactWriteItems", Fault::LoseReply);
    }
    let lost = store.put_linked_response(&workspace(), &answer(1, 9), &person, asked.id).await;
    assert!(lost.is_err_and(|error| error.retryable()));
    let again = store.put_linked_response(&workspace(), &answer(1, 9), &person, asked.id).await.unwrap();
    assert!(matches!(again, StoredLinked::Answered(id) if id == answer(1, 9).id));
    assert_eq!(database.count("r#"), 1);
}

#[tokio::test]
async fn concurrent_changes_of_a_person_lose_nothing() {
    let database = database::start().await;
    let (ws, person): (_, PersonId) = (workspace(), "anna".parse().unwrap());
    let changes = join_all((0..5).map(|number| {
        let (store, ws, person) = (&database.store, &ws, &person);
        async move {
            let body = json!({"properties": {format!("p{number}"): number}});
            let news = domain::person::Person::parse(&body, "").unwrap();
            store.change_person(ws, person, |old| old.unwrap_or_default().updated(news.clone())).await
        }
    }));
    assert!(changes.await.into_iter().all(|change| change.is_ok()));
    let stored = database.store.person(&ws, &person).await.unwrap().unwrap();
    assert_eq!(stored.properties.iter().count(), 5);
}

#[tokio::test]
async fn a_claim_of_an_idempotency_key_whose_reply_was_lost_does_not_meet_itself() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    let now = time("2026-11-21T10:00:00Z");
    proxy.plan("PutItem", Fault::LoseReply);
    let first = store.begin_idempotent(&workspace(), "key", "body", now).await.unwrap();
    assert_eq!(first, store::Idempotency::Fresh);
    let other = store.begin_idempotent(&workspace(), "key", "body", now).await.unwrap();
    assert_eq!(other, store::Idempotency::Running);
}

#[tokio::test]
async fn who_meets_a_transaction_tries_again_and_is_stored_once() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    let asked = asked(&store).await;
    for operation in ["PutItem", "PutItem", "TransactWriteItems", "TransactWriteItems"] {
        proxy.plan(operation, Fault::Conflict);
    }
    assert!(matches!(store.put_response(&workspace(), &answer(1, 9)).await, Ok(Stored::New)));
    let person = "anna".parse().unwrap();
    let linked = store.put_linked_response(&workspace(), &answer(2, 9), &person, asked.id).await;
    assert!(matches!(linked, Ok(StoredLinked::New)));
    assert_eq!(database.count("r#"), 2);
    for _ in 0..8 {
        proxy.plan("PutItem", Fault::Conflict);
    }
    let given_up = store.put_response(&workspace(), &answer(3, 9)).await.unwrap_err();
    assert!(given_up.retryable() && matches!(given_up, StoreError::Contended));
}
