//! The programme's rates: of all dispatches of the view, and by survey and channel. Of fewer than ten only counts are shown.

use std::collections::{BTreeMap, BTreeSet};

use reading::metrics::{Answer, Entry};

use super::funnel::{Asked, first};
use crate::change::Change;
use crate::figure::{Figure, Kind, in_place_of_a_number};
use crate::texts::Say;
use crate::view::View;

/// A rate of all dispatches.
#[derive(Debug)]
pub struct Rate {
    /// The metric's name in the API.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The number.
    pub cell: Cell,
    /// Of what.
    pub of: String,
    /// How it changed, where the view compares.
    pub change: Option<Change>,
    /// Whether time alone may still change it.
    pub provisional: bool,
}

/// A rate as a page shows it.
#[derive(Debug)]
pub struct Cell {
    /// The number, or the counts of few.
    pub text: String,
    /// The number as the API gives it; none of few.
    pub raw: Option<String>,
    /// Of how many.
    pub n: String,
    /// The same for machines.
    pub raw_n: u64,
    /// The interval.
    pub interval: Option<String>,
}

impl Cell {
    fn of(entry: &Entry, kind: &Kind, say: Say) -> Self {
        let figure = Figure::of(entry, kind, say);
        Self {
            text: figure.as_ref().map_or_else(|| in_place_of_a_number(entry, kind, say), Figure::whole),
            raw: figure.as_ref().map(|figure| figure.raw.clone()),
            n: say.written().whole(entry.score.n),
            raw_n: entry.score.n,
            interval: figure.as_ref().and_then(Figure::between),
        }
    }
}

/// The dispatches of one survey over one channel.
#[derive(Debug)]
pub struct Row {
    /// The survey's id; none where dispatches named none.
    pub survey: String,
    /// Its name.
    pub name: String,
    /// The channel's name in the API.
    pub channel: String,
    /// Its name.
    pub channel_name: String,
    /// How many were asked for, and how many sent: for machines and for people.
    pub requested: (u64, String),
    /// As [`Row::requested`].
    pub sent: (u64, String),
    /// What was delivered.
    pub delivery: Option<Cell>,
    /// What was answered.
    pub response: Option<Cell>,
}

/// The rates of all dispatches.
pub fn all(answers: [Option<&Answer>; 4], view: &View) -> Vec<Rate> {
    answers.into_iter().flatten().filter_map(|answer| rate(answer, view)).collect()
}

fn rate(answer: &Answer, view: &View) -> Option<Rate> {
    let (entry, kind, say) = (first(Some(answer))?, Kind::of(answer), view.texts());
    let id = answer.metric.replace('_', "-");
    Some(Rate {
        key: answer.metric.clone(),
        name: say.say(&format!("sending-rate-{id}")),
        of: say.say(&format!("sending-of-rate-{id}")),
        cell: Cell::of(entry, &kind, say),
        change: Change::since(entry, &kind, say),
        provisional: entry.provisional,
    })
}

/// The groups of both answers, by survey and channel.
pub fn rows(
    delivery: Option<&Answer>,
    response: Option<&Answer>,
    names: &BTreeMap<&str, &str>,
    view: &View,
) -> Vec<Row> {
    let (delivery, response) = (Groups::of(delivery), Groups::of(response));
    let keys: BTreeSet<_> = delivery.entries.keys().chain(response.entries.keys()).copied().collect();
    let say = view.texts();
    let row = |key: (&str, &str)| {
        let asked = delivery.entries.get(&key).map(|entry| Asked::of(entry));
        let count = |count: u64| (count, say.written().whole(count));
        Row {
            survey: key.0.to_owned(),
            name: names.get(key.0).map_or_else(|| key.0.to_owned(), |name| (*name).to_owned()),
            channel: key.1.to_owned(),
            channel_name: say.known(&format!("channel-{}", key.1)).unwrap_or_else(|| key.1.to_owned()),
            requested: count(asked.map_or(0, Asked::requested)),
            sent: count(asked.map_or(0, |asked| asked.sent)),
            delivery: delivery.cell(key, say),
            response: response.cell(key, say),
        }
    };
    keys.into_iter().map(row).collect()
}

/// The entries of an answer by survey and channel.
struct Groups<'a> {
    kind: Kind,
    entries: BTreeMap<(&'a str, &'a str), &'a Entry>,
}

impl<'a> Groups<'a> {
    fn of(answer: Option<&'a Answer>) -> Self {
        let entries = answer.into_iter().flat_map(|answer| &answer.found.series).filter_map(|entry| {
            let mut values = entry.group.as_ref()?.values().map(|(_, value)| value.unwrap_or_default());
            Some(((values.next()?, values.next()?), entry))
        });
        Self { kind: answer.map_or(Kind::Percent, Kind::of), entries: entries.collect() }
    }

    fn cell(&self, key: (&str, &str), say: Say) -> Option<Cell> {
        self.entries.get(&key).filter(|entry| entry.score.n > 0).map(|entry| Cell::of(entry, &self.kind, say))
    }
}
