//! Scores, worked out a second time from product.md, plainly and from raw answers, and compared with the domain's own over
//! random answers for every measure. Nothing is shared but the types: even Student's t is integrated here from its density.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "score_reference/cases.rs"]
mod cases;
#[path = "score_reference/plain.rs"]
mod plain;

use cases::{Case, cases};
use domain::score::{Class, Counts, Metric, Score, Tone};
use plain::{average, expected, how_many};
use proptest::prelude::*;

fn close(ours: Option<f64>, theirs: f64) -> bool {
    ours.is_some_and(|ours| (ours - theirs).abs() < 1e-9)
}

/// Compares everything that a measure says of some answers.
fn check(case: &Case, answers: &[u8]) -> Result<(), TestCaseError> {
    let counts: Counts = answers.iter().copied().collect();
    let score = case.measure.score(&counts);
    prop_assert_eq!(usize::try_from(score.n).ok(), Some(answers.len()));
    if answers.is_empty() {
        let Score { value, low, high, margin, mean, promoter_share, .. } = score;
        prop_assert_eq!([value, low, high, margin, mean, promoter_share], [None; 6]);
        return Ok(());
    }
    let (value, low, high) = expected(case, answers);
    let agrees = close(score.value, value) && close(score.low, low) && close(score.high, high);
    prop_assert!(agrees, "{:?}: {:?} is not {:?}", case.measure, score, (value, low, high));
    prop_assert!(close(score.margin, (high - low) / 2.0));
    if case.measure.metric() == Metric::Csat {
        let numbers: Vec<f64> = answers.iter().copied().map(f64::from).collect();
        prop_assert!(close(score.mean, average(&numbers)));
    }
    if matches!(case.measure.metric(), Metric::Nps | Metric::Enps) {
        prop_assert!(close(score.promoter_share, 100.0 * how_many(answers, &case.good) / how_many(answers, answers)));
    }
    let classes: Vec<_> = case
        .classes
        .iter()
        .map(|(name, values)| (*name, answers.iter().filter(|answer| values.contains(answer)).count() as u64))
        .collect();
    let ours: Vec<_> = case.measure.classes(&counts).into_iter().map(|(class, n)| (Class::name(class), n)).collect();
    prop_assert_eq!(ours, classes);
    Ok(())
}

fn case_and_answers() -> impl Strategy<Value = (Case, Vec<u8>)> {
    proptest::sample::select(cases()).prop_flat_map(|case| {
        // Few distinct values now and then, so that equal answers and one-sided ones come up.
        let answer = prop_oneof![(case.lowest..=case.highest), Just(case.highest), Just(case.lowest)];
        let answers = prop_oneof![
            proptest::collection::vec(answer.clone(), 0..8),
            proptest::collection::vec(answer, 0..400),
            (case.lowest..=case.highest, 0..400usize).prop_map(|(score, n)| vec![score; n]),
        ];
        (Just(case), answers)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn scores_and_classes_are_those_of_the_definitions_for_random_answers((case, answers) in case_and_answers()) {
        check(&case, &answers)?;
    }
}

#[test]
fn scores_and_classes_are_those_of_the_definitions_for_every_measure_and_few_answers() {
    for case in cases() {
        let scale: Vec<u8> = (case.lowest..=case.highest).collect();
        check(&case, &[]).unwrap();
        for one in &scale {
            check(&case, &[*one]).unwrap();
            for other in &scale {
                check(&case, &[*one, *other]).unwrap();
                check(&case, &[*one, *other, *one, *one, case.highest]).unwrap();
            }
        }
    }
}

#[test]
fn scores_of_many_answers_agree_too() {
    for case in cases() {
        let width = usize::from(case.highest - case.lowest) + 1;
        let answers: Vec<u8> =
            (0..30_011).map(|i: usize| case.lowest + u8::try_from(i * i % 97 % width).unwrap()).collect();
        check(&case, &answers).unwrap();
    }
}

#[test]
fn tones_are_those_of_the_words_for_customers() {
    for case in cases() {
        for score in case.lowest..=case.highest {
            let tone = if case.low.contains(&score) {
                Tone::Low
            } else if case.mid.contains(&score) {
                Tone::Mid
            } else {
                Tone::High
            };
            assert_eq!(case.measure.tone(score), Some(tone), "{:?} {score}", case.measure);
        }
        assert_eq!(case.measure.tone(case.highest + 1), None);
    }
}
