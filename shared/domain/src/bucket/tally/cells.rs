//! The cells of a bucket while it is counted. Few are counted at once; where there are more, the next passes find the most
//! frequent values of each dimension, then the most frequent combinations of those, and only then is counted: the others
//! under [`OTHER`], as [`Cube::capped`] and [`Cube::bounded`] make it of a cube of any size.

use std::collections::{HashMap, HashSet};
use std::mem::{replace, take};

use super::Bounds;
use super::keys::Keys;
use super::ranked::{Best, Ranked};
use crate::bucket::{Cell, Counted, Cube, Needs, OTHER, row};

/// A cell and the key of its values.
pub(super) type Keyed = (Box<[u8]>, Cell);

/// What the passes are at.
#[derive(Debug)]
enum Step {
    /// Each combination of values has a cell of its own.
    Plain,
    /// There are too many of them; nothing more is counted in this pass.
    Over,
    /// How frequent each value is.
    Values(Box<Ranked>),
    /// How frequent each combination of the frequent values is.
    Combinations(Box<Ranked>),
    /// So many combinations have cells of their own, the most frequent one first; the others share theirs.
    Folded(usize),
}

/// The cells, and which values and combinations of values have one.
#[derive(Debug)]
pub(super) struct Cells {
    keys: Keys,
    bounds: Bounds,
    step: Step,
    /// The frequent values of the dimensions that have too many.
    kept: Vec<Option<HashSet<Box<[u8]>>>>,
    held: Vec<Keyed>,
    places: HashMap<Box<[u8]>, u32>,
    key: Vec<u8>,
}

impl Cells {
    pub(super) fn of(needs: &Needs, bounds: Bounds) -> Self {
        Self {
            keys: Keys::of(needs),
            bounds,
            step: Step::Plain,
            kept: Vec::new(),
            held: Vec::new(),
            places: HashMap::new(),
            key: Vec::new(),
        }
    }

    /// Whether answers are counted in this pass.
    pub(super) const fn counts(&self) -> bool {
        matches!(self.step, Step::Plain | Step::Folded(_))
    }

    pub(super) fn all(&mut self) -> &mut [Keyed] {
        &mut self.held
    }

    /// The place of an answer's cell.
    pub(super) fn place(&mut self, counted: &Counted<'_>) -> u32 {
        let folded = matches!(self.step, Step::Folded(_));
        if folded {
            fold(&self.keys, &self.kept, counted, &mut self.key);
        } else {
            counted.spell(&mut self.key);
        }
        if let Some(place) = self.places.get(self.key.as_slice()) {
            return *place;
        }
        if folded {
            return self.rest(counted);
        }
        if self.held.len() >= self.bounds.cells {
            self.step = Step::Over;
            return 0;
        }
        let spelled = self.key.as_slice().into();
        self.keys.write(counted, &mut self.key, |_, _| None);
        self.push(spelled)
    }

    /// The place of all those with the same dimensions that have none of their own.
    fn rest(&mut self, counted: &Counted<'_>) -> u32 {
        self.keys.write(counted, &mut self.key, |_, _| Some(OTHER));
        // No key of a cell of its own begins like this.
        let mut shared = vec![u8::MAX];
        shared.extend_from_slice(&self.key);
        match self.places.get(shared.as_slice()) {
            Some(place) => *place,
            None => self.push(shared.into()),
        }
    }

    fn push(&mut self, found_by: Box<[u8]>) -> u32 {
        let place = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        self.held.push((self.key.as_slice().into(), Cell::default()));
        self.places.insert(found_by, place);
        place
    }

    /// Sees an answer where none are counted: `n` is what it adds to the weight of its cell.
    pub(super) fn rank(&mut self, counted: &Counted<'_>, n: u32) {
        match &mut self.step {
            Step::Values(ranked) => {
                self.keys.each(counted, |rank, value| ranked.see(rank, value.as_bytes(), n, |_| 1));
            }
            Step::Combinations(ranked) => {
                fold(&self.keys, &self.kept, counted, &mut self.key);
                ranked.see(0, &self.key, n, |key| least(&self.keys, key));
            }
            Step::Plain | Step::Over | Step::Folded(_) => {}
        }
    }

    /// Ends a pass that counted nothing.
    pub(super) fn turn(&mut self) {
        self.held = Vec::new();
        self.places = HashMap::new();
        let Bounds { entries, values, bytes, .. } = self.bounds;
        self.step = match replace(&mut self.step, Step::Over) {
            Step::Values(ranked) => match ranked.settle() {
                Err(ranked) => Step::Values(ranked),
                Ok(best) => {
                    let kept = |best: Best| (!best.is_all()).then(|| best.into_keys().collect());
                    self.kept = best.into_iter().map(kept).collect();
                    Step::Combinations(Box::new(Ranked::new(1, bytes, entries)))
                }
            },
            Step::Combinations(ranked) => match ranked.settle() {
                Err(ranked) => Step::Combinations(ranked),
                Ok(best) => {
                    for key in best.into_iter().flat_map(Best::into_keys) {
                        self.key.clear();
                        self.key.extend_from_slice(&key);
                        self.push(key);
                    }
                    Step::Folded(self.held.len())
                }
            },
            Step::Plain | Step::Over | Step::Folded(_) => {
                Step::Values(Box::new(Ranked::new(self.keys.dimensions(), values, entries)))
            }
        };
    }

    /// What was counted, with no more values and bytes than there may be.
    pub(super) fn cube(&mut self) -> Cube {
        self.places = HashMap::new();
        let cells = take(&mut self.held);
        let own = match self.step {
            Step::Folded(own) => own,
            _ => usize::MAX,
        };
        let mut cube = Cube::default();
        // Those that share cells show that all together are too many: a part of them keeps its own.
        let shared = cells.iter().skip(own).any(|(_, cell)| *cell != Cell::default());
        let mut room = self.bounds.bytes - self.bounds.bytes / 4;
        for (at, (key, cell)) in cells.into_iter().enumerate() {
            // In some nothing was counted.
            if cell == Cell::default() {
                continue;
            }
            let mut values = self.keys.values(&key);
            if shared && at < own {
                let size = row(&values, &cell).len() + 1;
                if size > room {
                    for value in values.values_mut() {
                        OTHER.clone_into(value);
                    }
                }
                room = room.saturating_sub(size);
            }
            cube.merge(values, &cell);
        }
        match self.step {
            Step::Folded(_) if shared => cube,
            Step::Folded(_) => cube.bounded_to(self.bounds.bytes),
            _ => cube.capped_to(self.bounds.values).bounded_to(self.bounds.bytes),
        }
    }
}

/// Writes the key of an answer with its rare values as [`OTHER`].
fn fold(keys: &Keys, kept: &[Option<HashSet<Box<[u8]>>>], counted: &Counted<'_>, key: &mut Vec<u8>) {
    keys.write(counted, key, |rank, value| {
        let kept = kept.get(rank)?.as_ref()?;
        (!kept.contains(value.as_bytes())).then_some(OTHER)
    });
}

/// How long the line of a cell is at least.
fn least(keys: &Keys, key: &[u8]) -> usize {
    row(&keys.values(key), &Cell::default()).len() + 1
}

#[cfg(test)]
mod tests;
