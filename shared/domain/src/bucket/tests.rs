//! Cubes: merging, grouping, and their bounds.

use super::*;
use proptest::prelude::*;

/// A channel, a touchpoint, a score and where it is counted.
type Answered = (&'static str, &'static str, u8, Side);

fn cube(rows: &[Answered]) -> Cube {
    let mut cube = Cube::default();
    for (channel, touchpoint, score, side) in rows {
        let values = [("channel", channel), ("touchpoint", touchpoint)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), (*value).to_owned()))
            .collect();
        cube.count(values, *side, *score, 1);
    }
    cube
}

fn rows() -> impl Strategy<Value = Vec<Answered>> {
    let row = (
        prop::sample::select(vec!["", "email", "app"]),
        prop::sample::select(vec!["", "purchase", "support"]),
        0u8..=10,
        prop::sample::select(vec![Side::Scores, Side::Scores, Side::Suspect, Side::Anonymous]),
    );
    prop::collection::vec(row, 0..40)
}

proptest! {
    #[test]
    fn equal_answers_give_equal_text_in_any_order((rows, shuffled) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))) {
        prop_assert_eq!(cube(&rows).parts(), cube(&shuffled).parts());
        prop_assert_eq!(cube(&rows).digest(), cube(&shuffled).digest());
    }

    #[test]
    fn a_cube_reads_back_from_its_parts(rows in rows()) {
        let mut read = Cube::default();
        for part in cube(&rows).parts() {
            read.read_part(&part).unwrap();
        }
        prop_assert_eq!(read, cube(&rows));
    }

    #[test]
    fn groups_sum_to_the_total(rows in rows()) {
        let cube = cube(&rows);
        let mut sum = Cell::default();
        for cell in cube.groups(&["touchpoint", "channel"]).values() {
            sum.merge(cell);
        }
        prop_assert_eq!(&sum, &cube.total());
        prop_assert_eq!(sum.weight(), rows.len() as u64);
    }

    #[test]
    fn cells_merge_the_same_in_any_order_and_grouping(a in rows(), b in rows(), c in rows()) {
        let [a, b, c] = [a, b, c].map(|rows| cube(&rows).total());
        let merged = |first: &Cell, second: &Cell| {
            let mut sum = first.clone();
            sum.merge(second);
            sum
        };
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &Cell::default()), a);
    }
}

#[test]
fn what_nobody_was_left_out_of_is_not_written() {
    let counted = [("app", "", 9, Side::Scores), ("app", "", 9, Side::Scores), ("app", "", 0, Side::Suspect)];
    assert_eq!(cube(&counted).parts(), [r#"{"of":{"channel":"app"},"scores":{"9":2},"suspect":{"0":1}}"#]);
    let with_strangers = [("", "", 9, Side::Scores), ("", "", 3, Side::Anonymous)];
    assert_eq!(cube(&with_strangers).parts(), [r#"{"scores":{"9":1},"anonymous":{"3":1}}"#]);
}

#[test]
fn the_rarest_values_are_counted_as_other_and_none_is_lost() {
    let mut big: Cube = Cube::default();
    for value in 0..MAX_VALUES + 5 {
        let values = Values::from([("agent".to_owned(), format!("a{value:04}"))]);
        big.0.entry(values).or_default().scores.add(5, 1 + u64::from(value >= 5));
    }
    let n = big.total();
    let capped = big.capped();
    assert_eq!(capped.total(), n);
    let groups = capped.groups(&["agent"]);
    assert_eq!(groups.len(), MAX_VALUES + 1);
    assert_eq!(groups[&vec![OTHER.to_owned()]].scores.n(), 5);
}

#[test]
fn a_cube_of_any_size_fits_into_one_transaction_and_counts_everybody() {
    let mut big: Cube = Cube::default();
    for value in 0_u64..9000 {
        let names = ["agent", "plan", "shop", "team", "touchpoint", "variant"];
        let values = names.map(|name| (name.to_owned(), format!("{value:064}")));
        big.0.entry(values.into_iter().collect()).or_default().scores.add(5, 1 + value % 3);
    }
    let total = big.total();
    let bounded = big.bounded();
    assert_eq!(bounded.total(), total);
    let parts = bounded.parts();
    assert!(parts.iter().map(String::len).sum::<usize>() <= MAX_BYTES && parts.len() <= 12, "{}", parts.len());
    assert_eq!(bounded.clone().bounded(), bounded);
}

#[test]
fn a_large_cube_is_split_and_every_part_stays_under_the_limit() {
    let mut big: Cube = Cube::default();
    for value in 0..6000 {
        let values = Values::from([("agent".to_owned(), format!("{value:060}"))]);
        big.0.entry(values).or_default().scores.add(5, 1);
    }
    let parts = big.parts();
    assert!(parts.len() > 1 && parts.iter().all(|part| part.len() <= PART_BYTES));
}
