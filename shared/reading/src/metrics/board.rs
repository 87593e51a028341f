//! From what was gathered to the entries of the answer: every period of the range is there, and in each of them every group
//! that occurs anywhere in the range.

use std::borrow::Cow;
use std::collections::BTreeSet;

use domain::day::Interval;
use domain::input::{Problems, Refusal};
use domain::metric::{Before, Beside, BuiltIn, Input, MixedCurrencies, Number, Unit, year};
use domain::money::Currency;
use domain::stats::Share;
use serde::Serialize;
use web::problem::Problem;

use super::asked::Compare;
use super::compared::{Compared, Differ, Judged, Previous};
use super::entry::{Entry, Group};
use super::gathering::Held;
use super::looked::Looked;
use super::pot::Pot;
use super::question::{Key, Question};
use super::subject::Subject;

/// The most entries of one answer: what a Lambda function may answer is 6 MB, and an entry has about 600 bytes.
pub const MAX_ENTRIES: usize = 8000;

/// The entries, and with `compare=groups` whether the groups of each period differ at all.
#[derive(Debug, Serialize)]
pub struct Found {
    /// By period, then by group.
    pub series: Vec<Entry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    overall: Vec<Differ>,
}

impl Found {
    /// Whether the groups of each period differ at all; empty unless they were to be compared.
    pub fn overall(&self) -> &[Differ] {
        &self.overall
    }
}

/// All that was gathered, on its way to entries.
pub struct Board<'a> {
    /// What was asked.
    pub question: &'a Question<'a>,
    /// What each window holds.
    pub held: &'a [Held<'a>],
    /// Which days anything is known of.
    pub looked: &'a Looked,
}

/// A group through all windows.
struct Line<'a> {
    key: &'a Key,
    /// By window.
    numbers: Vec<Number>,
}

impl Line<'_> {
    /// Whether nothing was counted in it, no amount either.
    fn is_nothing(&self, periods: usize) -> bool {
        self.numbers[..periods].iter().all(|number| number.is_nothing() && !number.beside.contains_key("currency"))
    }

    /// Refuses to set numbers in different currencies beside each other as one thing's course.
    fn in_one_currency(&self) -> Result<(), MixedCurrencies> {
        let named = self.numbers.iter().filter_map(|number| match number.beside.get("currency") {
            Some(Beside::Word(code)) => code.parse().ok(),
            _ => None,
        });
        let all: BTreeSet<Currency> = named.collect();
        if all.len() > 1 { Err(MixedCurrencies(all.into_iter().collect())) } else { Ok(()) }
    }
}

impl Board<'_> {
    /// The entries.
    ///
    /// # Errors
    /// Where they would be too many, or amounts of several currencies would have to be added.
    pub fn found(&self) -> Result<Found, Problem> {
        let periods = self.question.windows.periods;
        let alone = Key::new();
        let groups: BTreeSet<&Key> = if self.question.asked.group_by.is_empty() {
            BTreeSet::from([&alone])
        } else {
            self.held[..periods].iter().flat_map(|held| held.pots.keys()).collect()
        };
        let lines = groups.into_iter().map(|key| self.line(key)).collect::<Result<Vec<_>, _>>();
        let mut lines = lines.map_err(|error| mixed(&error))?;
        // Facts of other metrics have groups of their own.
        if !self.question.asked.group_by.is_empty() && !matches!(self.question.subject, Subject::Score(_)) {
            lines.retain(|line| !line.is_nothing(periods));
        }
        if lines.len().saturating_mul(periods) > MAX_ENTRIES {
            return Err(too_many());
        }
        let mut found = Found { series: Vec::with_capacity(lines.len() * periods), overall: Vec::new() };
        for period in 0..periods {
            let mut entries: Vec<Entry> = lines.iter().map(|line| self.entry(period, line)).collect();
            if self.question.asked.compare == Some(Compare::Groups) {
                // Who has no value, such as the tickets that nobody answered, is no group to be better than.
                let named: Vec<bool> =
                    lines.iter().map(|line| line.key.iter().all(|value| !value.is_empty())).collect();
                let inputs = lines.iter().zip(&named).filter(|(_, named)| **named);
                let inputs: Vec<&Input> = inputs.map(|(line, _)| &line.numbers[period].input).collect();
                let mut judged = Compared::each_with_the_rest(&inputs, self.question.subject.better()).into_iter();
                for (entry, named) in entries.iter_mut().zip(named) {
                    let judged = if named { judged.next() } else { None };
                    entry.against_rest = Some(judged.unwrap_or(Judged::Untestable));
                }
                found.overall.push(Differ::of(&self.question.windows.all[period].name, &inputs));
            }
            found.series.extend(entries);
        }
        self.add_years(&mut found.series, lines.len());
        Ok(found)
    }

    fn line<'k>(&self, key: &'k Key) -> Result<Line<'k>, MixedCurrencies> {
        let number = |(window, held): (_, &Held<'_>)| match held.pots.get(key) {
            Some(pot) => pot.number(self.question.reading),
            None => Pot::new(&self.question.subject, window, Before::default()).number(self.question.reading),
        };
        let line = Line {
            key,
            numbers: self.question.windows.all.iter().zip(self.held).map(number).collect::<Result<_, _>>()?,
        };
        if self.question.subject.unit() == Unit::MinorUnits {
            line.in_one_currency()?;
        }
        Ok(line)
    }

    fn entry(&self, period: usize, line: &Line<'_>) -> Entry {
        let (window, held) = (&self.question.windows.all[period], &self.held[period]);
        let number = &line.numbers[period];
        let group = Group::of(&self.question.asked.group_by, line.key);
        let named = (window.name.clone(), window.from, window.to);
        let nothing = || Cow::Owned(Pot::new(&self.question.subject, window, Before::default()));
        let pot = held.pots.get(line.key).map_or_else(nothing, Cow::Borrowed);
        let mut entry = Entry::new(named, group, &pot, number.clone(), held.revision);
        let past = self.question.subject.needs_before();
        entry.missing = held.revision == 0 && !self.looked.knows(window, past, self.question.today);
        // Customers may still come and go.
        entry.provisional |= past && window.to >= self.question.today;
        if entry.missing && window.from > self.question.today {
            entry.reason = Some("to_come");
        }
        if let Some(place) = self.question.windows.before(period) {
            let (before, earlier) = (&self.question.windows.all[place], &line.numbers[place]);
            let better = self.question.subject.better();
            entry.previous = Some(Previous::of(before.from, before.to, &earlier.estimate));
            entry.comparison = Some(Compared::of(&number.input, &earlier.input, better, "the period before"));
        }
        entry
    }

    /// What twelve whole months of churn come to: beside the last of them, by group.
    fn add_years(&self, series: &mut [Entry], groups: usize) {
        let Subject::Timelines(metric @ (BuiltIn::GrossChurn | BuiltIn::Retention), _) = self.question.subject else {
            return;
        };
        if self.question.asked.interval != Interval::Month || groups == 0 {
            return;
        }
        // A month that is not over is no whole one.
        let is_whole = |entry: &Entry| {
            entry.from.day() == 1 && entry.to == entry.to.last_of_month() && entry.to < self.question.today
        };
        let lost: Vec<Option<Share>> =
            series.iter().map(|entry| entry.share_lost().filter(|_| is_whole(entry))).collect();
        for (last, entry) in series.iter_mut().enumerate() {
            let Some(first) = last.checked_sub(11 * groups) else { continue };
            let months: Option<Vec<Share>> = lost[first..=last].iter().step_by(groups).copied().collect();
            let Some(lost) = months.as_deref().and_then(year).and_then(|lost| lost.value) else { continue };
            let value = if metric == BuiltIn::Retention { 100.0 - lost } else { lost };
            entry.beside.insert("year", Beside::Number(Some(value)));
        }
    }
}

/// There would be too many entries.
pub fn too_many() -> Problem {
    let reason = format!(
        "the answer would have more than {MAX_ENTRIES} entries; take a longer interval, fewer days or one dimension"
    );
    Problems::one("group_by", Refusal::new("too_many_entries", reason)).into()
}

fn mixed(error: &MixedCurrencies) -> Problem {
    Problem::conflict("mixed_currencies", error.to_string())
}
