//! How much of a day's cells is kept apart: of each dimension its most frequent values, and of the whole what fits.

use std::collections::{BTreeMap, BTreeSet};

use domain::bucket::{MAX_BYTES, MAX_VALUES, OTHER, Tallied, Values};
use serde_json::json;

/// Keeps to both bounds; `n` says how much a cell holds.
pub fn keep<C: Tallied>(cells: &mut BTreeMap<Values, C>, n: impl Fn(&C) -> u64) {
    cap(cells, &n, MAX_VALUES);
    fit(cells, &n, MAX_BYTES);
}

/// Past `most` values of a dimension, those with fewer are one, `other`; of equally frequent ones the first by name stay.
fn cap<C: Tallied>(cells: &mut BTreeMap<Values, C>, n: impl Fn(&C) -> u64, most: usize) {
    let mut counts: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for (values, cell) in cells.iter() {
        for (name, value) in values {
            *counts.entry(name.clone()).or_default().entry(value.clone()).or_default() += n(cell);
        }
    }
    for (name, counted) in counts {
        let mut ranked: Vec<_> = counted.into_iter().collect();
        ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let rare: BTreeSet<String> = ranked.into_iter().skip(most).map(|(value, _)| value).collect();
        if rare.is_empty() {
            continue;
        }
        let mut capped: BTreeMap<Values, C> = BTreeMap::new();
        for (mut values, cell) in std::mem::take(cells) {
            if let Some(value) = values.get_mut(&name)
                && rare.contains(value)
            {
                OTHER.clone_into(value);
            }
            capped.entry(values).or_default().merge(&cell);
        }
        *cells = capped;
    }
}

/// Past `most` bytes the fullest cells stay, as many as fill three quarters of them; all values of the others are `other`. Of
/// equally full ones the first by their values stay.
fn fit<C: Tallied>(cells: &mut BTreeMap<Values, C>, n: impl Fn(&C) -> u64, most: usize) {
    if cells.iter().map(|(values, cell)| bytes(values, cell)).sum::<usize>() <= most {
        return;
    }
    let mut ranked: Vec<(Values, C)> = std::mem::take(cells).into_iter().collect();
    ranked.sort_by(|a, b| n(&b.1).cmp(&n(&a.1)).then_with(|| a.0.cmp(&b.0)));
    let mut filled = 0;
    for (mut values, cell) in ranked {
        filled += bytes(&values, &cell);
        if filled > most - most / 4 {
            for value in values.values_mut() {
                OTHER.clone_into(value);
            }
        }
        cells.entry(values).or_default().merge(&cell);
    }
}

/// What a cell takes as a line of JSON.
fn bytes<C: Tallied>(values: &Values, cell: &C) -> usize {
    let mut line = serde_json::to_value(cell).unwrap_or_default();
    if !values.is_empty() {
        line["of"] = json!(values);
    }
    line.to_string().len() + 1
}

#[cfg(test)]
mod tests {
    use domain::bucket::{Cell, Cube};

    use super::*;

    fn cells(scores: &[(&str, u8)]) -> BTreeMap<Values, Cell> {
        let mut cells: BTreeMap<Values, Cell> = BTreeMap::new();
        for (channel, score) in scores {
            let values = BTreeMap::from([("channel".to_owned(), (*channel).to_owned())]);
            cells.entry(values).or_default().scores.add(*score, 1);
        }
        cells
    }

    fn n(cell: &Cell) -> u64 {
        cell.scores.n()
    }

    fn names(cells: &BTreeMap<Values, Cell>) -> Vec<(&str, u64)> {
        cells.iter().map(|(values, cell)| (values["channel"].as_str(), n(cell))).collect()
    }

    #[test]
    fn rare_values_are_one() {
        let mut cells = cells(&[("a", 1), ("b", 1), ("c", 1), ("c", 2)]);
        cap(&mut cells, n, 2);
        assert_eq!(names(&cells), [("a", 1), ("c", 2), ("other", 1)]);
    }

    #[test]
    fn what_does_not_fit_is_one() {
        let all = cells(&[("a", 1), ("b", 2), ("c", 3), ("c", 3), ("d", 4)]);
        let each = bytes(&all.keys().next().unwrap().clone(), all.values().next().unwrap());
        assert_eq!(each, r#"{"of":{"channel":"a"},"scores":{"1":1}}"#.len() + 1);
        let mut fits = all.clone();
        fit(&mut fits, n, 4 * each);
        assert_eq!(fits, all);
        let mut less = all;
        // Three quarters of this have room for two cells, and not quite for three.
        fit(&mut less, n, 4 * (each - 1));
        assert_eq!(names(&less), [("a", 1), ("c", 2), ("other", 2)]);
    }

    #[test]
    fn a_day_past_both_bounds_is_kept_as_the_rollup_keeps_it() {
        let mut cube = Cube::<Cell>::default();
        let mut cells: BTreeMap<Values, Cell> = BTreeMap::new();
        for place in 0..40_000_u32 {
            let value = |name: &str, of: u32| (name.to_owned(), format!("{name}-{of:0>40}"));
            let values = BTreeMap::from([value("agent", place % 210), value("channel", place / 210)]);
            let mut cell = Cell::default();
            cell.scores.add(u8::try_from(place % 11).unwrap(), u64::from(place % 7 + 1));
            cube.merge(values.clone(), &cell);
            cells.entry(values).or_default().merge(&cell);
        }
        keep(&mut cells, n);
        let cube = cube.capped().bounded();
        let kept: BTreeMap<Values, Cell> = cube.cells().map(|(values, cell)| (values.clone(), cell.clone())).collect();
        assert!(kept.keys().any(|values| values.values().all(|value| value == OTHER)));
        assert!(cells == kept);
    }
}
