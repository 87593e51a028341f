//! Counts of limits, leased in blocks: an instance writes once for many requests, and all of them together stay within
//! the limit.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use domain::id::WorkspaceId;
use jiff::{SignedDuration, Timestamp};

use crate::item::{address, number};
use crate::{Result, Store, keys};

/// How long a count is kept after its window began: the window's minute, and an hour for whoever looks into it.
const KEPT: SignedDuration = SignedDuration::from_mins(61);

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CounterKey {
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// What it is counted by.
    pub kind: CounterKind,
    /// Which of them: a key's id, a survey's id, an address's hash.
    pub id: String,
}

/// What a limit counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CounterKind {
    /// An API key.
    Key,
    /// A survey.
    Survey,
    /// A source address, hashed.
    Address,
}

impl CounterKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Survey => "survey",
            Self::Address => "address",
        }
    }
}

/// What became of a request for a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leased {
    /// The whole block may be used in this window.
    Granted,
    /// The limit leaves no room for the block; the next window may.
    Exhausted,
}

impl Store {
    /// Takes `block` requests out of the `limit` of the window that begins at `window_start`. A lease whose reply was lost
    /// is taken again by the client below, so some of it may be wasted; more than the limit is never leased.
    pub async fn lease(&self, counter: &CounterKey, window_start: Timestamp, block: u32, limit: u32) -> Result<Leased> {
        // A condition can't add, so it compares with what leaves room for the block.
        let Some(room) = limit.checked_sub(block) else { return Ok(Leased::Exhausted) };
        let key = keys::count(&counter.workspace, counter.kind.name(), &counter.id, window_start);
        let updated = self
            .client
            .update_item()
            .table_name(&self.tables.data)
            .set_key(Some(address(&key)))
            .update_expression("SET #ttl = :ttl ADD used :block")
            .condition_expression("attribute_not_exists(used) OR used <= :room")
            .expression_attribute_names("#ttl", keys::TTL)
            .expression_attribute_values(":ttl", number((window_start + KEPT).as_second()))
            .expression_attribute_values(":block", number(block))
            .expression_attribute_values(":room", number(room))
            .send()
            .await;
        match updated {
            Ok(_) => Ok(Leased::Granted),
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(Leased::Exhausted)
            }
            Err(error) => Err(error.into()),
        }
    }
}
