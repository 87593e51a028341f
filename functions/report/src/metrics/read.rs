//! Reading the buckets of a question: one range of day totals for each source; the cubes of the same days only for a
//! grouping, a filter, or totals that are too long to be kept apart.

use std::collections::BTreeMap;

use domain::bucket::{Cell, Cube, Source, Tallied, Values};
use domain::facts::Facts;
use domain::id::WorkspaceId;
use domain::metric::{Before, Reading};
use jiff::civil::Date;
use store::{Store, Totals};
use web::problem::Problem;

use super::pot::Pot;
use super::subject::Subject;
use super::windows::{Window, Windows};

/// How many days of cubes are held at once: a day's cube may have hundreds of kilobytes.
const CHUNK: usize = 31;

/// The values of the dimensions that a group has, in the caller's order; `""` where there were none.
pub type Key = Vec<String>;

/// What one window holds.
#[derive(Clone, Debug, Default)]
pub struct Held<'s> {
    /// What each group has.
    pub pots: BTreeMap<Key, Pot<'s>>,
    /// The sum of the revisions of the window's days.
    pub revision: u64,
}

/// Reads and gathers.
pub struct Reader<'a> {
    /// The tables.
    pub store: &'a Store,
    /// Whose.
    pub ws: &'a WorkspaceId,
    /// What the number is of.
    pub subject: &'a Subject,
    /// The dimensions of the groups; none where all is counted together.
    pub group_by: &'a [String],
    /// What reading depends on beside the counts.
    pub reading: &'a Reading<'a>,
    /// The windows.
    pub windows: &'a Windows,
}

/// A day's counts as they were read.
enum Day<C> {
    Total(C, Values),
    Cells(Cube<C>),
}

impl<C: Tallied> Day<C> {
    /// What counts, each under its group and with its values.
    fn cells(&self, reader: &Reader<'_>) -> Vec<(Key, &Values, &C)> {
        match self {
            Self::Total(total, nothing) => vec![(Vec::new(), nothing, total)],
            Self::Cells(cube) => {
                let counted = cube.cells().filter(|(values, _)| reader.is_counted(values));
                counted.map(|(values, cell)| (reader.key(values), values, cell)).collect()
            }
        }
    }
}

impl<'s> Reader<'s> {
    /// What each window holds, in their order.
    pub async fn read(&self) -> Result<Vec<Held<'s>>, Problem> {
        let mut gathering = Gathering::new(self);
        for source in self.subject.sources() {
            match source {
                Source::Survey(_) => {
                    for (day, revision, counts) in self.days::<Cell>(&source).await? {
                        gathering.revise(day, revision);
                        gathering.answers(day, &counts);
                    }
                }
                Source::Timelines(_) => {
                    let days = self.days::<Facts>(&source).await?;
                    gathering.facts.extend(days);
                }
            }
        }
        Ok(gathering.end())
    }

    /// The days of a source that have counts, oldest first.
    async fn days<C: Tallied>(&self, source: &Source) -> Result<Vec<(Date, u64, Day<C>)>, Problem> {
        let Some(range) = self.windows.days() else { return Ok(Vec::new()) };
        let first = if self.subject.needs_before() { Date::ZERO } else { range.first };
        let totals = self.store.totals::<C>(self.ws, source, first, range.last).await?;
        let whole = self.group_by.is_empty() && !self.subject.reads_cells();
        let missing = |(_, totals): &&(Date, Totals<C>)| !whole || totals.cell.is_none();
        let wanted: Vec<Date> = totals.iter().filter(missing).map(|(day, _)| *day).collect();
        let mut cubes: BTreeMap<Date, Cube<C>> = BTreeMap::new();
        for chunk in wanted.chunks(CHUNK) {
            if let (Some(from), Some(to)) = (chunk.first(), chunk.last()) {
                cubes.extend(self.store.cubes::<C>(self.ws, source, *from, *to).await?);
            }
        }
        let day = |(day, totals): (Date, Totals<C>)| {
            let counts = match totals.cell.filter(|_| whole) {
                Some(total) => Day::Total(total, Values::new()),
                None => Day::Cells(cubes.remove(&day).unwrap_or_default()),
            };
            (day, totals.revision, counts)
        };
        Ok(totals.into_iter().map(day).collect())
    }

    fn key(&self, values: &Values) -> Key {
        self.group_by.iter().map(|name| values.get(name).cloned().unwrap_or_default()).collect()
    }

    /// Whether a cell is counted: with a filter by survey, those of its dispatches alone.
    fn is_counted(&self, values: &Values) -> bool {
        match self.subject {
            Subject::Timelines(_, Some(survey)) => values.get("survey").is_some_and(|own| own == survey.id.as_str()),
            _ => true,
        }
    }
}

/// Counts on their way into the windows.
struct Gathering<'r, 's> {
    reader: &'r Reader<'s>,
    held: Vec<Held<'s>>,
    facts: Vec<(Date, u64, Day<Facts>)>,
}

impl<'r, 's> Gathering<'r, 's> {
    fn new(reader: &'r Reader<'s>) -> Self {
        Self { reader, held: vec![Held::default(); reader.windows.all.len()], facts: Vec::new() }
    }

    fn revise(&mut self, day: Date, revision: u64) {
        for place in self.reader.windows.of_day(day) {
            self.held[*place].revision += revision;
        }
    }

    fn pot(&mut self, place: usize, key: &Key, before: &BTreeMap<Key, Before>) -> &mut Pot<'s> {
        let reader = self.reader;
        let new = || {
            let before = before.get(key).cloned().unwrap_or_default();
            Pot::new(reader.subject, &reader.windows.all[place], before)
        };
        self.held[place].pots.entry(key.clone()).or_insert_with(new)
    }

    fn answers(&mut self, day: Date, counts: &Day<Cell>) {
        let (reader, none) = (self.reader, BTreeMap::new());
        for (key, _, cell) in counts.cells(reader) {
            for place in reader.windows.of_day(day) {
                self.pot(*place, &key, &none).add_answers(cell);
            }
        }
    }

    /// Lets all facts pass in the order of their days: each window begins with what all days before it add up to.
    fn end(mut self) -> Vec<Held<'s>> {
        let reader = self.reader;
        let mut facts = std::mem::take(&mut self.facts);
        facts.sort_by_key(|(day, ..)| *day);
        let mut before: BTreeMap<Key, Before> = BTreeMap::new();
        let mut waiting: Vec<usize> = (0..reader.windows.all.len()).collect();
        waiting.sort_by_key(|place| std::cmp::Reverse(reader.windows.all[*place].from));
        for (day, revision, counts) in &facts {
            self.open(&mut waiting, |window| window.from <= *day, &before);
            self.revise(*day, *revision);
            let cells = counts.cells(reader);
            for (key, values, facts) in &cells {
                for place in reader.windows.of_day(*day) {
                    self.pot(*place, key, &before).add_facts(*day, values, facts, reader.reading);
                }
            }
            // What passes on this day is before the next one.
            for (key, _, facts) in cells.into_iter().filter(|_| reader.subject.needs_before()) {
                before.entry(key).or_default().pass(facts);
            }
        }
        self.open(&mut waiting, |_| true, &before);
        self.held
    }

    /// Opens the windows that begin now: each group that was there before stands in them, also without facts.
    fn open(&mut self, waiting: &mut Vec<usize>, begins: impl Fn(&Window) -> bool, before: &BTreeMap<Key, Before>) {
        while let Some(place) = waiting.last().copied().filter(|place| begins(&self.reader.windows.all[*place])) {
            waiting.pop();
            for key in before.keys() {
                self.pot(place, key, before);
            }
        }
    }
}
