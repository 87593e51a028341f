//! A number over time: the picture, the same in words, and the table beneath it.

use domain::day::Interval;
use reading::metrics::Entry;
use web::query::Days;

use crate::charts::{self, Line};
use crate::figure::{Figure, Kind, in_place_of_a_number, point};
use crate::texts::Say;

/// A number over time.
#[derive(Debug)]
pub struct Course {
    /// Names the picture's elements: an id of the server's or the client's, in which no markup can stand.
    pub id: String,
    /// What is drawn.
    pub title: String,
    /// The course in words.
    pub words: String,
    /// The picture; none where fewer than two periods have a value.
    pub line: Option<Line>,
    /// What its level lines stand for, from the top.
    pub levels: Vec<String>,
    /// When it begins and ends.
    pub ends: (String, String),
    /// The periods, newest first.
    pub rows: Vec<Row>,
    /// The heading of the periods: week, day or month.
    pub by: String,
}

/// A row of the table.
#[derive(Debug)]
pub struct Row {
    /// The period.
    pub period: String,
    /// Its name in the API.
    pub key: String,
    /// Whether time alone may still change it.
    pub open: bool,
    /// Of how many it is.
    pub n: String,
    /// The number, or the counts where there are few.
    pub value: String,
    /// The number as the API gives it.
    pub raw: Option<String>,
    /// The interval.
    pub interval: String,
}

/// How many days make which periods.
pub fn interval(days: Days) -> &'static str {
    match days.count() {
        0..=14 => "day",
        15..=182 => "week",
        _ => "month",
    }
}

/// How a course is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// In little.
    Spark,
    /// With level lines.
    Whole,
}

impl Course {
    /// The course of some entries, oldest first. `interval` is the API's word for their periods.
    pub fn of(id: &str, title: String, entries: &[Entry], kind: &Kind, interval: &str, size: Size, say: Say) -> Self {
        let points: Vec<_> = entries.iter().map(point).collect();
        let line = match size {
            Size::Spark => charts::spark(&points, kind.scale()),
            Size::Whole => charts::trend(&points, kind.scale()),
        };
        let written = say.written();
        let level = |line: &Line| line.levels.iter().map(|level| kind.level(*level, line.digits, say)).collect();
        Self {
            id: id.to_owned(),
            title,
            words: in_words(entries, kind, say),
            levels: line.as_ref().map_or_else(Vec::new, level),
            line,
            ends: (
                entries.first().map_or_else(String::new, |entry| written.day(entry.from)),
                entries.last().map_or_else(String::new, |entry| written.day(entry.to)),
            ),
            rows: entries.iter().rev().map(|entry| row(entry, kind, interval, say)).collect(),
            by: say.say(&format!("by-{interval}")),
        }
    }
}

fn row(entry: &Entry, kind: &Kind, interval: &str, say: Say) -> Row {
    let figure = Figure::of(entry, kind, say);
    let written = say.written();
    Row {
        period: if interval == "day" { written.day(entry.from) } else { written.days_short(entry.from, entry.to) },
        key: entry.period.clone(),
        open: entry.provisional,
        n: written.whole(entry.score.n),
        value: figure.as_ref().map_or_else(|| in_place_of_a_number(entry, kind, say), Figure::whole),
        raw: figure.as_ref().map(|figure| figure.raw.clone()),
        interval: figure.and_then(|figure| figure.between()).unwrap_or_else(|| "\u{2013}".to_owned()),
    }
}

fn in_words(entries: &[Entry], kind: &Kind, say: Say) -> String {
    let figures: Vec<_> = entries.iter().filter_map(|entry| Some((entry, Figure::of(entry, kind, say)?))).collect();
    match figures.as_slice() {
        [(first, begin), .., (last, end)] => {
            let day = |day| say.written().day(day);
            let (from, to) = (day(first.from), day(last.to));
            let (begins, ends) = (begin.whole(), end.whole());
            let band = if end.interval.is_some() { "course-with-band" } else { "course" };
            say.with(band, &[("begin", &begins), ("from", &from), ("end", &ends), ("to", &to)])
        }
        _ => say.say("course-none"),
    }
}

/// Reads the periods that a page was asked for; by the number of days where it was not, or not rightly.
pub fn asked(own: Option<&str>, days: Days) -> &'static str {
    match own.and_then(|name| name.parse::<Interval>().ok()) {
        Some(Interval::Day) => "day",
        Some(Interval::Week) => "week",
        Some(Interval::Month) => "month",
        _ => interval(days),
    }
}
