//! The sheet on which a timeline writes what it adds to which day.

use jiff::civil::Date;

use super::{Calendar, Contributions};
use crate::bucket::{MAX_VALUE, Values};
use crate::event::{By, Event};
use crate::facts::Facts;

/// What a timeline adds, while it is put together.
#[derive(Default)]
pub(super) struct Sheet(Contributions);

impl Sheet {
    /// What is counted on a day under the values of the dimensions.
    pub(super) fn on(&mut self, day: Date, values: &Values) -> &mut Facts {
        self.0.entry(day).or_default().entry(values.clone()).or_default()
    }

    /// Counts each event on its own day, with its money, under what it says of itself; what `over` says of a dimension
    /// stands in place of that. Money is counted here and nowhere else.
    pub(super) fn events(&mut self, events: &[&Event], calendar: &Calendar, over: impl Fn(&Event) -> Values) {
        for event in events {
            let facts = self.on(calendar.day(event.at), &over(event));
            facts.event(event.kind);
            if let (Some(amount), Some(currency)) = (event.amount, event.currency) {
                facts.amount(event.kind, currency, amount);
            }
        }
    }

    /// What was written, by day.
    pub(super) fn done(self) -> Contributions {
        self.0
    }
}

/// The dimensions that have a value, each cut to what a cube keeps.
pub(super) fn values<const N: usize>(named: [(&str, Option<&str>); N]) -> Values {
    let there = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
    there.map(|(name, value)| (name.to_owned(), value.chars().take(MAX_VALUE).collect())).collect()
}

/// What an event says of itself.
pub(super) fn own_values(event: &Event) -> Values {
    values([
        ("agent", event.agent.as_deref()),
        ("channel", event.channel.as_deref()),
        ("category", event.category.as_deref()),
        ("plan", event.plan.as_deref()),
        ("segment", event.segment.as_deref()),
        ("by", event.by.map(By::name)),
        ("automatic", event.automatic.then_some("true")),
    ])
}
