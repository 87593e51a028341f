//! What falls due beside messages that wait: claims that nobody ended, and looks for reminders.

use domain::message::{Feedback, Handover, LEASE, Reason, Status};
use due::DueReport;
use futures::future::join_all;
use jiff::SignedDuration;
use testing::builders::time;

use crate::{START, Setting};

#[tokio::test]
async fn a_claim_of_which_nobody_was_heard_becomes_unknown_and_is_not_queued() {
    let setting = Setting::new().await;
    let id = setting.scheduled(1, time(START)).await;
    setting.change(id, |message| message.claim(time(START), None)).await;
    setting.clock.advance(SignedDuration::from_mins(4));
    assert_eq!(setting.run(14).await, DueReport::default());
    setting.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(setting.run(14).await, DueReport { lapsed: 1, ..DueReport::default() });
    let message = setting.message(id).await;
    assert_eq!((message.now().status, message.now().reason), (Status::Unknown, Some(Reason::LeaseEnded)));
    setting.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(setting.run(14).await, DueReport::default());
    assert!(setting.queue.take().is_empty());
}

#[tokio::test]
async fn a_message_that_is_out_is_queued_again_when_a_reminder_is_due_and_stays_as_it_is() {
    for delivered in [false, true] {
        let setting = Setting::new().await;
        let id = setting.scheduled(1, time(START)).await;
        let remind_at = time("2026-11-24T10:00:00Z");
        setting.change(id, |message| message.claim(time(START), Some(remind_at))).await;
        setting.change(id, |message| message.hand_over(time(START), Handover::Accepted, time(START))).await;
        if delivered {
            setting.change(id, |message| message.hear(time(START), Feedback::Delivered)).await;
        }
        let before = setting.message(id).await;
        setting.clock.set(remind_at - SignedDuration::from_secs(1));
        assert_eq!(setting.run(14).await, DueReport::default());
        setting.clock.set(remind_at);
        assert_eq!(setting.due(14).tick(remind_at).await.unwrap(), DueReport { queued: 1, ..DueReport::default() });
        assert_eq!(setting.queue.take()[0].body, format!(r#"{{"dispatch":"{id}","message":0,"workspace":"acme"}}"#));
        let after = setting.message(id).await;
        assert_eq!((after.history(), after.due_at), (before.history(), Some(remind_at + LEASE)));
        assert_eq!(setting.due(14).tick(remind_at + SignedDuration::from_mins(1)).await.unwrap(), DueReport::default());
    }
}

#[tokio::test]
async fn a_backlog_of_every_stage_is_worked_off_by_what_each_message_needs() {
    let setting = Setting::new().await;
    let (waits, claimed, out) = (
        setting.scheduled(1, time(START)).await,
        setting.scheduled(2, time(START)).await,
        setting.scheduled(3, time(START)).await,
    );
    for id in [claimed, out] {
        setting.change(id, |message| message.claim(time(START), Some(time(START) + LEASE))).await;
    }
    setting.change(out, |message| message.hand_over(time(START), Handover::Accepted, time(START))).await;
    setting.clock.advance(LEASE);
    assert_eq!(setting.run(14).await, DueReport { queued: 2, lapsed: 1, ..DueReport::default() });
    let setting = &setting;
    let states = [waits, claimed, out].map(|id| async move { setting.message(id).await.now().status });
    assert_eq!(join_all(states).await, [Status::Scheduled, Status::Unknown, Status::Sent]);
}
