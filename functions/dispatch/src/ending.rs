//! What becomes of a claimed message: it is handed over, and what the mail system said is written down, with what follows
//! from it for others.

use std::time::Duration;

use domain::context::Channel;
use domain::id::{DispatchId, SuppressionId};
use domain::message::{Handover, Message, Reason};
use domain::suppression::{self, Suppression};
use jiff::{SignedDuration, Timestamp};
use store::{Opened, StoreError, Updated};

use crate::parcel::Parcel;
use crate::target::Target;
use crate::work::come_back;
use crate::{Dispatcher, spread};

/// How often the end of a message that was handed over is written, before its claim is left to end by itself.
const TRIES: u32 = 3;

/// A claimed message, on its way to its end.
pub(crate) struct Ending<'a> {
    pub dispatcher: &'a Dispatcher,
    pub target: &'a Target,
    pub channel: Channel,
    /// The name of the address that it goes to.
    pub address: SuppressionId,
    pub claimed: Message,
    /// The claim's revision.
    pub revision: u64,
}

impl Ending<'_> {
    /// Hands the message over. Nothing that fails here may bring the record back: the message may be out.
    pub async fn hand_over(self, parcel: &Parcel) {
        let Target { workspace, dispatch, .. } = self.target;
        let handover = parcel.hand_over(&self.dispatcher.channels).await;
        let now = self.dispatcher.backend.now();
        let mut paused_until = None;
        for again in 0..TRIES {
            match self.write_down(now, handover, &mut paused_until).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%workspace, %dispatch, %error, "the end of a message was not written"),
            }
            tokio::time::sleep(Duration::from_millis(100 << again)).await;
        }
        tracing::error!(%workspace, %dispatch, "a message was handed over and that is not written; it will be unknown");
    }

    /// Writes what follows for others first, then the end of the message: whoever finds the end finds the rest too.
    async fn write_down(
        &self,
        now: Timestamp,
        handover: Handover,
        paused_until: &mut Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let Target { workspace, dispatch, .. } = self.target;
        let retry_at = match handover {
            Handover::Bounced => {
                self.suppress(now, Reason::HardBounce.name()).await?;
                now
            }
            Handover::OptedOut => {
                self.suppress(now, suppression::STOP).await?;
                now
            }
            Handover::Paused => {
                // A second try must not open it a second time; where it can't be opened, the message waits all the same.
                if paused_until.is_none() {
                    *paused_until = self.pause(now).await.map_err(|error| self.not_paused(&error)).ok();
                }
                paused_until.map_or(now + pause(*dispatch, self.claimed.attempt), |until| come_back(*dispatch, until))
            }
            _ => now + pause(*dispatch, self.claimed.attempt),
        };
        let Some(ended) = self.claimed.clone().hand_over(now, handover, retry_at) else { return Ok(()) };
        let store = &self.dispatcher.backend.store;
        match store.update_message(workspace, *dispatch, &ended, self.revision).await? {
            Updated::Done => {
                let (status, attempt) = (ended.now().status.name(), ended.attempt);
                tracing::info!(%workspace, %dispatch, number = ended.number, status, attempt, "a message was handed over");
            }
            // Written already, by a try whose reply was lost or by what the mail system told since; or the lease has ended.
            Updated::Overtaken => {}
        }
        Ok(())
    }

    async fn suppress(&self, at: Timestamp, reason: &str) -> Result<(), StoreError> {
        let (by_person, reason) = (reason == suppression::STOP, reason.to_owned());
        let suppression = Suppression { id: self.address, channel: self.channel, reason, by_person, at };
        self.dispatcher.backend.store.suppress(&self.target.workspace, &suppression).await.map(|_| ())
    }

    fn not_paused(&self, error: &StoreError) {
        tracing::error!(channel = self.channel.name(), %error, "the account may send nothing, and its channel goes on");
    }

    /// Stops the channel for a while, and says so once, however many messages were refused.
    async fn pause(&self, now: Timestamp) -> Result<Timestamp, StoreError> {
        let Opened { until, is_new } = self.dispatcher.backend.store.open_breaker(self.channel, now).await?;
        self.dispatcher.memory.breakers.put(self.channel, now, Some(until));
        if is_new {
            let channel = self.channel.name();
            tracing::error!(channel, %until, "the account may send nothing; the channel's messages wait");
        }
        Ok(until)
    }
}

/// How long a message that was refused for now waits: 1 to 5 minutes, doubled with each attempt up to 256 times, so that a
/// long outage doesn't fill its history.
fn pause(dispatch: DispatchId, attempt: u32) -> SignedDuration {
    let base = SignedDuration::from_mins(1) + spread(dispatch, attempt, 240);
    base * (1 << attempt.saturating_sub(1).min(8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_messages_wait_one_to_five_minutes_and_not_all_the_same() {
        let pauses = |attempt| {
            (0..1000u128).map(move |bits| pause(DispatchId::new(uuid::Uuid::from_u128(bits << 64 | 7)), attempt))
        };
        let (first, last) = (pauses(1).min().unwrap(), pauses(1).max().unwrap());
        assert!(first >= SignedDuration::from_mins(1) && last < SignedDuration::from_mins(5));
        assert!(last - first > SignedDuration::from_mins(3));
        assert!(pauses(2).all(|pause| pause >= SignedDuration::from_mins(2)));
        assert!(pauses(u32::MAX).all(|pause| pause <= SignedDuration::from_hours(22)));
    }
}
