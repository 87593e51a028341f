//! Counting the answers of one bucket, each among its neighbours: past a number of answers, all those of one address are
//! suspect. What is held for that is bounded, whatever comes in; where it does not do, the same answers are read again.

use std::collections::HashMap;
use std::mem::take;

use super::{Cell, Counted, Cube, Needs, Side, Standing, Values};
use crate::response::{AddressHash, Response};
use crate::score::SurveyKind;
use crate::survey::Survey;

#[cfg(test)]
mod tests;
mod words;

use words::Words;

/// How many entries are held at once. An entry has 24 bytes: a million answers from a million addresses take 24 MB and one
/// pass, each further half a million to a million of them one pass more and no more memory.
const ROOM: usize = 1 << 20;
/// How many are held before equal ones are counted together for the first time: most addresses answer more than once.
const FIRST: usize = 1 << 14;

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
    /// Its place in [`Tally::cells`], or that of the word.
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
    cube: Cube,
    /// The lowest address of this pass; none in the first, which counts the answers without an address too.
    from: Option<AddressHash>,
    /// The lowest address that is left to the next pass.
    below: Option<AddressHash>,
    seen: Vec<Seen>,
    /// What was counted of this pass, by the place of the dimensions' values, and those places.
    cells: Vec<(Values, Cell)>,
    places: HashMap<Box<[u8]>, u32>,
    key: Vec<u8>,
    words: Words,
    /// How many entries it means to hold, and how many it holds before it next looks for room.
    room: usize,
    full: usize,
}

/// What a pass over the answers came to.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one of it, and it is moved once a pass")]
pub enum Settled<'s> {
    /// Every answer is counted.
    Whole(Cube),
    /// There were more addresses than are held at once: add the same answers once more.
    Again(Tally<'s>),
}

impl<'s> Tally<'s> {
    /// Counts answers to a survey; past `limit` of them, all answers of one address are suspect.
    pub fn new(survey: &'s Survey, limit: u32) -> Self {
        Self::with_room(survey, limit, ROOM)
    }

    pub(super) fn with_room(survey: &'s Survey, limit: u32, room: usize) -> Self {
        Self {
            survey,
            limit,
            needs: Needs::of(survey),
            cube: Cube::default(),
            from: None,
            below: None,
            seen: Vec::new(),
            cells: Vec::new(),
            places: HashMap::new(),
            key: Vec::new(),
            words: Words::of(survey),
            room,
            full: FIRST.min(room),
        }
    }

    /// Counts a response. One that says nothing, or no longer anything, is no answer.
    pub fn add(&mut self, response: &Response) {
        self.count(&Counted::of(response, &Needs::of(self.survey)));
    }

    /// Counts an answer, as [`Tally::add`] does.
    pub fn count(&mut self, counted: &Counted<'_>) {
        let Some(address) = counted.address else {
            if self.from.is_none() {
                for told in self.told(counted) {
                    self.count_at(told, told.side, 1);
                }
            }
            return;
        };
        if !counted.says {
            return;
        }
        if self.seen.len() >= self.full {
            self.make_room();
        }
        if self.from.is_none_or(|from| from <= address) && self.below.is_none_or(|below| address < below) {
            if counted.score.is_none() {
                self.seen.push(Seen { address, told: None, answers: 1 });
            }
            for told in self.told(counted) {
                self.seen.push(Seen { address, told: Some(told), answers: 1 });
            }
        }
    }

    /// What an answer says: its score, and its words where they count.
    fn told(&mut self, counted: &Counted<'_>) -> impl Iterator<Item = Told> + use<> {
        let side = self.side(counted);
        let worded = side == Side::Scores && self.words.has(counted);
        let cell = if worded || counted.score.is_some() { self.place(counted) } else { 0 };
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

    /// The place of an answer's dimensions in [`Tally::cells`].
    fn place(&mut self, counted: &Counted<'_>) -> u32 {
        counted.spell(&mut self.key);
        if let Some(place) = self.places.get(self.key.as_slice()) {
            return *place;
        }
        let next = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        self.cells.push((self.needs.values(&counted.dimensions), Cell::default()));
        self.places.insert(self.key.as_slice().into(), next);
        next
    }

    fn count_at(&mut self, told: Told, side: Side, answers: u64) {
        match told.what {
            What::Score(score) => {
                if let Some((_, cell)) = self.cells.get_mut(told.place as usize) {
                    cell.side(side).add(score, answers);
                }
            }
            // Of what is left out only the scores are counted.
            What::Word if side == Side::Scores => self.words.count(told.place, answers, &mut self.cells),
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
        self.places.clear();
        self.words.clear();
        for (values, cell) in take(&mut self.cells) {
            // Of some places nothing was counted in this pass.
            if cell != Cell::default() {
                self.cube.merge(values, &cell);
            }
        }
        match self.below.take() {
            None => Settled::Whole(self.cube),
            Some(next) => Settled::Again(Self { from: Some(next), full: FIRST.min(self.room), ..self }),
        }
    }
}
