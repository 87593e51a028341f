//! Numbers from facts: each formula on counts that are added up by hand, at its edges, and against a plain recount of what
//! the facts were made of.

mod customers;
mod edges;
mod laws;
mod money;
mod names;
mod tickets;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::*;
use crate::facts::{Count, Facts, Measured};
use crate::workspace::Workspace;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn workspace(settings: &Value) -> Workspace {
    Workspace::parse("acme".parse().unwrap(), settings).unwrap()
}

/// November 2026 in universal time, read a year later.
fn november(facts: &Facts) -> Gathered {
    let workspace = workspace(&json!({}));
    let reading = Reading::new(&workspace, at("2027-11-01T00:00:00Z"));
    let mut month = Gathered::over(day("2026-11-01"), day("2026-11-30"), Before::default());
    month.add(day("2026-11-21"), facts, &reading);
    month
}

fn number(gathered: &Gathered, metric: BuiltIn) -> Number {
    let workspace = workspace(&json!({}));
    gathered.number(metric, &Reading::new(&workspace, at("2027-11-01T00:00:00Z"))).unwrap()
}

fn counted(counts: &[(Count, u64)], measured: &[(Measured, &[u32])]) -> Facts {
    let mut facts = Facts::default();
    for (what, times) in counts {
        facts.count(*what, *times);
    }
    for (what, values) in measured {
        for value in *values {
            facts.measure(*what, *value);
        }
    }
    facts
}

fn rounded(value: Option<f64>) -> String {
    value.map_or_else(|| "null".to_owned(), |value| format!("{value:.2}"))
}
