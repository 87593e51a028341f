//! The only crate that knows a table, a key or an attribute name, and the only one that speaks to DynamoDB.
//!
//! It takes and gives domain types. An expected "no" is a value, not an error: a condition that fails hands the old item
//! back instead of being read again. `keys` has every key and the table of access patterns.

mod api_keys;
mod beats;
mod breaker;
mod claims;
mod client;
mod counted;
mod dispatch_lists;
mod dispatches;
mod due;
mod enps;
mod enps_results;
mod error;
mod events;
mod history;
mod idempotency;
mod item;
mod jobs;
mod keys;
mod last_word;
mod limits;
mod link_answers;
mod link_keys;
mod links;
mod marks;
mod message_item;
mod messages;
mod page;
mod people;
mod response_item;
mod response_lists;
mod response_pages;
mod responses;
mod retention;
mod retry;
mod rollups;
mod seals;
mod suppressions;
mod surveys;
mod tables;
mod texts;
mod throttles;
mod tickets;
mod timeline_entries;
mod timeline_item;
mod timeline_writes;
mod timelines;
mod transaction;
mod workspaces;

pub use beats::Last;
pub use breaker::Opened;
pub use claims::{Claim, Claimed, Obstacles, Texting};
pub use client::{Store, Tables};
pub use dispatch_lists::{DispatchEntry, PersonDispatch};
pub use dispatches::PutDispatch;
pub use due::{DueMessage, Released};
pub use enps::{EnpsLink, Gate, PeriodOf, StoredRow};
pub use enps_results::EnpsResult;
pub use error::StoreError;
pub use events::PutEvent;
pub use history::History;
pub use idempotency::{FirstAnswer, Idempotency};
pub use jobs::{Job, JobProgress};
pub use limits::{CounterKey, CounterKind, Leased};
pub use link_answers::LinkAnswer;
pub use link_keys::PutLinkKey;
pub use links::{LinkState, StoredLinked};
pub use marks::{Mark, MarkPages, SeenMark};
pub use messages::{Place, Updated};
pub use page::Page;
pub use response_item::Revision;
pub use response_lists::Newest;
pub use response_pages::{CountedPage, CountedPages, ResponsePages};
pub use responses::{Replaced, Stored};
pub use rollups::{Fence, Totals, Written};
pub use seals::Seal;
pub use texts::{ShortLink, Texted};
pub use throttles::LastAsked;
pub use timeline_entries::{Entry, EntryPages};
pub use timelines::{Opening, TicketPlace, Timeline, TimelineFence};

/// The result of a call to the database.
pub type Result<T> = std::result::Result<T, StoreError>;
