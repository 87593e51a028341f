//! How often each whole number occurred: what is stored of durations, amounts and other numbers that are not answers on a
//! scale. Spreads merge exactly, in any order, so that a month is the sum of its days to the last digit.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize};

/// How often each value occurred. Values that never did have no entry, so equal data give equal spreads and equal bytes.
///
/// In JSON it is an object from the value to its count, in the order of the values: `{"60": 4, "3660": 1}`.
///
/// ```
/// use domain::stats::{Quantile, Spread};
/// let mut seconds: Spread = [30, 90, 30].into_iter().collect();
/// seconds.add(3660, 1);
/// assert_eq!((seconds.n(), seconds.count_up_to(60)), (4, 2));
/// assert_eq!(seconds.quantile(Quantile::Median), Some(30));
/// assert_eq!(serde_json::to_string(&seconds).unwrap(), r#"{"30":2,"90":1,"3660":1}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "BTreeMap<Key, u64>")]
pub struct Spread(BTreeMap<u32, u64>);

/// A value below which a given part of all lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantile {
    /// Half of all are at most this.
    Median,
    /// Nine in ten are at most this.
    P90,
}

impl Quantile {
    /// The part that lies below, in percent.
    pub(super) const fn percent(self) -> u8 {
        match self {
            Self::Median => 50,
            Self::P90 => 90,
        }
    }
}

impl Spread {
    /// Counts a value so many more times. Past 2⁶⁴ − 1 a count stays there.
    pub fn add(&mut self, value: u32, times: u64) {
        if times > 0 {
            let count = self.0.entry(value).or_default();
            *count = count.saturating_add(times);
        }
    }

    /// Adds another spread, value by value; the order and the grouping of merges make no difference.
    pub fn merge(&mut self, other: &Self) {
        for (value, times) in other.iter() {
            self.add(value, times);
        }
    }

    /// How many values there are in all.
    pub fn n(&self) -> u64 {
        sum(self.0.values())
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values that occurred, in order, each with its count.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        self.0.iter().map(|(value, times)| (*value, *times))
    }

    /// How many are at most `value`: those that met a target.
    pub fn count_up_to(&self, value: u32) -> u64 {
        sum(self.0.range(..=value).map(|(_, times)| times))
    }

    /// The smallest value that occurred and has at least this part of all at or below it; `None` where nothing was counted.
    /// That is x(⌈nq⌉), numpy's `inverted_cdf`: for the median of an even number the lower of the two in the middle
    /// (`statistics.median_low`). So "half were answered within this time" is true as it stands.
    pub fn quantile(&self, quantile: Quantile) -> Option<u32> {
        let rank = (u128::from(self.n()) * u128::from(quantile.percent())).div_ceil(100);
        self.at(u64::try_from(rank).unwrap_or(u64::MAX))
    }

    /// The value of a rank from 1 to n in ascending order; `None` where there is no such rank.
    pub(super) fn at(&self, rank: u64) -> Option<u32> {
        let mut below = 0_u64;
        self.iter().filter(|_| rank > 0).find_map(|(value, times)| {
            below = below.saturating_add(times);
            (below >= rank).then_some(value)
        })
    }
}

fn sum<'a>(counts: impl Iterator<Item = &'a u64>) -> u64 {
    counts.fold(0, |sum, times| sum.saturating_add(*times))
}

impl FromIterator<u32> for Spread {
    /// Counts single values.
    fn from_iter<I: IntoIterator<Item = u32>>(values: I) -> Self {
        values.into_iter().map(|value| (value, 1)).collect()
    }
}

impl FromIterator<(u32, u64)> for Spread {
    /// Counts values with how often they occurred; one that comes twice adds up.
    fn from_iter<I: IntoIterator<Item = (u32, u64)>>(counted: I) -> Self {
        let mut spread = Self::default();
        for (value, times) in counted {
            spread.add(value, times);
        }
        spread
    }
}

impl From<BTreeMap<Key, u64>> for Spread {
    fn from(read: BTreeMap<Key, u64>) -> Self {
        read.into_iter().map(|(Key(value), times)| (value, times)).collect()
    }
}

/// A value as the key of an object. Formats whose keys are text hand it over as text, some even after buffering (as under
/// `#[serde(flatten)]`), where serde no longer makes a number of it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key(u32);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;

        impl Visitor<'_> for Digits {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number from 0 to 4294967295")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Key, E> {
                text.parse().map(Key).map_err(|_| E::custom("not a whole number"))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Key, E> {
                u32::try_from(number).map(Key).map_err(|_| E::custom("not a whole number"))
            }
        }

        deserializer.deserialize_any(Digits)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{Quantile, Spread};

    fn spreads() -> impl Strategy<Value = Spread> {
        let times = prop_oneof![0_u64..5, Just(u64::MAX - 1)];
        proptest::collection::vec((prop_oneof![0_u32..6, Just(u32::MAX)], times), 0..6)
            .prop_map(|counted| counted.into_iter().collect())
    }

    fn merged(one: &Spread, other: &Spread) -> Spread {
        let mut both = one.clone();
        both.merge(other);
        both
    }

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Within {
        name: u8,
        #[serde(flatten)]
        spread: Spread,
    }

    proptest! {
        #[test]
        fn merges_agree_in_any_order_and_grouping(a in spreads(), b in spreads(), c in spreads()) {
            prop_assert_eq!(merged(&a, &b), merged(&b, &a));
            prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        }

        #[test]
        fn a_spread_reads_back_as_it_was_written(spread in spreads()) {
            let text = serde_json::to_string(&spread).unwrap();
            prop_assert_eq!(serde_json::from_str::<Spread>(&text).unwrap(), spread);
        }

        #[test]
        fn a_quantile_has_its_part_at_or_below_it_and_no_smaller_value_has(
            values in proptest::collection::vec(0_u32..40, 1..80),
        ) {
            let spread: Spread = values.iter().copied().collect();
            for quantile in [Quantile::Median, Quantile::P90] {
                let value = spread.quantile(quantile).unwrap();
                let enough = |count: u64| 100 * count >= spread.n() * u64::from(quantile.percent());
                prop_assert!(enough(spread.count_up_to(value)));
                prop_assert!(value == 0 || !enough(spread.count_up_to(value - 1)));
                prop_assert!(values.contains(&value));
            }
        }
    }

    #[test]
    fn keys_stand_in_the_order_of_numbers_not_of_text() {
        let spread = Spread::from_iter([(3660, 1), (9, 2), (10, 0), (u32::MAX, 3)]);
        assert_eq!(serde_json::to_string(&spread).unwrap(), r#"{"9":2,"3660":1,"4294967295":3}"#);
    }

    #[test]
    fn a_spread_reads_back_from_among_other_fields() {
        let within = Within { name: 7, spread: Spread::from_iter([(60, 2), (120, 1)]) };
        let text = serde_json::to_string(&within).unwrap();
        assert_eq!(text, r#"{"name":7,"60":2,"120":1}"#);
        assert_eq!(serde_json::from_str::<Within>(&text).unwrap(), within);
    }

    #[test]
    fn a_key_that_is_no_whole_number_is_refused() {
        for text in [r#"{"-1":1}"#, r#"{"4294967296":1}"#, r#"{"1.5":1}"#, r#"{"one":1}"#] {
            assert!(serde_json::from_str::<Spread>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn nothing_has_no_quantile_and_no_rank_nought() {
        assert_eq!(Spread::default().quantile(Quantile::P90), None);
        let one = Spread::from_iter([5_u32]);
        assert_eq!((one.at(0), one.at(1), one.at(2)), (None, Some(5), None));
    }
}
