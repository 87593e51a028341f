//! Values with the time at which they were given: what makes merging independent of the order of arrival.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::context::{Properties, Property};

/// The first bytes of the SHA-256 of a post's canonical JSON: tells a repeat from a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostDigest(pub u64);

impl PostDigest {
    /// The digest of a body as the client sent it.
    pub fn of(body: &Value) -> Self {
        let digest = Sha256::digest(canonical(body).as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Self(u64::from_be_bytes(first))
    }
}

/// JSON with sorted keys and no spaces: equal values have equal text.
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<_, _> = map.iter().collect();
            let fields: Vec<_> = sorted
                .into_iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(canonical).collect();
            format!("[{}]", values.join(","))
        }
        plain => plain.to_string(),
    }
}

/// A value and the time at which the person gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped<T> {
    /// The value.
    pub value: T,
    /// When it was given.
    pub at: Timestamp,
}

impl<T: Serialize + Clone> Stamped<T> {
    /// The later of two; on a tie the greater canonical JSON.
    pub(crate) fn latest(self, other: Self) -> Self {
        let key = |stamped: &Self| (stamped.at, canonical(&json!(stamped.value)));
        if key(&other) > key(&self) { other } else { self }
    }
}

/// The later of two where both are there.
pub(crate) fn latest<T: Serialize + Clone>(a: Option<Stamped<T>>, b: Option<Stamped<T>>) -> Option<Stamped<T>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.latest(b)),
        (a, b) => a.or(b),
    }
}

/// By name, the later of two.
pub(crate) fn latest_of_each<T: Serialize + Clone>(
    mut all: BTreeMap<String, Stamped<T>>,
    more: &BTreeMap<String, Stamped<T>>,
) -> BTreeMap<String, Stamped<T>> {
    for (name, news) in more {
        let old = all.remove(name);
        all.extend(latest(old, Some(news.clone())).map(|latest| (name.clone(), latest)));
    }
    all
}

/// A time as the API shows it: UTC, to the millisecond.
///
/// ```
/// use domain::stamped::millis;
/// assert_eq!(millis("2026-11-21T10:00:00+02:00".parse().unwrap()), "2026-11-21T08:00:00.000Z");
/// ```
pub fn millis(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// The properties, each with its time.
pub fn stamp(properties: &Properties, at: Timestamp) -> BTreeMap<String, Stamped<Property>> {
    properties.iter().map(|(name, value)| (name.to_owned(), Stamped { value: value.clone(), at })).collect()
}
