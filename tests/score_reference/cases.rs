//! The measures of product.md, as plain lists instead of rules.

use domain::score::{Direction, Measure, MeasureSpec, Method, Metric, Scale};

/// A measure as product.md's table describes it: plain lists instead of rules.
#[derive(Clone, Debug)]
pub struct Case {
    pub measure: Measure,
    pub lowest: u8,
    pub highest: u8,
    /// The answers that make the score: promoters, positive, easy or yes.
    pub good: Vec<u8>,
    /// The detractors of NPS.
    pub bad: Vec<u8>,
    /// The classes by name, each with its values.
    pub classes: Vec<(&'static str, Vec<u8>)>,
    /// The values answered in the low and in the middle tone.
    pub low: Vec<u8>,
    pub mid: Vec<u8>,
}

fn case(spec: MeasureSpec, (lowest, highest): (u8, u8), good: &[u8], classes: &[(&'static str, &[u8])]) -> Case {
    let values = |names: &[&str]| -> Vec<u8> {
        classes.iter().filter(|(name, _)| names.contains(name)).flat_map(|(_, values)| values.to_vec()).collect()
    };
    Case {
        measure: Measure::new(spec).expect("a case is a measure that product.md knows"),
        lowest,
        highest,
        good: good.to_vec(),
        bad: values(&["detractors"]),
        classes: classes.iter().map(|(name, values)| (*name, values.to_vec())).collect(),
        low: values(&["detractors", "very_negative", "negative", "hard", "no"]),
        mid: values(&["passives", "neutral", "partly"]),
    }
}

fn nps_cases() -> Vec<Case> {
    let spec = |scale| MeasureSpec { scale, ..MeasureSpec::of(Metric::Nps) };
    vec![
        case(
            spec(Scale::range(0, 10)),
            (0, 10),
            &[9, 10],
            &[("promoters", &[9, 10]), ("passives", &[7, 8]), ("detractors", &[0, 1, 2, 3, 4, 5, 6])],
        ),
        case(
            spec(Scale::range(1, 10)),
            (1, 10),
            &[9, 10],
            &[("promoters", &[9, 10]), ("passives", &[7, 8]), ("detractors", &[1, 2, 3, 4, 5, 6])],
        ),
    ]
}

/// One scale of CSAT with the usual threshold and with every threshold that a survey may set.
fn csat_cases(highest: u8, good: &[u8], classes: &[(&'static str, &[u8])]) -> Vec<Case> {
    let spec = MeasureSpec { scale: Scale::range(1, highest), ..MeasureSpec::of(Metric::Csat) };
    let mut cases = vec![case(spec, (1, highest), good, classes)];
    for from in 2..=highest {
        let good: Vec<u8> = (from..=highest).collect();
        cases.push(case(MeasureSpec { positive_from: Some(from), ..spec }, (1, highest), &good, classes));
    }
    cases
}

/// One scale of CES in both directions and by both methods.
fn ces_cases(highest: u8, hard: &[u8], neutral: &[u8], easy: &[u8]) -> Vec<Case> {
    let mut cases = Vec::new();
    for method in [Method::TopBox, Method::Mean] {
        for (direction, easy, hard) in [(Direction::HigherIsBetter, easy, hard), (Direction::LowerIsBetter, hard, easy)]
        {
            let spec = MeasureSpec {
                scale: Scale::range(1, highest),
                direction: Some(direction),
                method: Some(method),
                ..MeasureSpec::of(Metric::Ces)
            };
            cases.push(case(spec, (1, highest), easy, &[("easy", easy), ("neutral", neutral), ("hard", hard)]));
        }
    }
    cases
}

fn five_classes(values: [&[u8]; 5]) -> Vec<(&'static str, &[u8])> {
    ["very_negative", "negative", "neutral", "positive", "very_positive"].into_iter().zip(values).collect()
}

/// Every measure that product.md knows.
pub fn cases() -> Vec<Case> {
    let hard_easy = MeasureSpec { scale: Some(Scale::HardEasy), ..MeasureSpec::of(Metric::Ces) };
    let mut cases = nps_cases();
    cases.extend(csat_cases(5, &[4, 5], &five_classes([&[1], &[2], &[3], &[4], &[5]])));
    cases.extend(csat_cases(7, &[6, 7], &five_classes([&[1], &[2, 3], &[4, 5], &[6], &[7]])));
    cases.extend(csat_cases(10, &[9, 10], &five_classes([&[1, 2, 3], &[4, 5, 6], &[7, 8], &[9], &[10]])));
    cases.extend(csat_cases(3, &[3], &[("negative", &[1]), ("neutral", &[2]), ("positive", &[3])]));
    cases.extend(ces_cases(7, &[1, 2, 3], &[4], &[5, 6, 7]));
    cases.extend(ces_cases(5, &[1, 2], &[3], &[4, 5]));
    cases.extend(ces_cases(10, &[1, 2], &[3, 4, 5, 6, 7, 8], &[9, 10]));
    cases.push(case(hard_easy, (0, 1), &[1], &[("easy", &[1]), ("hard", &[0])]));
    cases.push(case(MeasureSpec::of(Metric::Gcr), (0, 2), &[2], &[("yes", &[2]), ("partly", &[1]), ("no", &[0])]));
    cases
}
