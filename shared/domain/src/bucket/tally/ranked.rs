//! The most frequent of any number of keys, exactly and in bounded memory: by ranges of their hashes, two passes for each.
//! The first counts, the second finds out what the hashes stand for.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

use super::FIRST;

/// Of 96 bits, by keys of this run: nobody makes two that are equal.
type Hash = [u8; 12];
/// How often a key occurred, and the key: what is less stands before.
type Place = (Reverse<u32>, Box<[u8]>);

/// Of one kind of key the most frequent ones, by the key where equally frequent, as far as their sizes fit.
#[derive(Debug)]
pub(super) struct Best {
    of: BTreeSet<Place>,
    size: usize,
    most: usize,
    /// The first that did not fit: neither does anything after it.
    cut: Option<Place>,
}

impl Best {
    const fn new(most: usize) -> Self {
        Self { of: BTreeSet::new(), size: 0, most, cut: None }
    }

    fn offer(&mut self, n: u32, key: &[u8], size: impl Fn(&[u8]) -> usize) {
        if self.cut.as_ref().is_some_and(|(least, last)| (Reverse(n), key) >= (*least, last)) {
            return;
        }
        if !self.of.insert((Reverse(n), key.into())) {
            return;
        }
        self.size += size(key);
        while self.size > self.most {
            let Some(last) = self.of.pop_last() else { break };
            self.size -= size(&last.1);
            self.cut = Some(last);
        }
    }

    /// Whether all keys are among the most frequent.
    pub(super) const fn is_all(&self) -> bool {
        self.cut.is_none()
    }

    /// The keys, the most frequent one first.
    pub(super) fn into_keys(self) -> impl Iterator<Item = Box<[u8]>> {
        self.of.into_iter().map(|(_, key)| key)
    }
}

/// Finds the most frequent keys of some kinds.
#[derive(Debug)]
pub(super) struct Ranked {
    best: Vec<Best>,
    hashers: [RandomState; 2],
    /// The range of this pass.
    from: Hash,
    below: Option<Hash>,
    /// How often each occurred; an entry has 16 bytes.
    held: Vec<(Hash, u32)>,
    /// Whether this pass is the second one of its range.
    names: bool,
    room: usize,
    full: usize,
}

impl Ranked {
    /// For so many kinds of keys, each with so much room for its best ones; so many entries are held at once.
    pub(super) fn new(kinds: usize, most: usize, room: usize) -> Self {
        Self {
            best: (0..kinds).map(|_| Best::new(most)).collect(),
            hashers: [RandomState::new(), RandomState::new()],
            from: Hash::default(),
            below: None,
            held: Vec::new(),
            names: false,
            room,
            full: FIRST.min(room),
        }
    }

    /// Counts a key of a kind `n` times, or finds it a name, as the pass has it.
    pub(super) fn see(&mut self, kind: usize, key: &[u8], n: u32, size: impl Fn(&[u8]) -> usize) {
        let hash = self.hash(kind, key);
        if self.names {
            let found = self.held.binary_search_by_key(&hash, |(hash, _)| *hash);
            if let (Ok(at), Some(best)) = (found, self.best.get_mut(kind)) {
                best.offer(self.held[at].1, key, size);
            }
            return;
        }
        if self.held.len() >= self.full {
            self.make_room();
        }
        if self.from <= hash && self.below.is_none_or(|below| hash < below) {
            self.held.push((hash, n));
        }
    }

    fn hash(&self, kind: usize, key: &[u8]) -> Hash {
        let [high, low] = self.hashers.each_ref().map(|hasher| hasher.hash_one((kind, key)).to_be_bytes());
        let mut hash = Hash::default();
        hash[..8].copy_from_slice(&high);
        hash[8..].copy_from_slice(&low[..4]);
        hash
    }

    /// How many entries there is memory for, and how many keys are kept.
    #[cfg(test)]
    pub(super) fn held(&self) -> (usize, usize) {
        (self.held.capacity(), self.best.iter().map(|best| best.of.len()).sum())
    }

    fn gather(&mut self) {
        self.held.sort_unstable();
        self.held.dedup_by(|next, kept| {
            let equal = kept.0 == next.0;
            if equal {
                kept.1 = kept.1.saturating_add(next.1);
            }
            equal
        });
    }

    /// Counts equal ones together, and where that is not enough leaves the upper half of the hashes to the next range.
    fn make_room(&mut self) {
        self.gather();
        if self.held.len() > self.room / 2 {
            let left = (self.held.len() / 2).max(1);
            self.below = self.held.get(left).map(|(hash, _)| *hash).or(self.below);
            self.held.truncate(left);
        }
        self.full = FIRST.min(self.room).max(2 * self.held.len());
    }

    /// Ends a pass: what is found, or what to go on with.
    pub(super) fn settle(mut self: Box<Self>) -> Result<Vec<Best>, Box<Self>> {
        if !self.names {
            self.gather();
            self.names = true;
            return Err(self);
        }
        let Some(from) = self.below.take() else { return Ok(self.best) };
        self.held.clear();
        self.full = FIRST.min(self.room);
        self.from = from;
        self.names = false;
        Err(self)
    }
}
