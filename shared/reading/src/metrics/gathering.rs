//! Counts on their way into the windows, day by day: each window begins with what all days before it add up to.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::bucket::Values;
use domain::metric::Before;
use jiff::civil::Date;
use web::problem::Problem;

use super::board::too_many;
use super::pot::Pot;
use super::read::{Counted, Key, Reader};

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
pub struct Gathering<'r, 's> {
    reader: &'r Reader<'s>,
    held: Vec<Held<'s>>,
    pots: usize,
    /// The windows that have not begun, the first one last.
    waiting: Vec<usize>,
    /// What all days so far add up to, by group; nothing where the past does not count.
    before: BTreeMap<Key, Before>,
    /// The sum of their revisions.
    revision: u64,
}

impl<'r, 's> Gathering<'r, 's> {
    /// Nothing yet.
    pub fn new(reader: &'r Reader<'s>) -> Self {
        let all = &reader.windows.all;
        let mut waiting: Vec<usize> = (0..all.len()).collect();
        waiting.sort_by_key(|place| Reverse(all[*place].from));
        let held = vec![Held::default(); all.len()];
        Self { reader, held, pots: 0, waiting, before: BTreeMap::new(), revision: 0 }
    }

    /// A day begins that has counts. Where the past counts, days come in their order.
    pub fn begin(&mut self, day: Date, revision: u64) {
        self.open(Some(day));
        for place in self.reader.windows.of_day(day) {
            self.held[*place].revision += revision;
        }
        if self.reader.subject.needs_before() {
            self.revision += revision;
        }
    }

    /// Takes a cell of the day.
    ///
    /// # Errors
    /// Where there are more groups and periods than can be answered.
    pub fn take<C: Counted>(&mut self, day: Date, values: &Values, cell: &C) -> Result<(), Problem> {
        let reader = self.reader;
        let key = reader.key(values);
        for place in reader.windows.of_day(day) {
            cell.pour(self.pot(*place, &key), day, values, &reader.reading);
        }
        self.checked()?;
        // All windows that this day lies in have begun, so for those to come it is over.
        if reader.subject.needs_before() {
            cell.pass(self.before.entry(key).or_default());
        }
        Ok(())
    }

    /// What the windows hold when all days have been taken.
    ///
    /// # Errors
    /// Where there are more groups and periods than can be answered.
    pub fn end(mut self) -> Result<Vec<Held<'s>>, Problem> {
        self.open(None);
        self.checked()?;
        Ok(self.held)
    }

    fn checked(&self) -> Result<(), Problem> {
        if self.pots > MAX_POTS { Err(too_many()) } else { Ok(()) }
    }

    fn pot(&mut self, place: usize, key: &Key) -> &mut Pot<'s> {
        let (subject, window) = (self.reader.subject, &self.reader.windows.all[place]);
        match self.held[place].pots.entry(key.clone()) {
            Entry::Occupied(pot) => pot.into_mut(),
            Entry::Vacant(place) => {
                self.pots += 1;
                // Nobody knows who will be a customer then.
                let before = self.before.get(key).filter(|_| window.from <= self.reader.today).cloned();
                place.insert(Pot::new(subject, window, before.unwrap_or_default()))
            }
        }
    }

    /// Opens the windows that begin by a day; all of them without one. Each group that was there before stands in them,
    /// also without counts of its own.
    fn open(&mut self, day: Option<Date>) {
        let all = &self.reader.windows.all;
        let begins = |place: &mut usize| day.is_none_or(|day| all[*place].from <= day);
        while let Some(place) = self.waiting.pop_if(|place| begins(place)) {
            if all[place].from > self.reader.today || self.pots > MAX_POTS {
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
