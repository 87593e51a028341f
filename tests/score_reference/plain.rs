//! The formulas of product.md, worked out plainly from raw answers.

use std::cell::RefCell;
use std::collections::BTreeMap;

use domain::score::{Method, Metric};

use crate::cases::Case;

const Z: f64 = 1.959_964;

/// How many of the answers are among some values.
pub fn how_many(answers: &[u8], values: &[u8]) -> f64 {
    answers.iter().filter(|answer| values.contains(answer)).map(|_| 1.0).sum()
}

pub fn average(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.iter().map(|_| 1.0).sum::<f64>()
}

/// (k + z²/2)/(n + z²) ± z/(n + z²)·√(k(n − k)/n + z²/4)
fn wilson(k: f64, n: f64) -> (f64, f64) {
    let root = (k * (n - k) / n + Z * Z / 4.0).max(0.0).sqrt();
    ((k + Z * Z / 2.0 - Z * root) / (n + Z * Z), (k + Z * Z / 2.0 + Z * root) / (n + Z * Z))
}

/// Value, low and high of at least one answer.
pub fn expected(case: &Case, answers: &[u8]) -> (f64, f64, f64) {
    let numbers: Vec<f64> = answers.iter().copied().map(f64::from).collect();
    let n: f64 = numbers.iter().map(|_| 1.0).sum();
    let k = how_many(answers, &case.good);
    let (value, (low, high), (min, max)) = match (case.measure.metric(), case.measure.method()) {
        (Metric::Nps | Metric::Enps, _) => {
            let d = how_many(answers, &case.bad);
            let (p_, d_, n_) = ((k + 0.75) / (n + 3.0), (d + 0.75) / (n + 3.0), n + 3.0);
            let spread = Z * ((p_ + d_ - (p_ - d_).powi(2)) / n_).sqrt();
            (100.0 * (k - d) / n, (100.0 * (p_ - d_ - spread), 100.0 * (p_ - d_ + spread)), (-100.0, 100.0))
        }
        (_, Method::Mean) => {
            let (min, max) = (f64::from(case.lowest), f64::from(case.highest));
            let mean = average(&numbers);
            let interval = if answers.iter().all(|answer| *answer == answers[0]) {
                let (low, high) = wilson(n * (mean - min) / (max - min), n);
                (min + low * (max - min), min + high * (max - min))
            } else {
                let squares: f64 = numbers.iter().map(|x| (x - mean) * (x - mean)).sum();
                let half = student_t(answers.len() - 1) * (squares / (n - 1.0)).sqrt() / n.sqrt();
                (mean - half, mean + half)
            };
            (mean, interval, (min, max))
        }
        _ => {
            let (low, high) = wilson(k, n);
            (100.0 * k / n, (100.0 * low, 100.0 * high), (0.0, 100.0))
        }
    };
    (value, low.max(min).min(value), high.min(max).max(value))
}

/// The 97.5 % quantile of Student's t. With x = √ν·tan(u/√ν) its density is proportional to cos(u/√ν)^(ν − 1), which Simpson's
/// rule integrates well; the quantile is where 95 % of the half from 0 on are reached.
fn student_t(degrees: usize) -> f64 {
    thread_local!(static KNOWN: RefCell<BTreeMap<usize, f64>> = const { RefCell::new(BTreeMap::new()) });
    if let Some(t) = KNOWN.with_borrow(|known| known.get(&degrees).copied()) {
        return t;
    }
    let power = i32::try_from(degrees).expect("tests are small") - 1;
    let root = f64::from(power + 1).sqrt();
    let part = |to: f64| -> f64 {
        let width = to / 4_000.0;
        let weighted = (0..=4_000).map(|i| {
            let weight = if i == 0 || i == 4_000 {
                1.0
            } else if i % 2 == 1 {
                4.0
            } else {
                2.0
            };
            weight * (f64::from(i) * width / root).cos().powi(power)
        });
        weighted.sum::<f64>() * width / 3.0
    };
    // Past 12 the tail is below 10⁻³⁰ wherever it is not cut before.
    let end = (root * std::f64::consts::FRAC_PI_2).min(12.0);
    let whole = part(end);
    let (mut below, mut above) = (0.0, end);
    for _ in 0..60 {
        let middle = f64::midpoint(below, above);
        if part(middle) < 0.95 * whole {
            below = middle;
        } else {
            above = middle;
        }
    }
    let t = root * (below / root).tan();
    KNOWN.with_borrow_mut(|known| known.insert(degrees, t));
    t
}
