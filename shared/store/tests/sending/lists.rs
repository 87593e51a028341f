//! Dispatches by day and by person, and what is written down of them beside their messages.

use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use domain::message::{Handover, Message, Reason};
use serde_json::json;
use store::{DispatchEntry, PersonDispatch};
use testing::builders::{dispatch, response, survey, time, workspace};

use crate::setting::{Setting, days, start};

fn entry(asked: &Dispatch) -> DispatchEntry {
    DispatchEntry {
        dispatch: asked.id,
        survey: asked.survey.clone(),
        person: asked.person.clone(),
        created_at: asked.created_at,
    }
}

#[tokio::test]
async fn a_days_dispatches_are_listed_newest_first_and_each_day_by_itself() {
    let setting = Setting::start().await;
    let asked: Vec<_> =
        ["2026-11-20T23:59:59.999Z", "2026-11-21T00:00:00Z", "2026-11-21T12:00:00Z", "2026-11-21T23:59:59.999Z"]
            .into_iter()
            .enumerate()
            .map(|(number, at)| dispatch(number as u128, time(at)))
            .collect();
    for asked in &asked {
        setting.store.put_dispatch(&workspace(), asked).await.unwrap();
    }
    let day = async |date: &str, after: Option<&str>, limit| {
        setting.store.dispatches_of_day(&workspace(), date.parse().unwrap(), after, limit).await.unwrap()
    };
    let all = day("2026-11-21", None, 10).await;
    assert_eq!((all.items, all.next), ([3, 2, 1].map(|at| entry(&asked[at])).to_vec(), None));
    assert_eq!(day("2026-11-20", None, 10).await.items, [entry(&asked[0])]);
    assert!(day("2026-11-22", None, 10).await.items.is_empty());
    let first = day("2026-11-21", None, 2).await;
    let position = format!("2026-11-21T12:00:00.000Z#{}", asked[2].id);
    assert_eq!((first.items.len(), first.next.as_deref()), (2, Some(position.as_str())));
    assert_eq!(first.items[1].position(&workspace()), position);
    let last = day("2026-11-21", first.next.as_deref(), 2).await;
    assert_eq!((last.items, last.next), (vec![entry(&asked[1])], None));
    let other = "other".parse().unwrap();
    let elsewhere = setting.store.dispatches_of_day(&other, "2026-11-21".parse().unwrap(), None, 10).await.unwrap();
    assert!(elsewhere.items.is_empty());
}

#[tokio::test]
async fn a_persons_dispatches_are_listed_without_the_links_that_the_team_signed() {
    let setting = Setting::start().await;
    let (first, second) = (setting.ask(1).await, setting.ask(2).await);
    let survey = survey("nps", "nps", &json!({}));
    let answer = |number| response(&survey, start(), number, &json!(9));
    setting.store.put_linked_response(&workspace(), &answer(1), &first.person, first.id).await.unwrap();
    let name = "000102030405060708090a0b0c0d0e0f".parse().unwrap();
    setting.store.put_signed_response(&workspace(), &answer(2), name, Some(&first.person)).await.unwrap();
    let of = |asked: &Dispatch, answered_by| PersonDispatch {
        dispatch: asked.id,
        survey: survey.id.clone(),
        created_at: start(),
        answered_by,
    };
    let listed = setting.store.dispatches_of_person(&workspace(), &first.person).await.unwrap();
    assert_eq!(listed, [of(&first, Some(answer(1).id)), of(&second, None)]);
    let nobody = "nobody".parse().unwrap();
    assert!(setting.store.dispatches_of_person(&workspace(), &nobody).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_dispatch_that_made_its_person_leave_says_since_when_and_only_where_there_is_one() {
    let setting = Setting::start().await;
    let asked = setting.ask(1).await;
    let unsubscribed = async |id, at| setting.store.unsubscribed(&workspace(), id, at).await.unwrap();
    let before = setting.dump();
    assert!(!unsubscribed(DispatchId::new(uuid::Uuid::from_u128(2)), days(1)).await);
    assert_eq!(setting.dump(), before);
    assert!(unsubscribed(asked.id, days(1)).await);
    assert!(unsubscribed(asked.id, days(2)).await);
    let stored = setting.store.dispatch(&workspace(), asked.id).await.unwrap();
    assert_eq!(stored, Some(Dispatch { unsubscribed_at: Some(days(1)), ..asked }));
}

#[tokio::test]
async fn a_dispatch_reads_back_with_every_field_of_its_messages() {
    let setting = Setting::start().await;
    let skipped = Message::skipped(start(), Reason::Throttled, Some(days(12)));
    let asked = Dispatch { messages: vec![skipped], unsubscribed_at: Some(days(1)), ..dispatch(1, start()) };
    setting.store.put_dispatch(&workspace(), &asked).await.unwrap();
    let read = setting.store.dispatch_with_revisions(&workspace(), asked.id).await.unwrap();
    assert_eq!(read, Some((asked, vec![1])));
    let id = setting.ask(2).await.id;
    let sent = setting.send(id, start(), Handover::Accepted).await;
    setting.proxy.begin();
    let (read, revisions) = setting.store.dispatch_with_revisions(&workspace(), id).await.unwrap().unwrap();
    assert_eq!((read.messages, revisions), (vec![sent.0], vec![sent.1]));
    assert_eq!(setting.proxy.calls(), ["Query"]);
}

#[tokio::test]
async fn a_dispatch_without_messages_has_no_revisions() {
    let setting = Setting::start().await;
    let asked = Dispatch { messages: vec![], ..dispatch(1, start()) };
    setting.store.put_dispatch(&workspace(), &asked).await.unwrap();
    let read = setting.store.dispatch_with_revisions(&workspace(), asked.id).await.unwrap();
    assert_eq!(read, Some((asked, vec![])));
}
