use super::*;
use proptest::prelude::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn only_one_of_two_workers_claims() {
    let claimed = Message::scheduled(at(0), at(0)).claim(at(1), None).unwrap();
    assert_eq!(claimed.attempt, 1);
    assert!(claimed.clone().claim(at(2), None).is_none());
    assert!(claimed.skip(at(2), Reason::NoAddress, None).is_none());
}

#[test]
fn a_claim_that_ends_without_a_word_is_unknown_and_never_claimed_again() {
    let claimed = Message::scheduled(at(0), at(0)).claim(at(0), None).unwrap();
    assert!(claimed.clone().lapse(at(299)).is_none());
    let unknown = claimed.lapse(at(300)).unwrap();
    assert_eq!(unknown.now().status, Status::Unknown);
    assert_eq!(unknown.due_at, None);
    assert!(unknown.claim(at(400), None).is_none());
}

#[test]
fn a_leased_message_falls_due_again_and_its_history_does_not_tell() {
    let message = Message::scheduled(at(0), at(10));
    assert!(message.clone().lease(at(9)).is_none());
    let leased = message.clone().lease(at(10)).unwrap();
    assert_eq!(leased.due_at, Some(at(310)));
    assert_eq!(leased.history(), message.history());
    assert!(leased.clone().lease(at(309)).is_none());
    assert!(leased.clone().lease(at(310)).is_some());
    assert!(leased.claim(at(11), None).unwrap().lease(at(1000)).is_none());
}

#[test]
fn only_a_refusal_that_is_sure_leads_to_another_try() {
    let retry = |handover| {
        let claimed = Message::scheduled(at(0), at(0)).claim(at(0), None).unwrap();
        claimed.hand_over(at(1), handover, at(60)).unwrap().due_at
    };
    assert_eq!(retry(Handover::Busy), Some(at(60)));
    assert_eq!(retry(Handover::Paused), Some(at(60)));
    for end in [Handover::Accepted, Handover::Rejected, Handover::Bounced, Handover::OptedOut, Handover::NoAnswer] {
        assert_eq!(retry(end), None);
    }
}

proptest! {
    #[test]
    fn no_order_of_events_hands_a_message_over_twice(steps in prop::collection::vec(0u8..7, 0..40)) {
        let mut message = Message::scheduled(at(0), at(0));
        let mut accepted = 0;
        for (second, step) in steps.into_iter().enumerate() {
            let now = at(i64::try_from(second).unwrap() * 200);
            let next = match step {
                0 => message.clone().claim(now, None),
                1 => message.clone().lapse(now),
                2 => message.clone().hand_over(now, Handover::Accepted, now),
                3 => message.clone().hand_over(now, Handover::Busy, now),
                4 => message.clone().hand_over(now, Handover::NoAnswer, now),
                5 => message.clone().lease(now),
                _ => message.clone().skip(now, Reason::NoAddress, None),
            };
            if let Some(next) = next {
                accepted += usize::from(matches!(next.now().status, Status::Sent | Status::Unknown));
                message = next;
            }
        }
        prop_assert!(accepted <= 1);
        prop_assert_eq!(message.due_at.is_none(), !matches!(message.now().status, Status::Scheduled | Status::Claimed));
    }
}

#[test]
fn what_is_out_is_looked_at_again_when_a_reminder_is_due_and_not_before() {
    let sent = Message::scheduled(at(0), at(0)).claim(at(0), Some(at(1000))).unwrap();
    let sent = sent.hand_over(at(1), Handover::Accepted, at(60)).unwrap();
    assert_eq!((sent.due_at, sent.stage(at(999)), sent.stage(at(1000))), (Some(at(1000)), Stage::Rest, Stage::Remind));
    let leased = sent.clone().lease(at(1000)).unwrap();
    assert_eq!(leased.stage(at(1000)), Stage::Remind, "the worker is told once the lease was taken");
    let delivered = leased.hear(at(1001), Feedback::Delivered).unwrap();
    assert_eq!(delivered.stage(at(1001)), Stage::Remind, "a delivery doesn't end the look");
    assert_eq!(delivered.clone().hear(at(1002), Feedback::HardBounce).unwrap().stage(at(2000)), Stage::Rest);
    let settled = delivered.settle().unwrap();
    assert_eq!((settled.due_at, settled.stage(at(2000))), (None, Stage::Rest));
    assert_eq!(settled.clone().settle(), None);
    let reminder = settled.reminder(at(1000));
    assert_eq!((reminder.number, reminder.kind(), reminder.stage(at(1000))), (1, "reminder", Stage::Send));
}

#[test]
fn a_record_that_comes_again_finds_a_message_that_was_refused_for_now_waiting() {
    let claimed = Message::scheduled(at(0), at(0)).claim(at(0), None).unwrap();
    let busy = claimed.hand_over(at(1), Handover::Busy, at(60)).unwrap();
    assert_eq!((busy.stage(at(59)), busy.stage(at(60))), (Stage::Rest, Stage::Send));
    assert_eq!(busy.now().eligible_at, Some(at(60)));
}

#[test]
fn a_wait_is_said_once() {
    let waits = |message: Message, until| message.defer(at(1), at(until), Reason::QuietHours).unwrap();
    let once = waits(Message::scheduled(at(0), at(0)), 100);
    let twice = waits(once.clone(), 200);
    assert_eq!((once.history().len(), twice.history().len(), twice.due_at), (2, 2, Some(at(200))));
}

#[test]
fn feedback_clears_up_what_is_unknown_and_stops_what_would_be_sent_again() {
    let claimed = Message::scheduled(at(0), at(0)).claim(at(0), None).unwrap();
    let unknown = claimed.clone().lapse(at(300)).unwrap();
    let busy = claimed.clone().hand_over(at(1), Handover::Busy, at(60)).unwrap();
    for message in [claimed, unknown, busy] {
        let delivered = message.hear(at(400), Feedback::Delivered).unwrap();
        assert_eq!((delivered.now().status, delivered.due_at), (Status::Delivered, None));
        assert!(delivered.claim(at(401), None).is_none());
    }
    let never_sent = Message::scheduled(at(0), at(0));
    assert!(never_sent.hear(at(1), Feedback::Delivered).is_none(), "nobody has sent it");
}

fn feedback() -> impl Strategy<Value = Feedback> {
    prop::sample::select(Feedback::ALL.to_vec())
}

proptest! {
    #[test]
    fn feedback_in_any_order_and_any_number_of_times_ends_in_the_same_status(
        heard in prop::collection::vec(feedback(), 1..12),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let sent = || {
            let claimed = Message::scheduled(at(0), at(0)).claim(at(0), None).unwrap();
            claimed.hand_over(at(1), Handover::Accepted, at(60)).unwrap()
        };
        let hear = |all: &[Feedback]| {
            all.iter().fold(sent(), |message, one| message.clone().hear(at(2), *one).unwrap_or(message))
        };
        let end = |message: Message| (message.now().status, message.now().reason);
        let mut other: Vec<_> = again.iter().map(|index| heard[index.index(heard.len())]).collect();
        other.extend(heard.iter().rev());
        prop_assert_eq!(end(hear(&heard)), end(hear(&other)));
        prop_assert_eq!(end(hear(&heard)), heard.iter().max().unwrap().becomes());
    }
}
