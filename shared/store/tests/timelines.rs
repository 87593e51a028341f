//! Timelines, their entries and what a person answered, as they are stored.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use domain::bucket::{Cube, Values};
use domain::facts::{Count, Facts};
use domain::id::PersonId;
use domain::response::Response;
use domain::timeline::customer::Spell;
use domain::timeline::dispatch::Answer;
use domain::timeline::ticket::Summary;
use domain::timeline::{Contribution, Contributions, Kind, TimelineId};
use jiff::civil::Date;
use serde_json::json;
use store::{LinkAnswer, Mark, Replaced, Store, TicketPlace, Timeline};
use testing::builders::{dispatch, response, stored_survey, time, workspace};
use testing::database::{self, TestDatabase};
use testing::faults::FaultProxy;

fn id(of: &str) -> TimelineId {
    TimelineId { kind: Kind::Customers, id: of.to_owned() }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn anna() -> PersonId {
    "anna".parse().unwrap()
}

/// So many starts under so long a plan.
fn starts(times: u64, plan: usize) -> Contribution {
    let mut facts = Facts::default();
    facts.count(Count::Started, times);
    Contribution::from([(Values::from([("plan".to_owned(), "x".repeat(plan))]), facts)])
}

fn on(days: &[(&str, u64)]) -> Contributions {
    days.iter().map(|(text, times)| (day(text), starts(*times, 4))).collect()
}

async fn write(store: &Store, of: &str, new: &Contributions) -> Option<Timeline> {
    let (fence, old) = store.raise_timeline_fence(&workspace(), &id(of)).await.unwrap();
    store.write_timeline(&workspace(), &id(of), &old, (new, &[]), fence).await.unwrap()
}

/// How many starts the entries of a day tell of, and in how many pages they came.
async fn read(store: &Store, date: &str) -> (u64, usize) {
    let (mut cube, mut pages) = (Cube::<Facts>::default(), 0);
    let mut entries = store.entries(&workspace(), Kind::Customers, day(date));
    while let Some(page) = entries.next().await.unwrap() {
        pages += 1;
        for entry in page {
            entry.add_to(&mut cube).unwrap();
        }
    }
    (cube.total().get(Count::Started), pages)
}

#[tokio::test]
async fn a_timeline_and_its_entries_change_together_and_entries_of_nothing_are_gone() {
    let database = database::start().await;
    let store = &database.store;
    let first = write(store, "anna", &on(&[("2026-10-01", 1), ("2026-10-02", 1)])).await.unwrap();
    assert_eq!(first.untold.len(), 2);
    let then = write(store, "anna", &on(&[("2026-10-02", 1), ("2026-10-03", 5)])).await.unwrap();
    let untold: Vec<_> = then.untold.iter().map(ToString::to_string).collect();
    assert_eq!(untold, ["2026-10-01", "2026-10-02", "2026-10-03"], "nobody was told of the first yet");
    assert_eq!(database.count("\"y#acme#customers#"), 2);
    assert_eq!((read(store, "2026-10-01").await.0, read(store, "2026-10-03").await.0), (0, 5));
    assert_eq!(store.timeline(&workspace(), &id("anna")).await.unwrap(), Some(then.clone()));
    let (fence, old) = store.raise_timeline_fence(&workspace(), &id("anna")).await.unwrap();
    assert_eq!(old, then, "what stands comes back with the fence");
    assert!(store.settle_timeline(&workspace(), &id("anna"), &old, fence).await.unwrap());
    let settled = store.timeline(&workspace(), &id("anna")).await.unwrap().unwrap();
    assert!(settled.is_settled());
    assert_eq!(settled.days, then.days);
}

#[tokio::test]
async fn a_timeline_that_is_taken_away_leaves_nothing_and_one_that_comes_again_obeys_no_fence_from_before() {
    let database = database::start().await;
    let (store, ws) = (&database.store, workspace());
    let (old, _) = store.raise_timeline_fence(&ws, &id("anna")).await.unwrap();
    assert!(store.drop_timeline(&ws, &id("anna"), old).await.unwrap());
    assert_eq!(database.dump().len(), 0);
    let then = write(store, "anna", &on(&[("2026-11-01", 1)])).await.unwrap();
    let new = on(&[("2026-11-02", 1)]);
    assert_eq!(store.write_timeline(&ws, &id("anna"), &then, (&new, &[]), old).await.unwrap(), None);
    assert!(!store.drop_timeline(&ws, &id("anna"), old).await.unwrap());
    assert_eq!(store.timeline(&ws, &id("anna")).await.unwrap(), Some(then));
}

#[tokio::test]
async fn under_an_old_fence_nothing_is_written_at_all() {
    let database = database::start().await;
    let store = &database.store;
    let (old_fence, old) = store.raise_timeline_fence(&workspace(), &id("anna")).await.unwrap();
    store.raise_timeline_fence(&workspace(), &id("anna")).await.unwrap();
    let before = database.dump();
    let days = |number: i64| -> Contributions {
        (0..number).map(|at| (day("2026-01-01") + jiff::Span::new().days(at), starts(1, 4))).collect()
    };
    for new in [days(1), days(200)] {
        let (ws, of) = (workspace(), id("anna"));
        assert_eq!(store.write_timeline(&ws, &of, &old, (&new, &[]), old_fence).await.unwrap(), None);
    }
    let summary = Summary { opened_at: time("2026-10-01T10:00:00Z"), resolved_at: None };
    let placed = Timeline { place: Some(TicketPlace { person: anna(), summary }), ..Timeline::default() };
    assert!(!store.place_ticket(&workspace(), &id("anna"), &placed, None, old_fence).await.unwrap());
    assert!(!store.settle_timeline(&workspace(), &id("anna"), &placed, old_fence).await.unwrap());
    assert_eq!(database.dump(), before);
}

#[tokio::test]
async fn spells_read_back_to_the_millisecond_and_people_without_events_have_none() {
    let database = database::start().await;
    let store = &database.store;
    let spells = [
        Spell { from: time("2026-01-01T10:00:00.123Z"), to: Some(time("2026-02-01T10:00:00Z")) },
        Spell { from: time("2026-03-01T10:00:00Z"), to: None },
    ];
    let (fence, old) = store.raise_timeline_fence(&workspace(), &id("anna")).await.unwrap();
    let new = Contributions::new();
    let written = store.write_timeline(&workspace(), &id("anna"), &old, (&new, &spells), fence).await.unwrap().unwrap();
    assert!(written.spells_untold);
    assert_eq!(store.spells(&workspace(), &anna()).await.unwrap(), spells);
    assert_eq!(store.spells(&workspace(), &"bob".parse().unwrap()).await.unwrap(), []);
}

#[tokio::test]
async fn the_entries_of_a_day_come_page_by_page_and_lists_have_every_timeline_once() {
    let database = database::start().await;
    let long = |plan| Contributions::from([(day("2026-10-01"), starts(1, plan))]);
    for number in 0..12 {
        // Together more than the megabyte of a page.
        write(&database.store, &format!("person-{number:02}"), &long(100_000)).await.unwrap();
    }
    let (started, pages) = read(&database.store, "2026-10-01").await;
    assert_eq!(started, 12);
    assert!(pages > 1, "{pages} pages");
    let listed = database.store.timelines_of(&workspace(), Kind::Customers).await.unwrap();
    assert_eq!(listed, (0..12).map(|number| format!("person-{number:02}")).collect::<Vec<_>>());
    assert_eq!(database.store.timelines_of(&workspace(), Kind::Tickets).await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn texts_too_long_for_one_transaction_are_written_in_several() {
    let database = database::start().await;
    let new: Contributions = (1..=16).map(|at| (day(&format!("2026-10-{at:02}")), starts(1, 250_000))).collect();
    write(&database.store, "anna", &new).await.unwrap();
    assert_eq!(database.count("\"y#acme#customers#"), 16);
    assert_eq!(read(&database.store, "2026-10-16").await.0, 1);
}

#[tokio::test]
async fn whoever_sets_a_mark_learns_whether_it_stood() {
    let database = database::start().await;
    let mark = Mark::Day { workspace: workspace(), kind: Kind::Tickets, day: day("2026-10-01") };
    assert!(database.store.put_mark(&mark, "a").await.unwrap());
    assert!(!database.store.put_mark(&mark, "b").await.unwrap());
    assert!(!database.store.clear_mark(&mark, "a").await.unwrap());
    assert!(database.store.clear_mark(&mark, "b").await.unwrap());
    assert!(database.store.put_mark(&mark, "c").await.unwrap());
}

/// A dispatch for anna, and a half of its answer.
async fn asked(database: &TestDatabase) -> (domain::dispatch::Dispatch, Response) {
    let survey = stored_survey(&database.store, "nps", "nps", &json!({})).await;
    let asked = dispatch(1, time("2026-11-20T10:00:00Z"));
    database.store.put_dispatch(&workspace(), &asked).await.unwrap();
    let half = Response {
        dispatch: Some(asked.id),
        person: Some(anna()),
        finished_at: None,
        ..response(&survey, time("2026-11-20T11:00:00Z"), 1, &json!(9))
    };
    (asked, half)
}

#[tokio::test]
async fn a_link_says_how_its_answer_stands_and_only_a_change_of_that_costs_a_transaction() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = &database.store_through(proxy.endpoint());
    let (asked, half) = asked(&database).await;
    let link = async || database.store.link_answer(&workspace(), &anna(), asked.id).await.unwrap();
    assert_eq!(link().await, LinkAnswer::Open);
    proxy.begin();
    store.put_linked_response(&workspace(), &half, &anna(), asked.id).await.unwrap();
    let as_of = |finished| LinkAnswer::Answered(Answer { scored: true, finished, suspect: false });
    assert_eq!(link().await, as_of(false));
    let survey = database.store.survey(&workspace(), &half.survey).await.unwrap().unwrap();
    let mut costs = vec![proxy.bill().write_units().to_string()];
    let mut whole = half.clone();
    for finished in [None, Some(time("2026-11-20T11:01:00Z")), Some(time("2026-11-20T11:01:00Z"))] {
        let (before, seen) = database.store.response(&workspace(), &survey, half.id).await.unwrap().unwrap();
        whole.finished_at = finished;
        proxy.begin();
        assert_eq!(store.replace_response(&workspace(), &before, &whole, seen).await.unwrap(), Replaced::Done);
        assert_eq!(store.replace_response(&workspace(), &before, &whole, seen).await.unwrap(), Replaced::Overtaken);
        costs.push(proxy.bill().write_units().to_string());
    }
    assert_eq!(costs, ["4", "1", "4", "1"]);
    assert_eq!(link().await, as_of(true));
    let listed = database.store.dispatches_of_person(&workspace(), &anna()).await.unwrap();
    assert_eq!(listed[0].answered_by, Some(half.id));
}

#[tokio::test]
async fn an_answer_whose_link_is_gone_is_replaced_all_the_same() {
    let database = database::start().await;
    let (asked, half) = asked(&database).await;
    let store = &database.store;
    store.put_linked_response(&workspace(), &half, &anna(), asked.id).await.unwrap();
    database.remove("w#acme#p#anna", &format!("link#{}", asked.id));
    let survey = store.survey(&workspace(), &half.survey).await.unwrap().unwrap();
    let (before, seen) = store.response(&workspace(), &survey, half.id).await.unwrap().unwrap();
    let whole = Response { finished_at: Some(time("2026-11-20T11:01:00Z")), ..half };
    assert_eq!(store.replace_response(&workspace(), &before, &whole, seen).await.unwrap(), Replaced::Done);
    assert_eq!(
        store.link_answer(&workspace(), &anna(), asked.id).await.unwrap(),
        LinkAnswer::Gone,
        "no link rises again"
    );
    assert_eq!(database.count("\"link#"), 0);
}

#[tokio::test]
async fn a_persons_answers_are_found_by_links_and_pointers_and_open_links_are_none() {
    let database = database::start().await;
    let store = &database.store;
    let (asked, half) = asked(&database).await;
    store.put_dispatch(&workspace(), &dispatch(2, time("2026-11-20T10:00:00Z"))).await.unwrap();
    store.put_linked_response(&workspace(), &half, &anna(), asked.id).await.unwrap();
    let survey = store.survey(&workspace(), &half.survey).await.unwrap().unwrap();
    let known = |number| Response {
        person: Some(anna()),
        ..response(&survey, time("2026-11-21T11:00:00Z"), number, &json!(3))
    };
    store.put_known_response(&workspace(), &known(2), &anna()).await.unwrap();
    let name = "000102030405060708090a0b0c0d0e0f".parse().unwrap();
    let signed = Response { link: Some(name), ..known(3) };
    store.put_signed_response(&workspace(), &signed, name, Some(&anna())).await.unwrap();
    store.change_person(&workspace(), &anna(), Option::unwrap_or_default).await.unwrap();
    let mut found = store.answers_of(&workspace(), &anna()).await.unwrap();
    found.sort_unstable();
    assert_eq!(found, [half.id, known(2).id, signed.id].map(|id| (survey.id.clone(), id)));
    assert_eq!(store.answers_of(&workspace(), &"bob".parse().unwrap()).await.unwrap(), []);
}
