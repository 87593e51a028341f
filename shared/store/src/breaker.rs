//! The breaker of a channel: open while the account may send nothing, so that messages wait and don't fail one by one.

use domain::context::Channel;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::item::{Put, from_item, text, to_item};
use crate::message_item::stored_time;
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
        let item = BreakerItem { open_until: domain::stamped::millis(now + length(tries)), tries };
        let (condition, values) = match &known {
            Some((seen, _)) => ("open_until = :seen", vec![(":seen", text(&seen.open_until))]),
            None => ("attribute_not_exists(pk)", vec![]),
        };
        // Where another opened it meanwhile, what stands there holds; where a reply was lost, that is this very opening.
        let standing = match self.put_if(&self.tables.data, to_item(&key, &item)?, condition, values).await? {
            Put::Refused(Some(old)) => from_item::<BreakerItem>(old)?.open_until,
            Put::Done | Put::Refused(None) => item.open_until.clone(),
        };
        Ok(Opened { until: stored_time(&key, &standing)?, is_new: standing == item.open_until })
    }

    async fn read_breaker(&self, channel: Channel) -> Result<Option<(BreakerItem, Timestamp)>> {
        let key = keys::breaker(channel);
        let Some(item) = self.get::<BreakerItem>(&self.tables.data, &key).await? else { return Ok(None) };
        let until = stored_time(&key, &item.open_until)?;
        Ok(Some((item, until)))
    }
}
