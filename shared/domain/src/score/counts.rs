//! Counts per score value: what is stored of answers, and all that a score is made of.
//! They merge exactly, in any order, and equal counts have equal bytes.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize};

/// How often each value was answered. Values that nobody gave have no entry, so equal answers give equal counts and equal
/// bytes.
///
/// In JSON it is an object from the value to its count, in the order of the values: `{"9": 4, "10": 1}`.
///
/// ```
/// use domain::score::Counts;
/// let mut day: Counts = [9, 10, 9].into_iter().collect();
/// day.add(0, 2);
/// assert_eq!(day.n(), 5);
/// assert_eq!(serde_json::to_string(&day).unwrap(), r#"{"0":2,"9":2,"10":1}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "BTreeMap<Key, u64>")]
pub struct Counts(BTreeMap<u8, u64>);

impl Counts {
    /// Counts `answers` more of one value. Past 2⁶⁴ − 1 a count stays there.
    pub fn add(&mut self, score: u8, answers: u64) {
        if answers > 0 {
            let count = self.0.entry(score).or_default();
            *count = count.saturating_add(answers);
        }
    }

    /// Adds other counts, value by value; the order and the grouping of merges make no difference.
    pub fn merge(&mut self, other: &Self) {
        for (score, answers) in other.iter() {
            self.add(score, answers);
        }
    }

    /// The number of answers of one value.
    pub fn get(&self, score: u8) -> u64 {
        self.0.get(&score).copied().unwrap_or_default()
    }

    /// The number of all answers.
    pub fn n(&self) -> u64 {
        sum(self.iter())
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values that were answered, in order, each with its count.
    pub fn iter(&self) -> impl Iterator<Item = (u8, u64)> + '_ {
        self.0.iter().map(|(score, answers)| (*score, *answers))
    }
}

/// The number of answers among some counted values.
pub(super) fn sum(counted: impl Iterator<Item = (u8, u64)>) -> u64 {
    counted.fold(0, |sum, (_, answers)| sum.saturating_add(answers))
}

impl FromIterator<u8> for Counts {
    /// Counts single answers.
    fn from_iter<I: IntoIterator<Item = u8>>(answers: I) -> Self {
        answers.into_iter().map(|score| (score, 1)).collect()
    }
}

impl FromIterator<(u8, u64)> for Counts {
    /// Counts values with the number of their answers; one that comes twice adds up.
    fn from_iter<I: IntoIterator<Item = (u8, u64)>>(counted: I) -> Self {
        let mut counts = Self::default();
        for (score, answers) in counted {
            counts.add(score, answers);
        }
        counts
    }
}

impl From<BTreeMap<Key, u64>> for Counts {
    fn from(read: BTreeMap<Key, u64>) -> Self {
        read.into_iter().map(|(Key(score), answers)| (score, answers)).collect()
    }
}

/// A value as the key of an object. Formats whose keys are text hand it over as text, some even after buffering (as under
/// `#[serde(flatten)]`), where serde no longer makes a number of it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key(u8);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;

        impl Visitor<'_> for Digits {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a score from 0 to 255")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Key, E> {
                text.parse().map(Key).map_err(|_| E::custom("not a score"))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Key, E> {
                u8::try_from(number).map(Key).map_err(|_| E::custom("not a score"))
            }
        }

        deserializer.deserialize_any(Digits)
    }
}
