//! A clock that stands still until a test moves it.

use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use runtime::clock::Clock;

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    /// A clock that shows this RFC 3339 time.
    ///
    /// # Panics
    /// Where the text is not a time.
    pub fn at(text: &str) -> Self {
        Self(Mutex::new(text.parse().expect("a time")))
    }

    /// Sets the clock.
    ///
    /// # Panics
    /// Where another thread panicked while it held the clock.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().expect("the clock") = now;
    }

    /// Moves the clock on.
    pub fn advance(&self, by: SignedDuration) {
        self.set(self.now() + by);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("the clock")
    }
}
