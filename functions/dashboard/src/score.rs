//! A score that somebody gave, as pages show it: the number, or the word where the scale has words, and how good it is.

use domain::score::{Measure, Tone};

use crate::texts::Say;

/// A score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// As the API spells it.
    pub word: String,
    /// For people.
    pub text: String,
    /// `good`, `mid` or `low`; `none` where the scale says nothing of it.
    pub tone: &'static str,
}

impl Score {
    /// A score on the scale of a measure.
    pub fn of(score: u8, measure: Measure, say: Say) -> Self {
        let word = measure.scale().choice(score);
        Self {
            word: word.map_or_else(|| score.to_string(), str::to_owned),
            text: word.map_or_else(|| score.to_string(), |word| say.say(&format!("class-{word}"))),
            tone: match measure.tone(score) {
                Some(Tone::High) => "good",
                Some(Tone::Mid) => "mid",
                Some(Tone::Low) => "low",
                None => "none",
            },
        }
    }
}
