//! Buckets: one survey or one kind of timeline, one local day. A bucket's rollup is a small cube: a cell for each
//! combination of dimension values that occurred, each with integer counts, so any filter and any grouping is exact on
//! reading.
//!
//! Everything is sorted, so equal answers give equal text, whatever the order in which they were read. A [`Tally`] makes
//! the cube of a bucket's answers; that is where an address with too many of them is found.

mod cell;
mod counted;
mod tally;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::context::DIMENSIONS;
use crate::id::SurveyId;
use crate::response::Response;
use crate::survey::Survey;
use crate::timeline::Kind;

use cell::Side;
pub use cell::{Cell, Tallied};
pub use counted::{CHANNEL, Counted, Dimension, Dimensions, LOCALE, MAX_DIMENSIONS, Needs, SEGMENT, Standing, VERSION};
pub use tally::{Settled, Tally};

/// How many values of one dimension a bucket keeps apart; the rarer ones are counted together.
pub const MAX_VALUES: usize = 200;
/// The name under which the rarer values are counted.
pub const OTHER: &str = "other";
/// The longest value of a dimension that is kept whole, in characters.
pub const MAX_VALUE: usize = 64;
/// The size of a whole cube, in bytes: all its parts are written in one transaction, which takes 4 MB.
pub const MAX_BYTES: usize = 3_000_000;
/// The size at which a cube is split into numbered parts, in bytes.
pub const PART_BYTES: usize = 300_000;

/// The values of the dimensions that a response had, by dimension.
pub type Values = BTreeMap<String, String>;

/// What a bucket counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The answers to a survey.
    Survey(SurveyId),
    /// All timelines of a kind.
    Timelines(Kind),
}

impl From<&SurveyId> for Source {
    fn from(survey: &SurveyId) -> Self {
        Self::Survey(survey.clone())
    }
}

impl From<Kind> for Source {
    fn from(kind: Kind) -> Self {
        Self::Timelines(kind)
    }
}

impl fmt::Display for Source {
    /// As it stands in keys: no id of a survey holds an `@`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Survey(survey) => write!(f, "{survey}"),
            Self::Timelines(kind) => write!(f, "@{}", kind.name()),
        }
    }
}

/// The counts of one bucket, by dimension values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cube<C = Cell>(BTreeMap<Values, C>);

impl<C> Default for Cube<C> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

#[derive(Serialize, Deserialize)]
struct Row<C> {
    #[serde(default = "BTreeMap::new", skip_serializing_if = "BTreeMap::is_empty")]
    of: Values,
    #[serde(flatten)]
    cell: C,
}

/// A cell as a line of text.
fn row<C: Tallied>(values: &Values, cell: &C) -> String {
    let row = Row { of: values.clone(), cell: cell.clone() };
    // Maps with string keys and integers always have a JSON form.
    serde_json::to_string(&row).unwrap_or_default()
}

/// The values of a response's dimensions.
fn values_of(response: &Response, survey: &Survey) -> Values {
    let named = survey.dimensions.iter().map(String::as_str);
    DIMENSIONS
        .into_iter()
        .chain(named)
        .filter_map(|name| Some((name.to_owned(), response.dimension(name)?.chars().take(MAX_VALUE).collect())))
        .collect()
}

/// Why a stored cube can't be read.
#[derive(Debug, thiserror::Error)]
#[error("not a cube: {0}")]
pub struct BadCube(#[from] serde_json::Error);

impl Cube<Cell> {
    /// Counts a response by itself, if it has a score. A [`Tally`] counts it among its neighbours.
    pub fn add(&mut self, response: &Response, survey: &Survey) {
        if let Some(score) = response.score() {
            self.count(values_of(response, survey), Side::of(response, survey), score, 1);
        }
    }

    fn count(&mut self, values: Values, side: Side, score: u8, answers: u64) {
        self.0.entry(values).or_default().side(side).add(score, answers);
    }
}

impl<C: Tallied> Cube<C> {
    /// Adds a cell's counts under the values of its dimensions.
    pub fn merge(&mut self, values: Values, cell: &C) {
        self.0.entry(values).or_default().merge(cell);
    }

    /// Every cell, by the values of its dimensions.
    pub fn cells(&self) -> impl Iterator<Item = (&Values, &C)> {
        self.0.iter()
    }

    /// The cube with at most [`MAX_VALUES`] values a dimension: the most frequent ones, by name where equally frequent.
    #[must_use]
    pub fn capped(self) -> Self {
        self.capped_to(MAX_VALUES)
    }

    fn capped_to(self, most: usize) -> Self {
        let mut frequency: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
        for (values, cell) in &self.0 {
            for (name, value) in values {
                *frequency.entry(name).or_default().entry(value).or_default() += cell.weight();
            }
        }
        let mut rare: BTreeSet<(String, String)> = BTreeSet::new();
        for (name, counted) in frequency {
            let mut ranked: Vec<_> = counted.into_iter().collect();
            ranked.sort_by_key(|(value, n)| (std::cmp::Reverse(*n), *value));
            rare.extend(ranked.into_iter().skip(most).map(|(value, _)| (name.to_owned(), value.to_owned())));
        }
        if rare.is_empty() {
            return self;
        }
        let mut capped = Self::default();
        for (mut values, cell) in self.0 {
            for (name, value) in &mut values {
                if rare.contains(&(name.clone(), value.clone())) {
                    OTHER.clone_into(value);
                }
            }
            capped.0.entry(values).or_default().merge(&cell);
        }
        capped
    }

    /// The cube within [`MAX_BYTES`]: the cells with the most answers, by their values where they have equally many; the
    /// others' values are counted as [`OTHER`], and no answer is lost.
    #[must_use]
    pub fn bounded(self) -> Self {
        self.bounded_to(MAX_BYTES)
    }

    fn bounded_to(self, most: usize) -> Self {
        let size = |values: &Values, cell: &C| row(values, cell).len() + 1;
        let whole: usize = self.0.iter().map(|(values, cell)| size(values, cell)).sum();
        if whole <= most {
            return self;
        }
        let mut ranked: Vec<(Values, C)> = self.0.into_iter().collect();
        ranked.sort_by_cached_key(|(values, cell)| (std::cmp::Reverse(cell.weight()), values.clone()));
        let mut bounded = Self::default();
        // The folded cells need room too: there are at most as many as there are sets of dimensions.
        let mut room = most - most / 4;
        for (values, cell) in ranked {
            let size = size(&values, &cell);
            let values =
                if size <= room { values } else { values.into_keys().map(|name| (name, OTHER.to_owned())).collect() };
            room = room.saturating_sub(size);
            bounded.0.entry(values).or_default().merge(&cell);
        }
        bounded
    }

    /// All counts in one cell.
    pub fn total(&self) -> C {
        self.groups(&[]).into_values().next().unwrap_or_default()
    }

    /// The counts by the values of some dimensions; a response without a value stands under `""`.
    pub fn groups(&self, dimensions: &[&str]) -> BTreeMap<Vec<String>, C> {
        let mut groups: BTreeMap<Vec<String>, C> = BTreeMap::new();
        for (values, cell) in &self.0 {
            let key = dimensions.iter().map(|name| values.get(*name).cloned().unwrap_or_default()).collect();
            groups.entry(key).or_default().merge(cell);
        }
        groups
    }

    /// The cube as text, in parts of at most [`PART_BYTES`]; an empty cube has no part.
    pub fn parts(&self) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        for (values, cell) in &self.0 {
            let row = row(values, cell);
            match parts.last_mut() {
                Some(part) if part.len() + 1 + row.len() <= PART_BYTES => {
                    part.push('\n');
                    part.push_str(&row);
                }
                _ => parts.push(row),
            }
        }
        parts
    }

    /// Adds a part that [`Cube::parts`] made.
    ///
    /// # Errors
    /// [`BadCube`] where the text is anything else.
    pub fn read_part(&mut self, part: &str) -> Result<(), BadCube> {
        for line in part.lines() {
            let row: Row<C> = serde_json::from_str(line)?;
            self.0.entry(row.of).or_default().merge(&row.cell);
        }
        Ok(())
    }

    /// The SHA-256 of what was counted, in hex.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for part in self.parts() {
            hash.update(part.as_bytes());
            hash.update(b"\n");
        }
        hash.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    }
}
