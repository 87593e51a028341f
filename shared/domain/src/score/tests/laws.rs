//! What holds for every measure, over random counts, and at the edges that random counts seldom meet.

use proptest::prelude::*;

use super::{every_measure, mirrored, spec};
use crate::score::{Counts, Measure, MeasureSpec, Method, Metric, Scale, Score};

fn measure() -> impl Strategy<Value = Measure> {
    proptest::sample::select(every_measure())
}

/// Counts of values from 0 to 12, so now and then off the scale; small and large.
fn counts() -> impl Strategy<Value = Counts> {
    let answers = prop_oneof![4 => 0..20u64, 1 => 0..5_000_000u64];
    proptest::collection::vec((0..=12u8, answers), 0..12).prop_map(Counts::from_iter)
}

fn merged(left: &Counts, right: &Counts) -> Counts {
    let mut both = left.clone();
    both.merge(right);
    both
}

fn bounds(measure: Measure) -> (f64, f64) {
    match (measure.metric(), measure.method()) {
        (Metric::Nps | Metric::Enps, _) => (-100.0, 100.0),
        (_, Method::Mean) => (f64::from(measure.scale().min()), f64::from(measure.scale().max())),
        _ => (0.0, 100.0),
    }
}

fn margin(score: &Score) -> f64 {
    score.margin.unwrap_or_default()
}

proptest! {
    #[test]
    fn merging_counts_is_associative_and_commutative(a in counts(), b in counts(), c in counts()) {
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&a, &Counts::default()), a.clone());
        prop_assert_eq!(merged(&a, &b).n(), a.n() + b.n());
    }

    #[test]
    fn the_interval_contains_the_value_and_lies_in_what_the_value_can_be(measure in measure(), counts in counts()) {
        let score = measure.score(&counts);
        let (min, max) = bounds(measure);
        if let (Some(value), Some(low), Some(high)) = (score.value, score.low, score.high) {
            prop_assert!(min <= low && low <= value && value <= high && high <= max, "{score:?}");
            prop_assert!((margin(&score) - (high - low) / 2.0).abs() < 1e-12 && margin(&score) > 0.0, "{score:?}");
        } else {
            prop_assert_eq!(score.n, 0);
        }
    }

    #[test]
    fn a_score_has_numbers_exactly_where_it_has_answers_on_the_scale(measure in measure(), counts in counts()) {
        let score = measure.score(&counts);
        let there = [score.value, score.low, score.high, score.margin].map(|number| number.is_some());
        prop_assert_eq!(there, [score.n > 0; 4]);
        prop_assert_eq!(score.mean.is_some(), score.n > 0 && measure.metric() == Metric::Csat);
        prop_assert_eq!(score.promoter_share.is_some(), score.n > 0 && matches!(measure.metric(), Metric::Nps | Metric::Enps));
        let on_scale: Counts = counts.iter().filter(|(value, _)| measure.scale().contains(*value)).collect();
        prop_assert_eq!(measure.score(&on_scale), score);
        prop_assert_eq!(on_scale.n(), score.n);
    }

    #[test]
    fn the_classes_share_out_all_answers(measure in measure(), counts in counts()) {
        let classes = measure.classes(&counts);
        prop_assert_eq!(classes.iter().map(|(_, answers)| answers).sum::<u64>(), measure.score(&counts).n);
    }

    #[test]
    fn a_mirrored_direction_gives_the_mirrored_result(
        scale in proptest::sample::select(vec![Scale::OneToSeven, Scale::OneToFive, Scale::OneToTen]),
        counts in counts(),
    ) {
        let flip = |score: u8| scale.min() + scale.max() - score;
        let on_scale: Counts = counts.iter().filter(|(score, _)| scale.contains(*score)).collect();
        let flipped: Counts = on_scale.iter().map(|(score, answers)| (flip(score), answers)).collect();
        let ease = Measure::new(spec(Metric::Ces, scale)).unwrap();
        let effort = Measure::new(mirrored(spec(Metric::Ces, scale))).unwrap();
        prop_assert_eq!(ease.score(&on_scale), effort.score(&flipped));
        prop_assert_eq!(ease.classes(&on_scale), effort.classes(&flipped));
        for score in scale.scores() {
            prop_assert_eq!(ease.tone(score), effort.tone(flip(score)));
        }
    }

    #[test]
    fn twice_the_same_answers_keep_the_value_and_never_widen_the_interval(measure in measure(), counts in counts()) {
        let (once, twice) = (measure.score(&counts), measure.score(&merged(&counts, &counts)));
        prop_assert_eq!(once.n * 2, twice.n);
        prop_assert!(margin(&twice) <= margin(&once), "{once:?} {twice:?}");
        prop_assert!((once.value.unwrap_or_default() - twice.value.unwrap_or_default()).abs() < 1e-12);
    }

    #[test]
    fn counts_read_back_as_they_were_written_even_through_a_buffer(counts in counts()) {
        #[derive(serde::Serialize, serde::Deserialize)]
        struct Row { #[serde(flatten)] cell: Cell }
        #[derive(serde::Serialize, serde::Deserialize)]
        struct Cell { scores: Counts }
        let text = serde_json::to_string(&Row { cell: Cell { scores: counts.clone() } }).unwrap();
        prop_assert_eq!(serde_json::from_str::<Row>(&text).unwrap().cell.scores, counts);
    }
}

#[test]
fn counts_keep_no_entry_for_values_that_nobody_gave() {
    let read: Counts = serde_json::from_str(r#"{"9":0,"10":2}"#).unwrap();
    assert_eq!(read, Counts::from_iter([10, 10]));
    assert!(Counts::from_iter([(3, 0)]).is_empty());
    assert!(serde_json::from_str::<Counts>(r#"{"256":1}"#).is_err());
    assert!(serde_json::from_str::<Counts>(r#"{"9":-1}"#).is_err());
}

#[test]
fn counts_saturate_instead_of_wrapping_and_still_make_a_score() {
    let counts = Counts::from_iter([(10, u64::MAX), (10, 1), (0, u64::MAX)]);
    assert_eq!(counts.n(), u64::MAX);
    for measure in every_measure() {
        assert!(measure.score(&counts).value.is_none_or(f64::is_finite));
    }
}

#[test]
fn without_answers_every_number_is_null_and_never_zero() {
    for measure in every_measure() {
        let json = serde_json::to_value(measure.score(&Counts::default())).unwrap();
        let method = match (measure.metric(), measure.method()) {
            (Metric::Nps | Metric::Enps, _) => "adjusted_wald",
            (_, Method::Mean) => "student_t",
            _ => "wilson",
        };
        let expected = serde_json::json!({
            "n": 0, "value": null, "low": null, "high": null, "margin": null, "method_of_interval": method,
        });
        assert_eq!(json, expected);
    }
}

#[test]
fn a_mean_of_equal_answers_has_an_interval_by_wilson() {
    let mean = Measure::new(MeasureSpec { method: Some(Method::Mean), ..MeasureSpec::of(Metric::Ces) }).unwrap();
    for answers in [1, 7, 1_000_003] {
        let score = mean.score(&Counts::from_iter([(6, answers)]));
        assert_eq!((score.value, score.method_of_interval), (Some(6.0), "wilson"));
        assert!(score.low < Some(6.0) && score.high > Some(6.0), "{score:?}");
    }
    let score = mean.score(&Counts::from_iter([7]));
    assert_eq!(format!("{:.3} … {:.3}", score.low.unwrap(), score.high.unwrap()), "2.239 … 7.000");
}
