//! The classes and tones of every scale, value by value.

use super::{mirrored, spec};
use crate::score::Class::{
    Detractors, Easy, Hard, Negative, Neutral, No, Partly, Passives, Positive, Promoters, VeryNegative, VeryPositive,
    Yes,
};
use crate::score::{Class, Counts, Measure, MeasureSpec, Metric, Scale, Tone};

/// The classes and tones of every value of a measure, run by run.
fn runs(spec: MeasureSpec) -> Vec<(u8, u8, Class)> {
    let measure = Measure::new(spec).unwrap();
    let mut runs: Vec<(u8, u8, Class)> = Vec::new();
    for score in measure.scale().scores() {
        let class = measure.class_of(score).unwrap();
        match runs.last_mut() {
            Some((_, last, same)) if *same == class => *last = score,
            _ => runs.push((score, score, class)),
        }
    }
    runs
}

#[test]
fn the_classes_are_those_of_the_definitions() {
    use Metric::{Ces, Csat, Gcr, Nps};
    use Scale::{HardEasy, OneToFive, OneToSeven, OneToTen, OneToThree, YesPartlyNo, ZeroToTen};
    assert_eq!(runs(spec(Nps, ZeroToTen)), [(0, 6, Detractors), (7, 8, Passives), (9, 10, Promoters)]);
    assert_eq!(runs(spec(Nps, OneToTen)), [(1, 6, Detractors), (7, 8, Passives), (9, 10, Promoters)]);
    assert_eq!(
        runs(spec(Csat, OneToFive)),
        [(1, 1, VeryNegative), (2, 2, Negative), (3, 3, Neutral), (4, 4, Positive), (5, 5, VeryPositive)]
    );
    assert_eq!(
        runs(spec(Csat, OneToSeven)),
        [(1, 1, VeryNegative), (2, 3, Negative), (4, 5, Neutral), (6, 6, Positive), (7, 7, VeryPositive)]
    );
    assert_eq!(
        runs(spec(Csat, OneToTen)),
        [(1, 3, VeryNegative), (4, 6, Negative), (7, 8, Neutral), (9, 9, Positive), (10, 10, VeryPositive)]
    );
    assert_eq!(runs(spec(Csat, OneToThree)), [(1, 1, Negative), (2, 2, Neutral), (3, 3, Positive)]);
    assert_eq!(runs(spec(Ces, OneToSeven)), [(1, 3, Hard), (4, 4, Neutral), (5, 7, Easy)]);
    assert_eq!(runs(mirrored(spec(Ces, OneToSeven))), [(1, 3, Easy), (4, 4, Neutral), (5, 7, Hard)]);
    assert_eq!(runs(spec(Ces, OneToFive)), [(1, 2, Hard), (3, 3, Neutral), (4, 5, Easy)]);
    assert_eq!(runs(mirrored(spec(Ces, OneToFive))), [(1, 2, Easy), (3, 3, Neutral), (4, 5, Hard)]);
    assert_eq!(runs(spec(Ces, OneToTen)), [(1, 2, Hard), (3, 8, Neutral), (9, 10, Easy)]);
    assert_eq!(runs(mirrored(spec(Ces, OneToTen))), [(1, 2, Easy), (3, 8, Neutral), (9, 10, Hard)]);
    assert_eq!(runs(spec(Ces, HardEasy)), [(0, 0, Hard), (1, 1, Easy)]);
    assert_eq!(runs(spec(Gcr, YesPartlyNo)), [(0, 0, No), (1, 1, Partly), (2, 2, Yes)]);
}

#[test]
fn tones_follow_the_classes() {
    let tone = |metric, score| Measure::new(MeasureSpec::of(metric)).unwrap().tone(score);
    assert_eq!(
        [0, 6, 7, 8, 9, 10, 11].map(|score| tone(Metric::Nps, score)).map(|tone| tone.map(Tone::name)),
        [Some("low"), Some("low"), Some("mid"), Some("mid"), Some("high"), Some("high"), None]
    );
    assert_eq!(
        [1, 2, 3, 4, 5].map(|score| tone(Metric::Csat, score)),
        [Some(Tone::Low), Some(Tone::Low), Some(Tone::Mid), Some(Tone::High), Some(Tone::High)]
    );
    assert_eq!([0, 1, 2].map(|score| tone(Metric::Gcr, score)), [Some(Tone::Low), Some(Tone::Mid), Some(Tone::High)]);
}

#[test]
fn a_threshold_of_its_own_moves_the_share_and_not_the_classes() {
    let counts = Counts::from_iter([1, 2, 3, 4, 5]);
    let usual = Measure::new(MeasureSpec::of(Metric::Csat)).unwrap();
    let strict = Measure::new(MeasureSpec { positive_from: Some(5), ..MeasureSpec::of(Metric::Csat) }).unwrap();
    assert_eq!((usual.score(&counts).value, strict.score(&counts).value), (Some(40.0), Some(20.0)));
    assert_eq!(usual.classes(&counts), strict.classes(&counts));
}

#[test]
fn the_words_of_a_scale_stand_for_the_classes_of_those_names() {
    for spec in [spec(Metric::Ces, Scale::HardEasy), spec(Metric::Gcr, Scale::YesPartlyNo)] {
        let measure = Measure::new(spec).unwrap();
        for word in measure.scale().choices() {
            let score = measure.scale().value_of(word).unwrap();
            assert_eq!(measure.class_of(score).map(Class::name), Some(*word));
        }
        assert_eq!(measure.scale().value_of("perhaps"), None);
    }
}
