//! What may be shown of a period that has closed. What may not is not even in its result: the answers are gone by then, so
//! nobody can ask for it later.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Row;
use crate::bucket::{MAX_VALUES, OTHER};
use crate::score::Counts;

/// The fewest answers of which anything is shown.
pub const FEWEST: u64 = 5;

/// The groups that may be shown, given how many answers each has: those with [`FEWEST`] or more. Where any is hidden, and
/// it is the only one or the hidden ones have fewer than that together, the smallest of the others is hidden too, or the
/// total less what is shown would give it away.
///
/// ```
/// use domain::enps::shown;
/// let of = |sizes: &[(&str, u64)]| {
///     let sizes = sizes.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
///     shown(&sizes).into_iter().map(str::to_owned).collect::<Vec<_>>()
/// };
/// assert_eq!(of(&[("it", 9), ("sales", 7), ("staff", 12)]), ["it", "sales", "staff"]);
/// // The three of the board would be 31 − 28.
/// assert_eq!(of(&[("board", 3), ("it", 9), ("sales", 7), ("staff", 12)]), ["it", "staff"]);
/// // Together those two are six, and which of them has how many nobody can tell.
/// assert_eq!(of(&[("board", 3), ("cleaning", 3), ("it", 9)]), ["it"]);
/// // Four can't be shown at all.
/// assert!(of(&[("it", 4)]).is_empty());
/// ```
pub fn shown(sizes: &BTreeMap<String, u64>) -> BTreeSet<&str> {
    let total: u64 = sizes.values().sum();
    if total < FEWEST {
        return BTreeSet::new();
    }
    let mut shown: Vec<(u64, &str)> =
        sizes.iter().filter(|(_, n)| **n >= FEWEST).map(|(name, n)| (*n, name.as_str())).collect();
    let hidden = sizes.len() - shown.len();
    let behind = total - shown.iter().map(|(n, _)| n).sum::<u64>();
    let gives_away = hidden == 1 || hidden > 0 && behind < FEWEST;
    if gives_away && !shown.is_empty() {
        // Of equally small ones the first by name, so that a re-run hides the same.
        shown.sort_unstable();
        shown.remove(0);
    }
    shown.into_iter().map(|(_, name)| name).collect()
}

/// Counts the answers of a period.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Those of no group stand under `""`.
    groups: BTreeMap<String, Counts>,
    suspect: u64,
}

/// What is kept of a period that has closed: counts, and none of fewer than [`FEWEST`] answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// All of them.
    pub total: Counts,
    /// Those of each group that may be shown; of no group under `""`. None without a grouping.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, Counts>,
    /// How many look like a machine's and are in no other count.
    #[serde(default)]
    pub suspect: u64,
}

impl Tally {
    /// Counts an answer.
    pub fn add(&mut self, row: &Row) {
        if row.suspect {
            self.suspect += 1;
        } else {
            self.groups.entry(row.group.clone().unwrap_or_default()).or_default().add(row.score, 1);
        }
    }

    /// What may be kept of them; none of fewer than [`FEWEST`]. Of more groups than a bucket keeps apart the smallest are one.
    pub fn close(self, grouped: bool) -> Option<Closed> {
        let mut total = Counts::default();
        self.groups.values().for_each(|counts| total.merge(counts));
        if total.n() < FEWEST {
            return None;
        }
        let mut groups = if grouped { capped(self.groups) } else { BTreeMap::new() };
        let sizes = groups.iter().map(|(name, counts)| (name.clone(), counts.n())).collect();
        let shown = shown(&sizes);
        groups.retain(|name, _| shown.contains(name.as_str()));
        Some(Closed { total, groups, suspect: self.suspect })
    }
}

fn capped(groups: BTreeMap<String, Counts>) -> BTreeMap<String, Counts> {
    let mut ranked: Vec<_> = groups.into_iter().collect();
    ranked.sort_by_cached_key(|(name, counts)| (std::cmp::Reverse(counts.n()), name.clone()));
    let rare = ranked.split_off(ranked.len().min(MAX_VALUES));
    let mut kept: BTreeMap<_, _> = ranked.into_iter().collect();
    for (_, counts) in rare {
        kept.entry(OTHER.to_owned()).or_default().merge(&counts);
    }
    kept
}

impl Closed {
    /// The counts as text: equal counts give equal text.
    pub fn text(&self) -> String {
        // Maps with string keys and integers always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The SHA-256 of the text, in hex.
    pub fn digest(&self) -> String {
        Sha256::digest(self.text()).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    }
}
