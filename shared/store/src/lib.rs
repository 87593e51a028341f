//! The only crate that knows a table, a key or an attribute name, and the only one that speaks to DynamoDB.
//!
//! It takes and gives domain types. An expected "no" is a value, not an error: a condition that fails hands the old item
//! back instead of being read again. `keys` has every key and the table of access patterns.

mod api_keys;
mod breaker;
mod claims;
mod client;
mod dispatch_lists;
mod dispatches;
mod due;
mod error;
mod idempotency;
mod item;
mod jobs;
mod keys;
mod last_word;
mod limits;
mod link_keys;
mod links;
mod marks;
mod message_item;
mod messages;
mod page;
mod people;
mod response_item;
mod responses;
mod retry;
mod rollups;
mod suppressions;
mod surveys;
mod tables;
mod texts;
mod throttles;
mod transaction;
mod workspaces;

pub use breaker::Opened;
pub use claims::{Claim, Claimed, Obstacles, Texting};
pub use client::{Store, Tables};
pub use dispatch_lists::{DispatchEntry, PersonDispatch};
pub use dispatches::PutDispatch;
pub use due::{DueMessage, Released};
pub use error::StoreError;
pub use idempotency::{FirstAnswer, Idempotency};
pub use jobs::{Job, JobProgress};
pub use limits::{CounterKey, CounterKind, Leased};
pub use link_keys::PutLinkKey;
pub use links::{LinkState, StoredLinked};
pub use marks::Mark;
pub use messages::{Place, Updated};
pub use page::Page;
pub use response_item::Revision;
pub use responses::{Newest, Replaced, ResponsePages, Stored};
pub use rollups::{Fence, Totals, Written};
pub use texts::{ShortLink, Texted};
pub use throttles::LastAsked;

/// The result of a call to the database.
pub type Result<T> = std::result::Result<T, StoreError>;
