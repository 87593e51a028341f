//! The breaker of a channel: open while the account may send nothing, so that messages wait and don't fail one by one.

use domain::context::Channel;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::item::{Put, from_item, text, to_item};
use crate::message_item::{is_by, stored_time, writer};
use crate::{Result, Store, keys};

/// How long it is open at first.
const FIRST: SignedDuration = SignedDuration::from_mins(5);
/// How long at most; and how soon after its end an opening counts as the next of a row.
const MOST: SignedDuration = SignedDuration::from_mins(60);

#[derive(Serialize, Deserialize)]
struct BreakerItem {
    open_until: String,
    /// How many openings went before in this row.
    tries: u32,
    /// Who opened it: a write whose reply was lost must know itself.
    #[serde(default)]
    writer: String,
}

/// The breaker of a channel after somebody opened it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Until when.
    pub until: Timestamp,
    /// Whether it was not open before: whoever reads this tells people.
    pub is_new: bool,
}

/// How long the breaker is open after so many openings in a row.
fn length(tries: u32) -> SignedDuration {
    (FIRST * (1 << tries.min(8))).min(MOST)
}

impl Store {
    /// Until when nothing can be sent on a channel, as far as is known; it may be over.
    pub async fn breaker(&self, channel: Channel) -> Result<Option<Timestamp>> {
        Ok(self.read_breaker(channel).await?.map(|(_, until)| until))
    }

    /// Opens the breaker of a channel, and says until when: for 5 minutes, and twice as long each time that it has to be
    /// opened again soon, up to an hour. One that is open stays as it is.
    pub async fn open_breaker(&self, channel: Channel, now: Timestamp) -> Result<Opened> {
        let key = keys::breaker(channel);
        let known = self.read_breaker(channel).await?;
        let tries = match &known {
            Some((_, until)) if *until > now => return Ok(Opened { until: *until, is_new: false }),
            Some((item, until)) if now.duration_since(*until) <= MOST => item.tries + 1,
            _ => 0,
        };
        let item = BreakerItem { open_until: domain::stamped::millis(now + length(tries)), tries, writer: writer() };
        let (condition, values) = match &known {
            Some((seen, _)) => ("open_until = :seen", vec![(":seen", text(&seen.open_until))]),
            None => ("attribute_not_exists(pk)", vec![]),
        };
        let (open_until, is_new) =
            match self.put_if(&self.tables.data, to_item(&key, &item)?, condition, values).await? {
                // Another opened it meanwhile, so what stands there holds.
                Put::Refused(Some(old)) if !is_by(Some(&old), &item.writer) => {
                    (from_item::<BreakerItem>(old)?.open_until, false)
                }
                Put::Done | Put::Refused(_) => (item.open_until, true),
            };
        Ok(Opened { until: stored_time(&key, &open_until)?, is_new })
    }

    async fn read_breaker(&self, channel: Channel) -> Result<Option<(BreakerItem, Timestamp)>> {
        let key = keys::breaker(channel);
        let Some(item) = self.get::<BreakerItem>(&self.tables.data, &key).await? else { return Ok(None) };
        let until = stored_time(&key, &item.open_until)?;
        Ok(Some((item, until)))
    }
}
