//! When an address was last asked, and by which dispatch. Written by the claim alone, one item for each address of a person,
//! so that whoever was asked at one counts as asked at all.

use domain::id::{DispatchId, SuppressionId, WorkspaceId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::item::{Item, bad, from_item, key_of};
use crate::message_item::stored_time;
use crate::{Result, Store, keys};

/// How long it is kept: longer than any survey may ask for.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 400);

/// When an address was last asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastAsked {
    /// When.
    pub at: Timestamp,
    /// By which dispatch.
    pub dispatch: DispatchId,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct ThrottleItem {
    dispatch: String,
    asked_at: String,
    ttl: i64,
}

impl ThrottleItem {
    pub fn new(dispatch: DispatchId, at: Timestamp) -> Self {
        let asked_at = domain::stamped::millis(at);
        Self { dispatch: dispatch.to_string(), asked_at, ttl: (at + KEPT).as_second() }
    }
}

pub(crate) fn read(item: Item) -> Result<LastAsked> {
    let key = key_of(&item);
    let item: ThrottleItem = from_item(item)?;
    let dispatch = item.dispatch.parse().map_err(|error| bad(&key, &error))?;
    Ok(LastAsked { at: stored_time(&key, &item.asked_at)?, dispatch })
}

impl Store {
    /// When an address was last asked.
    pub async fn throttle(&self, ws: &WorkspaceId, address: SuppressionId) -> Result<Option<LastAsked>> {
        self.get_item(&self.tables.data, &keys::throttle(ws, address)).await?.map(read).transpose()
    }

    /// When any of these addresses was last asked by another dispatch than `own`.
    pub async fn last_asked(
        &self,
        ws: &WorkspaceId,
        addresses: &[SuppressionId],
        own: Option<DispatchId>,
    ) -> Result<Option<Timestamp>> {
        let mut last = None;
        for address in addresses {
            let asked = self.throttle(ws, *address).await?.filter(|asked| Some(asked.dispatch) != own);
            last = last.max(asked.map(|asked| asked.at));
        }
        Ok(last)
    }
}
