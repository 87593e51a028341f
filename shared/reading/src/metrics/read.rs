//! Reading the buckets of a question: one range of day totals for each source; the cubes of the same days only for a
//! grouping, a filter, or totals that are too long to be kept apart. The cubes of a month are gathered before those of the
//! next are read.

use std::collections::BTreeMap;

use domain::bucket::{Cell, Cube, Source, Tallied, Values};
use domain::facts::Facts;
use domain::id::WorkspaceId;
use domain::metric::{Before, Reading};
use jiff::civil::Date;
use store::{Store, Totals};
use web::problem::Problem;

use super::asked::Asked;
use super::gathering::{Gathering, Held};
use super::pot::Pot;
use super::subject::Subject;
use super::windows::Windows;

/// The values of the dimensions that a group has, in the caller's order; `""` where there were none.
pub type Key = Vec<String>;

/// Reads and gathers.
pub struct Reader<'a> {
    /// The tables.
    pub store: &'a Store,
    /// Whose.
    pub ws: &'a WorkspaceId,
    /// What the number is of.
    pub subject: &'a Subject,
    /// What is asked.
    pub asked: &'a Asked,
    /// What reading depends on beside the counts.
    pub reading: Reading<'a>,
    /// The windows.
    pub windows: &'a Windows,
    /// Today, where the days of the windows are.
    pub today: Date,
}

/// Counts that a bucket may hold.
pub trait Counted: Tallied {
    /// Adds them to what is gathered.
    fn pour(&self, pot: &mut Pot<'_>, day: Date, values: &Values, reading: &Reading<'_>);
    /// Lets them pass: their day is before those to come.
    fn pass(&self, before: &mut Before);
}

impl Counted for Cell {
    fn pour(&self, pot: &mut Pot<'_>, _: Date, _: &Values, _: &Reading<'_>) {
        pot.add_answers(self);
    }

    fn pass(&self, _: &mut Before) {}
}

impl Counted for Facts {
    fn pour(&self, pot: &mut Pot<'_>, day: Date, values: &Values, reading: &Reading<'_>) {
        pot.add_facts(day, values, self, reading);
    }

    fn pass(&self, before: &mut Before) {
        before.pass(self);
    }
}

impl<'s> Reader<'s> {
    /// What each window holds, in their order.
    pub async fn read(&self) -> Result<Vec<Held<'s>>, Problem> {
        let mut gathering = Gathering::new(self);
        for source in self.subject.sources() {
            match source {
                Source::Survey(_) => self.gather::<Cell>(&source, &mut gathering).await?,
                Source::Timelines(_) => self.gather::<Facts>(&source, &mut gathering).await?,
            }
        }
        gathering.end()
    }

    /// The first and the last day that are read.
    pub fn span(&self) -> Option<(Date, Date)> {
        let range = self.windows.days()?;
        let first = if self.subject.needs_before() { Date::ZERO.min(range.first) } else { range.first };
        Some((first, range.last))
    }

    /// Gathers the days of a source that have counts, oldest first.
    async fn gather<C: Counted>(&self, source: &Source, gathering: &mut Gathering<'_, 's>) -> Result<(), Problem> {
        let Some((first, last)) = self.span() else { return Ok(()) };
        let totals = self.store.totals::<C>(self.ws, source, first, last).await?;
        let whole = self.asked.group_by.is_empty() && !self.subject.reads_cells();
        for month in totals.chunk_by(|(one, _), (next, _)| one.first_of_month() == next.first_of_month()) {
            let mut cubes = self.cubes(source, month, whole).await?;
            for (day, totals) in month {
                gathering.begin(*day, totals.revision);
                if let Some(total) = totals.cell.as_ref().filter(|_| whole) {
                    gathering.take(*day, &Values::new(), total)?;
                    continue;
                }
                let cube = cubes.remove(day).unwrap_or_default();
                for (values, cell) in cube.cells().filter(|(values, _)| self.is_counted(values)) {
                    gathering.take(*day, values, cell)?;
                }
            }
        }
        Ok(())
    }

    /// The cubes of those days of a month whose totals don't do.
    async fn cubes<C: Counted>(
        &self,
        source: &Source,
        month: &[(Date, Totals<C>)],
        whole: bool,
    ) -> Result<BTreeMap<Date, Cube<C>>, Problem> {
        let mut wanted = month.iter().filter(|(_, totals)| !whole || totals.cell.is_none()).map(|(day, _)| *day);
        let Some(first) = wanted.next() else { return Ok(BTreeMap::new()) };
        let last = wanted.last().unwrap_or(first);
        Ok(self.store.cubes::<C>(self.ws, source, first, last).await?)
    }

    /// The group of a cell.
    pub fn key(&self, values: &Values) -> Key {
        self.asked.group_by.iter().map(|name| values.get(name).cloned().unwrap_or_default()).collect()
    }

    /// Whether a cell is counted: with a filter by survey, those of its dispatches alone.
    fn is_counted(&self, values: &Values) -> bool {
        match self.subject {
            Subject::Timelines(_, Some(survey)) => values.get("survey").is_some_and(|own| own == survey.id.as_str()),
            _ => true,
        }
    }
}
