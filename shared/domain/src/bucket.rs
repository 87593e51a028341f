//! Buckets: one survey, one local day. A bucket's rollup is a small cube: a cell for each combination of dimension
//! values that occurred, each with integer counts per score value, so any filter and any grouping is exact on reading.
//!
//! Everything is sorted, so equal answers give equal text, whatever the order in which they were read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::context::DIMENSIONS;
use crate::response::Response;
use crate::score::Counts;
use crate::survey::Survey;

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

/// Counts per score value, of those that are counted and of those that are kept but left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The answers that make the score.
    pub scores: Counts,
    /// The answers that look like a machine's.
    #[serde(default, skip_serializing_if = "Counts::is_empty")]
    pub suspect: Counts,
}

impl Cell {
    /// Adds another cell's counts.
    pub fn merge(&mut self, other: &Self) {
        self.scores.merge(&other.scores);
        self.suspect.merge(&other.suspect);
    }
}

/// The counts of one bucket, by dimension values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cube(BTreeMap<Values, Cell>);

#[derive(Serialize, Deserialize)]
struct Row {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    of: Values,
    #[serde(flatten)]
    cell: Cell,
}

/// A cell as a line of text.
fn row(values: &Values, cell: &Cell) -> String {
    let row = Row { of: values.clone(), cell: cell.clone() };
    // Maps with string keys and integers always have a JSON form.
    serde_json::to_string(&row).unwrap_or_default()
}

/// Why a stored cube can't be read.
#[derive(Debug, thiserror::Error)]
#[error("not a cube: {0}")]
pub struct BadCube(#[from] serde_json::Error);

impl Cube {
    /// Counts a response, if it has a score.
    pub fn add(&mut self, response: &Response, survey: &Survey) {
        let Some(score) = response.score() else { return };
        let named = survey.dimensions.iter().map(String::as_str);
        let values = DIMENSIONS
            .into_iter()
            .chain(named)
            .filter_map(|name| Some((name.to_owned(), response.dimension(name)?.chars().take(MAX_VALUE).collect())))
            .collect();
        let cell = self.0.entry(values).or_default();
        let counts = if response.suspect.is_some() { &mut cell.suspect } else { &mut cell.scores };
        counts.add(score, 1);
    }

    /// The cube with at most [`MAX_VALUES`] values a dimension: the most frequent ones, by name where equally frequent.
    #[must_use]
    pub fn capped(self) -> Self {
        let mut frequency: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
        for (values, cell) in &self.0 {
            for (name, value) in values {
                *frequency.entry(name).or_default().entry(value).or_default() += cell.scores.n() + cell.suspect.n();
            }
        }
        let mut rare: BTreeSet<(String, String)> = BTreeSet::new();
        for (name, counted) in frequency {
            let mut ranked: Vec<_> = counted.into_iter().collect();
            ranked.sort_by_key(|(value, n)| (std::cmp::Reverse(*n), *value));
            rare.extend(ranked.into_iter().skip(MAX_VALUES).map(|(value, _)| (name.to_owned(), value.to_owned())));
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
        let size = |values: &Values, cell: &Cell| row(values, cell).len() + 1;
        let whole: usize = self.0.iter().map(|(values, cell)| size(values, cell)).sum();
        if whole <= MAX_BYTES {
            return self;
        }
        let mut ranked: Vec<(Values, Cell)> = self.0.into_iter().collect();
        ranked.sort_by_cached_key(|(values, cell)| {
            (std::cmp::Reverse(cell.scores.n() + cell.suspect.n()), values.clone())
        });
        let mut bounded = Self::default();
        // The folded cells need room too: there are at most as many as there are sets of dimensions.
        let mut room = MAX_BYTES - MAX_BYTES / 4;
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
    pub fn total(&self) -> Cell {
        self.groups(&[]).into_values().next().unwrap_or_default()
    }

    /// The counts by the values of some dimensions; a response without a value stands under `""`.
    pub fn groups(&self, dimensions: &[&str]) -> BTreeMap<Vec<String>, Cell> {
        let mut groups: BTreeMap<Vec<String>, Cell> = BTreeMap::new();
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
            let row: Row = serde_json::from_str(line)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cube(rows: &[(&str, &str, u8, bool)]) -> Cube {
        let mut cube = Cube::default();
        for (channel, touchpoint, score, suspect) in rows {
            let values = [("channel", channel), ("touchpoint", touchpoint)]
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), (*value).to_owned()))
                .collect();
            let cell = cube.0.entry(values).or_default();
            if *suspect { &mut cell.suspect } else { &mut cell.scores }.add(*score, 1);
        }
        cube
    }

    fn rows() -> impl Strategy<Value = Vec<(&'static str, &'static str, u8, bool)>> {
        let row = (
            prop::sample::select(vec!["", "email", "app"]),
            prop::sample::select(vec!["", "purchase", "support"]),
            0u8..=10,
            prop::bool::weighted(0.1),
        );
        prop::collection::vec(row, 0..40)
    }

    proptest! {
        #[test]
        fn equal_answers_give_equal_text_in_any_order((rows, shuffled) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))) {
            prop_assert_eq!(cube(&rows).parts(), cube(&shuffled).parts());
            prop_assert_eq!(cube(&rows).digest(), cube(&shuffled).digest());
        }

        #[test]
        fn a_cube_reads_back_from_its_parts(rows in rows()) {
            let mut read = Cube::default();
            for part in cube(&rows).parts() {
                read.read_part(&part).unwrap();
            }
            prop_assert_eq!(read, cube(&rows));
        }

        #[test]
        fn groups_sum_to_the_total(rows in rows()) {
            let cube = cube(&rows);
            let mut sum = Cell::default();
            for cell in cube.groups(&["touchpoint", "channel"]).values() {
                sum.merge(cell);
            }
            prop_assert_eq!(&sum, &cube.total());
            prop_assert_eq!(sum.scores.n() + sum.suspect.n(), rows.len() as u64);
        }

    }

    #[test]
    fn the_rarest_values_are_counted_as_other_and_none_is_lost() {
        let mut big = Cube::default();
        for value in 0..MAX_VALUES + 5 {
            let values = Values::from([("agent".to_owned(), format!("a{value:04}"))]);
            big.0.entry(values).or_default().scores.add(5, 1 + u64::from(value >= 5));
        }
        let n = big.total();
        let capped = big.capped();
        assert_eq!(capped.total(), n);
        let groups = capped.groups(&["agent"]);
        assert_eq!(groups.len(), MAX_VALUES + 1);
        assert_eq!(groups[&vec![OTHER.to_owned()]].scores.n(), 5);
    }

    #[test]
    fn a_cube_of_any_size_fits_into_one_transaction_and_counts_everybody() {
        let mut big = Cube::default();
        for value in 0_u64..9000 {
            let names = ["agent", "plan", "shop", "team", "touchpoint", "variant"];
            let values = names.map(|name| (name.to_owned(), format!("{value:064}")));
            big.0.entry(values.into_iter().collect()).or_default().scores.add(5, 1 + value % 3);
        }
        let total = big.total();
        let bounded = big.bounded();
        assert_eq!(bounded.total(), total);
        let parts = bounded.parts();
        assert!(parts.iter().map(String::len).sum::<usize>() <= MAX_BYTES && parts.len() <= 12, "{}", parts.len());
        assert_eq!(bounded.clone().bounded(), bounded);
    }

    #[test]
    fn a_large_cube_is_split_and_every_part_stays_under_the_limit() {
        let mut big = Cube::default();
        for value in 0..6000 {
            let values = Values::from([("agent".to_owned(), format!("{value:060}"))]);
            big.0.entry(values).or_default().scores.add(5, 1);
        }
        let parts = big.parts();
        assert!(parts.len() > 1 && parts.iter().all(|part| part.len() <= PART_BYTES));
    }
}
