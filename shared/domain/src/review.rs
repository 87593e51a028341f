//! Reviews: people's word on an answer that looks like a machine's. The rule that it met stays with the answer; the newest
//! review says whether it counts all the same.
//!
//! Only the rules suspect, never people, or they could leave out the scores that they don't like. So a review says that an
//! answer is a person's, or takes such a word back, and who said it stays on record.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::input::{Fields, Problems, Refusal, boolean, parsed, time};
use crate::key::KeyId;
use crate::stamped::millis;

/// How many reviews an answer remembers: the newest ones.
const MOST: usize = 16;

/// What somebody said of an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Review {
    /// When, to the millisecond.
    pub at: Timestamp,
    /// Whether a person gave the answer. If not, the rules alone decide again.
    pub genuine: bool,
    /// The key under which it was said; none for a token of an issuer, which speaks of a person.
    pub by: Option<KeyId>,
}

/// What was said of an answer. Merging is taking them together: in any order, however often, the same ones are left.
///
/// ```
/// use domain::review::Reviews;
/// let at = "2026-11-21T10:00:00Z".parse().unwrap();
/// let once = Reviews::default().with(true, None, at).unwrap();
/// assert!(once.genuine());
/// assert!(once.with(true, None, at).is_none(), "that is said already");
/// assert!(!once.with(false, None, at).unwrap().genuine());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviews(BTreeSet<Review>);

impl Reviews {
    /// Whether nobody said anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether somebody vouched for the answer and nobody has taken it back.
    pub fn genuine(&self) -> bool {
        self.0.last().is_some_and(|review| review.genuine)
    }

    /// All that are remembered, oldest first. The last one stands.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Review> {
        self.0.iter()
    }

    /// With one more; none where it would change nothing. It comes after those that are there, whatever the clock says.
    #[must_use]
    pub fn with(&self, genuine: bool, by: Option<KeyId>, now: Timestamp) -> Option<Self> {
        if self.genuine() == genuine {
            return None;
        }
        let after = |last: &Review| last.at.checked_add(SignedDuration::from_millis(1)).unwrap_or(Timestamp::MAX);
        let at = self.0.last().map_or(now, |last| after(last).max(now));
        Some(self.iter().cloned().chain([Review { at: whole(at), genuine, by }]).collect())
    }

    /// These and those.
    #[must_use]
    pub fn union(&self, more: &Self) -> Self {
        self.iter().chain(more.iter()).cloned().collect()
    }

    /// As the API and exports show them: the one that stands, and the earlier ones in it, newest first. `null` without any.
    ///
    /// ```
    /// use domain::review::Reviews;
    /// let reviews = Reviews::default().with(true, "key1".parse().ok(), "2026-11-21T10:00:00Z".parse().unwrap()).unwrap();
    /// let shown = r#"{"at":"2026-11-21T10:00:00.000Z","by":"key1","earlier":[],"genuine":true}"#;
    /// assert_eq!(reviews.to_json().to_string(), shown);
    /// assert_eq!(Reviews::parse(&reviews.to_json(), "review").unwrap(), reviews);
    /// ```
    pub fn to_json(&self) -> Value {
        let mut newest_first = self.iter().rev().map(Review::fields);
        let Some(mut standing) = newest_first.next() else { return Value::Null };
        standing.insert("earlier".to_owned(), newest_first.map(Value::Object).collect());
        Value::Object(standing)
    }

    /// Reads what [`Reviews::to_json`] shows.
    ///
    /// # Errors
    /// Every bad field.
    pub fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let mut fields = Fields::of(value, path)?;
        let standing = Review::read(&mut fields);
        let earlier = fields.nested("earlier", |value, path| {
            let list =
                value.as_array().ok_or_else(|| Problems::one(path, Refusal::new("not_a_list", "expected a list")));
            list?.iter().map(|value| Review::parse(value, path)).collect::<Result<Vec<_>, _>>()
        });
        fields.finish(|| Some(earlier.into_iter().flatten().chain([standing?]).collect()))
    }
}

impl FromIterator<Review> for Reviews {
    fn from_iter<I: IntoIterator<Item = Review>>(reviews: I) -> Self {
        let mut all: BTreeSet<_> = reviews.into_iter().collect();
        while all.len() > MOST {
            all.pop_first();
        }
        Self(all)
    }
}

impl Review {
    fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let mut fields = Fields::of(value, path)?;
        let review = Self::read(&mut fields);
        fields.finish(|| review)
    }

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (genuine, at) = (fields.required("genuine", boolean), fields.required("at", time));
        let by = fields.optional("by", parsed);
        Some(Self { at: whole(at?), genuine: genuine?, by })
    }

    fn fields(&self) -> Map<String, Value> {
        let by = self.by.as_ref().map(KeyId::as_str);
        let fields = [("genuine", json!(self.genuine)), ("at", json!(millis(self.at))), ("by", json!(by))];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// The tables keep milliseconds.
fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_795_000_000_000 + millis).unwrap()
    }

    fn reviews() -> impl Strategy<Value = Reviews> {
        let by = prop::option::of(prop::sample::select(vec!["key1", "key2"]));
        let one = (0..40i64, any::<bool>(), by).prop_map(|(millis, genuine, by)| {
            let by = by.map(|by| by.parse().unwrap());
            Review { at: at(millis), genuine, by }
        });
        prop::collection::vec(one, 0..24).prop_map(|all| all.into_iter().collect())
    }

    proptest! {
        #[test]
        fn taking_reviews_together_is_an_algebra_that_stays_within_its_bound(a in reviews(), b in reviews(), c in reviews()) {
            prop_assert_eq!(a.union(&b), b.union(&a));
            prop_assert_eq!(a.union(&b).union(&c), a.union(&b.union(&c)));
            prop_assert_eq!(&a.union(&a), &a);
            let both = a.union(&b);
            prop_assert!(both.0.len() <= MOST);
            prop_assert_eq!(both.0.last(), a.0.last().max(b.0.last()), "the newest of all stands");
        }

        #[test]
        fn what_is_said_last_stands_whatever_the_clock_says(before in reviews(), genuine: bool, clock in 0..40i64) {
            let by: Option<KeyId> = "key3".parse().ok();
            match before.with(genuine, by.clone(), at(clock)) {
                None => prop_assert_eq!(before.genuine(), genuine),
                Some(after) => {
                    let last = after.iter().next_back().unwrap();
                    prop_assert_eq!((after.genuine(), &last.by), (genuine, &by));
                    prop_assert!(before.iter().all(|review| review.at < last.at) && at(clock) <= last.at);
                    prop_assert_eq!(after.with(genuine, by, at(clock)), None, "said twice, it is there once");
                }
            }
        }

        #[test]
        fn what_is_shown_reads_back(reviews in reviews()) {
            let shown = reviews.to_json();
            prop_assert_eq!(shown.is_null(), reviews.is_empty());
            if !reviews.is_empty() {
                prop_assert_eq!(Reviews::parse(&shown, "review").unwrap(), reviews);
            }
        }
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let bad = json!({"genuine": 1, "by": "A", "colour": "red", "earlier": [{"genuine": true, "at": "noon"}]});
        let Problems(problems) = Reviews::parse(&bad, "review").unwrap_err();
        let named: Vec<_> = problems.iter().map(|problem| (problem.name.as_str(), problem.code)).collect();
        let expected = [
            ("review.genuine", "not_a_boolean"),
            ("review.at", "required"),
            ("review.by", "invalid_key_id"),
            ("review.earlier.at", "invalid_time"),
            ("review.colour", "unknown_field"),
        ];
        assert_eq!(named, expected);
    }
}
