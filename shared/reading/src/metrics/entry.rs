//! The entries of an answer: a group in a period, with its number, the counts that it is made of, what few answers allow,
//! and how it compares.

use std::collections::BTreeMap;

use domain::bucket::Cell;
use domain::metric::{Beside, Input, Number};
use domain::score::{Class, Counts, Measure, SurveyKind};
use domain::stats::{Estimate, Share, SmallN};
use domain::survey::Survey;
use jiff::civil::Date;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::compared::{Judged, Previous};
use super::pot::Pot;
use super::question::Key;

/// One group in one period.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The period's name: `2026-11-21`, `2026-W47`, `2026-11` or `all`.
    pub period: String,
    /// The first local day of it that is counted.
    pub from: Date,
    /// The last local day of it that is counted.
    pub to: Date,
    /// The values of the dimensions; not there without a grouping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// The number with its n and its interval.
    #[serde(flatten)]
    pub score: Estimate,
    /// What is read along with it, such as a mean or a median.
    #[serde(flatten)]
    pub beside: BTreeMap<&'static str, Beside>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// What it is made of.
    pub counts: Shown,
    /// What is kept and not counted; of answers alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded: Option<Excluded>,
    /// The score as it would be with the suspects; there only where that differs by more than the margin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_suspects: Option<WithSuspects>,
    /// The sum of the revisions of the days that it is made of, the period's own or all up to its end: grows when, and only
    /// when, counts of one of them change.
    pub revision: u64,
    /// No run ever looked at such a day: there is nothing to know, which is not the same as zero.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
    /// Time alone may still change it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// What so few answers don't allow: a number instead of counts, or a rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub small_n: Option<SmallN>,
    /// The counts in words, where only they may be shown: `7 of 8`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<String>,
    /// The period before, with `compare=previous`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Previous>,
    /// How it compares with the period before; `null` where nothing can be tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Judged>,
    /// How it compares with all other groups together, with `compare=groups`; `null` where nothing can be tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against_rest: Option<Judged>,
}

/// The values of the dimensions, by name. A value that was not there is `null`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group(Vec<(String, Option<String>)>);

impl Group {
    /// The group of these values; none without dimensions.
    pub fn of(names: &[String], key: &Key) -> Option<Self> {
        let value = |value: &String| (!value.is_empty()).then(|| value.clone());
        let pairs = names.iter().zip(key).map(|(name, own)| (name.clone(), value(own))).collect();
        (!names.is_empty()).then_some(Self(pairs))
    }

    /// The dimensions with their values, in the order in which they were asked for.
    pub fn values(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_deref()))
    }
}

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Counts as clients read them.
#[derive(Clone, Debug)]
pub enum Shown {
    /// By score, words where the scale has words, and by class.
    Answers {
        /// The counts.
        scores: Counts,
        /// How they are read.
        measure: Measure,
    },
    /// By name.
    Named(BTreeMap<&'static str, u64>),
}

impl Shown {
    /// How many answers each class has.
    pub fn classes(&self) -> Vec<(Class, u64)> {
        match self {
            Self::Answers { scores, measure } => measure.classes(scores),
            Self::Named(_) => Vec::new(),
        }
    }

    /// How many answers each score has; none where it is not made of answers.
    pub const fn scores(&self) -> Option<(&Counts, Measure)> {
        match self {
            Self::Answers { scores, measure } => Some((scores, *measure)),
            Self::Named(_) => None,
        }
    }

    /// A count by its name in the API; none where there is no such count.
    pub fn count(&self, name: &str) -> Option<u64> {
        match self {
            Self::Named(counts) => counts.get(name).copied(),
            Self::Answers { .. } => {
                self.classes().into_iter().find(|(class, _)| class.name() == name).map(|(_, count)| count)
            }
        }
    }

    /// Whether nothing at all was counted.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Named(counts) => counts.values().all(|count| *count == 0),
            Self::Answers { scores, .. } => scores.is_empty(),
        }
    }
}

/// Pairs as a JSON object, in their own order.
struct Pairs<'p, K>(&'p [(K, u64)]);

impl<K: Serialize> Serialize for Pairs<'_, K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, count)| (key, count)))
    }
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (scores, measure) = match self {
            Self::Named(counts) => return counts.serialize(serializer),
            Self::Answers { scores, measure } => (scores, measure),
        };
        let scale = measure.scale();
        // What is not on the scale is in no score and no class, so it stands here neither.
        let on_scale = scores.iter().filter(|(score, _)| scale.contains(*score));
        let scores: Vec<_> = on_scale
            .map(|(score, count)| (scale.choice(score).map_or_else(|| score.to_string(), str::to_owned), count))
            .collect();
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("scores", &Pairs(&scores))?;
        map.serialize_entry("classes", &Pairs(&self.classes()))?;
        map.end()
    }
}

/// Answers that are kept and left out. The last two only a relationship survey has.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Excluded {
    /// Those that look like a machine's.
    pub suspect: u64,
    /// Those of nobody known, where the survey counts known people only.
    pub anonymous: u64,
    /// Those of people who were no living customers when they answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_customers: Option<u64>,
    /// Those that a later answer of the same person and quarter stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced: Option<u64>,
}

impl Excluded {
    fn of(cell: &Cell, survey: &Survey) -> Self {
        let relationship = survey.kind == SurveyKind::Relationship;
        Self {
            suspect: cell.suspect.n(),
            anonymous: cell.anonymous.n(),
            not_customers: relationship.then(|| cell.outsiders.n()),
            replaced: relationship.then(|| cell.replaced.n()),
        }
    }
}

/// A score that counts suspects too.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WithSuspects {
    /// How many answers it is of.
    pub n: u64,
    /// The score.
    pub value: f64,
}

impl WithSuspects {
    /// The score that a cell's suspects would change by more than its margin. A relationship survey counts known people
    /// only, and its cells don't say which suspects those would be.
    fn of(cell: &Cell, score: &Estimate, survey: &Survey) -> Option<Self> {
        if survey.kind == SurveyKind::Relationship {
            return None;
        }
        let (value, margin) = score.value.zip(score.margin)?;
        let mut counts = cell.scores.clone();
        counts.merge(&cell.suspect);
        let with = survey.measure.score(&counts);
        let with = Self { n: with.n, value: with.value? };
        ((with.value - value).abs() > margin).then_some(with)
    }
}

impl Entry {
    /// The entry of a number; what it compares with and whether anything is known of its days comes later.
    pub fn new(
        period: (String, Date, Date),
        group: Option<Group>,
        pot: &Pot<'_>,
        number: Number,
        revision: u64,
    ) -> Self {
        let n = number.estimate.n;
        // Totals are no matter of chance: they have neither a test nor an interval.
        let by_chance = number.input != Input::None || number.estimate.method_of_interval != "none";
        let small_n = SmallN::of(n).filter(|_| n > 0 && by_chance);
        let counted = (small_n == Some(SmallN::CountsOnly)).then(|| counted(&number)).flatten();
        let (counts, excluded, with_suspects, beside) = match pot {
            Pot::Score(survey, cell) => (
                Shown::Answers { scores: cell.scores.clone(), measure: survey.measure },
                Some(Excluded::of(cell, survey)),
                WithSuspects::of(cell, &number.estimate, survey),
                number.beside,
            ),
            Pot::Timelines(..) | Pot::Own(..) => (Shown::Named(number.counts), None, None, number.beside),
        };
        Self {
            period: period.0,
            from: period.1,
            to: period.2,
            group,
            score: number.estimate,
            beside,
            reason: number.reason,
            counts,
            excluded,
            with_suspects,
            revision,
            missing: false,
            provisional: number.provisional,
            small_n,
            counted,
            previous: None,
            comparison: None,
            against_rest: None,
        }
    }
}

impl Entry {
    /// Of the customers there at the period's start those gone at its end; none for what is not about customers.
    pub fn share_lost(&self) -> Option<Share> {
        let Shown::Named(counts) = &self.counts else { return None };
        Some(Share { k: *counts.get("lost")?, n: *counts.get("start")? })
    }
}

/// Few answers in words; none where only the counts themselves say it.
fn counted(number: &Number) -> Option<String> {
    let of = |name: &str| number.counts.get(name).copied();
    match &number.input {
        Input::Share(share) => Some(format!("{} of {}", share.k, share.n)),
        Input::Net(net) => {
            let (promoters, detractors) = (many(net.promoters, "promoter"), many(net.detractors, "detractor"));
            Some(format!("{promoters}, {detractors} of {}", net.n()))
        }
        Input::None => Some(format!("{} lost, {} new, {} at the start", of("lost")?, of("new")?, of("start")?)),
        Input::Means(_) | Input::Spreads(_) => None,
    }
}

fn many(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
