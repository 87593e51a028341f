//! The messages of a dispatch: the mails that carry it, and the states that they go through.
//!
//! A message owns its state. Whoever wants to send must *claim* it first; a claim that ends without a word becomes
//! `unknown` and is never sent again by itself, because neither mail nor SMS can be sent idempotently.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::stamped::millis;

/// How long a claim holds; past it nobody knows whether the message went out.
pub const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waits for its time.
    Scheduled,
    /// A worker is about to send it.
    Claimed,
    /// Accepted by the mail system.
    Sent,
    /// The mail system refused it for good.
    Failed,
    /// A worker claimed it and was not heard of again.
    Unknown,
    /// Not sent, for the reason beside it.
    Skipped,
}

impl Status {
    /// The status's name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Claimed => "claimed",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Skipped => "skipped",
        }
    }
}

/// Why a message was not sent, or did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The person has no address on the channel.
    NoAddress,
    /// The survey was archived.
    SurveyArchived,
    /// The link had expired before the message went out.
    LinkExpired,
    /// The mail system refused the message.
    Rejected,
    /// The mail system could not take it at the moment; it is tried again.
    Busy,
    /// The connection broke while the message was handed over.
    NoAnswer,
    /// The worker's lease ended without a word.
    LeaseEnded,
}

impl Reason {
    /// The reason's name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoAddress => "no_address",
            Self::SurveyArchived => "survey_archived",
            Self::LinkExpired => "link_expired",
            Self::Rejected => "rejected",
            Self::Busy => "busy",
            Self::NoAnswer => "no_answer",
            Self::LeaseEnded => "lease_ended",
        }
    }
}

/// One entry of a message's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The status it took.
    pub status: Status,
    /// When.
    pub at: Timestamp,
    /// Why, where there is a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// What a worker found when it handed a message over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover {
    /// Accepted.
    Accepted,
    /// Refused for good.
    Rejected,
    /// Refused for now, and surely not accepted.
    Busy,
    /// The connection broke: it may or may not have been accepted.
    NoAnswer,
}

/// One mail of a dispatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Which of the dispatch's messages: 0 is the invitation.
    pub number: u32,
    /// When it is looked at next; none once it has ended.
    pub due_at: Option<Timestamp>,
    /// How often it was claimed.
    pub attempt: u32,
    /// Everything that happened to it; never empty.
    history: Vec<Entry>,
}

impl Message {
    /// An invitation that waits for its time.
    pub fn scheduled(now: Timestamp, due_at: Timestamp) -> Self {
        Self::begin(Entry { status: Status::Scheduled, at: now, reason: None }, Some(due_at))
    }

    /// An invitation that will not be sent.
    pub fn skipped(now: Timestamp, reason: Reason) -> Self {
        Self::begin(Entry { status: Status::Skipped, at: now, reason: Some(reason) }, None)
    }

    fn begin(entry: Entry, due_at: Option<Timestamp>) -> Self {
        Self { number: 0, due_at, attempt: 0, history: vec![entry] }
    }

    /// A message as it was stored; none without a history.
    pub fn restore(number: u32, due_at: Option<Timestamp>, attempt: u32, history: Vec<Entry>) -> Option<Self> {
        (!history.is_empty()).then_some(Self { number, due_at, attempt, history })
    }

    /// Where it stands.
    pub fn now(&self) -> &Entry {
        &self.history[self.history.len() - 1] // never empty: see `begin` and `restore`
    }

    /// Everything that happened to it, oldest first.
    pub fn history(&self) -> &[Entry] {
        &self.history
    }

    fn then(mut self, status: Status, at: Timestamp, reason: Option<Reason>, due_at: Option<Timestamp>) -> Self {
        self.history.push(Entry { status, at, reason });
        self.due_at = due_at;
        self
    }

    /// Moves the time of a scheduled message on once it fell due, so that a backlog is not queued twice; where nobody claims
    /// it, it falls due again. The history has no entry of this: nothing happened to the message.
    #[must_use]
    pub fn lease(self, now: Timestamp) -> Option<Self> {
        let due = self.due_at.is_some_and(|due| due <= now);
        (self.now().status == Status::Scheduled && due).then(|| Self { due_at: Some(now + LEASE), ..self })
    }

    /// Claims a scheduled message for a worker; none where another worker was first.
    #[must_use]
    pub fn claim(self, now: Timestamp) -> Option<Self> {
        if self.now().status != Status::Scheduled {
            return None;
        }
        let mut claimed = self.then(Status::Claimed, now, None, Some(now + LEASE));
        claimed.attempt += 1;
        Some(claimed)
    }

    /// Gives a scheduled message up.
    #[must_use]
    pub fn skip(self, now: Timestamp, reason: Reason) -> Option<Self> {
        (self.now().status == Status::Scheduled).then(|| self.then(Status::Skipped, now, Some(reason), None))
    }

    /// Ends a claim with what the mail system said; `retry_at` is when a refused message is tried again.
    #[must_use]
    pub fn hand_over(self, now: Timestamp, handover: Handover, retry_at: Timestamp) -> Option<Self> {
        if self.now().status != Status::Claimed {
            return None;
        }
        Some(match handover {
            Handover::Accepted => self.then(Status::Sent, now, None, None),
            Handover::Rejected => self.then(Status::Failed, now, Some(Reason::Rejected), None),
            Handover::Busy => self.then(Status::Scheduled, now, Some(Reason::Busy), Some(retry_at)),
            Handover::NoAnswer => self.then(Status::Unknown, now, Some(Reason::NoAnswer), None),
        })
    }

    /// Turns a claim whose lease has ended into `unknown`.
    #[must_use]
    pub fn lapse(self, now: Timestamp) -> Option<Self> {
        let over = self.due_at.is_some_and(|end| end <= now);
        (self.now().status == Status::Claimed && over)
            .then(|| self.then(Status::Unknown, now, Some(Reason::LeaseEnded), None))
    }

    /// The message as the API shows it.
    pub(crate) fn to_json(&self) -> Value {
        let history: Vec<_> = self
            .history
            .iter()
            .map(|entry| json!({"status": entry.status.name(), "at": millis(entry.at), "reason": entry.reason.map(Reason::name)}))
            .collect();
        json!({"kind": "invitation", "status": self.now().status.name(), "history": history})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn only_one_of_two_workers_claims() {
        let claimed = Message::scheduled(at(0), at(0)).claim(at(1)).unwrap();
        assert_eq!(claimed.attempt, 1);
        assert!(claimed.clone().claim(at(2)).is_none());
        assert!(claimed.skip(at(2), Reason::NoAddress).is_none());
    }

    #[test]
    fn a_claim_that_ends_without_a_word_is_unknown_and_never_claimed_again() {
        let claimed = Message::scheduled(at(0), at(0)).claim(at(0)).unwrap();
        assert!(claimed.clone().lapse(at(299)).is_none());
        let unknown = claimed.lapse(at(300)).unwrap();
        assert_eq!(unknown.now().status, Status::Unknown);
        assert_eq!(unknown.due_at, None);
        assert!(unknown.claim(at(400)).is_none());
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
        assert!(leased.claim(at(11)).unwrap().lease(at(1000)).is_none());
    }

    #[test]
    fn only_a_refusal_that_is_sure_leads_to_another_try() {
        let retry = |handover| {
            let claimed = Message::scheduled(at(0), at(0)).claim(at(0)).unwrap();
            claimed.hand_over(at(1), handover, at(60)).unwrap().due_at
        };
        assert_eq!(retry(Handover::Busy), Some(at(60)));
        for end in [Handover::Accepted, Handover::Rejected, Handover::NoAnswer] {
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
                    0 => message.clone().claim(now),
                    1 => message.clone().lapse(now),
                    2 => message.clone().hand_over(now, Handover::Accepted, now),
                    3 => message.clone().hand_over(now, Handover::Busy, now),
                    4 => message.clone().hand_over(now, Handover::NoAnswer, now),
                    5 => message.clone().lease(now),
                    _ => message.clone().skip(now, Reason::NoAddress),
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
}
