//! A day is sealed before its first answer expires, and what it came to stays.

use domain::bucket::Source;
use domain::response::Response;
use domain::workspace::Workspace;
use jiff::SignedDuration;
use serde_json::json;
use store::{Mark, Seal, Written};
use testing::builders::{response, time, workspace};
use testing::faults::{Fault, FaultProxy, Gate};

use crate::world::{World, bytes, world};

/// A world whose workspace keeps answers for 60 days.
async fn keeping(zone: &str, days: u32) -> World {
    let world = world(zone).await;
    keep(&world, days).await;
    world
}

async fn keep(world: &World, days: u32) {
    let settings = Workspace::parse(workspace(), &json!({"retention_days": days})).unwrap();
    world.database.store.put_workspace(&settings).await.unwrap();
}

async fn seal(world: &World) -> Option<String> {
    let through = world.database.store.sealed_through(&workspace(), &world.survey.id).await.unwrap();
    through.map(|day| day.to_string())
}

/// When an answer of this time expires: after 60 days and one.
fn expiry(at: &str) -> jiff::Timestamp {
    time(at) + SignedDuration::from_hours(61 * 24)
}

const AT: &str = "2026-11-20T10:00:00Z";

#[tokio::test]
async fn an_answer_says_when_it_expires_only_where_its_workspace_keeps_it_for_a_time() {
    let forever = world("UTC").await;
    forever.answer(AT, 1, 9).await;
    assert!(forever.database.dump().iter().all(|(key, item)| !key.contains("\"r#") || item["ttl"].is_null()));
    let world = keeping("UTC", 60).await;
    let store = &world.database.store;
    let person = "anna".parse().unwrap();
    let answers = [response(&world.survey, time(AT), 1, &json!(9)), response(&world.survey, time(AT), 2, &json!(9))];
    store.put_response(&workspace(), &answers[0]).await.unwrap();
    let known = Response { person: Some(person), ..answers[1].clone() };
    store.put_known_response(&workspace(), &known, known.person.as_ref().unwrap()).await.unwrap();
    let name = "AAAAAAAAAAAAAAAAAAAAAA".parse();
    if let Ok(name) = name {
        let linked = response(&world.survey, time(AT), 3, &json!(9));
        store.put_signed_response(&workspace(), &linked, name, None).await.unwrap();
    }
    // A change keeps it.
    let (before, seen) = store.response(&workspace(), &world.survey, known.id).await.unwrap().unwrap();
    assert_eq!(before.expires, Some(expiry(AT)));
    store.replace_response(&workspace(), &before, &known, seen).await.unwrap();
    let items = world.database.dump();
    let responses: Vec<_> =
        items.iter().filter(|(key, _)| key.contains("\"r#") || key.contains("\"response#")).collect();
    assert!(responses.len() >= 3);
    for (key, item) in responses {
        assert_eq!(item["ttl"]["N"], expiry(AT).as_second().to_string(), "{key}");
    }
}

#[tokio::test]
async fn a_day_is_sealed_two_days_before_its_first_answer_expires_and_not_sooner() {
    let world = keeping("Europe/Riga", 60).await;
    world.answer(AT, 1, 9).await;
    world.answer("2026-11-20T22:30:00Z", 2, 3).await; // 21 November in Riga
    world.night().await;
    let lead = SignedDuration::from_hours(48);
    world.clock.set(expiry(AT) - lead - SignedDuration::from_hours(24));
    world.night().await;
    assert_eq!(seal(&world).await, None);
    world.clock.set(expiry(AT) - lead);
    world.night().await;
    assert_eq!(seal(&world).await.as_deref(), Some("2026-11-20"));
}

#[tokio::test]
async fn what_is_marked_of_a_day_is_counted_before_the_seal() {
    let world = keeping("UTC", 60).await;
    world.answer(AT, 1, 9).await;
    world.night().await;
    world.answer(AT, 2, 3).await;
    world.clock.set(expiry(AT) - SignedDuration::from_hours(30));
    // The task of the workspace comes before that of the mark.
    world.rollups.look(world.clock_now()).await.unwrap();
    let tasks = world.queue.take();
    let night = tasks.iter().find(|task| task.body.contains("\"task\":\"night\"")).unwrap().clone();
    world.send(&serde_json::from_str(&night.body).unwrap()).await;
    world.drain().await;
    assert_eq!(seal(&world).await.as_deref(), Some("2026-11-20"));
    assert_eq!(world.counts(&world.database.store).await["2026-11-20"], (vec![(3, 1), (9, 1)], 2));
    assert!(world.database.store.marks().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_sealed_day_keeps_its_counts_whatever_asks_and_its_marks_go() {
    let world = keeping("UTC", 60).await;
    world.answer(AT, 1, 9).await;
    world.night().await;
    world.clock.set(expiry(AT) - SignedDuration::from_hours(1));
    world.night().await;
    let sealed = bytes(&world);
    world.clock.set(expiry(AT) + SignedDuration::from_hours(1));
    world.mark(time(AT)).await;
    world.night().await;
    assert!(world.database.store.marks().await.unwrap().is_empty(), "the mark of a sealed day is dropped");
    let progress = world.request("2026-11-19", "2026-11-21", Some("nps")).await;
    assert_eq!((progress.is_done(), progress.changed), (true, 0));
    let day = "2026-11-20".parse().unwrap();
    let written = world.rollups.recompute(&workspace(), &world.counting, day).await.unwrap();
    assert_eq!(written, Written::Sealed);
    let next = world.rollups.recompute(&workspace(), &world.counting, day.tomorrow().unwrap()).await.unwrap();
    assert_eq!(next, Written::Unchanged);
    assert_eq!(bytes(&world), sealed);
}

#[tokio::test]
async fn a_day_that_nobody_came_to_seal_in_time_is_not_counted_without_its_expired_answers() {
    let world = keeping("UTC", 60).await;
    world.answer(AT, 1, 9).await;
    world.answer("2026-11-20T20:00:00Z", 2, 3).await;
    world.night().await;
    let before = bytes(&world);
    // The first has expired, the second has not, and no schedule ran for weeks.
    world.clock.set(expiry(AT) + SignedDuration::from_hours(2));
    world.mark(time(AT)).await;
    world.nights().await;
    assert_eq!(bytes(&world), before);
    assert!(world.database.store.marks().await.unwrap().is_empty());
}

#[tokio::test]
async fn days_are_sealed_by_what_their_answers_say_and_not_by_the_setting_of_today() {
    let world = keeping("UTC", 60).await;
    world.answer(AT, 1, 9).await;
    keep(&world, 3650).await;
    world.answer("2026-11-21T10:00:00Z", 2, 9).await;
    world.night().await;
    world.clock.set(expiry(AT) - SignedDuration::from_hours(30));
    world.night().await;
    assert_eq!(seal(&world).await.as_deref(), Some("2026-11-20"));
    world.clock.set(expiry(AT) + SignedDuration::from_hours(24 * 30));
    world.night().await;
    assert_eq!(seal(&world).await.as_deref(), Some("2026-11-20"));
}

#[tokio::test]
async fn a_seal_is_never_taken_back() {
    let world = world("UTC").await;
    let store = &world.database.store;
    let (ws, survey) = (workspace(), &world.survey.id);
    let seal = |through: Option<&str>, looked: &str| Seal {
        through: through.map(|day| day.parse().unwrap()),
        looked: looked.parse().unwrap(),
    };
    store.put_seal(&ws, survey, seal(Some("2026-11-20"), "2027-01-18")).await.unwrap();
    store.put_seal(&ws, survey, seal(Some("2026-11-10"), "2027-01-19")).await.unwrap();
    store.put_seal(&ws, survey, seal(None, "2027-01-20")).await.unwrap();
    assert_eq!(store.seal(&ws, survey).await.unwrap(), Some(seal(Some("2026-11-20"), "2027-01-20")));
    // It is no fence of a day.
    let (source, first, last) = (Source::from(survey), "2020-01-01".parse().unwrap(), "2030-01-01".parse().unwrap());
    assert_eq!(store.looked_at(&ws, &source, first, last).await.unwrap(), []);
}

#[tokio::test]
async fn of_two_nights_that_meet_the_slower_one_does_not_take_the_seal_back() {
    let world = world("UTC").await;
    let (ws, survey) = (workspace(), world.survey.id.clone());
    let seal =
        |through: &str, looked: &str| Seal { through: Some(through.parse().unwrap()), looked: looked.parse().unwrap() };
    let (slow, fast) = (seal("2026-11-10", "2027-01-18"), seal("2026-11-20", "2027-01-19"));
    let proxy = FaultProxy::start(world.database.address).await;
    let gate = Gate::default();
    for operation in ["PutItem", "UpdateItem"] {
        proxy.plan(operation, Fault::Hold(gate.clone()));
    }
    let store = world.database.store_through(proxy.endpoint());
    let running = tokio::spawn({
        let survey = survey.clone();
        async move { store.put_seal(&workspace(), &survey, slow).await.unwrap() }
    });
    gate.reached().await;
    world.database.store.put_seal(&ws, &survey, fast).await.unwrap();
    gate.open();
    running.await.unwrap();
    assert_eq!(world.database.store.seal(&ws, &survey).await.unwrap(), Some(fast));
}

#[tokio::test]
async fn sealing_reads_the_marks_of_the_surveys_own_answers_up_to_the_last_day_and_no_others() {
    let world = world("UTC").await;
    let store = &world.database.store;
    let mark = |ws: &str, survey: &str, date: &str| Mark::Answers {
        workspace: ws.parse().unwrap(),
        survey: survey.parse().unwrap(),
        date: date.parse().unwrap(),
    };
    let own: Vec<_> = ["2019-01-01", "2026-11-20", "2026-11-21"].map(|date| mark("acme", "nps", date)).into();
    let others = ["acme#nps-2", "acme#np", "other#nps"].map(|text| text.split_once('#').unwrap());
    let others = others.map(|(ws, survey)| mark(ws, survey, "2026-11-20"));
    for mark in own.iter().chain(&others).chain([&mark("acme", "nps", "2026-11-22")]) {
        store.put_mark(mark, "token").await.unwrap();
    }
    let mut read = store.marks_of_answers(&workspace(), &world.survey.id, "2026-11-21".parse().unwrap()).await.unwrap();
    read.sort_by_key(|mark| own.iter().position(|own| own == mark));
    assert_eq!(read, own);
}
