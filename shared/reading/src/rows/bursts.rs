//! From which addresses too many answers came on a day: all answers of these are suspect. What is held is bounded, whatever
//! comes; where it does not do, the same answers are looked at once more.

use std::collections::{HashMap, HashSet};
use std::mem::take;

use domain::response::AddressHash;

/// How many addresses are counted at once; each takes about 32 bytes.
const ROOM: usize = 1 << 18;

/// Counts the answers of each address.
#[derive(Debug)]
pub struct Crowd {
    limit: u32,
    room: usize,
    /// The lowest address of this pass, and the lowest one that is left to the next.
    from: AddressHash,
    below: Option<AddressHash>,
    seen: HashMap<AddressHash, u32>,
    bursts: HashSet<AddressHash>,
}

/// What a pass over the answers came to.
#[derive(Debug)]
pub enum Passed {
    /// The addresses of bursts.
    Whole(HashSet<AddressHash>),
    /// There were more addresses than are counted at once: count the same answers once more.
    Again(Crowd),
}

impl Crowd {
    /// Looks for addresses that gave more than `limit` answers.
    pub fn new(limit: u32) -> Self {
        Self::with_room(limit, ROOM)
    }

    fn with_room(limit: u32, room: usize) -> Self {
        let (seen, bursts) = (HashMap::new(), HashSet::new());
        Self { limit, room, from: AddressHash([0; 12]), below: None, seen, bursts }
    }

    /// Counts an answer.
    pub fn count(&mut self, address: AddressHash) {
        if address < self.from || self.below.is_some_and(|below| address >= below) {
            return;
        }
        let answers = self.seen.entry(address).or_default();
        *answers = answers.saturating_add(1);
        if self.seen.len() > self.room {
            // The upper half is left to the next pass; one address at least is kept.
            let mut all: Vec<_> = self.seen.keys().copied().collect();
            let middle = all.len().div_ceil(2).max(1);
            let (_, below, _) = all.select_nth_unstable(middle);
            let below = *below;
            self.seen.retain(|address, _| *address < below);
            self.below = Some(below);
        }
    }

    /// Ends a pass over all answers.
    pub fn settle(mut self) -> Passed {
        let limit = self.limit;
        let over = take(&mut self.seen).into_iter().filter(|(_, answers)| *answers > limit);
        self.bursts.extend(over.map(|(address, _)| address));
        match self.below.take() {
            None => Passed::Whole(self.bursts),
            Some(from) => Passed::Again(Self { from, ..self }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u8) -> AddressHash {
        // Spread over the whole range.
        AddressHash([number.wrapping_mul(37); 12])
    }

    #[test]
    fn the_same_addresses_are_found_however_few_are_counted_at_once() {
        // Address n gives n answers, for n from 1 to 40, one after the other.
        let answers: Vec<_> = (0..40).flat_map(|round| (1..=40).filter(move |n| *n > round).map(address)).collect();
        let expected: HashSet<_> = (21..=40).map(address).collect();
        for room in [1, 2, 3, 7, 39, 40, 1000] {
            let (mut crowd, mut passes) = (Crowd::with_room(20, room), 0);
            let found = loop {
                passes += 1;
                for address in &answers {
                    crowd.count(*address);
                }
                assert!(crowd.seen.len() <= room, "{room}");
                crowd = match crowd.settle() {
                    Passed::Whole(found) => break found,
                    Passed::Again(crowd) => crowd,
                };
            };
            assert_eq!(found, expected, "{room}");
            assert_eq!(passes == 1, room >= 40, "{room}");
        }
    }
}
