//! A message is queued when it falls due, and not again while it is on its way.

use std::time::Duration;

use domain::message::{LEASE, Status};
use due::DueReport;
use jiff::SignedDuration;
use runtime::clock::Clock as _;
use runtime::schedule::Scheduled;
use testing::builders::time;

use crate::Setting;

#[tokio::test]
async fn a_message_is_queued_when_it_falls_due_and_not_before() {
    let setting = Setting::new().await;
    let id = setting.scheduled(1, time("2026-11-21T10:01:00Z")).await;
    assert_eq!(setting.run(14).await, DueReport::default());
    setting.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(setting.run(14).await, DueReport { queued: 1, ..DueReport::default() });
    let sent = setting.queue.take();
    let task = format!(r#"{{"dispatch":"{id}","message":0,"workspace":"acme"}}"#);
    assert_eq!(sent.iter().map(|sent| sent.body.as_str()).collect::<Vec<_>>(), [task]);
    assert_eq!(sent[0].delay, Duration::ZERO);
    assert_eq!(setting.message(id).await.now().status, Status::Scheduled);
}

#[tokio::test]
async fn a_backlog_is_queued_once_within_the_lease_and_again_after_it() {
    let setting = Setting::new().await;
    setting.backlog(30).await;
    assert_eq!(setting.run(14).await.queued, 30);
    for _ in 1..5 {
        setting.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(setting.run(14).await.queued, 0);
    }
    setting.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(setting.run(14).await.queued, 30, "whatever became of the queue, they are not forgotten");
}

#[tokio::test]
async fn of_two_runs_for_one_minute_one_releases() {
    let setting = Setting::new().await;
    setting.backlog(20).await;
    let due = setting.due(14);
    let event = Scheduled { scheduled_time: setting.clock.now() };
    let (first, second) = tokio::join!(due.handle(event), due.handle(event));
    let mut queued = [first.unwrap().queued, second.unwrap().queued];
    queued.sort_unstable();
    assert_eq!(queued, [0, 20]);
    assert_eq!(setting.queue.take().len(), 20);
    // A run that was planned for an earlier minute and comes late releases nothing either.
    setting.clock.advance(LEASE);
    let late = Scheduled { scheduled_time: time("2026-11-21T09:59:00Z") };
    assert_eq!(due.handle(late).await.unwrap(), DueReport::default());
}

#[tokio::test]
async fn what_the_queue_did_not_take_falls_due_again() {
    let setting = Setting::new().await;
    setting.backlog(3).await;
    setting.queue.break_down(true);
    let event = Scheduled { scheduled_time: setting.clock.now() };
    assert!(setting.due(14).handle(event).await.is_err());
    setting.queue.break_down(false);
    setting.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(setting.run(14).await.queued, 0);
    setting.clock.advance(LEASE);
    assert_eq!(setting.run(14).await.queued, 3);
}

#[tokio::test]
async fn where_nothing_is_due_nothing_is_written() {
    let setting = Setting::new().await;
    setting.scheduled(1, time("2026-11-22T10:00:00Z")).await;
    let before = setting.database.dump();
    assert_eq!(setting.run(14).await, DueReport::default());
    assert_eq!(setting.database.dump(), before);
}
