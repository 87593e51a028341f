//! How a contribution is stored and told apart: the rows of a cube, sorted, so that equal facts have equal bytes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Contribution, Contributions};
use crate::bucket::{BadCube, Cube, Tallied};
use crate::facts::Facts;

/// A contribution as text, a row for each combination of values; a day's cube reads it as one of its parts.
///
/// ```
/// use domain::bucket::{Cube, Values};
/// use domain::facts::{Count, Facts};
/// use domain::timeline::{self, Contribution};
/// let mut facts = Facts::default();
/// facts.count(Count::Opened, 1);
/// let opened = Contribution::from([(Values::from([("channel".to_owned(), "chat".to_owned())]), facts)]);
/// let text = timeline::text(&opened);
/// assert_eq!(text, r#"{"of":{"channel":"chat"},"counts":{"opened":1}}"#);
/// assert_eq!(timeline::read(&text).unwrap(), opened);
/// let mut day = Cube::<Facts>::default();
/// day.read_part(&text).unwrap();
/// day.read_part(&text).unwrap();
/// assert_eq!(day.total().get(Count::Opened), 2);
/// ```
pub fn text(contribution: &Contribution) -> String {
    cube(contribution).parts().join("\n")
}

fn cube(contribution: &Contribution) -> Cube<Facts> {
    let mut cube = Cube::default();
    for (values, facts) in contribution {
        cube.merge(values.clone(), facts);
    }
    cube
}

/// Reads what [`text`] wrote.
///
/// # Errors
/// [`BadCube`] where it is anything else.
pub fn read(text: &str) -> Result<Contribution, BadCube> {
    let mut cube = Cube::<Facts>::default();
    cube.read_part(text)?;
    Ok(cube.cells().map(|(values, facts)| (values.clone(), facts.clone())).collect())
}

/// All that is added to a day, under whatever values.
pub fn total(contribution: &Contribution) -> Facts {
    contribution.values().fold(Facts::default(), |mut total, facts| {
        total.merge(facts);
        total
    })
}

/// Tells contributions apart: the first 16 hex digits of their cube's digest.
pub fn digest(contribution: &Contribution) -> String {
    cube(contribution).digest().chars().take(16).collect()
}

/// The digest of what is added to each day.
pub fn digests(contributions: &Contributions) -> BTreeMap<Date, String> {
    contributions.iter().map(|(day, contribution)| (*day, digest(contribution))).collect()
}

/// The days whose buckets have to be made again: to which another thing is added than before, for the first time, or
/// nothing any more.
///
/// ```
/// use std::collections::BTreeMap;
/// use domain::timeline::changed_days;
/// let days = |of: &[(&str, &str)]| -> BTreeMap<_, _> {
///     of.iter().map(|(day, digest)| (day.parse().unwrap(), (*digest).to_owned())).collect()
/// };
/// let before = days(&[("2026-11-20", "aa"), ("2026-11-21", "bb"), ("2026-11-22", "cc")]);
/// let after = days(&[("2026-11-20", "aa"), ("2026-11-21", "b2"), ("2026-11-23", "dd")]);
/// let changed: Vec<_> = changed_days(&before, &after).iter().map(ToString::to_string).collect();
/// assert_eq!(changed, ["2026-11-21", "2026-11-22", "2026-11-23"]);
/// ```
pub fn changed_days(before: &BTreeMap<Date, String>, after: &BTreeMap<Date, String>) -> BTreeSet<Date> {
    before.keys().chain(after.keys()).filter(|day| before.get(day) != after.get(day)).copied().collect()
}
