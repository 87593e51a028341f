//! What counts as sent, bounced and answered.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::context::{Properties, Property};
use crate::facts::Facts;
use crate::message::{Entry, Message, Reason};
use crate::timeline::total;

fn at(minutes: i64) -> Timestamp {
    "2026-11-21T22:00:00Z".parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_mins(minutes)
}

/// A message whose history took these statuses, an hour apart.
fn message(number: u32, history: &[Status]) -> Message {
    let entry = |(hours, status): (i64, &Status)| Entry {
        status: *status,
        at: at(hours * 60),
        reason: None,
        eligible_at: None,
    };
    Message::restore(number, None, 1, None, (0..).zip(history).map(entry).collect()).unwrap()
}

fn dispatch(channel: Channel, messages: Vec<Message>, unsubscribed: bool) -> Dispatch {
    let mut properties = Properties::default();
    properties.set("agent", Property::Text("ilze".to_owned()));
    properties.set("variant", Property::Number(2));
    properties.set("order", Property::Text("o-1".to_owned()));
    Dispatch {
        id: "dsp_0123456789abcdef0123456789abcdef".parse().unwrap(),
        survey: "nps".parse().unwrap(),
        person: "anna".parse().unwrap(),
        channel,
        created_at: at(-60),
        expires_at: at(2 * 60),
        properties,
        segment: Some("b2b".to_owned()),
        unsubscribed_at: unsubscribed.then(|| at(9 * 60)),
        locale: "lv".parse().ok(),
        messages,
    }
}

fn riga() -> Calendar {
    Calendar { zone: "Europe/Riga".parse().unwrap(), business: None }
}

fn facts(messages: Vec<Message>, answer: Option<Answer>, unsubscribed: bool) -> Facts {
    let days = contributions(&dispatch(Channel::Email, messages, unsubscribed), answer, &riga());
    days.values().next().map(total).unwrap_or_default()
}

const RATES: [Count; 6] =
    [Count::Sent, Count::Bounced, Count::Begun, Count::Answered, Count::Finished, Count::Unsubscribed];
const SCORED: Option<Answer> = Some(Answer { scored: true, finished: true, suspect: false });

fn rates(messages: Vec<Message>, answer: Option<Answer>, unsubscribed: bool) -> [u64; 6] {
    let facts = facts(messages, answer, unsubscribed);
    RATES.map(|what| facts.get(what))
}

use Status::{Bounced, Claimed, Complained, Delivered, Failed, Scheduled, Sent, Skipped, Unknown};

#[test]
fn it_was_sent_on_the_day_on_which_its_invitation_first_went_out() {
    // 22:00 UTC is midnight in Riga; claimed at 23:00, sent at 00:00 and delivered at 01:00 UTC.
    let invitation = message(0, &[Scheduled, Claimed, Sent, Delivered]);
    let reminder = message(1, &[Scheduled, Claimed, Bounced]);
    let dispatch = dispatch(Channel::Email, vec![invitation, reminder], false);
    let days = contributions(&dispatch, None, &Calendar { zone: Zone::utc(), business: None });
    let (day, cells) = days.first_key_value().unwrap();
    assert_eq!((days.len(), day.to_string().as_str()), (1, "2026-11-22"));
    assert_eq!(total(cells).get(Count::Sent), 1);
    // What the reminder came to is not what the invitation came to.
    assert_eq!(total(cells).get(Count::Bounced), 0);
    let values = cells.keys().next().unwrap();
    let expected = [
        ("agent", "ilze"),
        ("channel", "email"),
        ("locale", "lv"),
        ("segment", "b2b"),
        ("survey", "nps"),
        ("variant", "2"),
    ];
    assert_eq!(values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>(), expected);
}

#[test]
fn what_never_went_out_stands_with_its_reason_where_it_was_given_up_or_asked_for() {
    let given_up = |history: &[Status]| {
        let mut entries = message(0, history).history().to_vec();
        entries.last_mut().unwrap().reason = Some(Reason::Throttled);
        let invitation = Message::restore(0, None, 1, None, entries).unwrap();
        let days = contributions(&dispatch(Channel::Email, vec![invitation], true), SCORED, &riga());
        assert_eq!(days.len(), 1, "{history:?}");
        let (day, cells) = days.into_iter().next().unwrap();
        (day.to_string(), serde_json::to_string(&total(&cells)).unwrap())
    };
    // Asked for at 21:00 UTC, which is 23:00 in Riga; the second entry is of 01:00 there, on the next day.
    let waits = ("2026-11-21".to_owned(), r#"{"counts":{"waiting":1}}"#.to_owned());
    for history in [&[Scheduled][..], &[Scheduled, Claimed], &[Scheduled, Claimed, Scheduled]] {
        assert_eq!(given_up(history), waits, "{history:?}");
    }
    let skipped = r#"{"counts":{"skipped":1},"reasons":{"throttled":1}}"#.to_owned();
    assert_eq!(given_up(&[Scheduled, Skipped]), ("2026-11-22".to_owned(), skipped));
    let failed = r#"{"counts":{"failed":1},"reasons":{"throttled":1}}"#.to_owned();
    assert_eq!(given_up(&[Scheduled, Claimed, Failed]), ("2026-11-22".to_owned(), failed));
    // What went out once stands where it did, whatever it came to.
    assert_eq!(given_up(&[Scheduled, Claimed, Sent, Failed]).0, "2026-11-22");
}

#[test]
fn what_never_went_out_is_in_no_rate_and_what_may_have_gone_out_is_sent() {
    for history in [&[Scheduled][..], &[Skipped], &[Scheduled, Claimed], &[Scheduled, Claimed, Failed]] {
        assert_eq!(rates(vec![message(0, history)], SCORED, true), [0; 6], "{history:?}");
    }
    for end in [Sent, Unknown, Complained] {
        assert_eq!(rates(vec![message(0, &[Scheduled, Claimed, end])], None, false), [1, 0, 0, 0, 0, 0], "{end:?}");
    }
    assert_eq!(rates(vec![message(0, &[Scheduled, Claimed, Sent, Failed])], None, false), [1, 0, 0, 0, 0, 0]);
    assert_eq!(rates(vec![message(0, &[Scheduled, Claimed, Bounced])], None, false), [1, 1, 0, 0, 0, 0]);
    assert_eq!(rates(Vec::new(), SCORED, false), [0; 6]);
    let link = dispatch(Channel::Link, vec![message(0, &[Sent])], false);
    assert!(contributions(&link, SCORED, &riga()).is_empty());
}

#[test]
fn a_machines_answer_is_none_and_any_other_proves_that_it_arrived() {
    let sent = || vec![message(0, &[Scheduled, Claimed, Sent])];
    let bounced = || vec![message(0, &[Scheduled, Claimed, Sent, Bounced])];
    let machine = Some(Answer { scored: true, finished: true, suspect: true });
    let half = Some(Answer::default());
    let unscored = Some(Answer { finished: true, ..Answer::default() });
    assert_eq!(rates(sent(), machine, false), [1, 0, 0, 0, 0, 0]);
    assert_eq!(rates(sent(), half, false), [1, 0, 1, 0, 0, 0]);
    assert_eq!(rates(sent(), unscored, false), [1, 0, 1, 0, 1, 0]);
    assert_eq!(rates(sent(), SCORED, true), [1, 0, 1, 1, 1, 1]);
    assert_eq!(rates(bounced(), machine, false), [1, 1, 0, 0, 0, 0]);
    assert_eq!(rates(bounced(), half, false), [1, 0, 1, 0, 0, 0]);
    assert_eq!(rates(bounced(), None, true), [1, 0, 0, 0, 0, 1]);
}

#[test]
fn one_that_may_still_be_answered_says_until_which_day() {
    let expires =
        |history: &[Status], answer| facts(vec![message(0, history)], answer, false).spread(Measured::Expires);
    // 2026-11-22T00:00:00Z is the 20,779th day.
    let until = [20_779].into_iter().collect();
    for answer in [None, Some(Answer::default()), Some(Answer { scored: true, suspect: true, finished: true })] {
        assert_eq!(expires(&[Claimed, Sent], answer), until, "{answer:?}");
    }
    assert!(expires(&[Claimed, Sent], SCORED).is_empty());
    assert!(expires(&[Claimed, Bounced], None).is_empty());
}

proptest! {
    #[test]
    fn no_rate_is_over_100_percent(
        history in vec(select(Status::ALL), 1..6),
        answer in option::of((any::<bool>(), any::<bool>(), any::<bool>())),
        unsubscribed in any::<bool>(),
    ) {
        let answer = answer.map(|(scored, finished, suspect)| Answer { scored, finished, suspect });
        let [sent, bounced, begun, answered, finished, unsubscribed] = rates(vec![message(0, &history)], answer, unsubscribed);
        let delivered = sent - bounced;
        prop_assert!(answered <= delivered && unsubscribed <= delivered && begun <= delivered);
        prop_assert!(finished <= begun && answered <= begun && sent <= 1);
    }

    #[test]
    fn whatever_became_of_it_it_stands_once_among_what_was_asked_for(history in vec(select(Status::ALL), 1..6)) {
        let facts = facts(vec![message(0, &history)], None, false);
        let asked: u64 = [Count::Sent, Count::Waiting, Count::Skipped, Count::Failed].map(|what| facts.get(what)).iter().sum();
        prop_assert_eq!(asked, 1);
    }
}
