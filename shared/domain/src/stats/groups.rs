//! What a group has to bring to be compared: counts, nothing else.

/// The answers of one group to an NPS question.
///
/// ```
/// use domain::stats::Net;
/// let mut both = Net { promoters: 5, passives: 3, detractors: 2 };
/// both.merge(Net { promoters: 1, passives: 0, detractors: 4 });
/// assert_eq!((both.n(), both.points()), (15, Some(0.0)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are product.md's own")]
pub struct Net {
    pub promoters: u64,
    pub passives: u64,
    pub detractors: u64,
}

impl Net {
    /// How many answered.
    pub const fn n(self) -> u64 {
        self.promoters.saturating_add(self.passives).saturating_add(self.detractors)
    }

    /// 100·(P − D)/n, from −100 to 100; `None` where nobody answered.
    pub fn points(self) -> Option<f64> {
        super::Estimate::net(self.promoters, self.detractors, self.n()).value
    }

    /// Adds another group; the order and the grouping of merges make no difference.
    pub const fn merge(&mut self, other: Self) {
        self.promoters = self.promoters.saturating_add(other.promoters);
        self.passives = self.passives.saturating_add(other.passives);
        self.detractors = self.detractors.saturating_add(other.detractors);
    }
}

/// A part of a group: `k` of `n`, where k is at most n.
///
/// ```
/// use domain::stats::Share;
/// let mut both = Share { k: 7, n: 8 };
/// both.merge(Share { k: 1, n: 2 });
/// assert_eq!(both, Share { k: 8, n: 10 });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Share {
    /// How many of them it is true of.
    pub k: u64,
    /// How many there are.
    pub n: u64,
}

impl Share {
    /// Adds another group; the order and the grouping of merges make no difference.
    pub const fn merge(&mut self, other: Self) {
        self.k = self.k.saturating_add(other.k);
        self.n = self.n.saturating_add(other.n);
    }
}
