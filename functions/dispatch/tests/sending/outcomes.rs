//! What the mail system says, and what becomes of the message.

use domain::message::{Handover, Reason, Status};
use jiff::SignedDuration;
use runtime::batch::BatchFailure;

use crate::post::Deed;
use crate::{Setting, task};

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
async fn a_message_whose_survey_is_missing_is_reported_and_stays_as_it_was() {
    let setting = Setting::new().await;
    let id = setting.dispatch_of("no-such-survey", "anna", None, 1).await;
    assert_eq!(setting.deliver(&[task(id)]).await.failures.len(), 1);
    assert_eq!(setting.state(id).await, (Status::Scheduled, None));
}
