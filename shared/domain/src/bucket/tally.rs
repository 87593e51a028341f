//! Counting the answers of one bucket, each among its neighbours: past a number of answers, all those of one address are
//! suspect. What is held for that is bounded, whatever comes in; where it does not do, the same answers are read again.

use std::mem::take;

use super::{Counted, Cube, MAX_BYTES, MAX_VALUES, Needs, Side, Standing};
use crate::response::{AddressHash, Response};
use crate::score::SurveyKind;
use crate::survey::Survey;

mod cells;
mod keys;
mod ranked;
#[cfg(test)]
mod tests;
mod words;

use cells::Cells;
use words::Words;

/// How many entries are held at once. An entry has 24 bytes: a million answers from a million addresses take 24 MB and one
/// pass, each further half a million to a million of them one pass more and no more memory.
const ROOM: usize = 1 << 20;
/// How many are held before equal ones are counted together for the first time: most addresses answer more than once.
const FIRST: usize = 1 << 14;
/// How many cells are counted at once; a cell takes about half a kilobyte. Where there are more, further passes find the
/// frequent ones first.
const CELLS: usize = 1 << 14;

/// How much is held at once, and how much there may be in the end.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    entries: usize,
    cells: usize,
    values: usize,
    bytes: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { entries: ROOM, cells: CELLS, values: MAX_VALUES, bytes: MAX_BYTES }
    }
}

/// Equal answers of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    address: AddressHash,
    /// None where the metric's question was not answered: that counts for the address and for nothing else.
    told: Option<Told>,
    answers: u32,
}

/// Where an answer is counted if its address stays within the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    /// The place of its cell, or that of the word.
    place: u32,
    what: What,
    side: Side,
}

/// What is counted there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Score(u8),
    /// A word of an answer that is counted by itself already, with its score or without one.
    Word,
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
    needs: Needs,
    /// The lowest address of this pass; none in the first, which counts the answers without an address too.
    from: Option<AddressHash>,
    /// The lowest address that is left to the next pass.
    below: Option<AddressHash>,
    seen: Vec<Seen>,
    cells: Cells,
    words: Words,
    /// How many entries it means to hold, and how many it holds before it next looks for room.
    room: usize,
    full: usize,
}

/// What a pass over the answers came to.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one of it, and it is moved once a pass")]
pub enum Settled<'s> {
    /// Every answer is counted, and the cube is within its bounds: it is to be [`Cube::capped`] and [`Cube::bounded`] no
    /// more.
    Whole(Cube),
    /// There were more addresses or more values than are held at once: add the same answers once more.
    Again(Tally<'s>),
}

impl<'s> Tally<'s> {
    /// Counts answers to a survey; past `limit` of them, all answers of one address are suspect.
    pub fn new(survey: &'s Survey, limit: u32) -> Self {
        Self::within(survey, limit, Bounds::default())
    }

    #[cfg(test)]
    fn with_room(survey: &'s Survey, limit: u32, room: usize) -> Self {
        Self::within(survey, limit, Bounds { entries: room, ..Bounds::default() })
    }

    fn within(survey: &'s Survey, limit: u32, bounds: Bounds) -> Self {
        let needs = Needs::of(survey);
        Self {
            survey,
            limit,
            cells: Cells::of(&needs, bounds),
            needs,
            from: None,
            below: None,
            seen: Vec::new(),
            words: Words::of(survey),
            room: bounds.entries,
            full: FIRST.min(bounds.entries),
        }
    }

    /// Counts a response. One that says nothing, or no longer anything, is no answer.
    pub fn add(&mut self, response: &Response) {
        let counted = Counted::of(response, &self.needs);
        self.count(&counted);
    }

    /// Counts an answer, as [`Tally::add`] does.
    pub fn count(&mut self, counted: &Counted<'_>) {
        if !self.cells.counts() {
            self.rank(counted);
            return;
        }
        // What somebody vouched for is judged by itself. It is one of its address's answers all the same, so that the others of
        // a burst stay one.
        let alone = counted.genuine || counted.address.is_none();
        if alone && self.from.is_none() {
            for told in self.told(counted) {
                self.count_at(told, told.side, 1);
            }
        }
        let Some(address) = counted.address.filter(|_| counted.says) else { return };
        if self.seen.len() >= self.full {
            self.make_room();
        }
        if self.from.is_none_or(|from| from <= address) && self.below.is_none_or(|below| address < below) {
            if alone || counted.score.is_none() {
                self.seen.push(Seen { address, told: None, answers: 1 });
            }
            if !alone {
                for told in self.told(counted) {
                    self.seen.push(Seen { address, told: Some(told), answers: 1 });
                }
            }
        }
    }

    /// Sees what an answer adds to its cell's weight: it is the same on every side. Words have none.
    fn rank(&mut self, counted: &Counted<'_>) {
        if counted.score.is_some() {
            self.cells.rank(counted, 1);
        } else if self.side(counted) == Side::Scores && self.words.any(counted) {
            self.cells.rank(counted, 0);
        }
    }

    /// What an answer says: its score, and its words where they count.
    fn told(&mut self, counted: &Counted<'_>) -> impl Iterator<Item = Told> + use<> {
        let side = self.side(counted);
        let worded = side == Side::Scores && self.words.has(counted);
        let cell = if worded || counted.score.is_some() { self.cells.place(counted) } else { 0 };
        let score = counted.score.map(|score| Told { place: cell, what: What::Score(score), side });
        let words = if worded { self.words.places(cell, counted) } else { Vec::new() };
        score.into_iter().chain(words.into_iter().map(move |place| Told { place, what: What::Word, side }))
    }

    /// Where an answer belongs that is judged by itself. What looks like a machine's is nobody's answer, known or not.
    fn side(&self, counted: &Counted<'_>) -> Side {
        match self.survey.kind {
            _ if counted.suspect => Side::Suspect,
            SurveyKind::Relationship if counted.person.is_none() => Side::Anonymous,
            SurveyKind::Relationship => match counted.standing {
                Standing::Counts => Side::Scores,
                Standing::Outsider => Side::Outsider,
                Standing::Replaced => Side::Replaced,
            },
            SurveyKind::Transactional => Side::Scores,
        }
    }

    fn count_at(&mut self, told: Told, side: Side, answers: u64) {
        match told.what {
            What::Score(score) => {
                if let Some((_, cell)) = self.cells.all().get_mut(told.place as usize) {
                    cell.side(side).add(score, answers);
                }
            }
            // Of what is left out only the scores are counted.
            What::Word if side == Side::Scores => self.words.count(told.place, answers, self.cells.all()),
            What::Word => {}
        }
    }

    /// Counts equal entries together, in their order.
    fn gather(&mut self) {
        self.seen.sort_unstable();
        self.seen.dedup_by(|next, kept| {
            let equal = (kept.address, kept.told) == (next.address, next.told);
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
        self.full = FIRST.min(self.room).max(2 * self.seen.len());
    }

    /// Ends a pass over all answers.
    pub fn settle(mut self) -> Settled<'s> {
        if !self.cells.counts() {
            self.cells.turn();
            self.words.clear();
            return Settled::Again(Self {
                from: None,
                below: None,
                seen: Vec::new(),
                full: FIRST.min(self.room),
                ..self
            });
        }
        self.gather();
        let seen = take(&mut self.seen);
        for of_one in seen.chunk_by(|a, b| a.address == b.address) {
            let whole = of_one.iter().filter(|seen| seen.told.is_none_or(|told| told.what != What::Word));
            let answers: u64 = whole.map(|seen| u64::from(seen.answers)).sum();
            let burst = answers > u64::from(self.limit);
            for (told, answers) in of_one.iter().filter_map(|seen| Some((seen.told?, seen.answers))) {
                let side = if burst { Side::Suspect } else { told.side };
                self.count_at(told, side, u64::from(answers));
            }
        }
        drop(seen);
        match self.below.take() {
            None => {
                self.words.clear();
                Settled::Whole(self.cells.cube())
            }
            Some(next) => Settled::Again(Self { from: Some(next), full: FIRST.min(self.room), ..self }),
        }
    }
}
