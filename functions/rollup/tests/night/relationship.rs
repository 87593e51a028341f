//! A relationship survey counts living customers, each once a quarter, and says how many others it left out.

use domain::response::{Response, Suspect, SuspectRule};
use domain::review::Reviews;
use domain::stamped::Stamped;
use domain::survey::{Answer, Survey};
use jiff::SignedDuration;
use serde_json::json;
use store::Mark;
use testing::builders::{response, time, workspace};

use crate::customers::{Sides, relationship, sides};

#[tokio::test]
async fn those_count_who_were_customers_when_they_answered() {
    let world = relationship("UTC").await;
    world.event("1", "customer_started", "anna", "2026-11-20T10:00:00Z").await;
    world.event("2", "customer_ended", "anna", "2026-11-20T12:00:00Z").await;
    world.customer("berta").await;
    world.nights().await;
    // Before, at the begin, at the end; each of a quarter of its own, so that none replaces another.
    world.known(&world.of("anna", "2026-11-20T09:59:59.999Z", 1, 1)).await;
    world.known(&world.of("berta", "2026-11-20T10:00:00Z", 2, 2)).await;
    world.known(&world.of("zane", "2026-11-20T10:00:00Z", 3, 3)).await;
    world.store(&response(&world.survey, time("2026-11-20T10:00:00Z"), 4, &json!(4))).await;
    let machine = Some(Suspect::by(SuspectRule::Honeypot));
    world.known(&Response { suspect: machine, ..world.of("berta", "2026-11-20T11:00:00Z", 5, 5) }).await;
    world.nights().await;
    let expected = Sides { suspect: 1, anonymous: 1, ..sides(&[2], 2, 0) };
    assert_eq!(world.days().await["2026-11-20"], expected);
}

#[tokio::test]
async fn a_customer_is_one_from_the_begin_to_the_moment_before_the_end() {
    for (at, counted) in [
        ("2026-11-20T09:59:59.999Z", sides(&[], 1, 0)),
        ("2026-11-20T10:00:00Z", sides(&[7], 0, 0)),
        ("2026-11-20T11:59:59.999Z", sides(&[7], 0, 0)),
        ("2026-11-20T12:00:00Z", sides(&[], 1, 0)),
    ] {
        let world = relationship("UTC").await;
        world.event("1", "customer_started", "anna", "2026-11-20T10:00:00Z").await;
        world.event("2", "customer_ended", "anna", "2026-11-20T12:00:00Z").await;
        world.nights().await;
        world.known(&world.of("anna", at, 1, 7)).await;
        world.nights().await;
        assert_eq!(world.days().await["2026-11-20"], counted, "{at}");
    }
}

#[tokio::test]
async fn a_late_customer_event_recounts_the_days_of_the_persons_answers() {
    let world = relationship("Europe/Riga").await;
    world.known(&world.of("anna", "2026-08-10T22:30:00Z", 1, 9)).await; // 11 August in Riga
    world.nights().await;
    assert_eq!(world.days().await["2026-08-11"], sides(&[], 1, 0));
    world.event("1", "customer_started", "anna", "2026-08-01T00:00:00Z").await;
    world.nights().await;
    assert_eq!(world.days().await["2026-08-11"], sides(&[9], 0, 0));
    world.event("2", "customer_ended", "anna", "2026-08-05T00:00:00Z").await;
    world.nights().await;
    assert_eq!(world.days().await["2026-08-11"], sides(&[], 1, 0));
}

#[tokio::test]
async fn the_last_answer_of_a_quarter_stands_for_the_earlier_ones_whose_days_are_recounted() {
    let world = relationship("UTC").await;
    world.customer("anna").await;
    world.customer("berta").await;
    for (number, (person, at)) in [
        ("anna", "2026-07-01T00:00:00Z"),
        ("berta", "2026-08-10T10:00:00Z"),
        ("anna", "2026-08-10T10:00:00Z"),
        ("anna", "2026-09-30T23:59:59.999Z"),
        ("anna", "2026-10-01T00:00:00Z"),
    ]
    .into_iter()
    .enumerate()
    {
        let number = u8::try_from(number).unwrap();
        world.known(&world.of(person, at, number.into(), number)).await;
        world.nights().await;
    }
    let days = world.days().await;
    assert_eq!(days["2026-07-01"], sides(&[], 0, 1));
    assert_eq!(days["2026-08-10"], sides(&[1], 0, 1));
    assert_eq!(days["2026-09-30"], sides(&[3], 0, 0));
    assert_eq!(days["2026-10-01"], sides(&[4], 0, 0));
}

#[tokio::test]
async fn a_replaced_answer_marks_nothing_further() {
    let world = relationship("UTC").await;
    world.customer("anna").await;
    world.nights().await;
    for (number, day) in ["2026-10-05", "2026-10-15", "2026-10-25"].into_iter().enumerate() {
        let number = u64::try_from(number).unwrap();
        world.known(&world.of("anna", &format!("{day}T10:00:00Z"), number, 9)).await;
    }
    world.nights().await;
    world.mark(time("2026-10-25T10:00:00Z")).await;
    world.night().await;
    let marks = world.database.store.marks().await.unwrap();
    let mut dates: Vec<_> = marks
        .iter()
        .map(|mark| match mark {
            Mark::Answers { date, .. } => date.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    dates.sort();
    assert_eq!(dates, ["2026-10-05", "2026-10-15"]);
    for mark in &marks {
        assert!(!world.database.store.seen_mark(mark).await.unwrap().unwrap().spreads);
    }
    world.night().await;
    assert!(world.database.store.marks().await.unwrap().is_empty());
    // One that spreads stays so, whichever of the two comes last.
    let mark = &marks[0];
    world.database.store.put_mark(mark, "1").await.unwrap();
    world.database.store.put_quiet_mark(mark, "2").await.unwrap();
    let seen = world.database.store.seen_mark(mark).await.unwrap().unwrap();
    assert_eq!((seen.token.as_str(), seen.spreads), ("2", true));
}

#[tokio::test]
async fn of_two_answers_of_one_millisecond_the_greater_id_is_the_later() {
    let world = relationship("UTC").await;
    world.customer("anna").await;
    let at = "2026-11-20T10:00:00Z";
    world.known(&world.of("anna", at, 2, 10)).await;
    world.known(&world.of("anna", at, 1, 0)).await;
    world.nights().await;
    assert_eq!(world.days().await["2026-11-20"], sides(&[10], 0, 1));
}

#[tokio::test]
async fn what_is_no_answer_stands_for_none_and_what_becomes_one_or_ceases_to_be_recounts() {
    let world = relationship("UTC").await;
    world.customer("anna").await;
    world.known(&world.of("anna", "2026-10-05T10:00:00Z", 1, 3)).await;
    let later = world.of("anna", "2026-11-20T10:00:00Z", 2, 8);
    let score = later.answers["score"].clone();
    let mut half = later.clone();
    half.answers.clear();
    half.answers.insert("comment".into(), Stamped { value: Answer::Text("Hm".into()), at: score.at });
    world.known(&half).await;
    world.nights().await;
    assert_eq!(world.days().await["2026-10-05"], sides(&[3], 0, 0));
    world.change(&later).await;
    world.nights().await;
    assert_eq!(world.days().await["2026-10-05"], sides(&[], 0, 1));
    let suspect = Some(Suspect::by(SuspectRule::TooFast));
    world.change(&Response { suspect, ..later.clone() }).await;
    world.nights().await;
    assert_eq!(world.days().await["2026-10-05"], sides(&[3], 0, 0));
    let reviews = Reviews::default().with(true, None, time("2026-11-21T10:00:00Z")).unwrap();
    world.change(&Response { suspect, reviews: reviews.clone(), ..later.clone() }).await;
    world.nights().await;
    assert_eq!(world.days().await["2026-10-05"], sides(&[], 0, 1));
    let reviews = reviews.with(false, None, time("2026-11-21T10:00:00Z")).unwrap();
    world.change(&Response { suspect, reviews, ..later.clone() }).await;
    world.nights().await;
    assert_eq!(world.days().await["2026-10-05"], sides(&[3], 0, 0));
    world.change(&later).await;
    world.nights().await;
    assert_eq!(world.days().await["2026-10-05"], sides(&[], 0, 1));
    let mut taken_back = later;
    taken_back.answers.insert("score".into(), Stamped { value: Answer::Cleared, at: score.at });
    world.change(&taken_back).await;
    world.nights().await;
    assert_eq!(world.days().await["2026-10-05"], sides(&[3], 0, 0));
}

#[tokio::test]
async fn whose_name_was_erased_counts_as_nobody_and_keeps_the_score() {
    let world = relationship("UTC").await;
    world.customer("anna").await;
    let answers = [world.of("anna", "2026-10-05T10:00:00Z", 1, 3), world.of("anna", "2026-11-20T10:00:00Z", 2, 8)];
    for answer in &answers {
        world.known(answer).await;
    }
    world.nights().await;
    for answer in answers {
        world.change(&Response { person: None, segment: None, ..answer }).await;
    }
    world.nights().await;
    let anonymous = Sides { anonymous: 1, ..Sides::default() };
    let days = world.days().await;
    assert_eq!((&days["2026-10-05"], &days["2026-11-20"]), (&anonymous, &anonymous));
}

#[tokio::test]
async fn who_answers_another_survey_is_not_replaced_by_it() {
    let world = relationship("UTC").await;
    world.customer("anna").await;
    let other = testing::builders::stored_survey(&world.database.store, "other", "nps", &json!({})).await;
    world.known(&world.of("anna", "2026-10-05T10:00:00Z", 1, 3)).await;
    let person = Some("anna".parse().unwrap());
    let elsewhere = Response { person, ..response(&other, time("2026-11-20T10:00:00Z"), 2, &json!(9)) };
    world.known(&elsewhere).await;
    world.nights().await;
    assert_eq!(world.days().await["2026-10-05"], sides(&[3], 0, 0));
}

#[tokio::test]
async fn a_changed_zone_moves_answers_into_other_quarters() {
    let world = relationship("UTC").await;
    world.customer("anna").await;
    world.known(&world.of("anna", "2026-06-30T22:00:00Z", 1, 3)).await; // 1 July in Riga
    world.known(&world.of("anna", "2026-07-15T10:00:00Z", 2, 9)).await;
    world.nights().await;
    let days = world.days().await;
    assert_eq!((&days["2026-06-30"], &days["2026-07-15"]), (&sides(&[3], 0, 0), &sides(&[9], 0, 0)));
    let moved = Survey { version: 2, time_zone: Some("Europe/Riga".parse().unwrap()), ..world.survey.clone() };
    assert!(world.database.store.put_survey(&workspace(), &moved).await.unwrap());
    world.request("2026-06-29", "2026-07-16", Some("nps")).await;
    world.nights().await;
    let days = world.days().await;
    assert!(!days.contains_key("2026-06-30"));
    assert_eq!((&days["2026-07-01"], &days["2026-07-15"]), (&sides(&[], 0, 1), &sides(&[9], 0, 0)));
}

#[tokio::test]
async fn a_request_for_the_later_day_alone_marks_the_earlier_one_too() {
    let world = relationship("UTC").await;
    world.customer("anna").await;
    world.known(&world.of("anna", "2026-10-05T10:00:00Z", 1, 3)).await;
    world.nights().await;
    // The stream lost this one.
    let lost = world.of("anna", "2026-11-20T10:00:00Z", 2, 8);
    let person = lost.person.as_ref().unwrap();
    world.database.store.put_known_response(&workspace(), &lost, person).await.unwrap();
    world.request("2026-11-20", "2026-11-20", Some("nps")).await;
    assert_eq!(world.database.store.marks().await.unwrap().len(), 1);
    world.nights().await;
    assert_eq!(world.days().await["2026-10-05"], sides(&[], 0, 1));
    // Once more it finds nothing changed, and marks nothing.
    world.request("2026-11-20", "2026-11-20", Some("nps")).await;
    assert!(world.database.store.marks().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_person_costs_a_bounded_number_of_reads() {
    let world = relationship("UTC").await;
    for person in 0..60_u64 {
        let at = time("2026-11-20T10:00:00Z") + SignedDuration::from_secs(i64::try_from(person).unwrap());
        world.known(&world.of(&format!("p{person}"), &at.to_string(), person, 9)).await;
    }
    let proxy = testing::faults::FaultProxy::start(world.database.address).await;
    let rollups =
        rollup::Rollups::new(world.database.store_through(proxy.endpoint()), world.clock.clone(), world.queue.clone());
    proxy.begin();
    rollups.recompute(&workspace(), &world.counting, "2026-11-20".parse().unwrap()).await.unwrap();
    let calls = proxy.calls();
    assert!(calls.len() <= 2 * 60 + 10, "{} calls", calls.len());
}
