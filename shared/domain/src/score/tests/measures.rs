//! Which combinations build, what the others are refused with, and that what was stored reads back.

use super::{every_measure, mirrored, spec};
use crate::score::{Measure, MeasureError, MeasureSpec, Method, Metric, Scale};

#[test]
fn measures_that_mean_the_same_are_equal_and_read_back_from_json() {
    let said = Measure::new(MeasureSpec { positive_from: Some(4), ..spec(Metric::Csat, Scale::OneToFive) }).unwrap();
    assert_eq!(said, Measure::new(MeasureSpec::of(Metric::Csat)).unwrap());
    for measure in every_measure() {
        let text = serde_json::to_string(&measure).unwrap();
        assert_eq!(serde_json::from_str::<Measure>(&text).unwrap(), measure, "{text}");
    }
    let stored = r#"{"metric":"ces","scale":{"min":1,"max":7},"direction":"lower_is_better","method":"mean"}"#;
    assert_eq!(serde_json::to_string(&serde_json::from_str::<Measure>(stored).unwrap()).unwrap(), stored);
    assert!(serde_json::from_str::<Measure>(r#"{"metric":"gcr","scale":"hard_easy"}"#).is_err());
}

#[test]
fn a_wrong_measure_is_refused_with_everything_that_is_wrong_with_it() {
    let wrong = MeasureSpec {
        method: Some(Method::Mean),
        positive_from: Some(9),
        ..mirrored(spec(Metric::Nps, Scale::HardEasy))
    };
    let errors = Measure::new(wrong).unwrap_err();
    assert_eq!(
        errors,
        [MeasureError::Scale(Metric::Nps), MeasureError::Direction, MeasureError::Method, MeasureError::Threshold]
    );
    assert_eq!(errors[0].to_string(), "nps is asked on 0–10, 1–10");
    for from in [0, 1, 6] {
        let wrong = MeasureSpec { positive_from: Some(from), ..MeasureSpec::of(Metric::Csat) };
        assert_eq!(Measure::new(wrong).unwrap_err(), [MeasureError::ThresholdRange(Scale::OneToFive)]);
    }
    assert!(Measure::new(mirrored(spec(Metric::Ces, Scale::HardEasy))).is_err());
    assert_eq!("enp".parse::<Metric>().unwrap_err().code, "unknown_metric");
}
