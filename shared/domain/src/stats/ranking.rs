//! Ranks of pooled values, ties sharing theirs: what the tests of durations compare. From counts, whatever n is.

use std::collections::BTreeMap;

use super::{Spread, real};

/// Where each value stands among all, as twice the distance of its shared rank from the middle rank.
pub(super) struct Ranking {
    offsets: BTreeMap<u32, f64>,
    /// The sum of all squared offsets, one for each occurrence; 0 where all values are equal.
    pub(super) squares: f64,
}

impl Ranking {
    pub(super) fn of(pooled: &Spread) -> Self {
        let n = pooled.n();
        let mut below = 0_u64;
        let mut squares = 0.0;
        let mut offsets = BTreeMap::new();
        for (value, times) in pooled.iter() {
            let above = n.saturating_sub(below).saturating_sub(times);
            // Twice the rank is 2·below + times + 1, twice the middle n + 1 = below + times + above + 1.
            let offset = if below >= above { real(below - above) } else { -real(above - below) };
            squares += real(times) * offset * offset;
            offsets.insert(value, offset);
            below = below.saturating_add(times);
        }
        Self { offsets, squares }
    }

    /// The sum of the offsets of one of the groups that were pooled.
    pub(super) fn sum(&self, group: &Spread) -> f64 {
        group.iter().map(|(value, times)| self.offsets.get(&value).map_or(0.0, |offset| offset * real(times))).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::{Ranking, Spread};

    #[test]
    fn ties_share_the_mean_of_their_ranks() {
        // The ranks of 10, 20, 20, 40 are 1, 2.5, 2.5 and 4, the middle is 2.5.
        let ranking = Ranking::of(&Spread::from_iter([20, 40, 10, 20]));
        assert_eq!(ranking.offsets.into_iter().collect::<Vec<_>>(), [(10, -3.0), (20, 0.0), (40, 3.0)]);
        assert!((ranking.squares - 18.0).abs() < 1e-12);
    }

    #[test]
    fn the_offsets_of_all_add_up_to_nothing() {
        let pooled = Spread::from_iter([(5, 3), (60, 1_000_000), (70, 17), (3_660, 2)]);
        assert!(Ranking::of(&pooled).sum(&pooled).abs() < 1e-6);
    }
}
