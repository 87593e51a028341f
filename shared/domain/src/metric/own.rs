//! A team's own metrics: a share, a mean or a ratio of two counts, over the questions of a survey or over business events.
//!
//! Only what such a metric names is counted. A share has the interval of Wilson, a mean of answers that of Student; what
//! adds up money or divides two counts that have nothing to do with each other has none.

mod count;
mod read;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

pub use count::OwnGathered;
pub(crate) use count::words_of;
pub(crate) use read::{over_events, over_questions};

use super::{Test, Unit};
use crate::bucket::Values;
use crate::event::EventType;
pub use crate::id::OwnId;
use crate::score::Scale;
use crate::text::LocalText;
use crate::timeline::Kind;

/// The most of them in one survey, and in one workspace.
pub const MAX_METRICS: usize = 10;
/// What an event can be told apart by.
pub const EVENT_DIMENSIONS: [&str; 7] = ["agent", "automatic", "by", "category", "channel", "plan", "segment"];
/// The word under which all answers to a question are counted, whatever they say; no answer is spelled so.
pub const ANY: &str = "";

/// A metric of a team's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// What the API calls it.
    pub id: OwnId,
    /// What people call it.
    pub name: OwnName,
    /// How it is made.
    pub formula: Formula,
}

/// The questions that metrics count, each once.
pub(crate) fn questions_of(all: &[Own]) -> BTreeSet<&str> {
    all.iter().flat_map(Own::questions).collect()
}

/// What people call a metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnName {
    /// The same in all languages.
    Plain(String),
    /// By language.
    Local(LocalText),
}

/// How a metric of a team's own is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// 100·of/among, where `of` is a part of `among`.
    Share {
        /// The part.
        of: Thing,
        /// The whole.
        among: Thing,
    },
    /// The mean of a question's answers or of an event's amounts.
    Mean {
        /// Of what.
        of: Thing,
    },
    /// of/to.
    Ratio {
        /// What is divided.
        of: Thing,
        /// By what.
        to: Thing,
    },
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// Answers to a question.
    Answered {
        /// The question.
        question: String,
        /// Only these words, sorted; every answer where none is named.
        any_of: Option<Vec<String>>,
        /// The scale, where it is a rating.
        scale: Option<Scale>,
    },
    /// Events of a type.
    Happened {
        /// The type.
        event: EventType,
        /// Only those with these values, by dimension.
        only: BTreeMap<&'static str, String>,
    },
}

impl Own {
    /// The one with an id.
    pub fn find<'o>(all: &'o [Self], id: &OwnId) -> Option<&'o Self> {
        all.iter().find(|own| own.id == *id)
    }

    /// The definition as the API takes it.
    pub fn to_json(&self) -> Value {
        let name = match &self.name {
            OwnName::Plain(name) => json!(name),
            OwnName::Local(text) => text.to_json(),
        };
        let mut value = json!({"id": self.id.as_str(), "name": name, "kind": self.formula.kind()});
        for (field, thing) in self.formula.things() {
            value[field] = thing.to_json();
        }
        value
    }

    /// The timelines whose events it counts; none where it counts answers.
    pub fn kinds(&self) -> BTreeSet<Kind> {
        let kind = |thing: &Thing| match thing {
            Thing::Answered { .. } => None,
            Thing::Happened { event, .. } => Some(event.timeline()),
        };
        self.formula.things().into_iter().filter_map(|(_, thing)| kind(thing)).collect()
    }

    /// Whether it has to tell cells apart, so that a day's totals don't do.
    pub fn reads_cells(&self) -> bool {
        self.formula
            .things()
            .into_iter()
            .any(|(_, thing)| matches!(thing, Thing::Happened { only, .. } if !only.is_empty()))
    }

    /// The questions that it counts.
    pub fn questions(&self) -> BTreeSet<&str> {
        self.formula.things().into_iter().filter_map(|(_, thing)| thing.question()).collect()
    }

    /// What its number is counted in.
    pub const fn unit(&self) -> Unit {
        match &self.formula {
            Formula::Share { .. } => Unit::Percent,
            Formula::Mean { of: Thing::Answered { .. } } => Unit::Points,
            Formula::Mean { of: Thing::Happened { .. } } => Unit::MinorUnits,
            Formula::Ratio { .. } => Unit::Count,
        }
    }

    /// How two of its numbers are compared.
    pub const fn test(&self) -> Test {
        match &self.formula {
            Formula::Share { .. } => Test::Shares,
            Formula::Mean { of: Thing::Answered { .. } } => Test::Means,
            Formula::Mean { of: Thing::Happened { .. } } | Formula::Ratio { .. } => Test::None,
        }
    }
}

impl Formula {
    /// The name in the API.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Share { .. } => "share",
            Self::Mean { .. } => "mean",
            Self::Ratio { .. } => "ratio",
        }
    }

    /// What it counts, each under its field's name.
    fn things(&self) -> Vec<(&'static str, &Thing)> {
        match self {
            Self::Share { of, among } => vec![("of", of), ("among", among)],
            Self::Mean { of } => vec![("of", of)],
            Self::Ratio { of, to } => vec![("of", of), ("to", to)],
        }
    }
}

impl Thing {
    fn question(&self) -> Option<&str> {
        match self {
            Self::Answered { question, .. } => Some(question),
            Self::Happened { .. } => None,
        }
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Answered { question, any_of, scale } => {
                let numbers = scale.is_some_and(|scale| scale.choices().is_empty());
                let spell = |word: &String| match word.parse::<u8>() {
                    Ok(number) if numbers => json!(number),
                    _ => json!(word),
                };
                let mut value = json!({"question": question});
                if let Some(words) = any_of {
                    value["any_of"] = words.iter().map(spell).collect();
                }
                value
            }
            Self::Happened { event, only } => {
                let mut value = json!({"event": event.name()});
                if !only.is_empty() {
                    let spell = |(name, word): (&&str, &String)| {
                        let value = if *name == "automatic" { json!(word == "true") } else { json!(word) };
                        ((*name).to_owned(), value)
                    };
                    value["where"] = only.iter().map(spell).collect::<Map<_, _>>().into();
                }
                value
            }
        }
    }

    /// Whether it is less than all of another, and nothing else.
    fn is_part_of(&self, whole: &Self) -> bool {
        match (self, whole) {
            (
                Self::Answered { question, any_of: Some(words), .. },
                Self::Answered { question: of, any_of: all, .. },
            ) => {
                let among = all.as_ref().is_none_or(|all| words.iter().all(|word| all.contains(word)));
                question == of && among && all.as_ref() != Some(words)
            }
            (Self::Happened { event, only }, Self::Happened { event: of, only: all }) => {
                event == of && only.len() > all.len() && all.iter().all(|(name, value)| only.get(name) == Some(value))
            }
            _ => false,
        }
    }

    /// Whether events with these dimensions' values are meant.
    fn means(&self, values: &Values) -> bool {
        let Self::Happened { only, .. } = self else { return false };
        // What is not said to be automatic is not.
        let fits = |name: &str, wanted: &str| match values.get(name) {
            Some(value) => value == wanted,
            None => name == "automatic" && wanted == "false",
        };
        only.iter().all(|(name, wanted)| fits(name, wanted))
    }
}
