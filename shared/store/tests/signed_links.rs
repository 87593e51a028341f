//! A link that a team signed itself allows one response, whoever follows it, and however often.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use domain::id::PersonId;
use domain::response::Response;
use domain::signed_link::LinkName;
use futures::future::join_all;
use serde_json::json;
use store::{LinkState, Store, StoredLinked};
use testing::builders::{self, response, survey, time, workspace};
use testing::database::{self, TestDatabase};
use testing::faults::{Fault, FaultProxy};

const NAME: &str = "000102030405060708090a0b0c0d0e0f";

fn name() -> LinkName {
    NAME.parse().unwrap()
}

fn anna() -> PersonId {
    "anna".parse().unwrap()
}

/// An answer that came by the link, by its person where there is one.
fn answer(number: u64, person: Option<&PersonId>) -> Response {
    let survey = survey("nps", "nps", &json!({}));
    Response {
        link: Some(name()),
        person: person.cloned(),
        segment: person.map(|_| "vip".to_owned()),
        ..response(&survey, time("2026-11-21T10:00:00Z"), number, &json!(9))
    }
}

async fn put(store: &Store, answer: &Response) -> StoredLinked {
    store.put_signed_response(&workspace(), answer, name(), answer.person.as_ref()).await.unwrap()
}

async fn state(store: &Store, person: Option<&PersonId>) -> LinkState {
    store.signed_link(&workspace(), name(), person).await.unwrap()
}

async fn standing(database: &TestDatabase, answer: &Response) -> Response {
    database.store.response(&workspace(), &survey("nps", "nps", &json!({})), answer.id).await.unwrap().unwrap().0
}

async fn erase_anna(database: &TestDatabase) {
    builders::erased_person(&database.store, "anna").await;
}

#[tokio::test]
async fn of_many_tabs_of_one_link_one_is_stored_and_the_others_learn_its_id() {
    for person in [None, Some(anna())] {
        let database = database::start().await;
        let tabs: Vec<_> = (0..20).map(|number| answer(number, person.as_ref())).collect();
        let puts = join_all(tabs.iter().map(|tab| put(&database.store, tab))).await;
        let new: Vec<_> = tabs.iter().zip(&puts).filter(|(_, put)| matches!(put, StoredLinked::New)).collect();
        assert_eq!(new.len(), 1);
        let winner = new[0].0;
        let losers = puts.iter().filter(|put| matches!(put, StoredLinked::Answered(id) if *id == winner.id)).count();
        assert_eq!(losers, 19);
        assert_eq!(database.dump().len(), 2, "the response and its link");
        assert_eq!(standing(&database, winner).await, *winner);
        assert_eq!(state(&database.store, person.as_ref()).await, LinkState::Answered(winner.id));
    }
}

#[tokio::test]
async fn the_item_of_a_link_names_the_answer_and_lies_with_its_person() {
    for (person, key) in [
        (None, format!(r#"atbalss-data "l#acme#{NAME}" "link""#)),
        (Some(anna()), format!(r#"atbalss-data "w#acme#p#anna" "link#{NAME}""#)),
    ] {
        let database = database::start().await;
        let answer = answer(1, person.as_ref());
        assert!(matches!(put(&database.store, &answer).await, StoredLinked::New));
        let mut item = database.dump()[&key].clone();
        item.as_object_mut().unwrap().retain(|name, _| name != "pk" && name != "sk");
        assert_eq!(item, json!({"survey": {"S": "nps"}, "answered_by": {"S": answer.id.to_string()}}));
    }
}

#[tokio::test]
async fn a_link_nobody_followed_is_open_and_reading_it_writes_nothing() {
    let database = database::start().await;
    assert_eq!(state(&database.store, None).await, LinkState::Open);
    assert_eq!(state(&database.store, Some(&anna())).await, LinkState::Open);
    assert!(database.dump().is_empty());
}

#[tokio::test]
async fn an_answer_whose_reply_was_lost_is_stored_once_and_recognises_itself() {
    for person in [None, Some(anna())] {
        let database = database::start().await;
        let proxy = FaultProxy::start(database.address).await;
        let store = database.store_through(proxy.endpoint());
        let answer = answer(1, person.as_ref());
        for _ in 0..3 {
            proxy.plan("TransactWriteItems", Fault::LoseReply);
        }
        let lost = store.put_signed_response(&workspace(), &answer, name(), person.as_ref()).await;
        assert!(lost.is_err_and(|error| error.retryable()));
        assert!(matches!(put(&store, &answer).await, StoredLinked::Answered(id) if id == answer.id));
        assert_eq!(database.dump().len(), 2);
    }
}

#[tokio::test]
async fn one_lost_reply_is_not_even_seen() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let answer = answer(1, Some(&anna()));
    proxy.plan("TransactWriteItems", Fault::LoseReply);
    match put(&database.store_through(proxy.endpoint()), &answer).await {
        StoredLinked::New => {}
        StoredLinked::Answered(id) => assert_eq!(id, answer.id),
        StoredLinked::Gone | StoredLinked::Left(_) => panic!("a signed link is never gone"),
    }
    assert_eq!(database.dump().len(), 2);
}

#[tokio::test]
async fn who_was_erased_answers_once_and_under_no_name() {
    let database = database::start().await;
    erase_anna(&database).await;
    let tabs: Vec<_> = (0..10).map(|number| answer(number, Some(&anna()))).collect();
    let puts = join_all(tabs.iter().map(|tab| put(&database.store, tab))).await;
    let new: Vec<_> = tabs.iter().zip(&puts).filter(|(_, put)| matches!(put, StoredLinked::Left(_))).collect();
    assert_eq!(new.len(), 1);
    let winner = new[0].0;
    assert_eq!(standing(&database, winner).await, domain::erasure::response(winner, None, false));
    assert_eq!(state(&database.store, Some(&anna())).await, LinkState::Answered(winner.id));
    assert_eq!(database.count("p#anna"), 0);
    assert_eq!((database.count("l#acme"), database.count("r#acme")), (1, 1));
}

#[tokio::test]
async fn a_link_answered_before_its_person_was_erased_stays_answered() {
    let database = database::start().await;
    let first = answer(1, Some(&anna()));
    put(&database.store, &first).await;
    erase_anna(&database).await;
    let again = put(&database.store, &answer(2, Some(&anna()))).await;
    assert!(matches!(again, StoredLinked::Answered(id) if id == first.id));
    assert_eq!(state(&database.store, Some(&anna())).await, LinkState::Answered(first.id));
    assert_eq!(database.count("r#"), 1);
}

#[tokio::test]
async fn another_answers_id_is_not_taken_over_and_leaves_the_link_open() {
    let database = database::start().await;
    let other = Response { link: None, ..answer(1, None) };
    database.store.put_response(&workspace(), &other).await.unwrap();
    let taken = put(&database.store, &answer(1, Some(&anna()))).await;
    assert!(matches!(taken, StoredLinked::Answered(id) if id == other.id));
    assert_eq!(standing(&database, &other).await, other);
    assert_eq!(state(&database.store, Some(&anna())).await, LinkState::Open);
}

#[tokio::test]
async fn one_read_tells_that_a_link_is_answered_and_one_call_answers_it() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    // Every page reads the settings, and how long answers are kept is remembered from there.
    store.workspace(&workspace()).await.unwrap();
    proxy.begin();
    state(&store, Some(&anna())).await;
    assert_eq!(proxy.calls(), ["GetItem", "GetItem"]);
    put(&store, &answer(1, Some(&anna()))).await;
    state(&store, Some(&anna())).await;
    assert!(matches!(put(&store, &answer(2, Some(&anna()))).await, StoredLinked::Answered(_)));
    assert_eq!(proxy.calls()[2..], ["TransactWriteItems", "GetItem", "TransactWriteItems"]);
}
