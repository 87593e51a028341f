//! Counts on their way into the windows, day by day: each window begins with what all days before it add up to.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::bucket::{Cube, Values};
use domain::metric::Before;
use jiff::civil::Date;
use store::Totals;
use web::problem::Problem;

use super::board::too_many;
use super::pot::Pot;
use super::question::{Key, Question};
use super::read::Counted;

/// The most pots of one question: more than this are never answered, whatever is in them.
const MAX_POTS: usize = 4 * super::board::MAX_ENTRIES;

/// What one window holds.
#[derive(Clone, Debug, Default)]
pub struct Held<'s> {
    /// What each group has.
    pub pots: BTreeMap<Key, Pot<'s>>,
    /// The sum of the revisions of the days that it is made of: the window's own, and all before it where those count too.
    pub revision: u64,
}

/// The windows as they fill.
pub struct Gathering<'q> {
    question: &'q Question<'q>,
    held: Vec<Held<'q>>,
    pots: usize,
    /// The windows that have not begun, the first one last.
    waiting: Vec<usize>,
    /// What all days so far add up to, by group; nothing where the past does not count.
    before: BTreeMap<Key, Before>,
    /// The sum of their revisions.
    revision: u64,
}

impl<'q> Gathering<'q> {
    /// Nothing yet.
    pub fn new(question: &'q Question<'q>) -> Self {
        let all = &question.windows.all;
        let mut waiting: Vec<usize> = (0..all.len()).collect();
        waiting.sort_by_key(|place| Reverse(all[*place].from));
        let held = vec![Held::default(); all.len()];
        Self { question, held, pots: 0, waiting, before: BTreeMap::new(), revision: 0 }
    }

    /// Takes the counts of a day: its totals where they do, else its cube.
    ///
    /// # Errors
    /// Where there are more groups and periods than can be answered.
    pub fn take_day<C: Counted>(
        &mut self,
        day: Date,
        totals: &Totals<C>,
        cube: Option<&Cube<C>>,
    ) -> Result<(), Problem> {
        self.begin(day, totals.revision);
        if let Some(total) = totals.cell.as_ref().filter(|_| self.question.takes_totals()) {
            return self.take(day, &Values::new(), total);
        }
        let cells = cube.into_iter().flat_map(Cube::cells);
        for (values, cell) in cells.filter(|(values, _)| self.question.is_counted(values)) {
            self.take(day, values, cell)?;
        }
        Ok(())
    }

    /// A day begins that has counts. Where the past counts, days come in their order.
    fn begin(&mut self, day: Date, revision: u64) {
        self.open(Some(day));
        for place in self.question.windows.of_day(day) {
            self.held[*place].revision += revision;
        }
        if self.question.subject.needs_before() {
            self.revision += revision;
        }
    }

    /// Takes a cell of the day.
    fn take<C: Counted>(&mut self, day: Date, values: &Values, cell: &C) -> Result<(), Problem> {
        let question = self.question;
        let key = question.key(values);
        for place in question.windows.of_day(day) {
            cell.pour(self.pot(*place, &key), day, values, question.reading);
        }
        self.checked()?;
        // All windows that this day lies in have begun, so for those to come it is over.
        if question.subject.needs_before() {
            cell.pass(self.before.entry(key).or_default());
        }
        Ok(())
    }

    /// What the windows hold when all days have been taken.
    ///
    /// # Errors
    /// Where there are more groups and periods than can be answered.
    pub fn end(mut self) -> Result<Vec<Held<'q>>, Problem> {
        self.open(None);
        self.checked()?;
        Ok(self.held)
    }

    fn checked(&self) -> Result<(), Problem> {
        if self.pots > MAX_POTS { Err(too_many()) } else { Ok(()) }
    }

    fn pot(&mut self, place: usize, key: &Key) -> &mut Pot<'q> {
        let (subject, window) = (&self.question.subject, &self.question.windows.all[place]);
        match self.held[place].pots.entry(key.clone()) {
            Entry::Occupied(pot) => pot.into_mut(),
            Entry::Vacant(place) => {
                self.pots += 1;
                // Nobody knows who will be a customer then.
                let before = self.before.get(key).filter(|_| window.from <= self.question.today).cloned();
                place.insert(Pot::new(subject, window, before.unwrap_or_default()))
            }
        }
    }

    /// Opens the windows that begin by a day; all of them without one. Each group that was there before stands in them,
    /// also without counts of its own.
    fn open(&mut self, day: Option<Date>) {
        let all = &self.question.windows.all;
        let begins = |place: &mut usize| day.is_none_or(|day| all[*place].from <= day);
        while let Some(place) = self.waiting.pop_if(|place| begins(place)) {
            if all[place].from > self.question.today || self.pots > MAX_POTS {
                continue;
            }
            self.held[place].revision += self.revision;
            let keys: Vec<Key> = self.before.keys().cloned().collect();
            for key in &keys {
                self.pot(place, key);
            }
        }
    }
}
