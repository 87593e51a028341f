//! A reminder is a message of its own, put in one transaction with the end of the look that found it due.

use domain::dispatch::Dispatch;
use domain::message::{Handover, Message, Reason, Stage, Status};
use futures::future::join_all;
use serde_json::json;
use store::{Claim, Claimed, LastAsked, Obstacles, Place, Updated};
use testing::builders::{response, survey, workspace};
use testing::faults::Fault;

use crate::setting::{Setting, days, refused, start, suppression};

/// A dispatch whose invitation was sent, and is due to be looked at after three days.
async fn invited(setting: &Setting) -> Dispatch {
    let asked = setting.ask(1).await;
    setting.send(asked.id, start(), Handover::Accepted).await;
    asked
}

/// What a worker would claim as the next reminder.
pub async fn reminder_of(setting: &Setting, asked: &Dispatch) -> Claim {
    let (sent, seen) = setting.message(asked.id, 0).await.unwrap();
    assert_eq!(sent.stage(days(3)), Stage::Remind);
    let (_, person_revision) = setting.store.person_revised(&workspace(), &asked.person).await.unwrap().unwrap();
    Claim {
        dispatch: asked.id,
        person: asked.person.clone(),
        person_revision,
        message: sent.reminder(days(3)).claim(days(3), None).unwrap(),
        place: Place::After { settled: sent.settle().unwrap(), seen },
        to: crate::setting::email(),
        asked: vec![crate::setting::email(), crate::setting::phone()],
        asked_at: days(3),
        before: Some(days(-27)),
        texting: None,
    }
}

async fn answer(setting: &Setting, asked: &Dispatch) {
    let answer = response(&survey("nps", "nps", &json!({})), days(2), 1, &json!(9));
    setting.store.put_linked_response(&workspace(), &answer, &asked.person, asked.id).await.unwrap();
}

fn statuses(asked: &Dispatch) -> Vec<Status> {
    asked.messages.iter().map(|message| message.now().status).collect()
}

#[tokio::test]
async fn a_sent_message_waits_in_the_index_until_its_reminder_is_due() {
    let setting = Setting::start().await;
    let asked = invited(&setting).await;
    let due = async |at| setting.store.due_messages(at, 10).await.unwrap().len();
    assert_eq!((due(days(2)).await, due(days(3)).await), (0, 1));
    let (sent, seen) = setting.message(asked.id, 0).await.unwrap();
    assert_eq!((sent.remind_at, sent.due_at), (Some(days(3)), Some(days(3))));
    setting.store.update_message(&workspace(), asked.id, &sent.settle().unwrap(), seen).await.unwrap();
    assert_eq!(due(days(4)).await, 0);
}

#[tokio::test]
async fn a_reminders_claim_settles_the_message_before_it_and_counts_as_asking() {
    let setting = Setting::start().await;
    let asked = invited(&setting).await;
    let claim = reminder_of(&setting, &asked).await;
    assert_eq!(setting.claim(&claim).await, Claimed::Done { revision: 1 });
    let (stored, revisions) = setting.store.dispatch_with_revisions(&workspace(), asked.id).await.unwrap().unwrap();
    assert_eq!((statuses(&stored), revisions), (vec![Status::Sent, Status::Claimed], vec![4, 1]));
    assert_eq!((stored.messages[0].due_at, &stored.messages[1]), (None, &claim.message));
    let reminded = Some(LastAsked { at: claim.asked_at, dispatch: asked.id });
    assert!(claim.asked_at > start());
    assert_eq!(setting.throttles().await, [reminded, reminded]);
}

#[tokio::test]
async fn a_reminder_passes_the_throttle_of_another_dispatch() {
    let setting = Setting::start().await;
    let asked = invited(&setting).await;
    let other = setting.ask(2).await.id;
    let off = Claim { before: None, ..setting.claim_of(other, days(1)).await };
    assert_eq!(setting.claim(&off).await, Claimed::Done { revision: 2 });
    let claim = reminder_of(&setting, &asked).await;
    assert_eq!(setting.claim(&claim).await, Claimed::Done { revision: 1 });
}

#[tokio::test]
async fn an_answer_stops_the_reminder_also_one_that_waits_for_another_try() {
    let setting = Setting::start().await;
    let asked = invited(&setting).await;
    let claim = reminder_of(&setting, &asked).await;
    let answered = Obstacles { answered: true, ..Obstacles::default() };
    assert_eq!(setting.claim(&claim).await, Claimed::Done { revision: 1 });
    let busy = claim.message.hand_over(days(3), Handover::Busy, days(4)).unwrap();
    assert_eq!(setting.store.update_message(&workspace(), asked.id, &busy, 1).await.unwrap(), Updated::Done);
    let again = setting.claim_of(asked.id, days(4)).await;
    assert_eq!((again.message.number, again.message.attempt), (1, 2));
    answer(&setting, &asked).await;
    let before = setting.dump();
    assert_eq!(refused(setting.claim(&again).await), answered);
    assert_eq!(setting.dump(), before);

    let setting = Setting::start().await;
    let asked = invited(&setting).await;
    let claim = reminder_of(&setting, &asked).await;
    answer(&setting, &asked).await;
    let before = setting.dump();
    assert_eq!(refused(setting.claim(&claim).await), answered);
    assert_eq!(setting.dump(), before);
}

#[tokio::test]
async fn a_word_to_stop_stops_the_reminder() {
    let setting = Setting::start().await;
    let asked = invited(&setting).await;
    let claim = reminder_of(&setting, &asked).await;
    let stop = suppression("unsubscribed", days(1));
    setting.store.suppress(&workspace(), &stop).await.unwrap();
    assert_eq!(refused(setting.claim(&claim).await).suppressed, Some(stop));
    assert_eq!(setting.message(asked.id, 1).await, None);
}

#[tokio::test]
async fn a_word_to_stop_by_a_link_of_the_dispatch_stops_the_reminder_to_whichever_address() {
    let setting = Setting::start().await;
    let asked = invited(&setting).await;
    let claim = reminder_of(&setting, &asked).await;
    assert!(setting.store.unsubscribed(&workspace(), asked.id, days(1)).await.unwrap());
    let unsubscribed = Obstacles { unsubscribed: true, ..Obstacles::default() };
    assert_eq!(refused(setting.claim(&claim).await), unsubscribed);
    assert_eq!(setting.message(asked.id, 1).await, None);
}

#[tokio::test]
async fn of_many_workers_one_claims_a_reminder() {
    let setting = Setting::start().await;
    let asked = invited(&setting).await;
    let claim = reminder_of(&setting, &asked).await;
    let claimed = join_all((0..20).map(|_| setting.claim(&claim))).await;
    assert_eq!(claimed.iter().filter(|claimed| matches!(claimed, Claimed::Done { revision: 1 })).count(), 1);
    assert_eq!(claimed.iter().filter(|claimed| **claimed == Claimed::Overtaken).count(), 19);
}

#[tokio::test]
async fn news_of_the_invitation_between_the_look_and_the_claim_overtake_the_reminder() {
    let setting = Setting::start().await;
    let asked = invited(&setting).await;
    let claim = reminder_of(&setting, &asked).await;
    let (sent, seen) = setting.message(asked.id, 0).await.unwrap();
    let bounced = sent.hear(days(2), domain::message::Feedback::HardBounce).unwrap();
    setting.store.update_message(&workspace(), asked.id, &bounced, seen).await.unwrap();
    assert_eq!(setting.claim(&claim).await, Claimed::Overtaken);
    assert_eq!(setting.message(asked.id, 1).await, None);
}

#[tokio::test]
async fn a_reminders_claim_whose_reply_was_lost_is_done_once() {
    for forgetful in [false, true] {
        let setting = Setting::start().await;
        let asked = invited(&setting).await;
        let claim = reminder_of(&setting, &asked).await;
        if forgetful {
            setting.proxy.forget_tokens();
        }
        setting.proxy.plan("TransactWriteItems", Fault::LoseReply);
        assert_eq!(setting.claim(&claim).await, Claimed::Done { revision: 1 });
        assert_eq!(setting.message(asked.id, 1).await, Some((claim.message, 1)));
    }
}

async fn skip(setting: &Setting, asked: &Dispatch) -> (Message, Message, u64) {
    let (sent, seen) = setting.message(asked.id, 0).await.unwrap();
    let skipped = sent.reminder(days(3)).skip(days(3), Reason::AlreadyAnswered, None).unwrap();
    (sent.settle().unwrap(), skipped, seen)
}

#[tokio::test]
async fn a_reminder_that_is_skipped_follows_its_message_once_whatever_reply_is_lost() {
    for forgetful in [false, true] {
        let setting = Setting::start().await;
        let asked = invited(&setting).await;
        let (settled, skipped, seen) = skip(&setting, &asked).await;
        if forgetful {
            setting.proxy.forget_tokens();
        }
        setting.proxy.plan("TransactWriteItems", Fault::LoseReply);
        let follow = async || setting.store.follow(&workspace(), asked.id, &settled, seen, &skipped).await;
        assert_eq!(follow().await.unwrap(), Updated::Done);
        assert_eq!(setting.message(asked.id, 1).await, Some((skipped.clone(), 1)));
        assert_eq!(setting.message(asked.id, 0).await, Some((settled.clone(), seen + 1)));
        assert_eq!(follow().await.unwrap(), Updated::Overtaken);
        assert!(setting.store.due_messages(days(30), 10).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_skipped_reminder_does_not_follow_a_message_that_changed() {
    let setting = Setting::start().await;
    let asked = invited(&setting).await;
    let (settled, skipped, seen) = skip(&setting, &asked).await;
    let before = setting.dump();
    let follow = setting.store.follow(&workspace(), asked.id, &settled, seen - 1, &skipped).await.unwrap();
    assert_eq!((follow, setting.dump() == before), (Updated::Overtaken, true));
}
