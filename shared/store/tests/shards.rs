//! A date's answers lie in as many shards as the survey had then: found by their ids, listed and counted, whatever changed
//! since and whoever still holds the settings from before.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::BTreeSet;
use std::ops::Range;

use domain::bucket::Needs;
use domain::day::Zone;
use domain::dispatch::Dispatch;
use domain::id::SubmissionId;
use domain::response::Response;
use domain::stamped::Stamped;
use domain::survey::{Answer, Shards, Survey};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{LinkState, Store, Stored, StoredLinked};
use testing::builders::{dispatch, response, survey, time, workspace};
use testing::database;
use testing::faults::FaultProxy;

fn sharded(shards: u8) -> Survey {
    survey("nps", "nps", &json!({"shards": shards}))
}

/// The survey after its number was changed on a day.
fn changed(survey: &Survey, shards: u8, today: &str) -> Survey {
    Survey { shards: survey.shards.changed(shards, today.parse().unwrap()).unwrap(), ..survey.clone() }
}

/// Stores as many answers from a time on, one each ten minutes, and gives their ids, oldest first.
async fn answered(store: &Store, survey: &Survey, from: &str, answers: u64) -> Vec<SubmissionId> {
    let mut ids = Vec::new();
    for number in 0..answers {
        let at = time(from) + SignedDuration::from_mins(10 * i64::try_from(number).unwrap());
        let answer = response(survey, at, number, &json!(number % 11));
        assert!(matches!(store.put_response(&workspace(), &answer).await, Ok(Stored::New)));
        ids.push(answer.id);
    }
    ids
}

async fn read(store: &Store, survey: &Survey, range: &Range<Timestamp>) -> Vec<SubmissionId> {
    let (mut found, mut pages) = (Vec::new(), store.responses(&workspace(), survey, range));
    while let Some(page) = pages.next().await.unwrap() {
        found.extend(page.iter().map(|response| response.id));
    }
    found.sort();
    found
}

async fn counted(store: &Store, survey: &Survey, range: &Range<Timestamp>) -> Vec<SubmissionId> {
    let (mut found, mut pages) = (Vec::new(), store.counted(&workspace(), survey, range));
    let needs = Needs::of(survey);
    while let Some(page) = pages.next().await.unwrap() {
        found.extend(page.each(&needs).map(|counted| counted.unwrap().id));
    }
    found.sort();
    found
}

/// The list of an interval in pages of so many, as it is shown.
async fn listed(store: &Store, survey: &Survey, range: &Range<Timestamp>, most: usize) -> Vec<SubmissionId> {
    let (mut found, mut below) = (Vec::new(), SubmissionId::first_at(range.end));
    loop {
        let page = store.newest_responses(&workspace(), survey, range.start, below, most).await.unwrap();
        assert!(page.responses.len() <= most);
        found.extend(page.responses.iter().map(|response| response.id));
        let Some(next) = page.below else { return found };
        assert!(next < below, "a list goes on");
        below = next;
    }
}

fn days(first: &str, last: &str) -> Range<Timestamp> {
    Zone::utc().start(first.parse().unwrap())..Zone::utc().day(last.parse().unwrap()).end
}

fn partitions(database: &database::TestDatabase) -> BTreeSet<String> {
    let keys = database.dump().into_keys().filter(|key| key.contains("\"r#"));
    keys.map(|key| key.split('"').nth(1).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn answers_before_and_after_a_change_are_found_and_none_lies_anywhere_else() {
    let database = database::start().await;
    let store = &database.store;
    let before = sharded(1);
    let after = changed(&before, 4, "2026-11-21");
    // Who has not heard of the change yet puts the answers of the next day where those look who have.
    let mut ids = answered(store, &before, "2026-11-21T00:00:00Z", 30).await;
    ids.extend(answered(store, &before, "2026-11-22T00:00:00Z", 30).await);
    ids.extend(answered(store, &after, "2026-11-22T12:00:00Z", 30).await);
    ids.extend(answered(store, &after, "2026-11-23T00:00:00Z", 60).await);
    let expected: BTreeSet<_> =
        ["21#00", "22#00", "23#00", "23#01", "23#02", "23#03"].map(|end| format!("r#acme#nps#2026-11-{end}")).into();
    assert_eq!(partitions(&database), expected);
    for id in &ids {
        assert!(store.response(&workspace(), &after, *id).await.unwrap().is_some(), "{id}");
    }
    for id in &ids[..90] {
        assert!(store.response(&workspace(), &before, *id).await.unwrap().is_some(), "{id}");
    }
    let range = days("2026-11-20", "2026-11-24");
    assert_eq!(read(store, &after, &range).await, ids);
    assert_eq!(counted(store, &after, &range).await, ids);
    ids.reverse();
    assert_eq!(listed(store, &after, &range, 7).await, ids);
}

#[tokio::test]
async fn lists_page_through_any_number_of_shards_without_gap_or_double() {
    for shards in [1, 5, 16] {
        let database = database::start().await;
        let (store, survey) = (&database.store, sharded(shards));
        let mut ids = answered(store, &survey, "2026-11-20T18:00:00Z", 60).await;
        ids.reverse();
        let range = days("2026-11-19", "2026-11-22");
        for most in [1, 7, 1000] {
            assert_eq!(listed(store, &survey, &range, most).await, ids, "{shards} shards, pages of {most}");
        }
        let range = time("2026-11-20T19:00:00Z")..time("2026-11-21T01:00:00Z");
        let within: Vec<_> = ids.iter().copied().filter(|id| range.contains(&id.time())).collect();
        assert_eq!(listed(store, &survey, &range, 4).await, within, "{shards} shards");
    }
}

#[tokio::test]
async fn a_local_day_is_read_from_all_shards_of_both_its_utc_dates() {
    let database = database::start().await;
    let store = &database.store;
    // Sharded since the second of the two dates.
    let survey = changed(&sharded(2), 9, "2026-11-19");
    let ids = answered(store, &survey, "2026-11-20T20:00:00Z", 160).await;
    assert_eq!(partitions(&database).len(), 2 + 9);
    let riga: Zone = "Europe/Riga".parse().unwrap();
    let day = riga.day("2026-11-21".parse().unwrap());
    let own: Vec<_> = ids.iter().copied().filter(|id| day.contains(&id.time())).collect();
    assert_eq!(own.len(), 24 * 6);
    assert_eq!(read(store, &survey, &day).await, own);
    assert_eq!(counted(store, &survey, &day).await, own);
}

#[tokio::test]
async fn long_shards_are_read_side_by_side_to_their_last_page() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let (store, survey) = (database.store_through(proxy.endpoint()), sharded(3));
    let long = || Stamped { value: Answer::Text("x".repeat(100_000)), at: time("2026-11-21T00:00:00Z") };
    let mut ids = Vec::new();
    for number in 0..60 {
        let mut answer = response(&survey, time("2026-11-21T10:00:00Z"), number, &json!(9));
        answer.answers.insert("comment".to_owned(), long());
        store.put_response(&workspace(), &answer).await.unwrap();
        ids.push(answer.id);
    }
    ids.sort();
    let queries = || proxy.bill().0.iter().filter(|line| line.call.operation == "Query").count();
    let range = days("2026-11-21", "2026-11-21");
    assert_eq!(read(&store, &survey, &range).await, ids);
    let pages = queries();
    assert!((6..=9).contains(&pages), "6 MB in pages of 1 MB: {pages}");
    assert_eq!(counted(&store, &survey, &range).await, ids);
    assert_eq!(queries(), 2 * pages);
    ids.reverse();
    assert_eq!(listed(&store, &survey, &range, 1000).await, ids);
}

#[tokio::test]
async fn a_reader_in_flight_sees_whatever_stood_when_it_began_on_either_side_of_a_change() {
    let database = database::start().await;
    let (store, before) = (&database.store, sharded(2));
    let mut ids = answered(store, &before, "2026-11-21T00:00:00Z", 40).await;
    let range = days("2026-11-21", "2026-11-22");
    // It has read its settings, and a first page.
    let mut pages = store.responses(&workspace(), &before, &range);
    let mut seen: Vec<_> = pages.next().await.unwrap().unwrap();
    let after = changed(&before, 16, "2026-11-21");
    ids.extend(answered(store, &after, "2026-11-22T00:00:00Z", 40).await);
    while let Some(page) = pages.next().await.unwrap() {
        seen.extend(page);
    }
    let seen: BTreeSet<_> = seen.iter().map(|response| response.id).collect();
    assert!(ids[..40].iter().all(|id| seen.contains(id)));
    // Whoever reads with the settings from before reads the same of all dates that anybody can answer on by now.
    assert_eq!(read(store, &before, &range).await, ids);
    assert_eq!(read(store, &after, &range).await, ids);
}

#[tokio::test]
async fn linked_signed_known_and_merged_answers_lie_in_the_shard_of_their_id() {
    let database = database::start().await;
    let (store, ws, survey) = (&database.store, workspace(), sharded(16));
    let anna = "anna".parse().unwrap();
    let asked: Dispatch = dispatch(7, time("2026-11-21T09:00:00Z"));
    store.put_dispatch(&ws, &asked).await.unwrap();
    let answers: Vec<_> =
        (1..5).map(|number| response(&survey, time("2026-11-21T10:00:00Z"), number, &json!(9))).collect();
    let name = "000102030405060708090a0b0c0d0e0f".parse().unwrap();
    let linked = Response { dispatch: Some(asked.id), person: Some("anna".parse().unwrap()), ..answers[0].clone() };
    assert!(matches!(store.put_linked_response(&ws, &linked, &anna, asked.id).await, Ok(StoredLinked::New)));
    assert!(matches!(store.put_signed_response(&ws, &answers[1], name, Some(&anna)).await, Ok(StoredLinked::New)));
    assert!(matches!(store.put_known_response(&ws, &answers[2], &anna).await, Ok(Stored::New)));
    assert!(matches!(store.put_response(&ws, &answers[3]).await, Ok(Stored::New)));
    assert!(matches!(store.put_response(&ws, &answers[3]).await, Ok(Stored::Existing(old, _)) if *old == answers[3]));
    assert!(answers.iter().map(|answer| answer.shard).collect::<BTreeSet<_>>().len() > 1);
    for answer in &answers {
        assert_eq!(answer.shard, survey.shards.shard(&answer.id));
        let (standing, seen) = store.response(&ws, &survey, answer.id).await.unwrap().unwrap();
        let later = Response { version: 2, ..standing.clone() };
        store.replace_response(&ws, &standing, &later, seen).await.unwrap();
        assert_eq!(store.response(&ws, &survey, answer.id).await.unwrap().unwrap().0, later);
    }
    assert_eq!(database.count("\"r#"), 4);
    let LinkState::Answered(id) = store.link(&ws, &anna, asked.id).await.unwrap() else { panic!("an answered link") };
    assert_eq!(id, linked.id);
}

#[tokio::test]
async fn a_survey_keeps_the_dates_of_its_changes_and_knows_whether_it_was_answered_in_any_shard() {
    let database = database::start().await;
    let (store, ws) = (&database.store, workspace());
    let first = sharded(3);
    let second = Survey { version: 2, ..changed(&first, 16, "2026-11-18") };
    assert!(store.put_survey(&ws, &first).await.unwrap());
    assert!(store.put_survey(&ws, &second).await.unwrap());
    let stored = store.survey(&ws, &first.id).await.unwrap().unwrap();
    assert_eq!(stored, second);
    let dates = ["2026-11-19", "2026-11-20"].map(|date| stored.shards.of(date.parse().unwrap()));
    assert_eq!((dates, stored.definition()["shards"].clone()), ([3, 16], json!(16)));
    let now = time("2026-11-21T12:00:00Z");
    for number in 0..40 {
        let answer = response(&stored, now, number, &json!(9));
        if answer.shard < 8 {
            continue;
        }
        assert!(!store.is_answered(&ws, &stored, now).await.unwrap());
        store.put_response(&ws, &answer).await.unwrap();
        assert!(store.is_answered(&ws, &stored, now).await.unwrap());
        break;
    }
    let plain = survey("plain", "nps", &json!({}));
    assert!(store.put_survey(&ws, &plain).await.unwrap());
    assert_eq!(store.survey(&ws, &plain.id).await.unwrap().unwrap().shards, Shards::default());
    let items = database.dump();
    let (_, item) = items.iter().find(|(key, _)| key.contains("survey#plain")).unwrap();
    assert!(item.get("shards").is_none(), "{item}");
}
