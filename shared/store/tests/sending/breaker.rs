//! The breaker: open for a while that doubles, one for all workers, and closed by time alone.

use domain::context::Channel;
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use testing::faults::Fault;

use crate::setting::{Setting, start};

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

async fn open(setting: &Setting, now: Timestamp) -> Timestamp {
    setting.store.open_breaker(Channel::Email, now).await.unwrap().until
}

#[tokio::test]
async fn it_opens_for_five_minutes_and_twice_as_long_each_time_up_to_an_hour() {
    let setting = Setting::start().await;
    assert_eq!(setting.store.breaker(Channel::Email).await.unwrap(), None);
    let mut now = start();
    for length in [5, 10, 20, 40, 60, 60, 60] {
        let until = open(&setting, now).await;
        assert_eq!(until.duration_since(now), minutes(length));
        assert_eq!(setting.store.breaker(Channel::Email).await.unwrap(), Some(until));
        now = until;
    }
    assert_eq!(setting.store.breaker(Channel::Sms).await.unwrap(), None);
}

#[tokio::test]
async fn after_a_quiet_hour_it_begins_anew() {
    let setting = Setting::start().await;
    let first = open(&setting, start()).await;
    let soon = first + minutes(60);
    let second = open(&setting, soon).await;
    assert_eq!(second.duration_since(soon), minutes(10));
    let late = second + minutes(60) + SignedDuration::from_millis(1);
    assert_eq!(open(&setting, late).await.duration_since(late), minutes(5));
}

#[tokio::test]
async fn an_open_one_stays_and_of_many_that_open_it_at_once_one_does() {
    let setting = Setting::start().await;
    let times: Vec<_> = (0..20).map(|ms| start() + SignedDuration::from_millis(ms)).collect();
    let opened = join_all(times.iter().map(|now| setting.store.open_breaker(Channel::Email, *now))).await;
    let opened: Vec<_> = opened.into_iter().map(Result::unwrap).collect();
    let until = opened[0].until;
    assert!(opened.iter().all(|one| one.until == until), "{opened:?}");
    assert_eq!(opened.iter().filter(|one| one.is_new).count(), 1, "{opened:?}");
    assert_eq!(open(&setting, until - SignedDuration::from_millis(1)).await, until);
    assert_eq!(open(&setting, until).await.duration_since(until), minutes(10));
}

#[tokio::test]
async fn an_opening_whose_reply_was_lost_is_one() {
    let setting = Setting::start().await;
    setting.proxy.plan("PutItem", Fault::LoseReply);
    let opened = setting.store.open_breaker(Channel::Email, start()).await.unwrap();
    assert_eq!((opened.until, opened.is_new), (start() + minutes(5), true));
    assert_eq!(setting.store.breaker(Channel::Email).await.unwrap(), Some(start() + minutes(5)));
}
