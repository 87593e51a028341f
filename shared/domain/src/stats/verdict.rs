//! What may be said of a number or of a difference in plain words, and what of few answers may not.

use serde::{Deserialize, Serialize};

use super::Comparison;

/// Below this many, a number is shown as counts and gets no arrow.
const FOR_AN_ARROW: u64 = 10;
/// Below this many, a number gets no rank.
const FOR_A_RANK: u64 = 30;
/// A p below this is a clear difference.
const CLEAR: f64 = 0.05;

/// Whether a group, or a period, differs from another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// One of the two has fewer than 10, so nothing is said.
    TooFew,
    /// The difference may well be chance.
    NoClearDifference,
    /// Higher than the other, with p < 0.05.
    Higher,
    /// Lower than the other, with p < 0.05.
    Lower,
}

impl Verdict {
    /// The verdict on a comparison between `now` and `before` many. What can't be tested differs not clearly.
    ///
    /// ```
    /// use domain::stats::{Share, Verdict, compare};
    /// let say = |now: Share, before: Share| Verdict::of(compare::shares(now, before).as_ref(), now.n, before.n);
    /// assert_eq!(say(Share { k: 80, n: 100 }, Share { k: 60, n: 100 }), Verdict::Higher);
    /// assert_eq!(say(Share { k: 70, n: 100 }, Share { k: 60, n: 100 }), Verdict::NoClearDifference);
    /// assert_eq!(say(Share { k: 9, n: 9 }, Share { k: 10, n: 100 }), Verdict::TooFew);
    /// ```
    pub fn of(comparison: Option<&Comparison>, now: u64, before: u64) -> Self {
        if now.min(before) < FOR_AN_ARROW {
            return Self::TooFew;
        }
        match comparison {
            Some(found) if found.p < CLEAR && found.leads_up() => Self::Higher,
            Some(found) if found.p < CLEAR && found.leads_down() => Self::Lower,
            _ => Self::NoClearDifference,
        }
    }
}

/// What so few allow no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmallN {
    /// Fewer than 10: counts ("7 of 8") are shown, without an arrow, a colour or a rank.
    CountsOnly,
    /// Fewer than 30: no rank.
    NoRank,
}

impl SmallN {
    /// What `n` many no longer allow; `None` where they are enough for all.
    ///
    /// ```
    /// use domain::stats::SmallN;
    /// let said = [9, 10, 29, 30].map(SmallN::of);
    /// assert_eq!(said, [Some(SmallN::CountsOnly), Some(SmallN::NoRank), Some(SmallN::NoRank), None]);
    /// ```
    pub const fn of(n: u64) -> Option<Self> {
        match n {
            0..FOR_AN_ARROW => Some(Self::CountsOnly),
            FOR_AN_ARROW..FOR_A_RANK => Some(Self::NoRank),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Net, Share, compare};
    use super::Verdict;

    #[test]
    fn the_arrow_points_where_the_number_went() {
        let net = |promoters| Net { promoters, passives: 0, detractors: 100 - promoters };
        let of = |now, before| compare::net(net(now), net(before)).unwrap().verdict(100, 100);
        assert_eq!([of(70, 40), of(40, 70), of(50, 51)], [Verdict::Higher, Verdict::Lower, Verdict::NoClearDifference]);
    }

    #[test]
    fn under_ten_on_either_side_nothing_is_said_and_ten_are_enough() {
        let of = |n| compare::shares(Share { k: n, n }, Share { k: 0, n: 50 }).unwrap();
        assert_eq!(
            [of(9).verdict(9, 50), of(9).verdict(50, 9), of(10).verdict(10, 50)],
            [Verdict::TooFew, Verdict::TooFew, Verdict::Higher]
        );
        assert_eq!(Verdict::of(None, 10, 10), Verdict::NoClearDifference);
    }

    #[test]
    fn a_p_adjusted_for_many_comparisons_can_take_the_arrow_back() {
        let mut found = compare::shares(Share { k: 70, n: 100 }, Share { k: 55, n: 100 }).unwrap();
        assert_eq!(found.verdict(100, 100), Verdict::Higher);
        found.p = super::super::holm(&[found.p, 0.5, 0.9])[0];
        assert_eq!(found.verdict(100, 100), Verdict::NoClearDifference);
    }

    #[test]
    fn the_names_are_snake_case() {
        let names = [Verdict::TooFew, Verdict::NoClearDifference, Verdict::Higher, Verdict::Lower];
        assert_eq!(serde_json::to_string(&names).unwrap(), r#"["too_few","no_clear_difference","higher","lower"]"#);
    }
}
