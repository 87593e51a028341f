//! What answers are called, and what a score means: the classes of an answer's counts as parts of a whole, and the answers
//! that were left out.

use domain::score::{Direction, Measure, Method, Metric, Tone};
use reading::metrics::Entry;

use crate::charts::{Slice, stacked};
use crate::figure::{Kind, percent};
use crate::texts::Say;

/// A class among others.
#[derive(Debug)]
pub struct Part {
    /// Its place among the classes, the best first: `good`, `fair`, `mid`, `weak` or `low`.
    pub tone: &'static str,
    /// Its name in the API.
    pub key: &'static str,
    /// Its name.
    pub name: String,
    /// How many answers it has, for machines.
    pub n: u64,
    /// Its share, rounded.
    pub share: String,
    /// Its place in the bar.
    pub slice: Slice,
}

/// The classes of an entry's answers, the best first.
pub fn parts(entry: &Entry, say: Say) -> Vec<Part> {
    let mut classes = entry.counts.classes();
    if classes.len() == 5 {
        // The API begins with the worst of the five.
        classes.reverse();
    }
    if let [(first, _), ..] = classes.as_slice()
        && first.tone() == Tone::Low
    {
        classes.reverse();
    }
    let counts: Vec<u64> = classes.iter().map(|(_, count)| *count).collect();
    let n = counts.iter().sum();
    let five = classes.len() == 5;
    let part = |(at, ((class, count), slice)): (usize, ((_, u64), Slice))| {
        let class: domain::score::Class = class;
        let tone = match (five, at, class.tone()) {
            (true, 1, _) => "fair",
            (true, 3, _) => "weak",
            (_, _, Tone::High) => "good",
            (_, _, Tone::Mid) => "mid",
            (_, _, Tone::Low) => "low",
        };
        Part {
            tone,
            key: class.name(),
            name: say.say(&format!("class-{}", class.name().replace('_', "-"))),
            n: count,
            share: say.written().percent(percent(count, n), 0),
            slice,
        }
    };
    classes.into_iter().zip(stacked(&counts)).enumerate().map(part).collect()
}

/// What a score is, in a few words.
pub fn meaning(measure: Measure, say: Say) -> String {
    let scale = measure.scale();
    let number = |value: u8| value.to_string();
    match (measure.metric(), measure.method()) {
        (Metric::Nps | Metric::Enps, _) => say.say("of-nps"),
        (Metric::Csat, _) => {
            let from = measure.positive_from().unwrap_or(scale.max());
            if from == scale.max() {
                say.with("of-csat-top", &[("max", &number(scale.max()))])
            } else {
                say.with("of-csat", &[("from", &number(from)), ("max", &number(scale.max()))])
            }
        }
        (Metric::Ces, Method::Mean) => {
            let id = match measure.direction() {
                Direction::HigherIsBetter => "of-ces-mean",
                Direction::LowerIsBetter => "of-ces-mean-low",
            };
            say.with(id, &[("min", &number(scale.min())), ("max", &number(scale.max()))])
        }
        (Metric::Ces, _) => say.say("of-ces"),
        (Metric::Gcr, _) => say.say("of-gcr"),
    }
}

/// The answers that an entry leaves out, a sentence each.
pub fn left_out(entry: &Entry, kind: &Kind, say: Say) -> Vec<String> {
    let Some(excluded) = entry.excluded else { return Vec::new() };
    let mut said = Vec::new();
    if excluded.suspect > 0 {
        said.push(match entry.with_suspects {
            Some(with) => {
                let value = kind.beside(with.value, &entry.score, say);
                format!(
                    "{} {}",
                    say.count("left-out-suspect", excluded.suspect),
                    say.with("with-suspects", &[("value", &value)])
                )
            }
            None => say.count("left-out-suspect", excluded.suspect),
        });
    }
    let others = [
        ("left-out-anonymous", Some(excluded.anonymous)),
        ("left-out-not-customers", excluded.not_customers),
        ("left-out-replaced", excluded.replaced),
    ];
    let more =
        others.into_iter().filter_map(|(id, count)| count.filter(|count| *count > 0).map(|count| say.count(id, count)));
    said.extend(more);
    said
}
