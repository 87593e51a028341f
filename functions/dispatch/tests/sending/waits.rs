//! Quiet hours: nothing goes out in them, and everything after them.

use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::message::{Reason, Status};
use jiff::SignedDuration;
use runtime::clock::Clock as _;
use serde_json::json;
use testing::builders::time;

use crate::texts::{consent, with_phone};
use crate::{Setting, task};

#[tokio::test]
async fn a_text_waits_for_the_morning_where_the_person_lives() {
    let setting = Setting::new().await;
    with_phone(&setting).await;
    setting.clock.set(time("2026-11-21T19:00:00Z")); // 21:00 in Riga
    let id = setting.text_dispatch("nps", 1).await;
    setting.release_and_deliver().await;
    setting.deliver(&[task(id), task(id)]).await;
    let morning = time("2026-11-22T06:00:00Z");
    let message = setting.message(id).await;
    assert_eq!((message.now().status, message.now().reason), (Status::Scheduled, Some(Reason::QuietHours)));
    assert_eq!((message.due_at, message.history().len()), (Some(morning), 2));
    setting.clock.set(morning - SignedDuration::from_secs(60));
    setting.release_and_deliver().await;
    assert_eq!(setting.post.count(), 0);
    setting.clock.set(morning);
    setting.release_and_deliver().await;
    assert_eq!((setting.state(id).await, setting.post.count()), ((Status::Sent, None), 1));
}

#[tokio::test]
async fn where_nobody_knows_the_zone_it_is_open_in_all_that_may_be_meant() {
    let setting = Setting::new().await;
    setting.workspace(&json!({"time_zone": "Europe/Riga"})).await;
    setting.person(&json!({"phone": "+37120000000", "consent": consent()})).await;
    setting.survey("far", &json!({"time_zone": "America/New_York"})).await;
    let id = setting.text_dispatch("far", 1).await; // 12:00 in Riga, 05:00 in New York
    setting.release_and_deliver().await;
    assert_eq!(setting.message(id).await.due_at, Some(time("2026-11-21T13:00:00Z")));
}

#[tokio::test]
async fn mails_wait_only_where_the_workspace_says_so() {
    let setting = Setting::new().await;
    setting.clock.set(time("2026-11-21T23:30:00Z"));
    let night = setting.dispatch(1).await;
    setting.release_and_deliver().await;
    assert_eq!(setting.state(night).await, (Status::Sent, None));
    let email = json!({"from": "18:00", "to": "09:00", "days": ["mon", "tue"]});
    setting.workspace(&json!({"quiet_hours": {"email": email}})).await;
    let waits = setting.dispatch(2).await;
    setting.deliver(&[task(waits)]).await;
    // The 23rd is a Monday.
    assert_eq!(setting.message(waits).await.due_at, Some(time("2026-11-23T09:00:00Z")));
    assert_eq!(setting.post.count(), 1);
}

#[tokio::test]
async fn quiet_hours_that_last_until_the_link_ends_skip_the_message() {
    let setting = Setting::new().await;
    with_phone(&setting).await;
    setting.clock.set(time("2026-11-21T19:00:00Z"));
    let expires_at = setting.clock.now() + SignedDuration::from_hours(2);
    let id = setting.put(Dispatch { channel: Channel::Sms, expires_at, ..setting.new_dispatch(1) }).await;
    setting.release_and_deliver().await;
    assert_eq!(setting.state(id).await, (Status::Skipped, Some(Reason::QuietHours)));
}
