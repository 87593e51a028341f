//! When somebody last texted STOP or START: of two words that come in the wrong order, or once more, the later one holds.

use domain::contact::NumberHash;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::item::{Put, text, to_item};
use crate::{Result, Store, keys};

/// How long it is kept: as long as it is that the number was texted.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);

#[derive(Serialize)]
struct LastWordItem {
    said_at: String,
    ttl: i64,
}

impl Store {
    /// Notes when a word was texted, to which of our numbers; false where a later one to the same was noted before. The same
    /// word again is still the last.
    pub async fn is_last_word(&self, number: NumberHash, to: Option<NumberHash>, at: Timestamp) -> Result<bool> {
        let said_at = domain::stamped::millis(at);
        let ttl = at.checked_add(KEPT).unwrap_or(Timestamp::MAX).as_second();
        let values = vec![(":at", text(&said_at))];
        let item = to_item(&keys::last_word(number, to), &LastWordItem { said_at, ttl })?;
        let put = self.put_if(&self.tables.data, item, "attribute_not_exists(pk) OR said_at <= :at", values).await?;
        Ok(matches!(put, Put::Done))
    }
}
