//! The messages of a dispatch: the mails and texts that carry it, and the states that they go through.
//!
//! A message owns its state. Whoever wants to send must *claim* it first; a claim that ends without a word becomes
//! `unknown` and is never sent again by itself, because neither mail nor SMS can be sent idempotently. What the mail system
//! says later, in whatever order, only ever moves a message forward.

mod feedback;
mod status;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use self::feedback::Feedback;
pub use self::status::{Reason, Status};
use crate::stamped::millis;

/// How long a claim holds; past it nobody knows whether the message went out.
pub const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// One entry of a message's history.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// The status it took.
    pub status: Status,
    /// When.
    pub at: Timestamp,
    /// Why, where there is a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// From when on it may be tried again, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligible_at: Option<Timestamp>,
}

/// What a worker found when it handed a message over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Handover {
    /// Accepted.
    Accepted,
    /// The message was refused for good.
    Rejected,
    /// The recipient was refused for good: the address does not exist.
    Bounced,
    /// The recipient told the carrier to take nothing more from us.
    OptedOut,
    /// Refused for now, and surely not accepted.
    Busy,
    /// Refused, since the account may send nothing at the moment.
    Paused,
    /// The connection broke: it may or may not have been accepted.
    NoAnswer,
}

/// What is to be done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Send it.
    Send,
    /// It went out long enough ago: look whether a reminder is due.
    Remind,
    /// Nothing: another worker has it, it has ended, or its time has not come.
    Rest,
}

/// One mail or text of a dispatch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// Which of the dispatch's messages: 0 is the invitation, the others are reminders.
    pub number: u32,
    /// When it is looked at next; none once nothing more is to be done.
    pub due_at: Option<Timestamp>,
    /// How often it was claimed.
    pub attempt: u32,
    /// Once it went out: from when on a reminder is due.
    pub remind_at: Option<Timestamp>,
    /// Everything that happened to it; never empty.
    history: Vec<Entry>,
}

impl Message {
    /// An invitation that waits for its time.
    pub fn scheduled(now: Timestamp, due_at: Timestamp) -> Self {
        Self::begin(0, Entry { status: Status::Scheduled, at: now, reason: None, eligible_at: None }, Some(due_at))
    }

    /// An invitation that will not be sent.
    pub fn skipped(now: Timestamp, reason: Reason, eligible_at: Option<Timestamp>) -> Self {
        Self::begin(0, Entry { status: Status::Skipped, at: now, reason: Some(reason), eligible_at }, None)
    }

    /// The message after this one: a reminder, to be sent or skipped at once.
    #[must_use]
    pub fn reminder(&self, now: Timestamp) -> Self {
        Self { number: self.number + 1, ..Self::scheduled(now, now) }
    }

    fn begin(number: u32, entry: Entry, due_at: Option<Timestamp>) -> Self {
        Self { number, due_at, attempt: 0, remind_at: None, history: vec![entry] }
    }

    /// A message as it was stored; none without a history.
    pub fn restore(
        number: u32,
        due_at: Option<Timestamp>,
        attempt: u32,
        remind_at: Option<Timestamp>,
        history: Vec<Entry>,
    ) -> Option<Self> {
        (!history.is_empty()).then_some(Self { number, due_at, attempt, remind_at, history })
    }

    /// Where it stands.
    pub fn now(&self) -> &Entry {
        &self.history[self.history.len() - 1] // never empty: see `begin` and `restore`
    }

    /// Everything that happened to it, oldest first.
    pub fn history(&self) -> &[Entry] {
        &self.history
    }

    /// `invitation` or `reminder`.
    pub const fn kind(&self) -> &'static str {
        if self.number == 0 { "invitation" } else { "reminder" }
    }

    /// Whether it is out, as far as anybody knows.
    fn is_out(&self) -> bool {
        matches!(self.now().status, Status::Sent | Status::Delivered)
    }

    /// What a worker that is told of it has to do.
    pub fn stage(&self, now: Timestamp) -> Stage {
        let remind = self.due_at.is_some() && self.remind_at.is_some_and(|at| at <= now);
        match self.now().status {
            // What has to wait does so, also where its record comes again.
            Status::Scheduled if self.now().eligible_at.is_none_or(|at| at <= now) => Stage::Send,
            Status::Sent | Status::Delivered if remind => Stage::Remind,
            _ => Stage::Rest,
        }
    }

    fn then(mut self, status: Status, at: Timestamp, reason: Option<Reason>, due_at: Option<Timestamp>) -> Self {
        self.history.push(Entry { status, at, reason, eligible_at: None });
        self.due_at = due_at;
        self
    }

    /// Moves the time of a message on once it fell due, so that a backlog is not queued twice; where nobody looks after it,
    /// it falls due again. The history has no entry of this: nothing happened to the message.
    #[must_use]
    pub fn lease(self, now: Timestamp) -> Option<Self> {
        let due = self.due_at.is_some_and(|due| due <= now);
        let waits = self.now().status == Status::Scheduled || self.is_out();
        (waits && due).then(|| Self { due_at: Some(now + LEASE), ..self })
    }

    /// Claims a scheduled message for a worker; none where another worker was first. Once it is out, a reminder is due at
    /// `remind_at`, where there is to be one.
    #[must_use]
    pub fn claim(self, now: Timestamp, remind_at: Option<Timestamp>) -> Option<Self> {
        if self.now().status != Status::Scheduled {
            return None;
        }
        let claimed = self.then(Status::Claimed, now, None, Some(now + LEASE));
        Some(Self { attempt: claimed.attempt + 1, remind_at, ..claimed })
    }

    /// Gives a scheduled message up.
    #[must_use]
    pub fn skip(self, now: Timestamp, reason: Reason, eligible_at: Option<Timestamp>) -> Option<Self> {
        if self.now().status != Status::Scheduled {
            return None;
        }
        let mut skipped = self.then(Status::Skipped, now, Some(reason), None);
        if let Some(last) = skipped.history.last_mut() {
            last.eligible_at = eligible_at;
        }
        Some(skipped)
    }

    /// Ends a scheduled message that can never be sent, since what it is made of is not there.
    #[must_use]
    pub fn fail(self, now: Timestamp) -> Option<Self> {
        let scheduled = self.now().status == Status::Scheduled;
        scheduled.then(|| self.then(Status::Failed, now, Some(Reason::Unreadable), None))
    }

    /// Lets a scheduled message wait, and says why where that is news; the look for a reminder just moves on.
    #[must_use]
    pub fn defer(self, now: Timestamp, until: Timestamp, reason: Reason) -> Option<Self> {
        match self.now().status {
            Status::Scheduled if self.now().reason == Some(reason) => Some(self.held_until(until)),
            Status::Scheduled => Some(self.then(Status::Scheduled, now, Some(reason), None).held_until(until)),
            _ if self.is_out() && self.due_at.is_some() => Some(Self { due_at: Some(until), ..self }),
            _ => None,
        }
    }

    /// Due at a time, and not to be tried before it.
    fn held_until(mut self, at: Timestamp) -> Self {
        if let Some(last) = self.history.last_mut() {
            last.eligible_at = Some(at);
        }
        Self { due_at: Some(at), ..self }
    }

    /// Ends the look for a reminder: there is one, or none is wanted any more.
    #[must_use]
    pub fn settle(self) -> Option<Self> {
        (self.is_out() && self.due_at.is_some()).then_some(Self { due_at: None, ..self })
    }

    /// Ends a claim with what the mail system said; `retry_at` is when a refused message is tried again.
    #[must_use]
    pub fn hand_over(self, now: Timestamp, handover: Handover, retry_at: Timestamp) -> Option<Self> {
        if self.now().status != Status::Claimed {
            return None;
        }
        let remind_at = self.remind_at;
        Some(match handover {
            Handover::Accepted => self.then(Status::Sent, now, None, remind_at),
            Handover::Rejected => self.then(Status::Failed, now, Some(Reason::Rejected), None),
            Handover::Bounced => self.then(Status::Bounced, now, Some(Reason::HardBounce), None),
            Handover::OptedOut => self.then(Status::Bounced, now, Some(Reason::AccountSuppressed), None),
            Handover::Busy => self.then(Status::Scheduled, now, Some(Reason::Busy), None).held_until(retry_at),
            Handover::Paused => self.then(Status::Scheduled, now, Some(Reason::Paused), None).held_until(retry_at),
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

    /// Takes in what the mail system says of it; none where that changes nothing. Whatever was claimed once is believed to
    /// be out, also where a worker thought otherwise: so `unknown` is cleared up, and what is out is not sent again.
    #[must_use]
    pub fn hear(self, at: Timestamp, feedback: Feedback) -> Option<Self> {
        let Entry { status, reason, .. } = *self.now();
        if self.attempt == 0 || Feedback::said(status, reason).is_some_and(|said| said >= feedback) {
            return None;
        }
        let (status, reason) = feedback.becomes();
        let due_at = match status {
            Status::Sent | Status::Delivered if self.is_out() => self.due_at,
            Status::Sent | Status::Delivered => self.remind_at,
            _ => None,
        };
        Some(self.then(status, at, reason, due_at))
    }

    /// The message as the API shows it.
    pub(crate) fn to_json(&self) -> Value {
        let history: Vec<_> = self
            .history
            .iter()
            .map(|entry| json!({"status": entry.status.name(), "at": millis(entry.at), "reason": entry.reason.map(Reason::name)}))
            .collect();
        json!({"kind": self.kind(), "status": self.now().status.name(), "history": history})
    }
}

#[cfg(test)]
mod tests;
