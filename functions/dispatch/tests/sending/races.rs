//! What changes between a worker's reads and its claim: the claim sees it, and the verdict is that of its moment.

use std::pin::Pin;

use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::message::{Reason, Status};
use futures::future::join_all;
use jiff::SignedDuration;
use runtime::clock::Clock as _;
use serde_json::json;
use testing::builders::{response, survey, survey_id, workspace};
use testing::faults::{Fault, FaultProxy, Gate};

use crate::content::read;
use crate::texts::with_phone;
use crate::{Setting, batch, task};

/// Delivers a task to a worker that is held back right before its claim, and lets `meanwhile` happen there.
async fn right_before_the_claim(setting: &Setting, body: String, meanwhile: Pin<Box<dyn Future<Output = ()> + '_>>) {
    let proxy = FaultProxy::start(setting.database.address).await;
    let gate = Gate::default();
    proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
    let bodies = [body];
    let meanwhile = async {
        gate.reached().await;
        meanwhile.await;
        gate.open();
    };
    let (answer, ()) = tokio::join!(worker.handle(batch(&bodies)), meanwhile);
    assert!(answer.unwrap().failures.is_empty());
}

#[tokio::test]
async fn nothing_is_sent_after_a_stop_that_came_between_the_reads_and_the_claim() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    right_before_the_claim(&setting, task(id), Box::pin(setting.suppress(Channel::Email))).await;
    assert_eq!(setting.state(id).await, (Status::Skipped, Some(Reason::Suppressed)));
    assert_eq!((setting.post.count(), setting.message(id).await.attempt), (0, 0));
}

#[tokio::test]
async fn nothing_is_sent_after_a_consent_was_withdrawn_between_the_reads_and_the_claim() {
    let setting = Setting::new().await;
    with_phone(&setting).await;
    let id = setting.text_dispatch("nps", 1).await;
    let withdrawn = json!({"phone": "+37120000000", "consent": {"sms": {"basis": "withdrawn", "source": "app", "at": "2026-11-21T10:00:00Z"}}});
    right_before_the_claim(&setting, task(id), Box::pin(setting.person(&withdrawn))).await;
    assert_eq!(setting.state(id).await, (Status::Skipped, Some(Reason::NoConsent)));
    assert_eq!(setting.post.count(), 0);
}

#[tokio::test]
async fn no_reminder_goes_to_a_new_address_after_a_stop_by_the_old_mail_that_came_right_before_the_claim() {
    let (setting, id) = crate::reminders::sent(1).await;
    setting.person(&json!({"email": "new@example.com"})).await;
    setting.clock.advance(SignedDuration::from_hours(24 * 3));
    let (_, bodies) = setting.release().await;
    let stop = async {
        assert!(setting.database.store.unsubscribed(&workspace(), id, setting.clock.now()).await.unwrap());
    };
    right_before_the_claim(&setting, bodies[0].clone(), Box::pin(stop)).await;
    let known = setting.known(id).await;
    let reminder = known.messages[1].now();
    assert_eq!((reminder.status, reminder.reason), (Status::Skipped, Some(Reason::Suppressed)));
    assert_eq!(setting.post.count(), 1);
}

#[tokio::test]
async fn an_address_that_changes_before_the_claim_is_the_one_that_is_written_to() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    let address = json!({"email": "new@example.com"});
    right_before_the_claim(&setting, task(id), Box::pin(setting.person(&address))).await;
    assert_eq!(setting.state(id).await, (Status::Sent, None));
    assert_eq!(read(&setting.post.taken()[0]).to, " <new@example.com>");
    // A person who is written anew each time is left for later, and not written to at a guess.
    let other = setting.dispatch(2).await;
    let proxy = FaultProxy::start(setting.database.address).await;
    let gates: Vec<_> = (0..5).map(|_| Gate::default()).collect();
    for gate in &gates {
        proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    }
    let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
    let bodies = [task(other)];
    let restless = async {
        for (number, gate) in gates.iter().enumerate() {
            gate.reached().await;
            setting.person(&json!({"email": format!("new{number}@example.com")})).await;
            gate.open();
        }
    };
    let (answer, ()) = tokio::join!(worker.handle(batch(&bodies)), restless);
    assert_eq!(answer.unwrap().failures.len(), 1, "the record comes again");
    assert_eq!((setting.state(other).await, setting.post.count()), ((Status::Scheduled, None), 1));
}

#[tokio::test]
async fn of_two_dispatches_to_one_person_at_the_same_moment_one_goes_out() {
    for round in 0..4 {
        let setting = Setting::new().await;
        with_phone(&setting).await;
        setting.survey("mails", &json!({"throttle_days": 30})).await;
        setting.survey("texts", &json!({"throttle_days": 14})).await;
        let mail = setting.dispatch_of("mails", "anna", None, 10 + round).await;
        let text = setting.text_dispatch("texts", 20 + round).await;
        let bodies = [[task(mail)], [task(text)]];
        // Each worker has read everything when the other claims.
        let gates = [Gate::default(), Gate::default()];
        let mut workers = Vec::new();
        for gate in &gates {
            let proxy = FaultProxy::start(setting.database.address).await;
            proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
            workers.push(setting.worker(setting.database.store_through(proxy.endpoint())));
        }
        let open = async {
            join_all(gates.iter().map(Gate::reached)).await;
            gates.iter().for_each(Gate::open);
        };
        let handled = join_all(workers.iter().zip(&bodies).map(|(worker, bodies)| worker.handle(batch(bodies))));
        let (answers, ()) = tokio::join!(handled, open);
        assert!(answers.into_iter().all(|answer| answer.unwrap().failures.is_empty()));
        assert_eq!(setting.post.count(), 1);
        let (mail, text) = (setting.message(mail).await, setting.message(text).await);
        let (skipped, days) = if text.now().status == Status::Skipped { (&text, 14) } else { (&mail, 30) };
        let other = if text.now().status == Status::Skipped { &mail } else { &text };
        assert_eq!(other.now().status, Status::Sent);
        assert_eq!((skipped.now().status, skipped.now().reason), (Status::Skipped, Some(Reason::Throttled)));
        assert_eq!(skipped.now().eligible_at, Some(setting.clock.now() + SignedDuration::from_hours(24 * days)));
    }
}

#[tokio::test]
async fn an_answer_that_comes_right_before_the_claim_keeps_the_reminder_back() {
    let setting = Setting::new().await;
    setting.survey("again", &json!({"reminder": {"after_days": 3}})).await;
    let id = setting.put(Dispatch { survey: survey_id("again"), ..setting.new_dispatch(1) }).await;
    setting.deliver(&[task(id)]).await;
    setting.clock.advance(SignedDuration::from_hours(72));
    right_before_the_claim(&setting, task(id), Box::pin(answer(&setting, id, "again"))).await;
    let known = setting.known(id).await;
    assert_eq!((known.messages.len(), known.messages[0].due_at, setting.post.count()), (1, None, 1));
}

/// The person answers.
pub async fn answer(setting: &Setting, id: domain::id::DispatchId, asked: &str) {
    let response = response(&survey(asked, "nps", &json!({})), setting.clock.now(), 1, &json!(9));
    let stored =
        setting.database.store.put_linked_response(&workspace(), &response, &"anna".parse().unwrap(), id).await;
    assert!(matches!(stored.unwrap(), store::StoredLinked::New));
}
