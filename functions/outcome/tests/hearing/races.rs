//! Events that meet the worker, or each other, at the same message.

use domain::context::Channel;
use domain::message::{Handover, Reason, Status};
use store::Updated;
use testing::builders::workspace;
use testing::faults::{Fault, Gate};
use tokio::join;

use crate::*;

#[tokio::test]
async fn an_event_that_comes_before_the_worker_has_noted_the_handover_holds() {
    let setting = Setting::start().await;
    let (id, claimed) = setting.claimed(1, Channel::Email).await;
    setting.done(&delivery(id, ANNA)).await;
    let now = setting.clock.now();
    for handover in [Handover::Accepted, Handover::NoAnswer, Handover::Busy] {
        let noted = claimed.clone().hand_over(now, handover, now).unwrap();
        let updated = setting.store().update_message(&workspace(), id, &noted, 2).await.unwrap();
        assert_eq!(updated, Updated::Overtaken);
    }
    assert_eq!(setting.standing(id).await, (Status::Delivered, None));
}

#[tokio::test]
async fn an_event_that_the_worker_overtakes_is_told_again() {
    let setting = Setting::start().await;
    let (id, claimed) = setting.claimed(1, Channel::Email).await;
    let (setting, proxy) = setting.behind_a_proxy().await;
    let gate = Gate::default();
    proxy.plan("PutItem", Fault::Hold(gate.clone()));
    let event = bounce(id, ANNA, "Permanent", "General");
    let worker = async {
        gate.reached().await;
        // Whatever the message is told, its address is suppressed by now.
        assert!(setting.suppressed(email_id(ANNA)).await.is_some());
        let now = setting.clock.now();
        let sent = claimed.clone().hand_over(now, Handover::Accepted, now).unwrap();
        assert_eq!(setting.store().update_message(&workspace(), id, &sent, 2).await.unwrap(), Updated::Done);
        gate.open();
    };
    join!(setting.done(&event), worker);
    let history: Vec<_> = setting.message(id).await.history().iter().map(|entry| entry.status).collect();
    assert_eq!(history, [Status::Scheduled, Status::Claimed, Status::Sent, Status::Bounced]);
}

#[tokio::test]
async fn a_message_that_nobody_knows_the_fate_of_is_cleared_up() {
    let setting = Setting::start().await;
    let (id, claimed) = setting.claimed(1, Channel::Email).await;
    setting.clock.advance(domain::message::LEASE);
    let unknown = claimed.lapse(setting.clock.now()).unwrap();
    setting.store().update_message(&workspace(), id, &unknown, 2).await.unwrap();
    assert_eq!(setting.standing(id).await, (Status::Unknown, Some(Reason::LeaseEnded)));
    setting.done(&mail(id, ANNA, "Send", &json!({"send": {}}))).await;
    assert_eq!(setting.standing(id).await, (Status::Sent, None));
    setting.done(&delivery(id, ANNA)).await;
    assert_eq!(setting.standing(id).await, (Status::Delivered, None));
}

#[tokio::test]
async fn what_was_to_be_sent_again_is_not_once_it_is_heard_of() {
    let setting = Setting::start().await;
    let (id, claimed) = setting.claimed(1, Channel::Email).await;
    let now = setting.clock.now();
    let busy = claimed.hand_over(now, Handover::Busy, now).unwrap();
    setting.store().update_message(&workspace(), id, &busy, 2).await.unwrap();
    setting.done(&delivery(id, ANNA)).await;
    let message = setting.message(id).await;
    assert_eq!((message.now().status, message.due_at), (Status::Delivered, None));
    assert!(message.claim(now, None).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn many_events_at_once_all_get_through() {
    let setting = Arc::new(Setting::start().await);
    let id = setting.sent(1, Channel::Email).await;
    let delayed = json!({"deliveryDelay": {"timestamp": "2026-11-21T10:00:02.000Z"}});
    let events = [
        mail(id, ANNA, "Send", &json!({"send": {}})),
        mail(id, ANNA, "DeliveryDelay", &delayed),
        delivery(id, ANNA),
        bounce(id, ANNA, "Transient", "MailboxFull"),
        bounce(id, ANNA, "Permanent", "General"),
        complaint(id, ANNA),
    ];
    let mut running = tokio::task::JoinSet::new();
    for event in [events.clone(), events].concat() {
        let setting = setting.clone();
        running.spawn(async move { setting.done(&event).await });
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
    assert_eq!(setting.standing(id).await, (Status::Complained, Some(Reason::Complaint)));
    assert!(setting.suppressed(email_id(ANNA)).await.is_some());
}
