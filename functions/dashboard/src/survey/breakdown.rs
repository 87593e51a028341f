//! The score by a dimension: a row for each of its values. A group of few is shown by its counts, one of fewer than thirty has
//! no rank, and what differs from the rest says a test that knows how many groups there are.

use domain::stats::SmallN;
use reading::metrics::{Answer, Entry};

use crate::change::Change;
use crate::charts::{self, Range};
use crate::figure::{Figure, Kind, in_place_of_a_number};
use crate::texts::Say;
use crate::view::View;

/// How many rows stand there before the rest is folded away.
const ROWS: usize = 12;

/// The score by a dimension.
#[derive(Debug)]
pub struct Breakdown {
    /// The dimension's name in the API.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What the groups as a whole say.
    pub overall: Option<String>,
    /// The groups.
    pub rows: Vec<Row>,
    /// Those past the first twelve.
    pub more: Vec<Row>,
}

/// A group.
#[derive(Debug)]
pub struct Row {
    /// The value of the dimension, for machines; none where answers had none.
    pub key: Option<String>,
    /// The same for people.
    pub name: String,
    /// Its place; none for fewer than thirty.
    pub rank: Option<String>,
    /// Of how many.
    pub n: String,
    /// The same for machines.
    pub raw_n: u64,
    /// The score, or the counts.
    pub value: String,
    /// The score as the API gives it.
    pub raw: Option<String>,
    /// The interval.
    pub interval: Option<String>,
    /// The interval as a picture.
    pub range: Option<Range>,
    /// How it differs from the rest, where it clearly does.
    pub differs: Option<Change>,
}

impl Breakdown {
    /// The breakdown of an answer by one dimension; none where no answer has a value in it.
    pub fn of(dimension: &str, answer: &Answer, view: &View) -> Option<Self> {
        let (say, kind) = (view.texts(), Kind::of(answer));
        let entries: Vec<(Option<&str>, &Entry)> = answer
            .found
            .series
            .iter()
            .filter(|entry| entry.score.n > 0)
            .map(|entry| {
                (entry.group.as_ref().and_then(|group| group.values().next()).and_then(|(_, value)| value), entry)
            })
            .collect();
        if entries.iter().all(|(value, _)| value.is_none()) {
            return None;
        }
        let mut rows = rows(dimension, entries, answer, &kind, say);
        let more = rows.split_off(rows.len().min(ROWS));
        let overall = answer.found.overall().first().and_then(|differ| differ.overall.as_ref());
        let overall = overall.map(|found| say.say(if found.p < 0.05 { "groups-differ" } else { "groups-alike" }));
        Some(Self { key: dimension.to_owned(), name: name_of(dimension, say), overall, rows, more })
    }
}

impl Breakdown {
    /// How many rows are folded away.
    pub fn hidden(&self) -> u64 {
        u64::try_from(self.more.len()).unwrap_or(0)
    }
}

/// The name of a dimension; a team's own is called as the team calls it.
fn name_of(dimension: &str, say: Say) -> String {
    say.known(&format!("dimension-{}", dimension.replace('_', "-"))).unwrap_or_else(|| dimension.to_owned())
}

fn rows(dimension: &str, mut entries: Vec<(Option<&str>, &Entry)>, answer: &Answer, kind: &Kind, say: Say) -> Vec<Row> {
    let lower = answer.direction == Some("lower_is_better") && *kind == Kind::Mean;
    let ranked = |value: Option<&str>, entry: &Entry| value.is_some() && entry.small_n.is_none();
    // Those that may be ranked come first, the best on top; the others by how many they are.
    entries.sort_by(|(one_value, one), (other_value, other)| {
        let (of_one, of_other) = (ranked(*one_value, one), ranked(*other_value, other));
        let by_score = || {
            let (one, other) = (one.score.value.unwrap_or_default(), other.score.value.unwrap_or_default());
            if lower { one.total_cmp(&other) } else { other.total_cmp(&one) }
        };
        let by_size = || other.score.n.cmp(&one.score.n);
        of_other.cmp(&of_one).then_with(|| if of_one { by_score() } else { by_size() })
    });
    let ends = ends(&entries, answer, kind);
    let several = entries.iter().filter(|(value, entry)| ranked(*value, entry)).count() > 1;
    let mut place = 0_u64;
    let row = |(value, entry): (Option<&str>, &Entry)| {
        let figure = Figure::of(entry, kind, say);
        let is_ranked = several && ranked(value, entry);
        place += u64::from(is_ranked);
        Row {
            key: value.map(str::to_owned),
            name: value.map_or_else(|| say.say("unknown"), |value| value_of(dimension, value, say)),
            rank: is_ranked.then(|| place.to_string()),
            n: say.written().whole(entry.score.n),
            raw_n: entry.score.n,
            value: figure.as_ref().map_or_else(|| in_place_of_a_number(entry, kind, say), Figure::whole),
            raw: figure.as_ref().map(|figure| figure.raw.clone()),
            interval: figure.as_ref().and_then(Figure::between),
            range: figure
                .as_ref()
                .and(entry.score.value)
                .map(|value| charts::range(value, entry.score.low.zip(entry.score.high), ends)),
            differs: Change::beside_the_rest(entry, kind, say)
                .filter(|differs| differs.arrow.is_some() && entry.small_n != Some(SmallN::CountsOnly)),
        }
    };
    entries.into_iter().map(row).collect()
}

/// The ends of the scale on which groups are drawn.
fn ends(entries: &[(Option<&str>, &Entry)], answer: &Answer, kind: &Kind) -> (f64, f64) {
    match (kind, answer.scale) {
        (Kind::Points, _) => (-100.0, 100.0),
        (Kind::Mean, Some(scale)) => (f64::from(scale.min()), f64::from(scale.max())),
        (Kind::Percent, _) => (0.0, 100.0),
        _ => {
            let highest = entries.iter().filter_map(|(_, entry)| entry.score.high.or(entry.score.value));
            (0.0, highest.fold(0.0, f64::max))
        }
    }
}

/// The name of a value: channels, languages and places that everybody knows have one in each language.
fn value_of(dimension: &str, value: &str, say: Say) -> String {
    let known = match dimension {
        "channel" | "locale" | "touchpoint" => say.known(&format!("{dimension}-{}", value.replace('_', "-"))),
        _ => None,
    };
    let other = || (value == domain::bucket::OTHER).then(|| say.say("other-values"));
    known.or_else(other).unwrap_or_else(|| value.to_owned())
}
