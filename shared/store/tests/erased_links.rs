//! The link of a team's own mailer after its person was erased: one answer as before, and nobody finds whose it was.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use domain::enps::{Period, Row, Secret};
use domain::id::PersonId;
use domain::link_key::LinkKey;
use domain::response::Response;
use domain::signed_link::{LinkName, SignedLink, Unchecked};
use domain::stamped::PostDigest;
use serde_json::{Value, json};
use store::{EnpsLink, Erasure, Lifted, LinkState, PeriodOf, Store, StoredLinked, StoredRow};
use testing::builders::{self, address_key, response, submission, survey, survey_id, time, workspace};
use testing::counting;
use testing::database::{self, TestDatabase};
use testing::faults::{Fault, FaultProxy, Lasts};

const NAME: &str = "000102030405060708090a0b0c0d0e0f";

fn name() -> LinkName {
    NAME.parse().unwrap()
}

fn anna() -> PersonId {
    "anna".parse().unwrap()
}

fn answer(number: u64, person: Option<&PersonId>) -> Response {
    let survey = survey("nps", "nps", &json!({}));
    let response = response(&survey, time("2026-11-21T10:00:00Z"), number, &json!(9));
    Response { link: Some(name()), person: person.cloned(), ..response }
}

async fn put(store: &Store, answer: &Response) -> StoredLinked {
    store.put_signed_response(&workspace(), answer, name(), answer.person.as_ref()).await.unwrap()
}

/// Tables with the survey, without which nobody knows where its answers lie.
async fn begun() -> TestDatabase {
    let database = database::start().await;
    builders::stored_survey(&database.store, "nps", "nps", &json!({})).await;
    database
}

async fn state(store: &Store, person: Option<&PersonId>) -> LinkState {
    store.signed_link(&workspace(), name(), person).await.unwrap()
}

async fn pass(store: &Store, erasure: &Erasure) {
    let until = Instant::now() + Duration::from_mins(1);
    assert!(store.erase(&workspace(), erasure, &(), until).await.unwrap());
}

/// Erases Anna to the end.
async fn erased(store: &Store, at: &str) -> Erasure {
    let erasure = store.begin_erasure(&workspace(), &anna(), time(at)).await.unwrap();
    pass(store, &erasure).await;
    store.end_erasure(&workspace(), &erasure).await.unwrap();
    erasure
}

/// The link that a team's mailer signs for a person, as it opens.
fn opened(person: &str) -> SignedLink {
    let key = LinkKey::generate(&[7; 40], time("2026-11-21T00:00:00Z"));
    let survey = "nps".parse().unwrap();
    let query = SignedLink::query(&workspace(), &survey, [("person", person)], &key).unwrap();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let unchecked = Unchecked::read(workspace(), survey, pairs).unwrap();
    unchecked.check(&[key], time("2026-11-21T00:00:00Z")).unwrap()
}

/// What a digest of a person's link or post could have been made of, for each id that may be theirs.
fn guesses(answer: &Response) -> Vec<String> {
    let of = |id: u32| {
        let link = format!("atbalss-f1\nacme\nnps\nperson=zq-{id}");
        [link.clone(), format!("atbalss-n1\n{link}"), format!("zq-{id}"), format!("acme\nzq-{id}"), body(answer, id)]
    };
    (4700..4720).flat_map(of).collect()
}

/// What was posted, as its digest was made of it.
fn body(answer: &Response, person: u32) -> String {
    json!({"answers": {"score": 9}, "person": format!("zq-{person}"), "submission_id": answer.id.to_string(), "survey": "nps"})
        .to_string()
}

#[tokio::test]
async fn who_counts_through_all_ids_finds_no_link_of_who_was_erased() {
    let database = begun().await;
    let (store, person): (_, PersonId) = (&database.store, "zq-4711".parse().unwrap());
    let name = store.name_of_link(&opened("zq-4711")).unwrap();
    let post = PostDigest::of(&serde_json::from_str(&body(&answer(1, None), 4711)).unwrap());
    let posts = [store.kept_of_post(&workspace(), post).unwrap()].into();
    let answer = Response { link: Some(name), person: Some(person.clone()), posts, ..answer(1, None) };
    let put = store.put_signed_response(&workspace(), &answer, name, Some(&person)).await.unwrap();
    assert!(matches!(put, StoredLinked::New));
    let guesses = guesses(&answer);
    assert_eq!(counting::found(&database, &guesses), Vec::<String>::new(), "nor before");
    let erasure = store.begin_erasure(&workspace(), &person, time("2026-11-21T11:00:00Z")).await.unwrap();
    pass(store, &erasure).await;
    store.end_erasure(&workspace(), &erasure).await.unwrap();
    assert_eq!(counting::found(&database, &guesses), Vec::<String>::new());
    let named = database.dump().into_iter().filter(|(key, item)| format!("{key} {item}").contains("zq-4711"));
    assert_eq!(named.collect::<Vec<_>>(), vec![]);
    assert_eq!(store.signed_link(&workspace(), name, Some(&person)).await.unwrap(), LinkState::Answered(answer.id));
    // With the secret it is found, which is what makes a late answer right; and it is another's under another secret.
    let left = address_key().left_link(&erasure.nobody, name).to_string();
    assert_eq!(database.count(&format!("l#acme#{left}")), 1);
    assert_eq!(counting::spelled("abc")[2..4], ["BA7816BF8F01CFEA", "ba7816bf8f01cfea"].map(str::to_owned));
}

#[tokio::test]
async fn a_link_is_answered_once_over_an_erasure_and_once_by_somebody_new_under_the_id() {
    let database = begun().await;
    let store = &database.store;
    let first = answer(1, Some(&anna()));
    put(store, &first).await;
    let before = erased(store, "2026-11-21T11:00:00Z").await;
    let once = database.dump();
    // A second pass, and a replay of the ledger, find nothing to do.
    pass(store, &before).await;
    let entries = store.erasures(&workspace()).await.unwrap();
    store.replay_erasures(&workspace(), &entries, &()).await.unwrap();
    assert_eq!(database.dump(), once);
    for number in 2..5 {
        let again = put(store, &answer(number, Some(&anna()))).await;
        assert!(matches!(again, StoredLinked::Answered(id) if id == first.id), "{again:?}");
    }
    assert_eq!(state(store, Some(&anna())).await, LinkState::Answered(first.id));
    // Somebody new has the id: of them nothing is known, and they answer once too.
    assert_eq!(store.lift_tombstone(&workspace(), &anna()).await.unwrap().0, Lifted::Done);
    assert_eq!(state(store, Some(&anna())).await, LinkState::Open);
    let newer = answer(5, Some(&anna()));
    assert!(matches!(put(store, &newer).await, StoredLinked::New));
    assert!(matches!(put(store, &answer(6, Some(&anna()))).await, StoredLinked::Answered(id) if id == newer.id));
    // Erased in their turn, they leave what the first one left as it is.
    erased(store, "2026-11-21T12:00:00Z").await;
    assert_eq!((database.count("l#acme"), database.count("r#acme"), database.count("p#anna")), (2, 2, 0));
    assert_eq!(state(store, Some(&anna())).await, LinkState::Answered(newer.id));
    assert!(matches!(put(store, &answer(7, Some(&anna()))).await, StoredLinked::Answered(id) if id == newer.id));
}

#[tokio::test]
async fn an_erasure_that_is_done_again_from_a_backup_leaves_a_link_where_it_was() {
    let database = begun().await;
    let store = &database.store;
    let first = answer(1, Some(&anna()));
    put(store, &first).await;
    let backup = database.dump();
    erased(store, "2026-11-21T11:00:00Z").await;
    let (after, entries) = (database.dump(), store.erasures(&workspace()).await.unwrap());
    database.restore(&backup);
    assert_eq!(store.replay_erasures(&workspace(), &entries, &()).await.unwrap().erased, 1);
    let links = |dump: &BTreeMap<String, Value>| {
        let of_links = dump.iter().filter(|(key, _)| key.contains("\"l#acme") || key.contains("\"r#acme"));
        of_links.map(|(key, item)| (key.clone(), item.clone())).collect::<Vec<_>>()
    };
    assert_eq!(links(&database.dump()), links(&after));
    assert_eq!(state(store, Some(&anna())).await, LinkState::Answered(first.id));
}

#[tokio::test]
async fn a_fault_at_any_write_of_an_erasure_leaves_one_answer_of_a_link() {
    let database = begun().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    let first = answer(1, Some(&anna()));
    put(&store, &first).await;
    let planted = database.dump();
    let at = "2026-11-21T11:00:00Z";
    proxy.begin();
    erased(&store, at).await;
    let after = database.dump();
    let writes: Vec<_> =
        proxy.made().into_iter().filter(|call| !["GetItem", "Query"].contains(&call.operation.as_str())).collect();
    assert!(writes.len() >= 5, "{writes:?}");
    for (number, write) in writes.iter().enumerate() {
        for fault in [Fault::LoseReply, Fault::Fail] {
            database.restore(&planted);
            proxy.begin();
            proxy.plan_at(write, fault.clone(), Lasts::UntilLifted);
            let begun = store.begin_erasure(&workspace(), &anna(), time(at)).await;
            if let Ok(begun) = &begun {
                let until = Instant::now() + Duration::from_mins(1);
                let _ = store.erase(&workspace(), begun, &(), until).await;
            }
            let came = put(&store, &answer(2, Some(&anna()))).await;
            proxy.lift();
            assert!(matches!(came, StoredLinked::Answered(id) if id == first.id), "{number} {write:?} {came:?}");
            erased(&store, at).await;
            assert_eq!((database.count("l#acme"), database.count("p#anna"), database.count("r#acme")), (1, 0, 1));
            let link = |dump: BTreeMap<String, Value>| dump.into_keys().find(|key| key.contains("\"l#acme"));
            assert_eq!(link(database.dump()), link(after.clone()));
            assert_eq!(state(&store, Some(&anna())).await, LinkState::Answered(first.id));
        }
    }
}

#[tokio::test]
async fn the_link_of_an_employee_is_used_once_over_an_erasure_too() {
    let database = begun().await;
    let (store, ws, survey, anna) = (&database.store, workspace(), survey_id("team"), anna());
    let period = Period { from: "2026-11-01".parse().unwrap(), to: "2026-11-30".parse().unwrap() };
    let of = PeriodOf { workspace: &ws, survey: &survey, period };
    let secret = Secret::new([7; 32]);
    store.open_enps_gate(of, secret.clone()).await.unwrap();
    let row = Row { score: 9, group: None, comment: None, suspect: false };
    let answered = async |number: u64| {
        let (id, link) = (submission(time("2026-11-21T10:00:00Z"), number), EnpsLink::Signed(name(), Some(&anna)));
        store.put_enps_row(of, &secret, id, &row, Some(link)).await.unwrap()
    };
    assert_eq!(answered(1).await, StoredRow::New);
    // Its erasure has begun, and has not come to the link yet.
    let erasure = store.begin_erasure(&ws, &anna, time("2026-11-21T11:00:00Z")).await.unwrap();
    assert_eq!((answered(2).await, answered(1).await), (StoredRow::Used, StoredRow::Repeated));
    pass(store, &erasure).await;
    assert_eq!((answered(3).await, answered(1).await), (StoredRow::Used, StoredRow::Repeated));
    assert_eq!(state(store, Some(&anna)).await, LinkState::Used);
    assert_eq!((database.count("#scores"), database.count("l#acme"), database.count("p#anna")), (1, 1, 0));
}
