//! Nobody gets a message twice: not by a second delivery, a second worker, a crash, or a reply that was lost.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::DispatchId;
use domain::message::{Handover, Reason, Status};
use futures::future::join_all;
use jiff::SignedDuration;
use testing::faults::{Fault, FaultProxy, Gate, Lasts};

use crate::post::Deed;
use crate::{Setting, batch, task};

#[tokio::test]
async fn a_record_that_is_delivered_again_and_again_sends_one_mail() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    let (_, bodies) = setting.release().await;
    assert_eq!(bodies.len(), 1);
    for _ in 0..3 {
        let answer = setting.deliver(&[bodies[0].clone(), bodies[0].clone()]).await;
        assert!(answer.failures.is_empty());
    }
    assert_eq!(setting.post.count(), 1);
    assert_eq!(setting.state(id).await, (Status::Sent, None));
    setting.minutes(10).await;
    assert_eq!(setting.post.count(), 1);
}

#[tokio::test]
async fn of_two_workers_that_both_saw_it_waiting_one_sends() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    let proxy = FaultProxy::start(setting.database.address).await;
    let gate = Gate::default();
    proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let slow = setting.worker(setting.database.store_through(proxy.endpoint()));
    let bodies = [task(id)];
    let other = async {
        // The slow one has read the message and is about to claim it.
        gate.reached().await;
        assert!(setting.deliver(&bodies).await.failures.is_empty());
        assert_eq!(setting.post.count(), 1);
        gate.open();
    };
    let (answer, ()) = tokio::join!(slow.handle(batch(&bodies)), other);
    assert!(answer.unwrap().failures.is_empty(), "it is done: somebody else did it");
    assert_eq!(setting.post.count(), 1);
    assert_eq!(setting.message(id).await.attempt, 1);
}

#[tokio::test]
async fn a_crash_after_the_claim_leaves_it_unknown_and_never_sends_it_again() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    let (_, bodies) = setting.release().await;
    setting.post.plan([Deed::Crash]);
    assert_eq!(setting.deliver(&bodies).await.failures.len(), 1, "the record comes again");
    assert!(setting.deliver(&bodies).await.failures.is_empty());
    assert_eq!(setting.state(id).await, (Status::Claimed, None));
    setting.minutes(5).await;
    assert_eq!(setting.state(id).await, (Status::Unknown, Some(Reason::LeaseEnded)));
    setting.deliver(&bodies).await;
    setting.minutes(10).await;
    assert_eq!(setting.post.count(), 0);
}

#[tokio::test]
async fn a_mail_that_went_out_but_could_not_be_written_down_is_unknown_and_the_record_is_done() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    let proxy = FaultProxy::start(setting.database.address).await;
    for _ in 0..9 {
        proxy.plan("PutItem", Fault::Throttle);
    }
    let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
    let bodies = [task(id)];
    let answer = worker.handle(batch(&bodies)).await.unwrap();
    assert!(answer.failures.is_empty(), "a record that came again could not send it anyway");
    assert_eq!(proxy.calls().iter().filter(|call| *call == "PutItem").count(), 9);
    assert_eq!((setting.post.count(), setting.state(id).await.0), (1, Status::Claimed));
    setting.minutes(5).await;
    assert_eq!(setting.state(id).await, (Status::Unknown, Some(Reason::LeaseEnded)));
    setting.deliver(&bodies).await;
    setting.minutes(10).await;
    assert_eq!(setting.post.count(), 1);
}

#[tokio::test]
async fn a_reply_that_was_lost_after_the_last_write_changes_nothing() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    let proxy = FaultProxy::start(setting.database.address).await;
    proxy.plan("PutItem", Fault::LoseReply);
    let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
    assert!(worker.handle(batch(&[task(id)])).await.unwrap().failures.is_empty());
    assert_eq!((setting.post.count(), setting.state(id).await), (1, (Status::Sent, None)));
    assert_eq!(setting.message(id).await.history().len(), 3);
}

#[tokio::test]
async fn a_claim_whose_reply_was_lost_knows_itself_and_the_mail_goes_out_once() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    let proxy = FaultProxy::start(setting.database.address).await;
    proxy.plan("TransactWriteItems", Fault::LoseReply);
    let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
    worker.handle(batch(&[task(id)])).await.unwrap();
    setting.minutes(6).await;
    assert_eq!((setting.post.count(), setting.state(id).await), (1, (Status::Sent, None)));
}

/// What breaks at one call of a worker.
#[derive(Clone, Copy, Debug)]
enum Breaks {
    /// The worker is killed right before the call.
    Worker,
    /// The call fails, however often it is tried.
    Tables,
    /// The call is carried out, and the reply is lost.
    Reply,
}

#[tokio::test]
async fn whichever_call_breaks_nobody_gets_two_and_the_message_ends_with_a_reason() {
    let setting = Setting::new().await;
    let proxy = FaultProxy::start(setting.database.address).await;
    let bodies = [task(setting.dispatch(1).await)];
    setting.worker(setting.database.store_through(proxy.endpoint())).handle(batch(&bodies)).await.unwrap();
    let calls = proxy.made();
    assert_eq!(calls.len(), 7);
    let runs =
        calls.iter().flat_map(|call| [Breaks::Worker, Breaks::Tables, Breaks::Reply].map(|breaks| (call, breaks)));
    for (call, breaks) in runs {
        let setting = Setting::new().await;
        let id = setting.dispatch(1).await;
        let proxy = FaultProxy::start(setting.database.address).await;
        let worker = setting.worker(setting.database.store_through(proxy.endpoint()));
        let gate = Gate::default();
        match breaks {
            Breaks::Worker => proxy.plan_at(call, Fault::Hold(gate.clone()), Lasts::Once),
            Breaks::Tables => proxy.plan_at(call, Fault::Fail, Lasts::UntilLifted),
            Breaks::Reply => proxy.plan_at(call, Fault::LoseReply, Lasts::Once),
        }
        tokio::select! {
            answer = worker.handle(batch(&bodies)) => drop(answer.unwrap()),
            () = gate.reached() => {}
        }
        assert!(proxy.lift() > 0, "{call} {breaks:?}");
        for _ in 0..3 {
            setting.deliver(&bodies).await;
        }
        // The lease of the message or of its claim ends, and whatever waits for another try gets it.
        for _ in 0..2 {
            setting.clock.advance(SignedDuration::from_mins(6));
            setting.release_and_deliver().await;
        }
        let (message, sent) = (setting.message(id).await, setting.post.count());
        let end = (message.now().status, message.now().reason, message.due_at);
        let sent_once = end == (Status::Sent, None, None) && sent == 1;
        let unknown = end == (Status::Unknown, Some(Reason::LeaseEnded), None) && sent <= 1;
        assert!(sent_once || unknown, "{call} {breaks:?}: {end:?}, {sent} sent");
        // Only what stopped between the claim and its end is not known.
        let last = calls.len() - 1;
        assert!(sent_once || calls[last - 1..].contains(call), "{call} {breaks:?}");
    }
}

/// A small generator (Knuth's MMIX), so that a failure can be repeated.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap()
}

#[tokio::test]
async fn in_a_storm_of_deliveries_crashes_and_refusals_nobody_gets_two_and_every_message_ends() {
    const MESSAGES: usize = 120;
    let setting = Setting::new().await;
    let mut random = 42;
    for number in 0..MESSAGES {
        setting.dispatch(number as u128 + 1).await;
    }
    let deeds = [
        Deed::Say(Handover::Accepted),
        Deed::Say(Handover::Busy),
        Deed::Crash,
        Deed::Say(Handover::NoAnswer),
        Deed::Say(Handover::Rejected),
        Deed::Say(Handover::Busy),
    ];
    setting.post.plan((0..MESSAGES).map(|_| deeds[next(&mut random) % deeds.len()]));
    for _ in 0..12 {
        let (_, bodies) = setting.release().await;
        let mut three_times = [bodies.clone(), bodies.clone(), bodies].concat();
        for at in (1..three_times.len()).rev() {
            three_times.swap(at, next(&mut random) % (at + 1));
        }
        let quarter = three_times.len().div_ceil(4).max(1);
        let workers: Vec<_> = three_times.chunks(quarter).map(|share| setting.deliver(share)).collect();
        join_all(workers).await;
        setting.clock.advance(SignedDuration::from_mins(2));
    }
    let mut ends = BTreeMap::<_, usize>::new();
    for number in 0..MESSAGES {
        let id = DispatchId::new(crate::bits(number as u128 + 1));
        let message = setting.message(id).await;
        assert_eq!(message.due_at, None, "{:?}", message.history());
        *ends.entry(message.now().status.name()).or_default() += 1;
    }
    assert_eq!(ends.values().sum::<usize>(), MESSAGES);
    assert_eq!(ends.keys().copied().collect::<Vec<_>>(), ["failed", "sent", "unknown"]);
    let mails = setting.post.taken();
    let all = mails.len();
    assert!(all >= ends["sent"] && all <= ends["sent"] + ends["unknown"]);
    let different: BTreeSet<_> = mails.iter().map(|mail| message_id(mail)).collect();
    assert_eq!(different.len(), all, "no message went out twice");
}

fn message_id(mail: &[u8]) -> String {
    let read = mail_parser::MessageParser::default().parse(mail).unwrap();
    read.message_id().unwrap().to_owned()
}
