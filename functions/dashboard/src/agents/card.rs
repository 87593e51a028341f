//! The scorecard itself: a row for each agent, a cell for each number.

use std::collections::{BTreeMap, BTreeSet};

use domain::bucket::OTHER;
use domain::metric::Beside;
use reading::metrics::{Answer, Entry};

use crate::change::Change;
use crate::figure::{Figure, Kind, in_place_of_a_number};
use crate::view::View;

/// A number of the card.
#[derive(Debug)]
pub struct Column {
    /// The metric's name in the API.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Under which agent it counts.
    pub whose: String,
    /// Whether the agents differ at all; none where the view compares with the days before.
    pub overall: Option<String>,
}

impl Column {
    /// The column of an answer.
    pub fn of(answer: &Answer, view: &View) -> Self {
        let id = answer.metric.replace('_', "-");
        let overall = answer.found.overall().first().map(|differ| match &differ.overall {
            Some(found) => {
                let number = view.written().number(found.p.max(0.001), 3);
                let p = format!("{} {number}", if found.p < 0.001 { "<" } else { "=" });
                view.with(if found.p < 0.05 { "agents-differ" } else { "agents-alike" }, &[("p", &p)])
            }
            None => view.say("agents-untold"),
        });
        Self {
            name: view.say(&format!("agents-{id}")),
            whose: view.say(&format!("agents-whose-{id}")),
            key: answer.metric.clone(),
            overall,
        }
    }
}

/// An agent.
#[derive(Debug)]
pub struct Row {
    /// The agent as answers and tickets name them; none where they name nobody.
    pub key: Option<String>,
    /// The same for people.
    pub name: String,
    /// The numbers, in the order of the columns.
    pub cells: Vec<Cell>,
}

/// A number of an agent.
#[derive(Debug)]
pub struct Cell {
    /// The metric's name in the API.
    pub key: String,
    /// The number, the counts of few, or a dash.
    pub text: String,
    /// The number as the API gives it; none of few.
    pub raw: Option<String>,
    /// Of how many.
    pub n: Option<String>,
    /// The same for machines.
    pub raw_n: u64,
    /// The interval.
    pub interval: Option<String>,
    /// The place among those who may have one.
    pub place: Option<(usize, String)>,
    /// The median beside it.
    pub median: Option<String>,
    /// How it differs from all others, or from before; none of few.
    pub change: Option<Change>,
    /// Whether time alone may still change it.
    pub provisional: bool,
}

/// The entries of an answer, by agent; `None` is nobody.
type ByAgent<'a> = BTreeMap<Option<&'a str>, &'a Entry>;

fn by_agent(answer: &Answer) -> ByAgent<'_> {
    // Who has nothing in these days is in no row of it.
    let present = answer.found.series.iter().filter(|entry| entry.score.n > 0);
    present.filter_map(|entry| Some((entry.group.as_ref()?.values().next()?.1, entry))).collect()
}

/// The rows: agents by name, then all that are too rare to be kept apart, then nobody.
pub fn rows(answers: &[Box<Answer>], view: &View) -> Vec<Row> {
    let columns: Vec<_> = answers.iter().map(|answer| (answer, by_agent(answer))).collect();
    let places: Vec<_> = columns.iter().map(|(_, entries)| places(entries)).collect();
    let agents: BTreeSet<Option<&str>> = columns.iter().flat_map(|(_, entries)| entries.keys().copied()).collect();
    let mut agents: Vec<_> = agents.into_iter().collect();
    agents.sort_by_key(|agent| (agent.is_none(), *agent == Some(OTHER), *agent));
    let row = |agent: Option<&str>| {
        let cells = columns.iter().zip(&places).map(|((answer, entries), places)| {
            let kind = Kind::of(answer);
            let place = agent.and_then(|agent| places.get(agent)).map(|place| {
                let (place_text, of) = (place.to_string(), places.len().to_string());
                (*place, view.with("agents-place", &[("place", &place_text), ("of", &of)]))
            });
            entries.get(&agent).map_or_else(
                || Cell::empty(&answer.metric),
                |entry| Cell::of(entry, &answer.metric, &kind, place, view),
            )
        });
        Row {
            key: agent.map(str::to_owned),
            name: match agent {
                None => view.say("agents-nobody"),
                Some(OTHER) => view.say("other-values"),
                Some(agent) => agent.to_owned(),
            },
            cells: cells.collect(),
        }
    };
    agents.into_iter().map(row).collect()
}

/// The places of those who have at least thirty: the highest share first, equal ones share a place. One alone has none.
fn places<'a>(entries: &ByAgent<'a>) -> BTreeMap<&'a str, usize> {
    let ranked = entries.iter().filter(|(agent, entry)| **agent != Some(OTHER) && entry.small_n.is_none());
    let ranked: Vec<(&str, f64)> = ranked.filter_map(|(agent, entry)| Some(((*agent)?, entry.score.value?))).collect();
    if ranked.len() < 2 {
        return BTreeMap::new();
    }
    let place = |value: f64| 1 + ranked.iter().filter(|(_, other)| *other > value).count();
    ranked.iter().map(|(agent, value)| (*agent, place(*value))).collect()
}

impl Cell {
    fn empty(metric: &str) -> Self {
        Self {
            key: metric.to_owned(),
            text: "\u{2013}".to_owned(),
            raw: None,
            n: None,
            raw_n: 0,
            interval: None,
            place: None,
            median: None,
            change: None,
            provisional: false,
        }
    }

    fn of(entry: &Entry, metric: &str, kind: &Kind, place: Option<(usize, String)>, view: &View) -> Self {
        let say = view.texts();
        let figure = Figure::of(entry, kind, say);
        // Of few nothing stands beside the counts: no median, no arrow, no place.
        let median = match entry.beside.get("median") {
            Some(Beside::Estimate(median)) => Figure::of_estimate(median, &Kind::Seconds, say),
            _ => None,
        };
        let median = median.filter(|_| figure.is_some()).map(|median| median.whole());
        let change = Change::beside_the_rest(entry, kind, say).or_else(|| Change::since(entry, kind, say));
        Self {
            key: metric.to_owned(),
            text: figure.as_ref().map_or_else(|| in_place_of_a_number(entry, kind, say), Figure::whole),
            raw: figure.as_ref().map(|figure| figure.raw.clone()),
            n: Some(say.written().whole(entry.score.n)),
            raw_n: entry.score.n,
            interval: figure.as_ref().and_then(Figure::between),
            place,
            median: median.map(|value| view.with("agents-median", &[("value", &value)])),
            change: change.filter(|change| figure.is_some() && change.arrow.is_some()),
            provisional: entry.provisional,
        }
    }
}
