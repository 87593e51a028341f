//! A recipient that is refused for good: the address gets nothing more, whatever breaks in between.

use domain::context::Channel;
use domain::message::{Handover, Reason, Status};
use testing::builders::workspace;
use testing::faults::{Fault, FaultProxy};

use crate::post::Deed;
use crate::texts::with_phone;
use crate::{Setting, batch, task};

const BOUNCED: (Status, Option<Reason>) = (Status::Bounced, Some(Reason::HardBounce));

#[tokio::test]
async fn an_address_that_does_not_exist_is_suppressed_at_once_and_the_other_channel_is_not() {
    let setting = Setting::new().await;
    with_phone(&setting).await;
    let (first, second) = (setting.dispatch(1).await, setting.dispatch(2).await);
    let text = setting.text_dispatch("nps", 3).await;
    setting.post.plan([Deed::Say(Handover::Bounced)]);
    setting.deliver(&[task(first), task(second), task(text)]).await;
    assert_eq!(setting.state(first).await, BOUNCED);
    assert_eq!(setting.state(second).await, (Status::Skipped, Some(Reason::Suppressed)));
    assert_eq!(setting.state(text).await, (Status::Sent, None));
    let address = setting.address(Channel::Email).await;
    let suppression = setting.database.store.suppression(&workspace(), address).await.unwrap().unwrap();
    assert_eq!((suppression.channel, &*suppression.reason), (Channel::Email, "hard_bounce"));
    assert_eq!(setting.post.count(), 1);
}

#[tokio::test]
async fn a_crash_between_the_suppression_and_the_message_s_end_leaves_the_address_suppressed() {
    let setting = Setting::new().await;
    let (first, second) = (setting.dispatch(1).await, setting.dispatch(2).await);
    let proxy = FaultProxy::start(setting.database.address).await;
    // The one put of a sent message is its end.
    for _ in 0..30 {
        proxy.plan("PutItem", Fault::Throttle);
    }
    setting.post.plan([Deed::Say(Handover::Bounced)]);
    let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
    assert!(worker.handle(batch(&[task(first)])).await.unwrap().failures.is_empty());
    assert_eq!(setting.state(first).await, (Status::Claimed, None));
    setting.deliver(&[task(second)]).await;
    assert_eq!(setting.state(second).await, (Status::Skipped, Some(Reason::Suppressed)));
    setting.minutes(6).await;
    assert_eq!(setting.state(first).await, (Status::Unknown, Some(Reason::LeaseEnded)));
    assert_eq!(setting.post.count(), 0);
}

#[tokio::test]
async fn a_bounce_whose_suppression_could_not_be_written_is_not_written_as_one_either() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    let proxy = FaultProxy::start(setting.database.address).await;
    let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
    proxy.begin();
    setting.post.plan([Deed::Say(Handover::Bounced)]);
    // The claim goes through; what it leads to does not, and then does.
    let gate = testing::faults::Gate::default();
    gate.open();
    proxy.plan("TransactWriteItems", Fault::Hold(gate));
    proxy.plan("TransactWriteItems", Fault::Fail);
    worker.handle(batch(&[task(id)])).await.unwrap();
    assert_eq!(setting.state(id).await, BOUNCED);
    let address = setting.address(Channel::Email).await;
    assert!(setting.database.store.suppression(&workspace(), address).await.unwrap().is_some());
}

#[tokio::test]
async fn whoever_told_the_carrier_to_stop_is_suppressed_by_their_own_word() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    setting.post.plan([Deed::Say(Handover::OptedOut)]);
    setting.deliver(&[task(id)]).await;
    assert_eq!(setting.state(id).await, (Status::Bounced, Some(Reason::AccountSuppressed)));
    let address = setting.address(Channel::Email).await;
    let listed = setting.database.store.suppression(&workspace(), address).await.unwrap().unwrap();
    assert!(listed.by_person, "so that their START lifts it");
}
