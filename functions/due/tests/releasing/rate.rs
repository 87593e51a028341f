//! How fast a backlog is released: at the account's rate over any minute, whenever the runs come.

use std::collections::BTreeSet;
use std::time::Duration;

use due::DueReport;
use jiff::{SignedDuration, Timestamp};
use runtime::clock::Clock as _;
use runtime::schedule::Scheduled;
use testing::builders::time;

use crate::{START, Setting};

/// One run: for which minute it was planned, and how many milliseconds after the first one it comes.
async fn run(setting: &Setting, rate: u32, minute: i64, millis: i64) -> Vec<(Timestamp, String)> {
    setting.clock.set(time(START) + SignedDuration::from_millis(millis));
    let planned = Scheduled { scheduled_time: time(START) + SignedDuration::from_mins(minute) };
    setting.due(rate).handle(planned).await.unwrap();
    let now = setting.clock.now();
    // When each message gets out of the queue, which holds messages back by whole seconds.
    let at = |delay: Duration| now + SignedDuration::from_secs(delay.as_secs().try_into().unwrap());
    setting.queue.take().into_iter().map(|sent| (at(sent.delay), sent.body)).collect()
}

/// How many messages get out in each minute of the backlog, whichever second it begins with.
fn by_minute(released: &[(Timestamp, String)]) -> Vec<usize> {
    let seconds: Vec<_> = released.iter().map(|(at, _)| at.as_second()).collect();
    let (first, last) = (*seconds.iter().min().unwrap(), *seconds.iter().max().unwrap());
    let count = |start: i64| seconds.iter().filter(|at| (start..start + 60).contains(*at)).count();
    (first..=last - 60).map(count).collect()
}

#[tokio::test]
async fn over_any_minute_of_a_backlog_the_rate_holds_to_one_percent() {
    const RATE: u32 = 4;
    let setting = Setting::new().await;
    setting.backlog(1000).await;
    let mut all = Vec::new();
    // Four runs, none but the first on the dot.
    for (minute, millis) in [(0, 0), (1, 61_200), (2, 118_900), (3, 184_000)] {
        all.extend(run(&setting, RATE, minute, millis).await);
    }
    assert!(all.len() > 950, "{}", all.len());
    let different: BTreeSet<_> = all.iter().map(|(_, body)| body).collect();
    assert_eq!(different.len(), all.len(), "nothing was queued twice");
    let minutes = by_minute(&all);
    assert!(minutes.len() > 170, "{}", minutes.len());
    for released in minutes {
        assert!((238..=242).contains(&released), "{released}");
    }
}

#[tokio::test]
async fn a_missed_or_late_minute_does_not_burst() {
    const RATE: u32 = 2;
    let setting = Setting::new().await;
    setting.backlog(500).await;
    let mut all = run(&setting, RATE, 0, 0).await;
    assert_eq!(all.len(), 130, "a minute's worth, and what bridges the gap to a run that comes late");
    // The second run never comes, and the fourth so late that it meets the fifth.
    for (minute, millis) in [(2, 120_000), (3, 239_000), (4, 240_000)] {
        all.extend(run(&setting, RATE, minute, millis).await);
    }
    let most = by_minute(&all).into_iter().max().unwrap();
    assert!(most <= 121, "{most}");
    assert!(all.len() > 380, "what was missed is not made up for, but what follows is released: {}", all.len());
}

#[tokio::test]
async fn each_run_goes_on_where_the_one_before_it_stopped() {
    let setting = Setting::new().await;
    setting.backlog(150).await;
    let mut all = Vec::new();
    for (expected, first) in [(130, 0), (20, 5)] {
        assert_eq!(setting.run(2).await.queued, expected);
        let sent = setting.queue.take();
        assert_eq!(sent.len(), expected);
        // Two in each second, from the first to the last.
        for (nth, sent) in sent.iter().enumerate() {
            assert_eq!(sent.delay.as_secs(), first + nth as u64 / 2);
        }
        all.extend(sent.into_iter().map(|sent| sent.body));
        setting.clock.advance(SignedDuration::from_mins(1));
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 150, "each message once");
}

#[tokio::test]
async fn a_few_messages_are_released_at_once_and_leave_the_rate_to_the_next_run() {
    let setting = Setting::new().await;
    setting.backlog(3).await;
    setting.run(1).await;
    setting.clock.advance(SignedDuration::from_mins(1));
    setting.scheduled(4, setting.clock.now()).await;
    setting.queue.take();
    setting.run(1).await;
    let delays: Vec<_> = setting.queue.take().iter().map(|sent| sent.delay.as_secs()).collect();
    assert_eq!(delays, [0]);
}

#[tokio::test]
async fn a_second_releases_a_seconds_worth() {
    let setting = Setting::new().await;
    setting.backlog(5).await;
    let mut released = Vec::new();
    for _ in 0..4 {
        released.push(setting.due(2).tick(setting.clock.now()).await.unwrap().queued);
        setting.clock.advance(SignedDuration::from_secs(1));
    }
    assert_eq!(released, [2, 2, 1, 0]);
}

#[tokio::test]
async fn a_rate_of_zero_holds_everything_back() {
    let setting = Setting::new().await;
    setting.backlog(2).await;
    assert_eq!(setting.run(0).await, DueReport::default());
    assert!(setting.queue.take().is_empty());
}
