//! The breaker: while the account may not send, a channel's messages wait, and none is spent on finding out.

use domain::message::{Handover, Reason, Status};
use futures::future::join_all;
use jiff::SignedDuration;
use runtime::clock::Clock as _;
use testing::faults::{Fault, FaultProxy};
use tracing::instrument::WithSubscriber as _;

use crate::logs::Book;
use crate::post::Deed;
use crate::texts::with_phone;
use crate::{Setting, batch, task};

const PAUSED: (Status, Option<Reason>) = (Status::Scheduled, Some(Reason::Paused));

#[tokio::test]
async fn while_the_account_may_not_send_nothing_is_claimed_on_the_channel() {
    let setting = Setting::new().await;
    with_phone(&setting).await;
    let (first, second) = (setting.dispatch(1).await, setting.dispatch(2).await);
    let text = setting.text_dispatch("nps", 3).await;
    setting.post.plan([Deed::Say(Handover::Paused)]);
    let worker = setting.worker(setting.database.store.clone());
    worker.handle(batch(&[task(first), task(second), task(text)])).await.unwrap();
    // Another instance finds it out too.
    let third = setting.dispatch(4).await;
    setting.deliver(&[task(third), task(third)]).await;
    for (id, attempts) in [(first, 1), (second, 0), (third, 0)] {
        assert_eq!((setting.state(id).await, setting.message(id).await.attempt), (PAUSED, attempts));
    }
    assert_eq!(setting.state(text).await, (Status::Sent, None), "the other channel goes on");
    let now = setting.clock.now();
    for id in [first, second, third] {
        let due_at = setting.message(id).await.due_at.unwrap();
        let wait = due_at.duration_since(now);
        assert!(wait >= SignedDuration::from_mins(5) && wait < SignedDuration::from_mins(10), "{wait}");
    }
}

#[tokio::test]
async fn once_the_account_may_send_again_everything_goes_out_once() {
    let setting = Setting::new().await;
    let mut ids = Vec::new();
    for number in 1..=8 {
        ids.push(setting.dispatch(number).await);
    }
    // It opens, and twice again.
    setting.post.plan([Deed::Say(Handover::Paused); 3]);
    setting.release_and_deliver().await;
    assert_eq!(setting.post.count(), 0);
    for _ in 0..12 {
        setting.clock.advance(SignedDuration::from_mins(8));
        setting.release_and_deliver().await;
    }
    for id in ids {
        assert_eq!(setting.state(id).await, (Status::Sent, None));
    }
    assert_eq!(setting.post.count(), 8);
}

#[tokio::test]
async fn an_instance_asks_at_most_every_five_seconds_whether_a_channel_is_paused() {
    let setting = Setting::new().await;
    let proxy = FaultProxy::start(setting.database.address).await;
    let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
    let mut asked = Vec::new();
    for (number, seconds) in [(1, 0), (2, 4), (3, 1), (4, 4)] {
        setting.clock.advance(SignedDuration::from_secs(seconds));
        let id = setting.dispatch(number).await;
        proxy.begin();
        worker.handle(batch(&[task(id)])).await.unwrap();
        asked.push(proxy.made().iter().any(|call| call.keys.iter().any(|key| key.contains("breaker"))));
    }
    assert_eq!(asked, [true, false, true, false]);
}

#[tokio::test]
async fn when_it_opens_one_error_line_says_so_however_many_messages_were_refused() {
    let setting = Setting::new().await;
    let mut bodies = Vec::new();
    for number in 1..=3 {
        bodies.push([task(setting.dispatch(number).await)]);
    }
    let book = Book::default();
    let lines = tracing_subscriber::fmt().json().with_writer(book.clone()).finish();
    // Three instances have read that the channel is open, and hand over at the same time.
    setting.post.plan([Deed::Say(Handover::Paused); 3]);
    let workers: Vec<_> = bodies.iter().map(|_| setting.worker(setting.database.store.clone())).collect();
    setting.post.wait_for(3);
    let handled = workers.iter().zip(&bodies).map(|(worker, bodies)| worker.handle(batch(bodies)));
    join_all(handled).with_subscriber(lines).await;
    for body in &bodies {
        let task: serde_json::Value = serde_json::from_str(&body[0]).unwrap();
        assert_eq!(setting.state(task["dispatch"].as_str().unwrap().parse().unwrap()).await, PAUSED);
    }
    let read = book.read();
    let said: Vec<_> = read.lines().filter(|line| line.contains("\"ERROR\"")).collect();
    assert_eq!(said.len(), 1, "{read}");
    assert!(
        said[0].contains("the account may send nothing") && said[0].contains("\"channel\":\"email\""),
        "{}",
        said[0]
    );
}

#[tokio::test]
async fn a_message_waits_also_where_the_breaker_could_not_be_opened() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    let proxy = FaultProxy::start(setting.database.address).await;
    // As often as the client below tries; the end of the message is put after it.
    for _ in 0..3 {
        proxy.plan("PutItem", Fault::Fail);
    }
    setting.post.plan([Deed::Say(Handover::Paused)]);
    let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
    worker.handle(batch(&[task(id)])).await.unwrap();
    assert_eq!(setting.database.store.breaker(domain::context::Channel::Email).await.unwrap(), None);
    assert_eq!(setting.state(id).await, PAUSED, "it was surely not accepted, so it is not unknown");
    let wait = setting.message(id).await.due_at.unwrap().duration_since(setting.clock.now());
    assert!(wait >= SignedDuration::from_mins(1) && wait < SignedDuration::from_mins(5), "{wait}");
}
