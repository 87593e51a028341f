//! Reminders: for those who don't answer, at most as many as the survey wants, and never after an answer or a stop.

use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use domain::message::{Feedback, Handover, Reason, Status};
use jiff::SignedDuration;
use runtime::clock::Clock as _;
use serde_json::json;
use testing::builders::{survey_id, time, workspace};
use testing::faults::{Fault, FaultProxy, Gate};

use crate::content::{link, read};
use crate::post::Deed;
use crate::races::answer;
use crate::texts::with_phone;
use crate::{Setting, batch, task};

/// A setting whose survey `again` reminds after three days, and a dispatch of it that went out.
pub async fn sent(at_most: u8) -> (Setting, DispatchId) {
    let setting = Setting::new().await;
    setting.survey("again", &json!({"throttle_days": 30, "reminder": {"after_days": 3, "at_most": at_most}})).await;
    let id = setting.put(Dispatch { survey: survey_id("again"), ..setting.new_dispatch(1) }).await;
    setting.release_and_deliver().await;
    assert_eq!(setting.state(id).await, (Status::Sent, None));
    (setting, id)
}

fn states(dispatch: &Dispatch) -> Vec<(&'static str, Option<&'static str>)> {
    let state =
        |message: &domain::message::Message| (message.now().status.name(), message.now().reason.map(Reason::name));
    dispatch.messages.iter().map(state).collect()
}

const DAY: SignedDuration = SignedDuration::from_hours(24);

#[tokio::test]
async fn whoever_does_not_answer_is_reminded_after_the_days_and_at_most_as_often_as_the_survey_says() {
    let (setting, id) = sent(2).await;
    let mut counts = Vec::new();
    for _ in 0..10 {
        setting.clock.advance(DAY);
        setting.release_and_deliver().await;
        counts.push(setting.post.count());
    }
    assert_eq!(counts, [1, 1, 2, 2, 2, 3, 3, 3, 3, 3]);
    let known = setting.known(id).await;
    assert_eq!(states(&known), [("sent", None); 3]);
    assert!(known.messages.iter().all(|message| message.due_at.is_none()));
    let mails: Vec<_> = setting.post.taken().iter().map(|mail| read(mail)).collect();
    assert!(mails.iter().all(|mail| link(mail) == link(&mails[0])), "one and the same link");
    assert_ne!(mails[1].message_id, mails[0].message_id);
    assert_eq!(mails[2].in_reply_to.as_deref(), Some(&*format!("<{}>", mails[0].message_id)));
}

#[tokio::test]
async fn whoever_answered_is_not_reminded_and_no_message_tells_of_it() {
    let (setting, id) = sent(1).await;
    setting.clock.advance(DAY);
    answer(&setting, id, "again").await;
    setting.clock.advance(DAY * 2);
    setting.release_and_deliver().await;
    let known = setting.known(id).await;
    assert_eq!((states(&known), known.messages[0].due_at), (vec![("sent", None)], None));
    assert_eq!(setting.post.count(), 1);
}

#[tokio::test]
async fn an_answer_while_a_reminder_waits_for_another_try_skips_it() {
    let (setting, id) = sent(1).await;
    setting.clock.advance(DAY * 3);
    setting.post.plan([Deed::Say(Handover::Busy)]);
    setting.release_and_deliver().await;
    assert_eq!(states(&setting.known(id).await), [("sent", None), ("scheduled", Some("busy"))]);
    answer(&setting, id, "again").await;
    setting.minutes(6).await;
    assert_eq!(states(&setting.known(id).await), [("sent", None), ("skipped", Some("already_answered"))]);
    assert_eq!(setting.post.count(), 1);
}

#[tokio::test]
async fn a_reminder_that_was_refused_for_now_goes_out_later_and_the_next_one_follows_it() {
    let (setting, id) = sent(2).await;
    setting.clock.advance(DAY * 3);
    setting.post.plan([Deed::Say(Handover::Busy)]);
    setting.release_and_deliver().await;
    setting.minutes(6).await;
    assert_eq!(states(&setting.known(id).await), [("sent", None), ("sent", None)]);
    setting.clock.advance(DAY * 3);
    setting.release_and_deliver().await;
    assert_eq!((setting.known(id).await.messages.len(), setting.post.count()), (3, 3));
}

#[tokio::test]
async fn whoever_wants_no_more_mails_gets_no_reminder_and_the_reason_is_kept() {
    let (setting, id) = sent(3).await;
    setting.suppress(Channel::Email).await;
    setting.clock.advance(DAY * 3);
    setting.release_and_deliver().await;
    assert_eq!(states(&setting.known(id).await), [("sent", None), ("skipped", Some("suppressed"))]);
    setting.clock.advance(DAY * 3);
    setting.release_and_deliver().await;
    assert_eq!((setting.known(id).await.messages.len(), setting.post.count()), (2, 1));
}

#[tokio::test]
async fn whoever_unsubscribed_gets_no_reminder_at_a_new_address_either() {
    let (setting, id) = sent(1).await;
    assert!(setting.database.store.unsubscribed(&workspace(), id, setting.clock.now()).await.unwrap());
    setting.person(&json!({"email": "new@example.com"})).await;
    setting.clock.advance(DAY * 3);
    setting.release_and_deliver().await;
    assert_eq!(states(&setting.known(id).await), [("sent", None), ("skipped", Some("suppressed"))]);
}

#[tokio::test]
async fn what_came_back_is_not_followed_by_a_reminder_and_what_was_delivered_is() {
    for (heard, messages) in [(Feedback::HardBounce, 1), (Feedback::Complained, 1), (Feedback::Delivered, 2)] {
        let (setting, id) = sent(1).await;
        let store = &setting.database.store;
        let (message, revision) = store.message(&workspace(), id, 0).await.unwrap().unwrap();
        let heard = message.hear(setting.clock.now(), heard).unwrap();
        store.update_message(&workspace(), id, &heard, revision).await.unwrap();
        setting.clock.advance(DAY * 3);
        setting.release_and_deliver().await;
        assert_eq!((setting.known(id).await.messages.len(), setting.post.count()), (messages, messages));
    }
}

#[tokio::test]
async fn a_survey_that_wants_no_reminders_any_more_gets_none() {
    let (setting, id) = sent(1).await;
    let store = &setting.database.store;
    let mut survey = store.survey(&workspace(), &survey_id("again")).await.unwrap().unwrap();
    (survey.version, survey.reminder) = (2, None);
    assert!(store.put_survey(&workspace(), &survey).await.unwrap());
    setting.clock.advance(DAY * 3);
    setting.release_and_deliver().await;
    let known = setting.known(id).await;
    assert_eq!((states(&known), known.messages[0].due_at), (vec![("sent", None)], None));
}

#[tokio::test]
async fn a_reminder_that_would_come_after_the_link_is_not_planned() {
    let setting = Setting::new().await;
    setting.survey("again", &json!({"reminder": {"after_days": 3}})).await;
    let expires_at = setting.clock.now() + DAY * 3;
    let id = setting.put(Dispatch { survey: survey_id("again"), expires_at, ..setting.new_dispatch(1) }).await;
    setting.release_and_deliver().await;
    assert_eq!((setting.state(id).await, setting.message(id).await.due_at), ((Status::Sent, None), None));
}

#[tokio::test]
async fn a_reminder_by_text_waits_for_the_morning_as_the_look_for_it() {
    let setting = Setting::new().await;
    with_phone(&setting).await;
    setting.survey("again", &json!({"reminder": {"after_days": 3}})).await;
    let id = setting.text_dispatch("again", 1).await;
    setting.release_and_deliver().await;
    // Three days later in the night, since the queue was down.
    setting.clock.set(time("2026-11-24T22:00:00Z"));
    setting.release_and_deliver().await;
    let known = setting.known(id).await;
    let morning = time("2026-11-25T06:00:00Z");
    assert_eq!((states(&known), known.messages[0].due_at), (vec![("sent", None)], Some(morning)));
    setting.clock.set(morning);
    setting.release_and_deliver().await;
    assert_eq!(states(&setting.known(id).await), [("sent", None), ("sent", None)]);
    assert_eq!(setting.post.texts().iter().map(|text| text.number).collect::<Vec<_>>(), [0, 1]);
}

#[tokio::test]
async fn of_two_workers_that_look_at_the_same_time_one_reminds() {
    let (setting, id) = sent(2).await;
    setting.clock.advance(DAY * 3);
    let proxy = FaultProxy::start(setting.database.address).await;
    let gate = Gate::default();
    proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let slow = setting.worker(setting.database.store_through(proxy.endpoint()));
    let bodies = [task(id)];
    let other = async {
        gate.reached().await;
        assert!(setting.deliver(&bodies).await.failures.is_empty());
        gate.open();
    };
    let (answer, ()) = tokio::join!(slow.handle(batch(&bodies)), other);
    assert!(answer.unwrap().failures.is_empty());
    for _ in 0..3 {
        setting.deliver(&bodies).await;
    }
    assert_eq!((setting.known(id).await.messages.len(), setting.post.count()), (2, 2));
}

#[tokio::test]
async fn a_reminder_whose_worker_dies_is_unknown_and_no_other_follows() {
    let (setting, id) = sent(3).await;
    setting.clock.advance(DAY * 3);
    setting.post.plan([Deed::Crash]);
    setting.release_and_deliver().await;
    assert_eq!(states(&setting.known(id).await), [("sent", None), ("claimed", None)]);
    setting.minutes(6).await;
    assert_eq!(states(&setting.known(id).await), [("sent", None), ("unknown", Some("lease_ended"))]);
    setting.clock.advance(DAY * 3);
    setting.release_and_deliver().await;
    assert_eq!((setting.known(id).await.messages.len(), setting.post.count()), (2, 1));
}

#[tokio::test]
async fn a_reminder_passes_the_throttle_and_counts_for_the_invitations_after_it() {
    let (setting, id) = sent(1).await;
    setting.survey("weekly", &json!({"throttle_days": 7})).await;
    let urgent = setting.dispatch(2).await; // its survey asks at any time
    setting.deliver(&[task(urgent)]).await;
    setting.clock.advance(DAY * 3);
    setting.release_and_deliver().await;
    assert_eq!((states(&setting.known(id).await), setting.post.count()), (vec![("sent", None); 2], 3));
    // Eight days after the invitation, five after the reminder.
    setting.clock.advance(DAY * 5);
    let other = setting.dispatch_of("weekly", "anna", None, 3).await;
    setting.release_and_deliver().await;
    assert_eq!(setting.state(other).await, (Status::Skipped, Some(Reason::Throttled)));
    assert_eq!(setting.message(other).await.now().eligible_at, Some(setting.clock.now() + DAY * 2));
}
