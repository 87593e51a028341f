//! Counts gathered by period and group, and the entries that are made of them. Every period of the range is there, also
//! where nothing was answered, and in each of them every group that occurs anywhere in the range.

use std::collections::{BTreeMap, BTreeSet};

use domain::bucket::Cell;
use domain::day::{Interval, days};
use domain::input::{Problems, Refusal};
use domain::score::{Counts, Measure, Score, SurveyKind};
use domain::survey::Survey;
use jiff::civil::Date;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use web::problem::Problem;
use web::query::Days;

/// The most entries of one answer: what a Lambda function may answer is 6 MB, and an entry has about 600 bytes.
const MAX_ENTRIES: usize = 8000;

/// The values of the dimensions that a group has, in the caller's order; `""` where the answers had none.
type Key = Vec<String>;

/// A period of the range, cut at its ends.
#[derive(Clone, Debug)]
struct Period {
    name: String,
    from: Date,
    to: Date,
    revision: u64,
    cells: BTreeMap<Key, Cell>,
}

/// Counts by period and group.
#[derive(Clone, Debug)]
pub struct Series(Vec<Period>);

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
    /// The score with its n and its interval.
    #[serde(flatten)]
    pub score: Score,
    /// What it is made of.
    pub counts: Shown,
    /// What is kept and not counted.
    pub excluded: Excluded,
    /// The score as it would be with the suspects; there only where that differs by more than the margin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_suspects: Option<WithSuspects>,
    /// The sum of the revisions of the period's days: grows when, and only when, counts of one of them change.
    pub revision: u64,
}

/// The values of the dimensions, by name. A value that the answers didn't have is `null`.
#[derive(Clone, Debug)]
pub struct Group(Vec<(String, Option<String>)>);

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Counts as clients read them: by score, words where the scale has words, and by class.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The counts.
    pub scores: Counts,
    measure: Measure,
}

impl Shown {
    /// How many answers each class has.
    pub fn classes(&self) -> Vec<(domain::score::Class, u64)> {
        self.measure.classes(&self.scores)
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
        let scale = self.measure.scale();
        // What is not on the scale is in no score and no class, so it stands here neither.
        let on_scale = self.scores.iter().filter(|(score, _)| scale.contains(*score));
        let scores: Vec<_> = on_scale
            .map(|(score, count)| (scale.choice(score).map_or_else(|| score.to_string(), str::to_owned), count))
            .collect();
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("scores", &Pairs(&scores))?;
        map.serialize_entry("classes", &Pairs(&self.classes()))?;
        map.end()
    }
}

/// Answers that are kept and left out.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Excluded {
    /// Those that look like a machine's.
    pub suspect: u64,
    /// Those of nobody known, where the survey counts known people only.
    pub anonymous: u64,
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
    fn of(cell: &Cell, score: &Score, survey: &Survey) -> Option<Self> {
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

impl Series {
    /// The periods of some days, with nothing counted yet.
    pub fn over(range: Days, interval: Interval) -> Self {
        let mut periods: Vec<Period> = Vec::new();
        for day in days(range.first, range.last) {
            let name = interval.period(day);
            match periods.last_mut() {
                Some(period) if period.name == name => period.to = day,
                _ => periods.push(Period { name, from: day, to: day, revision: 0, cells: BTreeMap::new() }),
            }
        }
        Self(periods)
    }

    fn period(&mut self, day: Date) -> Option<&mut Period> {
        let at = self.0.partition_point(|period| period.to < day);
        self.0.get_mut(at).filter(|period| period.from <= day)
    }

    /// Adds counts of a day. A day outside the range is not counted.
    pub fn count(&mut self, day: Date, group: Key, cell: &Cell) {
        if let Some(period) = self.period(day) {
            period.cells.entry(group).or_default().merge(cell);
        }
    }

    /// Adds the revision of a day.
    pub fn revise(&mut self, day: Date, revision: u64) {
        if let Some(period) = self.period(day) {
            period.revision += revision;
        }
    }

    /// The entries: period by period, in each the groups by value. `names` are the dimensions; without any there is one
    /// entry a period.
    ///
    /// # Errors
    /// `too_many_entries` where the answer would not fit.
    pub fn entries(&self, survey: &Survey, names: &[String]) -> Result<Vec<Entry>, Problem> {
        let groups: BTreeSet<Key> = if names.is_empty() {
            BTreeSet::from([Vec::new()])
        } else {
            self.0.iter().flat_map(|period| period.cells.keys().cloned()).collect()
        };
        if groups.len().saturating_mul(self.0.len()) > MAX_ENTRIES {
            let reason = format!(
                "the answer would have more than {MAX_ENTRIES} entries; take a longer interval, fewer days or one dimension"
            );
            return Err(Problems::one("group_by", Refusal::new("too_many_entries", reason)).into());
        }
        let entry = |period: &Period, key: &Key| {
            let cell = period.cells.get(key).cloned().unwrap_or_default();
            let score = survey.measure.score(&cell.scores);
            Entry {
                period: period.name.clone(),
                from: period.from,
                to: period.to,
                group: (!names.is_empty()).then(|| group(names, key)),
                with_suspects: WithSuspects::of(&cell, &score, survey),
                score,
                excluded: Excluded { suspect: cell.suspect.n(), anonymous: cell.anonymous.n() },
                counts: Shown { scores: cell.scores, measure: survey.measure },
                revision: period.revision,
            }
        };
        Ok(self.0.iter().flat_map(|period| groups.iter().map(move |key| entry(period, key))).collect())
    }
}

fn group(names: &[String], key: &Key) -> Group {
    let value = |value: &String| (!value.is_empty()).then(|| value.clone());
    Group(names.iter().zip(key).map(|(name, own)| (name.clone(), value(own))).collect())
}
