//! Counting the answers of one bucket, each among its neighbours: past a number of answers, all those of one address are
//! suspect. What is held for that is bounded, whatever comes in; where it does not do, the same answers are read again.

use std::collections::BTreeMap;
use std::mem::take;

use super::{Cube, Side, Values, values_of};
use crate::response::{AddressHash, Response};
use crate::survey::{Answer, Survey};

#[cfg(test)]
mod tests;

/// How many entries are held at once. An entry has 24 bytes: a million answers from a million addresses take 24 MB and one
/// pass, each further half a million to a million of them one pass more and no more memory.
const ROOM: usize = 1 << 20;

/// Equal answers of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    address: AddressHash,
    /// None where the metric's question was not answered: that counts for the address and for nothing else.
    scored: Option<Scored>,
    answers: u32,
}

/// Where an answer is counted if its address stays within the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Scored {
    /// The place of its dimensions' values in [`Tally::values`].
    values: u32,
    score: u8,
    side: Side,
}

/// Counts the answers of a bucket, in any order.
///
/// ```
/// # use domain::bucket::{Settled, Tally};
/// # let body = serde_json::json!({"name": "After purchase", "metric": "nps"});
/// # let survey = domain::survey::Survey::parse("purchase".parse().unwrap(), 1, &body).unwrap();
/// # let answers: Vec<domain::response::Response> = Vec::new();
/// let mut tally = Tally::new(&survey, 20);
/// let cube = loop {
///     for response in &answers {
///         tally.add(response);
///     }
///     tally = match tally.settle() {
///         Settled::Whole(cube) => break cube,
///         Settled::Again(tally) => tally,
///     };
/// };
/// # assert_eq!(cube, domain::bucket::Cube::default());
/// ```
#[derive(Debug)]
pub struct Tally<'s> {
    survey: &'s Survey,
    /// How many answers an address may give before all of them are suspect.
    limit: u32,
    cube: Cube,
    /// The lowest address of this pass; none in the first, which counts the answers without an address too.
    from: Option<AddressHash>,
    /// The lowest address that is left to the next pass.
    below: Option<AddressHash>,
    seen: Vec<Seen>,
    values: BTreeMap<Values, u32>,
    /// How many entries it means to hold, and how many it holds before it next looks for room.
    room: usize,
    full: usize,
}

/// What a pass over the answers came to.
#[derive(Debug)]
pub enum Settled<'s> {
    /// Every answer is counted.
    Whole(Cube),
    /// There were more addresses than are held at once: add the same answers once more.
    Again(Tally<'s>),
}

impl<'s> Tally<'s> {
    /// Counts answers to a survey; past `limit` of them, all answers of one address are suspect.
    pub const fn new(survey: &'s Survey, limit: u32) -> Self {
        Self::with_room(survey, limit, ROOM)
    }

    pub(super) const fn with_room(survey: &'s Survey, limit: u32, room: usize) -> Self {
        Self {
            survey,
            limit,
            cube: Cube(BTreeMap::new()),
            from: None,
            below: None,
            seen: Vec::new(),
            values: BTreeMap::new(),
            room,
            full: room,
        }
    }

    /// Counts a response. One that says nothing, or no longer anything, is no answer.
    pub fn add(&mut self, response: &Response) {
        let Some(address) = response.address else {
            if self.from.is_none() {
                self.cube.add(response, self.survey);
            }
            return;
        };
        if response.answers.values().all(|answer| answer.value == Answer::Cleared) {
            return;
        }
        if self.seen.len() >= self.full {
            self.make_room();
        }
        if self.from.is_none_or(|from| from <= address) && self.below.is_none_or(|below| address < below) {
            let scored = response.score().map(|score| Scored {
                values: self.place_of(values_of(response, self.survey)),
                score,
                side: Side::of(response, self.survey),
            });
            self.seen.push(Seen { address, scored, answers: 1 });
        }
    }

    fn place_of(&mut self, values: Values) -> u32 {
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        *self.values.entry(values).or_insert(next)
    }

    /// Counts equal entries together, in their order.
    fn gather(&mut self) {
        self.seen.sort_unstable();
        self.seen.dedup_by(|next, kept| {
            let equal = (kept.address, kept.scored) == (next.address, next.scored);
            if equal {
                kept.answers = kept.answers.saturating_add(next.answers);
            }
            equal
        });
    }

    /// Makes room for as many entries again: by counting equal ones together, and where that is not enough by leaving
    /// the upper half of the addresses to the next pass. One address alone always finds room; it has no more entries
    /// than the cube will have counts.
    fn make_room(&mut self) {
        self.gather();
        if self.seen.len() > self.room / 2 {
            let middle = self.seen[self.seen.len() / 2].address;
            let lowest = self.seen[0].address;
            let left = self
                .seen
                .partition_point(|seen| if lowest < middle { seen.address < middle } else { seen.address <= middle });
            self.below = self.seen.get(left).map(|seen| seen.address).or(self.below);
            self.seen.truncate(left);
        }
        self.full = self.room.max(2 * self.seen.len());
    }

    /// Ends a pass over all answers.
    pub fn settle(mut self) -> Settled<'s> {
        self.gather();
        let mut values: Vec<Values> = vec![Values::new(); self.values.len()];
        for (own, place) in take(&mut self.values) {
            values[place as usize] = own;
        }
        for of_one in take(&mut self.seen).chunk_by(|a, b| a.address == b.address) {
            let answers: u64 = of_one.iter().map(|seen| u64::from(seen.answers)).sum();
            let burst = answers > u64::from(self.limit);
            for (scored, answers) in of_one.iter().filter_map(|seen| Some((seen.scored?, seen.answers))) {
                let side = if burst { Side::Suspect } else { scored.side };
                self.cube.count(values[scored.values as usize].clone(), side, scored.score, u64::from(answers));
            }
        }
        match self.below.take() {
            None => Settled::Whole(self.cube),
            Some(next) => Settled::Again(Self { from: Some(next), full: self.room, ..self }),
        }
    }
}
