//! Comparing what is stored with what should be: each difference in a line that says where, what, and what it should be.

use std::collections::{BTreeMap, BTreeSet};

use domain::bucket::{Cube, Tallied, Values};
use jiff::civil::Date;
use serde_json::Value;

/// The differences of one day's cells.
pub fn cells<C: Tallied>(stored: &Cube<C>, wanted: &BTreeMap<Values, C>) -> Vec<String> {
    let stored: BTreeMap<&Values, &C> = stored.cells().collect();
    let all: BTreeSet<&Values> = stored.keys().copied().chain(wanted.keys()).collect();
    let mut found = Vec::new();
    for values in all {
        let json = |cell: Option<&C>| serde_json::to_value(cell.cloned().unwrap_or_default()).unwrap_or_default();
        let (is, should) = (json(stored.get(values).copied()), json(wanted.get(values)));
        if is != should {
            differences(&named(values), &is, &should, &mut found);
        }
    }
    found
}

/// The differences of one day's totals.
pub fn total<C: Tallied>(stored: &C, wanted: &BTreeMap<Values, C>) -> Vec<String> {
    let mut whole = C::default();
    for cell in wanted.values() {
        whole.merge(cell);
    }
    let json = |cell: &C| serde_json::to_value(cell).unwrap_or_default();
    let mut found = Vec::new();
    differences("total", &json(stored), &json(&whole), &mut found);
    found
}

fn named(values: &Values) -> String {
    let values: Vec<_> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{{{}}}", values.join(", "))
}

fn differences(path: &str, is: &Value, should: &Value, found: &mut Vec<String>) {
    if let (Value::Object(is), Value::Object(should)) = (is, should) {
        let names: BTreeSet<&String> = is.keys().chain(should.keys()).collect();
        for name in names {
            let null = Value::Null;
            let (is, should) = (is.get(name).unwrap_or(&null), should.get(name).unwrap_or(&null));
            if is != should {
                differences(&format!("{path} {name}"), is, should, found);
            }
        }
    } else if is != should {
        let shown = |value: &Value| if value.is_null() { "nothing".to_owned() } else { value.to_string() };
        found.push(format!("{path} is {}, should be {}", shown(is), shown(should)));
    }
}

/// The days that either side has.
pub fn days<A, B>(stored: &BTreeMap<Date, A>, wanted: &BTreeMap<Date, B>) -> BTreeSet<Date> {
    stored.keys().chain(wanted.keys()).copied().collect()
}

#[cfg(test)]
mod tests {
    use domain::bucket::Cell;

    use super::*;

    fn cube(scores: &[(&str, u8)]) -> Cube<Cell> {
        let mut cube = Cube::default();
        for (channel, score) in scores {
            let mut cell = Cell::default();
            cell.scores.add(*score, 1);
            cube.merge(BTreeMap::from([("channel".to_owned(), (*channel).to_owned())]), &cell);
        }
        cube
    }

    fn wanted(scores: &[(&str, u8)]) -> BTreeMap<Values, Cell> {
        cube(scores).cells().map(|(values, cell)| (values.clone(), cell.clone())).collect()
    }

    #[test]
    fn each_difference_says_where_what_and_what_it_should_be() {
        assert_eq!(cells(&cube(&[("app", 9)]), &wanted(&[("app", 9)])), Vec::<String>::new());
        let found = cells(&cube(&[("app", 9), ("app", 9), ("web", 3)]), &wanted(&[("app", 9), ("till", 10)]));
        assert_eq!(
            found,
            [
                "{channel=app} scores 9 is 2, should be 1",
                "{channel=till} scores 10 is nothing, should be 1",
                "{channel=web} scores 3 is 1, should be nothing",
            ]
        );
        let mut total_ = Cell::default();
        total_.scores.add(9, 1);
        assert_eq!(
            total(&total_, &wanted(&[("app", 8)])),
            ["total scores 8 is nothing, should be 1", "total scores 9 is 1, should be nothing"]
        );
    }
}
