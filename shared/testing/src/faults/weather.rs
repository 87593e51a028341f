//! Faults at random: the same ones for the same seed and the same order of calls.

use super::Fault;

/// A source of faults.
#[derive(Debug)]
pub(super) struct Weather {
    random: u64,
    per_mille: u64,
    met: usize,
}

impl Weather {
    pub(super) const fn new(seed: u64, per_mille: u64) -> Self {
        Self { random: seed, per_mille, met: 0 }
    }

    /// How many calls met one.
    pub(super) const fn met(&self) -> usize {
        self.met
    }

    /// Knuth's MMIX.
    const fn draw(&mut self, below: u64) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % below
    }

    /// What happens to the next call, if anything. Only a write can meet a transaction.
    pub(super) fn next(&mut self, operation: &str) -> Option<Fault> {
        if self.draw(1000) >= self.per_mille {
            return None;
        }
        self.met += 1;
        let writes = ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"].contains(&operation);
        Some(match self.draw(4) {
            0 => Fault::Throttle,
            1 => Fault::Fail,
            2 if writes => Fault::Conflict,
            _ => Fault::LoseReply,
        })
    }
}
