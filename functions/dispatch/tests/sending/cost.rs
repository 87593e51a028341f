//! What a message costs: few calls, since there are many messages.

use jiff::SignedDuration;
use testing::faults::FaultProxy;

use crate::{Setting, batch, task};

#[tokio::test]
async fn a_mail_takes_four_calls_once_the_settings_are_known() {
    let setting = Setting::new().await;
    let proxy = FaultProxy::start(setting.database.address).await;
    let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
    let mut calls = Vec::new();
    for number in 1..=3 {
        let bodies = [task(setting.dispatch(number).await)];
        proxy.begin();
        assert!(worker.handle(batch(&bodies)).await.unwrap().failures.is_empty());
        calls.push(proxy.calls());
        assert_eq!(proxy.bill().forbidden(), [""; 0]);
        setting.clock.advance(SignedDuration::from_secs(2));
    }
    assert_eq!(setting.post.count(), 3);
    let known = ["Query", "GetItem", "TransactWriteItems", "PutItem"];
    assert_eq!(calls[0].len(), known.len() + 3, "the workspace, the survey and the breaker: {:?}", calls[0]);
    assert_eq!((&calls[1], &calls[2]), (&known.map(str::to_owned).to_vec(), &calls[1]));
}

#[tokio::test]
async fn settings_are_read_again_after_ten_seconds() {
    let setting = Setting::new().await;
    let worker = setting.worker(setting.database.store.clone());
    let deliver = |number| {
        let (setting, worker) = (&setting, &worker);
        async move {
            let id = setting.dispatch(number).await;
            worker.handle(batch(&[task(id)])).await.unwrap();
            setting.state(id).await.0.name()
        }
    };
    assert_eq!(deliver(1).await, "sent");
    let store = &setting.database.store;
    assert!(store.archive_survey(&testing::builders::workspace(), &testing::builders::survey_id("nps")).await.unwrap());
    setting.clock.advance(SignedDuration::from_secs(9));
    assert_eq!(deliver(2).await, "sent");
    setting.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(deliver(3).await, "skipped");
}
