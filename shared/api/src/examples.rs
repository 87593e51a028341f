//! Bodies that the document shows; tests send them and hold them against their schemas.

mod about;
mod dashboard;
mod dispatches;
mod events;
mod exports;
mod keys;
mod link_keys;
mod metrics;
mod pages;
mod people;
mod responses;
mod rollups;
mod suppressions;
mod surveys;
mod workspace;

pub use about::*;
pub use dashboard::*;
pub use dispatches::*;
pub use events::*;
pub use exports::*;
pub use keys::*;
pub use link_keys::*;
pub use metrics::*;
pub use pages::*;
pub use people::*;
pub use responses::*;
pub use rollups::*;
pub use suppressions::*;
pub use surveys::*;
pub use workspace::*;
