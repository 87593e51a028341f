//! The days on which somebody began and ended to be a customer, as spans: each is counted on one day and knows the days
//! around it, so that who was lost, or active, in any period is exact on reading.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Spell;
use crate::facts::Span;
use crate::timeline::Calendar;

/// The spells of one customer, by the local days on which they began and ended.
pub(super) struct Days(Vec<(Date, Option<Date>)>);

impl Days {
    pub(super) fn of(spells: &[Spell], calendar: &Calendar) -> Self {
        Self(spells.iter().map(|spell| (calendar.day(spell.from), spell.to.map(|to| calendar.day(to)))).collect())
    }

    /// The day of the end before the spell at a place.
    fn end_before(&self, place: usize) -> Option<Date> {
        place.checked_sub(1).and_then(|before| self.0[before].1)
    }

    /// Each beginning, with the end before it.
    pub(super) fn begun(&self) -> impl Iterator<Item = (Date, Span)> {
        self.0.iter().enumerate().map(|(place, (day, _))| (*day, Span::Started { after: self.end_before(place) }))
    }

    /// Each end.
    pub(super) fn ended(&self) -> impl Iterator<Item = Date> {
        self.0.iter().filter_map(|(_, end)| *end)
    }

    /// Each end paired with its own spell and with each one before it: in a period the customer was there at the start by
    /// at most one of the spells, and is gone at the end after at most one of the ends, so at most one pair counts. Spells
    /// and gaps within a day, which no day's start falls in, are left out.
    pub(super) fn lost(&self) -> impl Iterator<Item = (Date, Span)> {
        let ends = self.0.iter().enumerate().filter_map(|(place, (_, end))| Some((place, (*end)?)));
        ends.flat_map(move |(place, end)| {
            let back = self.0.get(place + 1).map(|(begun, _)| *begun);
            let gone = back != Some(end);
            self.0[..=place].iter().enumerate().filter_map(move |(before, (since, until))| {
                let until = if before == place { None } else { *until };
                let there = *since < until.unwrap_or(end);
                (gone && there).then_some((end, Span::Lost { since: *since, until, back }))
            })
        })
    }

    /// Each day with an order on which they were no customer, with the order, the end and the beginning around it.
    pub(super) fn active(&self, orders: &BTreeSet<Date>) -> impl Iterator<Item = (Date, Span)> {
        orders.iter().filter_map(|day| {
            // The spells before this place began by that day.
            let next = self.0.partition_point(|(begun, _)| begun <= day);
            let ended = self.end_before(next);
            if next > 0 && ended.is_none_or(|ended| ended >= *day) {
                return None;
            }
            let after = orders.range(..*day).next_back().copied();
            let starts = self.0.get(next).map(|(begun, _)| *begun);
            Some((*day, Span::Active { after, ended, starts }))
        })
    }
}
