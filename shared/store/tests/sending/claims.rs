//! Of many claims one stands: whichever worker, whichever dispatch, and whatever is lost on the way.

use domain::id::DispatchId;
use domain::message::{Handover, Status};
use futures::future::join_all;
use store::{Claim, Claimed, LastAsked, Updated};
use testing::builders::workspace;
use testing::faults::{Fault, Gate};

use crate::setting::{Setting, days, email, phone, refused, start, suppression};

const DONE: Claimed = Claimed::Done { revision: 2 };

#[tokio::test]
async fn a_claim_stands_with_its_revision_and_leaves_on_each_address_when_it_was_asked() {
    let setting = Setting::start().await;
    let id = setting.ask(1).await.id;
    let claim = setting.claim_of(id, start()).await;
    assert_eq!(setting.claim(&claim).await, DONE);
    assert_eq!(setting.message(id, 0).await, Some((claim.message, 2)));
    let asked = Some(LastAsked { at: start(), dispatch: id });
    assert_eq!(setting.throttles().await, [asked, asked]);
    let key = format!(r#"atbalss-data "h#acme#{}" "throttle""#, email());
    let end = days(400).as_second().to_string();
    assert_eq!(setting.dump()[&key]["ttl"]["N"].as_str(), Some(end.as_str()));
}

#[tokio::test]
async fn of_many_workers_one_claims_a_message() {
    let setting = Setting::start().await;
    let id = setting.ask(1).await.id;
    let claims: Vec<_> = join_all((0..20).map(|_| setting.claim_of(id, start()))).await;
    let claimed = join_all(claims.iter().map(|claim| setting.claim(claim))).await;
    assert_eq!(claimed.iter().filter(|claimed| **claimed == DONE).count(), 1);
    assert_eq!(claimed.iter().filter(|claimed| **claimed == Claimed::Overtaken).count(), 19);
}

#[tokio::test]
async fn of_many_dispatches_to_one_person_one_is_claimed_and_the_others_learn_which() {
    for _ in 0..5 {
        let setting = Setting::start().await;
        let asked = join_all((1..=20).map(|number| setting.ask(number))).await;
        let claims: Vec<Claim> = join_all(asked.iter().map(|asked| setting.claim_of(asked.id, start()))).await;
        let claimed = join_all(claims.iter().map(|claim| setting.claim(claim))).await;
        let (won, lost): (Vec<_>, Vec<_>) = asked.iter().zip(claimed).partition(|(_, claimed)| *claimed == DONE);
        assert_eq!((won.len(), lost.len()), (1, 19));
        let winner = LastAsked { at: start(), dispatch: won[0].0.id };
        for (_, claimed) in lost {
            assert_eq!(refused(claimed).throttled, [winner, winner]);
        }
        assert_eq!(setting.throttles().await, [Some(winner), Some(winner)]);
    }
}

#[tokio::test]
async fn who_shares_but_one_address_is_asked_once_too() {
    let setting = Setting::start().await;
    let (first, second) = (setting.ask(1).await.id, setting.ask(2).await.id);
    let by_mail = Claim { asked: vec![email()], ..setting.claim_of(first, start()).await };
    let by_text = Claim { asked: vec![phone()], to: phone(), ..setting.claim_of(second, start()).await };
    assert_eq!(setting.claim(&by_mail).await, DONE);
    let both = Claim { asked: vec![email(), phone()], ..by_text.clone() };
    assert_eq!(refused(setting.claim(&both).await).throttled, [LastAsked { at: start(), dispatch: first }]);
    assert_eq!(setting.claim(&by_text).await, DONE);
}

#[tokio::test]
async fn a_claim_whose_reply_was_lost_is_done_once() {
    for forgetful in [false, true] {
        let setting = Setting::start().await;
        let id = setting.ask(1).await.id;
        let claim = setting.claim_of(id, start()).await;
        if forgetful {
            setting.proxy.forget_tokens();
        }
        setting.proxy.begin();
        for _ in 0..2 {
            setting.proxy.plan("TransactWriteItems", Fault::LoseReply);
        }
        assert_eq!(setting.claim(&claim).await, DONE, "forgetful: {forgetful}");
        assert_eq!(setting.proxy.calls(), ["TransactWriteItems"; 3]);
        // A database that knows the token answers as it did; one that forgot it refuses, and shows who wrote what stands.
        assert_eq!(setting.proxy.bill().refused().len(), if forgetful { 2 } else { 0 });
        assert_eq!(setting.message(id, 0).await, Some((claim.message.clone(), 2)));
        assert_eq!(setting.claim(&claim).await, Claimed::Overtaken);
    }
}

#[tokio::test]
async fn a_claim_that_stands_is_not_taken_back_by_what_came_before_its_repetition() {
    let setting = Setting::start().await;
    let id = setting.ask(1).await.id;
    let claim = setting.claim_of(id, start()).await;
    setting.proxy.forget_tokens();
    setting.proxy.plan("TransactWriteItems", Fault::LoseReply);
    let gate = Gate::default();
    setting.proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let stopped = async {
        gate.reached().await;
        let stop = suppression("unsubscribed", start());
        assert!(setting.database.store.suppress(&workspace(), &stop).await.unwrap());
        gate.open();
    };
    let (claimed, ()) = tokio::join!(setting.claim(&claim), stopped);
    assert_eq!(claimed, DONE);
}

#[tokio::test]
async fn who_meets_another_transaction_claims_after_it() {
    let setting = Setting::start().await;
    let id = setting.ask(1).await.id;
    for _ in 0..2 {
        setting.proxy.plan("TransactWriteItems", Fault::Conflict);
    }
    assert_eq!(setting.claim_newest(id, start()).await, DONE);
}

#[tokio::test]
async fn a_claim_that_the_database_can_t_take_is_said_to_be_passing_and_leaves_nothing() {
    let setting = Setting::start().await;
    let id = setting.ask(1).await.id;
    let (claim, before) = (setting.claim_of(id, start()).await, setting.dump());
    for fault in [Fault::Throttle, Fault::Fail] {
        for _ in 0..3 {
            setting.proxy.plan("TransactWriteItems", fault.clone());
        }
        let refused = setting.store.claim(&workspace(), &claim).await.unwrap_err();
        assert!(refused.retryable(), "{refused}");
        assert_eq!(setting.dump(), before);
    }
}

async fn status(setting: &Setting, id: DispatchId) -> Status {
    setting.message(id, 0).await.unwrap().0.now().status
}

#[tokio::test]
async fn a_dispatchs_own_tries_pass_the_throttle() {
    let setting = Setting::start().await;
    let id = setting.ask(1).await.id;
    setting.send(id, start(), Handover::Busy).await;
    assert_eq!(status(&setting, id).await, Status::Scheduled);
    setting.send(id, days(1), Handover::Accepted).await;
    assert_eq!(status(&setting, id).await, Status::Sent);
    let asked = Some(LastAsked { at: days(1), dispatch: id });
    assert_eq!(setting.throttles().await, [asked, asked]);
}

#[tokio::test]
async fn the_end_of_a_message_whose_reply_was_lost_is_written_once() {
    let setting = Setting::start().await;
    let id = setting.ask(1).await.id;
    setting.proxy.plan("PutItem", Fault::LoseReply);
    let (sent, revision) = setting.send(id, start(), Handover::Accepted).await;
    assert_eq!(setting.message(id, 0).await, Some((sent.clone(), revision)));
    let again = setting.store.update_message(&workspace(), id, &sent, revision - 1).await.unwrap();
    assert_eq!(again, Updated::Overtaken);
}
