//! Comparisons: of a period with the one before it, and of a group with all others. A test decides, never whether two
//! intervals overlap; and of few answers nothing is said.

use domain::metric::{Better, Input};
use domain::stats::{Comparison, Estimate, Overall, Verdict, holm};
use jiff::civil::Date;
use serde::Serialize;

/// The number of the period before.
#[derive(Clone, Debug, Serialize)]
pub struct Previous {
    /// Its first local day.
    pub from: Date,
    /// Its last local day.
    pub to: Date,
    /// Of how many it is.
    pub n: u64,
    /// Its value.
    pub value: Option<f64>,
}

/// How two numbers compare, in the value's units where it is a difference.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// The test, its p, the difference and the difference's interval.
    #[serde(flatten)]
    pub comparison: Comparison,
    /// What that says.
    pub verdict: Verdict,
    /// Whether the difference is a good one; `null` where there is no clear one, or nobody knows which way is better.
    pub better: Option<bool>,
    /// The same in a sentence.
    pub reads: String,
}

/// A comparison, or `null` where nothing can be tested.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Judged {
    /// It could be tested.
    Compared(Box<Compared>),
    /// One of the two is empty, or nothing of it can be tested.
    Untestable,
}

impl Judged {
    fn of(compared: Option<Compared>) -> Self {
        compared.map_or(Self::Untestable, |compared| Self::Compared(Box::new(compared)))
    }
}

impl Compared {
    /// How a number compares with another one. `with` names the other one.
    pub fn of(now: &Input, before: &Input, better: Better, with: &str) -> Judged {
        let found = now.compare(before);
        Judged::of(found.map(|found| Self::judged(found, now.n(), before.n(), better, with)))
    }

    fn judged(comparison: Comparison, now: u64, before: u64, better: Better, with: &str) -> Self {
        let verdict = comparison.verdict(now, before);
        let better = match (verdict, better) {
            (Verdict::Higher, Better::Higher) | (Verdict::Lower, Better::Lower) => Some(true),
            (Verdict::Higher, Better::Lower) | (Verdict::Lower, Better::Higher) => Some(false),
            _ => None,
        };
        let p = if comparison.p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {:.3}", comparison.p) };
        let said = match verdict {
            Verdict::TooFew => format!("Too few to compare with {with}: at least ten on both sides are needed."),
            Verdict::NoClearDifference => format!("No clear difference from {with} ({p})."),
            Verdict::Higher => format!("Higher than {with} ({p})"),
            Verdict::Lower => format!("Lower than {with} ({p})"),
        };
        let judged = match better {
            Some(true) => ": better.",
            Some(false) => ": worse.",
            None if matches!(verdict, Verdict::Higher | Verdict::Lower) => ".",
            None => "",
        };
        Self { comparison, verdict, better, reads: said + judged }
    }

    /// How each of several groups compares with all others together; their p are adjusted by Holm's method. Of two groups
    /// that is one and the same comparison, so there is nothing to adjust.
    pub fn each_with_the_rest(groups: &[&Input], better: Better) -> Vec<Judged> {
        let mut found = Vec::with_capacity(groups.len());
        beside_the_rest(groups, &Input::None, &mut found);
        let p: Vec<f64> = found.iter().filter_map(|(found, _)| *found).map(|found| found.p).collect();
        let two = groups.iter().filter(|group| group.n() > 0).count() == 2;
        let mut adjusted = if two { p } else { holm(&p) }.into_iter();
        let judged = found.into_iter().zip(groups).map(|((found, rest), own)| {
            let Some(mut comparison) = found else { return Judged::Untestable };
            comparison.p = adjusted.next().unwrap_or(1.0);
            Judged::of(Some(Self::judged(comparison, own.n(), rest, better, "all others")))
        });
        judged.collect()
    }
}

/// Compares each group with all others and what is `outside`, and says how many those are. Halves are merged once for all
/// of the other half, so that many groups don't take long.
fn beside_the_rest(groups: &[&Input], outside: &Input, found: &mut Vec<(Option<Comparison>, u64)>) {
    match groups {
        [] => {}
        [own] => found.push((own.compare(outside), outside.n())),
        more => {
            let (left, right) = more.split_at(more.len() / 2);
            for (these, others) in [(left, right), (right, left)] {
                let mut rest = outside.clone();
                for other in others {
                    rest.merge(other);
                }
                beside_the_rest(these, &rest, found);
            }
        }
    }
}

/// Whether the groups of a period differ at all.
#[derive(Clone, Debug, Serialize)]
pub struct Differ {
    /// The period's name.
    pub period: String,
    /// The test and its p; `null` where nothing can be tested.
    pub overall: Option<Overall>,
}

impl Differ {
    /// Whether these groups do.
    pub fn of(period: &str, groups: &[&Input]) -> Self {
        let groups: Vec<Input> = groups.iter().map(|group| (*group).clone()).collect();
        Self { period: period.to_owned(), overall: Input::overall(&groups) }
    }
}

impl Previous {
    /// The number of the period before.
    pub const fn of(from: Date, to: Date, estimate: &Estimate) -> Self {
        Self { from, to, n: estimate.n, value: estimate.value }
    }
}
