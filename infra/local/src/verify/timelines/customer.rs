//! What a customer adds to their days.

use std::collections::BTreeSet;

use domain::event::{Event, EventType};
use domain::facts::{Count, Span};
use domain::timeline::Kind;
use jiff::civil::Date;

use super::{Plain, spells};

impl Plain<'_> {
    pub(super) fn customer(&mut self, events: &[&Event]) {
        let newest = |of: fn(&Event) -> Option<String>| events.iter().rev().find_map(|event| of(event));
        let plan = newest(|event| event.plan.clone().filter(|_| event.kind == EventType::CustomerStarted));
        let under = [("plan", plan), ("segment", newest(|event| event.segment.clone()))];
        let spells: Vec<(Date, Option<Date>)> =
            spells(events).into_iter().map(|(from, to)| (self.day(from), to.map(|to| self.day(to)))).collect();
        let orders: BTreeSet<Date> =
            events.iter().filter(|event| event.kind == EventType::OrderPaid).map(|event| self.day(event.at)).collect();
        let first = events
            .iter()
            .find(|event| matches!(event.kind, EventType::CustomerStarted | EventType::OrderPaid))
            .map(|event| self.day(event.at));
        if let Some(first) = first {
            self.cell(Kind::Customers, first, &under).count(Count::First, 1);
        }
        for (place, (from, to)) in spells.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| spells[before].1);
            let cell = self.cell(Kind::Customers, *from, &under);
            cell.count(Count::Started, 1);
            cell.span(Span::Started { after: before });
            let Some(end) = to else { continue };
            let back = spells.get(place + 1).map(|next| next.0);
            let cell = self.cell(Kind::Customers, *end, &under);
            cell.count(Count::Ended, 1);
            // No day begins between two instants of one: who came, or was away, that shortly is in no period's numbers.
            if back == Some(*end) {
                continue;
            }
            if from < end {
                cell.span(Span::Lost { since: *from, until: None, back });
            }
            for (since, until) in spells[..place].iter().filter(|(since, until)| Some(*since) < *until) {
                cell.span(Span::Lost { since: *since, until: *until, back });
            }
        }
        for day in &orders {
            let living = spells.iter().any(|(from, to)| from <= day && to.is_none_or(|to| *day <= to));
            if living {
                continue;
            }
            let after = orders.range(..*day).next_back().copied();
            let ended = spells.iter().filter_map(|(_, to)| *to).filter(|to| to < day).max();
            let starts = spells.iter().map(|(from, _)| *from).find(|from| from > day);
            self.cell(Kind::Customers, *day, &under).span(Span::Active { after, ended, starts });
        }
    }
}
