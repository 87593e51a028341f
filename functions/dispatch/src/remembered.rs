//! What an instance remembers for some seconds, by the clock that is passed in, so that a message costs few calls. Whatever
//! decides about one person is never remembered: the claim looks at it again.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Values by key, each for the same while.
#[derive(Debug)]
pub struct Remembered<K, V> {
    lasts: SignedDuration,
    known: Mutex<HashMap<K, (Timestamp, V)>>,
}

impl<K: Eq + Hash, V: Clone> Remembered<K, V> {
    /// Nothing yet.
    pub fn new(lasts: SignedDuration) -> Self {
        Self { lasts, known: Mutex::default() }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<K, (Timestamp, V)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is remembered, unless it is too old.
    pub fn get(&self, key: &K, now: Timestamp) -> Option<V> {
        self.known().get(key).filter(|(at, _)| self.is_fresh(*at, now)).map(|(_, value)| value.clone())
    }

    /// Remembers a value, and forgets all that are too old.
    pub fn put(&self, key: K, now: Timestamp, value: V) {
        let mut known = self.known();
        known.retain(|_, (at, _)| self.is_fresh(*at, now));
        known.insert(key, (now, value));
    }

    /// A clock that was set back makes nothing last longer.
    fn is_fresh(&self, at: Timestamp, now: Timestamp) -> bool {
        at <= now && now < at + self.lasts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_known_for_its_while_and_forgotten_after_it() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let remembered = Remembered::new(SignedDuration::from_secs(10));
        remembered.put("a", at(100), 1);
        let known = |second| remembered.get(&"a", at(second));
        assert_eq!((known(99), known(100), known(109), known(110)), (None, Some(1), Some(1), None));
        assert_eq!(remembered.get(&"b", at(100)), None);
        remembered.put("b", at(110), 2);
        assert_eq!(remembered.known().len(), 1);
    }
}
