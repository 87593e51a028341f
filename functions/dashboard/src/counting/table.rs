//! What waits, and the buckets of the range, as rows.

use std::collections::BTreeSet;

use domain::bucket::Source;
use domain::timeline::Kind;
use jiff::civil::Date;
use reading::counting::{Buckets, Counting};

use crate::moment::Moment;
use crate::sending::many;
use crate::view::View;

/// Something that waits to be counted.
#[derive(Debug)]
pub struct Waits {
    /// What, for machines: the name of its buckets.
    pub key: String,
    /// What, for people.
    pub name: String,
    /// Which days; none for timelines, of which no day is told.
    pub days: Option<String>,
    /// How many marks.
    pub count: String,
    /// The same for machines.
    pub raw: u64,
}

/// The buckets of one survey or one kind of timeline.
#[derive(Debug)]
pub struct Row {
    /// The name of the buckets, for machines.
    pub key: String,
    /// The same for people.
    pub name: String,
    /// How many days have counts: for machines and for people.
    pub counted: (u64, String),
    /// The days that changed after they were first written, each with its revision.
    pub changed: Vec<Changed>,
    /// The days that nobody looked at.
    pub missing: Vec<Span>,
    /// How many they are: for machines and for people.
    pub missed: (u64, String),
    /// When a count changed last.
    pub changed_at: Option<Moment>,
    /// The last day that is sealed: for machines and for people.
    pub sealed: Option<(String, String)>,
}

/// A day that changed.
#[derive(Debug)]
pub struct Changed {
    /// For machines.
    pub day: String,
    /// For people.
    pub text: String,
    /// Its revision.
    pub revision: u64,
    /// The same in words.
    pub revision_text: String,
}

/// Days in a row.
#[derive(Debug)]
pub struct Span {
    /// The first one, for machines.
    pub first: String,
    /// The last one.
    pub last: String,
    /// For people.
    pub text: String,
}

impl Row {
    /// The row of some buckets.
    pub fn of(buckets: &Buckets, view: &View) -> Self {
        let written = view.written();
        let pair = |count: usize| (many(count), written.whole(many(count)));
        let changed = |(day, revision): &(Date, u64)| Changed {
            day: day.to_string(),
            text: written.date(*day),
            revision: *revision,
            revision_text: view.with("counting-revision", &[("n", &written.whole(*revision))]),
        };
        let span = |(first, last): (Date, Date)| Span {
            first: first.to_string(),
            last: last.to_string(),
            text: written.days(first, last),
        };
        Self {
            key: buckets.source.to_string(),
            name: name(&buckets.source, buckets.name.as_deref(), view),
            counted: pair(buckets.counted),
            changed: buckets.changed.iter().rev().map(changed).collect(),
            missing: spans(&buckets.missing).into_iter().map(span).collect(),
            missed: pair(buckets.missing.len()),
            changed_at: buckets.changed_at.map(|at| Moment::of(at, &view.workspace.time_zone, view)),
            sealed: buckets.sealed.map(|day| (day.to_string(), written.date(day))),
        }
    }

    /// Whether anything was ever counted there in the range, or could have been: a survey stands there in any case.
    pub fn is_used(&self) -> bool {
        self.counted.0 > 0 || self.changed_at.is_some() || !self.key.starts_with('@')
    }
}

fn name(source: &Source, own: Option<&str>, view: &View) -> String {
    match (source, own) {
        (Source::Survey(_), Some(name)) => name.to_owned(),
        (Source::Survey(id), None) => id.to_string(),
        (Source::Timelines(kind), _) => view.say(&format!("counting-kind-{}", kind.name())),
    }
}

/// Days in a row, as their ends.
fn spans(days: &[Date]) -> Vec<(Date, Date)> {
    let mut spans: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match spans.last_mut() {
            Some((_, last)) if last.tomorrow().is_ok_and(|next| next == *day) => *last = *day,
            _ => spans.push((*day, *day)),
        }
    }
    spans
}

/// What waits: answers by survey, days of timelines by kind, and timelines by kind.
pub fn waits(counting: &Counting, view: &View) -> Vec<Waits> {
    let waiting = &counting.waiting;
    let named = |source: &Source| {
        let known = counting.buckets.iter().find(|buckets| buckets.source == *source);
        name(source, known.and_then(|buckets| buckets.name.as_deref()), view)
    };
    let dated = |source: Source, days: &BTreeSet<Date>| {
        let ends = days.first().zip(days.last());
        waits_for(
            source.to_string(),
            named(&source),
            ends.map(|(first, last)| view.written().days(*first, *last)),
            days.len(),
            view,
        )
    };
    let answers = waiting.answers.iter().map(|(survey, dates)| dated(Source::from(survey), dates));
    let days = waiting.days.iter().map(|(kind, days)| dated(Source::from(*kind), days));
    let folds = waiting.timelines.iter().map(|(kind, count): (&Kind, &usize)| {
        let name = format!("{} ({})", named(&Source::from(*kind)), view.say("counting-timelines"));
        waits_for(format!("{}#", Source::from(*kind)), name, None, *count, view)
    });
    answers.chain(days).chain(folds).collect()
}

fn waits_for(key: String, name: String, days: Option<String>, count: usize, view: &View) -> Waits {
    Waits { key, name, days, count: view.written().whole(many(count)), raw: many(count) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_a_row_are_told_by_their_ends() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let days = ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-05"].map(day);
        assert_eq!(spans(&days), [(days[0], days[2]), (days[3], days[3])]);
        assert_eq!(spans(&[]), []);
    }
}
