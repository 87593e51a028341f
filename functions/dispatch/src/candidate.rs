//! A message that may be sent, and what is written where it is not: that it was skipped, that it waits, or that no reminder is
//! wanted.

use domain::message::{Message, Reason};
use jiff::Timestamp;
use store::Updated;

use crate::target::Obstacle;
use crate::work::Work;

/// A message that may be sent, and what stands where it is to be written.
pub(crate) struct Candidate {
    pub message: Message,
    pub place: Place,
}

pub(crate) enum Place {
    /// The message itself, at this revision.
    Stands(u64),
    /// Nothing yet: it is a reminder that follows this message, which is at this revision.
    Follows(Message, u64),
}

impl Candidate {
    pub const fn is_reminder(&self) -> bool {
        self.message.number > 0
    }

    /// The place as the tables know it.
    pub fn place(&self) -> Option<store::Place> {
        Some(match &self.place {
            Place::Stands(seen) => store::Place::Over { seen: *seen },
            Place::Follows(before, seen) => store::Place::After { settled: before.clone().settle()?, seen: *seen },
        })
    }
}

impl Work<'_> {
    /// Gives a message up, and keeps the reason.
    pub async fn skip(
        &self,
        candidate: &Candidate,
        now: Timestamp,
        reason: Reason,
        eligible_at: Option<Timestamp>,
    ) -> Result<(), Obstacle> {
        let (store, ws, dispatch) = (&self.dispatcher.backend.store, &self.target.workspace, self.dispatch.id);
        let Some(skipped) = candidate.message.clone().skip(now, reason, eligible_at) else { return Ok(()) };
        let updated = match &candidate.place {
            Place::Stands(revision) => store.update_message(ws, dispatch, &skipped, *revision).await?,
            Place::Follows(before, revision) if reason == Reason::AlreadyAnswered => {
                return self.settle(before, *revision).await;
            }
            Place::Follows(before, revision) => {
                let Some(settled) = before.clone().settle() else { return Ok(()) };
                store.follow(ws, dispatch, &settled, *revision, &skipped).await?
            }
        };
        if updated == Updated::Done {
            tracing::info!(workspace = %ws, %dispatch, number = skipped.number, reason = reason.name(), "a message was skipped");
        }
        Ok(())
    }

    /// Lets a message wait. A reminder waits as the look for it: before its claim there is no such message.
    pub async fn defer(
        &self,
        candidate: &Candidate,
        now: Timestamp,
        until: Timestamp,
        reason: Reason,
    ) -> Result<(), Obstacle> {
        let (message, revision) = match &candidate.place {
            Place::Stands(revision) => (&candidate.message, *revision),
            Place::Follows(before, revision) => (before, *revision),
        };
        let Some(waiting) = message.clone().defer(now, until, reason) else { return Ok(()) };
        self.update(&waiting, revision).await
    }

    /// Ends the look for a reminder.
    pub async fn settle(&self, before: &Message, revision: u64) -> Result<(), Obstacle> {
        let Some(settled) = before.clone().settle() else { return Ok(()) };
        self.update(&settled, revision).await
    }

    /// Where somebody else changed the message first, it is theirs to look after.
    async fn update(&self, message: &Message, revision: u64) -> Result<(), Obstacle> {
        let (store, ws) = (&self.dispatcher.backend.store, &self.target.workspace);
        store.update_message(ws, self.dispatch.id, message, revision).await?;
        Ok(())
    }
}
