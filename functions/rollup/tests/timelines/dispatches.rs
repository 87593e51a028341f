//! Dispatches are timelines too: their facts are their own partition and their link, and the stream marks them.

use domain::dispatch::Dispatch;
use domain::facts::{Count, Facts, Measured};
use domain::message::Handover;
use domain::response::{Response, Suspect, SuspectRule};
use domain::survey::Survey;
use domain::timeline::Kind;
use serde_json::json;
use store::{Replaced, Store, StoredLinked};
use testing::builders::{dispatch, response, stored_survey, time, workspace};

use crate::world::{World, world, ws};

const SENT: &str = "2026-11-20T22:30:00Z"; // the 21st in Riga

/// A dispatch for anna whose invitation went out.
async fn sent(world: &World) -> (Survey, Dispatch) {
    let survey = stored_survey(world.store(), "nps", "nps", &json!({})).await;
    let asked = dispatch(1, time("2026-11-20T10:00:00Z"));
    world.store().put_dispatch(&ws("acme"), &asked).await.unwrap();
    let (message, seen) = world.store().message(&ws("acme"), asked.id, 0).await.unwrap().unwrap();
    let out = message.claim(time(SENT), None).unwrap().hand_over(time(SENT), Handover::Accepted, time(SENT)).unwrap();
    world.store().update_message(&ws("acme"), asked.id, &out, seen).await.unwrap();
    (survey, asked)
}

/// Marks as the stream would, from the key of the link alone, and folds.
async fn told(world: &World, asked: &Dispatch) -> Facts {
    let mark = Store::mark_of_key("w#acme#p#anna", &format!("link#{}", asked.id)).unwrap();
    assert_eq!(Some(&mark), Store::mark_of_key(&format!("w#acme#d#{}", asked.id), "message#00").as_ref());
    world.mark(mark).await;
    world.night().await;
    world.facts("acme", Kind::Dispatches, "2026-11-21").await
}

fn answer(survey: &Survey, asked: &Dispatch, score: Option<u8>, finished: bool) -> Response {
    let mut answer = response(survey, time("2026-11-20T23:00:00Z"), 1, &json!(score.unwrap_or(9)));
    if score.is_none() {
        answer.answers.clear();
    }
    if !finished {
        answer.finished_at = None;
    }
    Response { dispatch: Some(asked.id), person: Some(asked.person.clone()), ..answer }
}

fn counts(facts: &Facts) -> [u64; 4] {
    [Count::Sent, Count::Begun, Count::Answered, Count::Finished].map(|what| facts.get(what))
}

#[tokio::test]
async fn a_dispatch_is_counted_on_the_local_day_on_which_it_went_out_and_its_answer_with_it() {
    let world = world().await;
    let survey = stored_survey(world.store(), "nps", "nps", &json!({})).await;
    let asked = dispatch(1, time("2026-11-20T10:00:00Z"));
    world.store().put_dispatch(&ws("acme"), &asked).await.unwrap();
    assert_eq!(told(&world, &asked).await, Facts::default(), "nothing went out yet");
    let world = crate::world::world().await;
    let (_, asked) = sent(&world).await;
    let facts = told(&world, &asked).await;
    assert_eq!((counts(&facts), facts.spread(Measured::Expires).n()), ([1, 0, 0, 0], 1));
    let half = answer(&survey, &asked, None, false);
    let put = world.store().put_linked_response(&ws("acme"), &half, &asked.person, asked.id).await.unwrap();
    assert!(matches!(put, StoredLinked::New));
    assert_eq!(counts(&told(&world, &asked).await), [1, 1, 0, 0]);
    let (before, seen) = world.store().response(&ws("acme"), &survey, half.id).await.unwrap().unwrap();
    let whole = answer(&survey, &asked, Some(9), true);
    assert_eq!(world.store().replace_response(&ws("acme"), &before, &whole, seen).await.unwrap(), Replaced::Done);
    let facts = told(&world, &asked).await;
    assert_eq!((counts(&facts), facts.spread(Measured::Expires).n()), ([1, 1, 1, 1], 0));
    assert_eq!(workspace(), ws("acme"));
}

#[tokio::test]
async fn a_machines_answer_is_none_until_a_person_answers() {
    let world = world().await;
    let (survey, asked) = sent(&world).await;
    let whole = answer(&survey, &asked, Some(9), true);
    let machine = Response { suspect: Some(Suspect::by(SuspectRule::TooFast)), ..whole.clone() };
    world.store().put_linked_response(&ws("acme"), &machine, &asked.person, asked.id).await.unwrap();
    assert_eq!(counts(&told(&world, &asked).await), [1, 0, 0, 0]);
    let (before, seen) = world.store().response(&ws("acme"), &survey, whole.id).await.unwrap().unwrap();
    world.store().replace_response(&ws("acme"), &before, &whole, seen).await.unwrap();
    assert_eq!(counts(&told(&world, &asked).await), [1, 1, 1, 1]);
}

#[tokio::test]
async fn a_dispatch_of_which_less_and_less_is_left_stays_counted_as_it_was() {
    let world = world().await;
    let (survey, asked) = sent(&world).await;
    let whole = answer(&survey, &asked, Some(9), true);
    world.store().put_linked_response(&ws("acme"), &whole, &asked.person, asked.id).await.unwrap();
    assert_eq!(counts(&told(&world, &asked).await), [1, 1, 1, 1]);
    world.database.remove("w#acme#p#anna", &format!("link#{}", asked.id));
    assert_eq!(counts(&told(&world, &asked).await), [1, 1, 1, 1]);
    let pk = format!("w#acme#d#{}", asked.id);
    for sk in ["dispatch", "message#00"] {
        world.database.remove(&pk, sk);
        assert_eq!(counts(&told(&world, &asked).await), [1, 1, 1, 1], "{sk}");
    }
}

#[tokio::test]
async fn a_dispatch_to_an_employee_has_no_rates_since_nobody_knows_who_answered() {
    let world = world().await;
    let periods = json!({"periods": [{"from": "2026-11-01", "to": "2026-11-30"}]});
    stored_survey(world.store(), "nps", "enps", &periods).await;
    let asked = dispatch(1, time("2026-11-20T10:00:00Z"));
    world.store().put_dispatch(&ws("acme"), &asked).await.unwrap();
    let (message, seen) = world.store().message(&ws("acme"), asked.id, 0).await.unwrap().unwrap();
    let out = message.claim(time(SENT), None).unwrap().hand_over(time(SENT), Handover::Accepted, time(SENT)).unwrap();
    world.store().update_message(&ws("acme"), asked.id, &out, seen).await.unwrap();
    assert_eq!(told(&world, &asked).await, Facts::default());
}
