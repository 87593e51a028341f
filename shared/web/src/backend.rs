//! What the routes of a function share.

use std::sync::Arc;

use domain::link::LinkKeys;
use jiff::Timestamp;
use runtime::clock::Clock;
use store::Store;

/// The state of a function's router. Made once, outside the handler.
#[derive(Clone, Debug)]
pub struct Backend {
    /// The tables.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The keys that sign links, sessions and cursors.
    pub links: LinkKeys,
    /// Where the public pages are, without a slash at the end: what links begin with.
    pub base_url: String,
}

impl Backend {
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The URL of a survey page, for a token.
    pub fn survey_url(&self, token: &str) -> String {
        format!("{}/s/{token}", self.base_url)
    }
}
