//! The last hour that this process looked after: one that looks every other second need not read each time that all is done.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

/// The last hour that was looked after.
#[derive(Clone, Debug, Default)]
pub(crate) struct Looked(Arc<Mutex<Option<Timestamp>>>);

impl Looked {
    pub(crate) fn last(&self) -> Option<Timestamp> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note(&self, hour: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(hour);
    }
}
