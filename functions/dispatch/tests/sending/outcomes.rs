//! What the mail system says, and what becomes of the message.

use domain::message::{Handover, Reason, Status};
use jiff::SignedDuration;
use runtime::batch::BatchFailure;
use serde_json::json;
use testing::faults::{Fault, FaultProxy};

use crate::post::Deed;
use crate::{Setting, batch, task};

#[tokio::test]
async fn a_message_that_was_refused_for_now_is_sent_later() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    setting.post.plan([Deed::Say(Handover::Busy)]);
    let (_, bodies) = setting.release().await;
    assert!(setting.deliver(&bodies).await.failures.is_empty());
    assert_eq!(setting.state(id).await, (Status::Scheduled, Some(Reason::Busy)));
    let wait = setting.message(id).await.due_at.unwrap().duration_since("2026-11-21T10:00:00Z".parse().unwrap());
    assert!(wait >= SignedDuration::from_mins(1) && wait < SignedDuration::from_mins(5));
    setting.minutes(5).await;
    assert_eq!(setting.state(id).await, (Status::Sent, None));
    assert_eq!((setting.post.count(), setting.message(id).await.attempt), (1, 2));
}

#[tokio::test]
async fn a_long_outage_fills_no_history_and_the_message_ends_with_its_link() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    setting.post.plan((0..1000).map(|_| Deed::Say(Handover::Busy)));
    while let Some(due_at) = setting.message(id).await.due_at {
        setting.clock.set(due_at);
        let (_, bodies) = setting.release().await;
        setting.deliver(&bodies).await;
    }
    assert_eq!(setting.state(id).await, (Status::Skipped, Some(Reason::LinkExpired)));
    assert!(setting.message(id).await.history().len() < 200);
    assert_eq!(setting.post.count(), 0);
}

#[tokio::test]
async fn a_refusal_for_good_and_a_broken_connection_are_final() {
    for (said, end) in [
        (Handover::Rejected, (Status::Failed, Some(Reason::Rejected))),
        (Handover::NoAnswer, (Status::Unknown, Some(Reason::NoAnswer))),
    ] {
        let setting = Setting::new().await;
        let id = setting.dispatch(1).await;
        setting.post.plan([Deed::Say(said)]);
        let (_, bodies) = setting.release().await;
        for _ in 0..3 {
            assert!(setting.deliver(&bodies).await.failures.is_empty());
        }
        setting.minutes(10).await;
        assert_eq!(setting.state(id).await, end);
        assert_eq!(setting.message(id).await.attempt, 1);
    }
}

#[tokio::test]
async fn a_poison_record_is_reported_and_the_others_are_sent() {
    let setting = Setting::new().await;
    let (first, last) = (setting.dispatch(1).await, setting.dispatch(2).await);
    let unknown = domain::id::DispatchId::new(crate::bits(3));
    let bodies = [
        task(first),
        "not json: anna@example.com".to_owned(),
        r#"{"workspace":"a b","dispatch":"dsp_1","message":0}"#.to_owned(),
        task(unknown),
        task(last),
    ];
    let answer = setting.deliver(&bodies).await;
    let expected: Vec<_> = ["1", "2", "3"].map(|id| BatchFailure { id: id.to_owned() }).into();
    assert_eq!(answer.failures, expected);
    assert_eq!(setting.post.count(), 2);
}

#[tokio::test]
async fn what_can_never_be_sent_fails_and_its_record_is_done() {
    let setting = Setting::new().await;
    let missing = setting.dispatch_of("no-such-survey", "anna", None, 1).await;
    setting.survey("odd", &json!({})).await;
    let odd = setting.dispatch_of("odd", "anna", None, 2).await;
    setting.database.spoil("w#acme", "survey#odd");
    let broken = setting.dispatch(3).await;
    setting.database.spoil(&format!("w#acme#d#{broken}"), "dispatch");
    for id in [missing, odd, broken] {
        let bodies = [task(id), task(id)];
        assert!(setting.deliver(&bodies).await.failures.is_empty());
        let message = setting.message(id).await;
        assert_eq!((message.now().status, message.now().reason), (Status::Failed, Some(Reason::Unreadable)));
        assert_eq!((message.due_at, message.history().len()), (None, 2));
    }
    assert_eq!(setting.post.count(), 0);
}

#[tokio::test]
async fn a_message_that_can_not_be_read_itself_is_reported_and_others_are_sent() {
    let setting = Setting::new().await;
    let (odd, good) = (setting.dispatch(1).await, setting.dispatch(2).await);
    setting.database.spoil(&format!("w#acme#d#{odd}"), "message#00");
    let answer = setting.deliver(&[task(odd), task(good)]).await;
    assert_eq!(answer.failures, [BatchFailure { id: "0".to_owned() }]);
    assert_eq!((setting.state(good).await, setting.post.count()), ((Status::Sent, None), 1));
}

#[tokio::test]
async fn while_a_workspace_can_not_be_read_its_messages_wait_until_their_links_end() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    setting.database.spoil("w#acme", "workspace");
    assert_eq!(setting.deliver(&[task(id)]).await.failures.len(), 1);
    assert_eq!(setting.state(id).await, (Status::Scheduled, None));
    setting.clock.advance(SignedDuration::from_hours(24 * 30));
    assert!(setting.deliver(&[task(id)]).await.failures.is_empty());
    assert_eq!(setting.state(id).await, (Status::Skipped, Some(Reason::LinkExpired)));
}

#[tokio::test]
async fn while_the_tables_refuse_the_record_comes_again_and_is_sent_then() {
    let setting = Setting::new().await;
    for operation in ["Query", "GetItem", "TransactWriteItems"] {
        let id = setting.dispatch(setting.post.count() as u128 + 1).await;
        let proxy = FaultProxy::start(setting.database.address).await;
        for _ in 0..30 {
            proxy.plan(operation, Fault::Throttle);
        }
        let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
        let before = setting.post.count();
        assert_eq!(worker.handle(batch(&[task(id)])).await.unwrap().failures.len(), 1, "{operation}");
        assert_eq!((setting.state(id).await, setting.post.count()), ((Status::Scheduled, None), before));
        assert!(setting.deliver(&[task(id)]).await.failures.is_empty());
        assert_eq!((setting.state(id).await, setting.post.count()), ((Status::Sent, None), before + 1));
    }
}

#[tokio::test]
async fn a_panic_in_one_record_leaves_the_others() {
    let setting = Setting::new().await;
    let (first, last) = (setting.dispatch(1).await, setting.dispatch(2).await);
    setting.post.plan([Deed::Crash]);
    let answer = setting.deliver(&[task(first), task(last)]).await;
    assert_eq!(answer.failures, [BatchFailure { id: "0".to_owned() }]);
    assert_eq!((setting.state(first).await.0, setting.state(last).await.0), (Status::Claimed, Status::Sent));
}

#[tokio::test]
async fn a_redrive_of_whatever_ended_is_harmless() {
    let setting = Setting::new().await;
    let deeds = [Handover::Accepted, Handover::Rejected, Handover::NoAnswer, Handover::Busy, Handover::Paused];
    let mut bodies = Vec::new();
    for number in 1..=5 {
        bodies.push(task(setting.dispatch(number).await));
    }
    bodies.push(task(setting.dispatch_of("no-such-survey", "anna", None, 6).await));
    bodies.push(task(setting.dispatch_of("nps", "nobody", None, 7).await));
    setting.post.plan(deeds.map(Deed::Say));
    setting.deliver(&bodies).await;
    bodies.push("not a task".to_owned());
    let before = setting.database.dump();
    let sent = setting.post.count();
    // What waits for another try waits on.
    for _ in 0..3 {
        assert_eq!(setting.deliver(&bodies).await.failures.len(), 1);
    }
    assert_eq!((setting.database.dump() == before, setting.post.count()), (true, sent));
    setting.minutes(15).await;
    assert_eq!(setting.post.count(), sent + 2);
    let after = setting.database.dump();
    for _ in 0..3 {
        assert_eq!(setting.deliver(&bodies).await.failures.len(), 1);
    }
    assert_eq!((setting.database.dump() == after, setting.post.count()), (true, sent + 2));
}
