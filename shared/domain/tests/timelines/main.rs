//! The folds of timelines against plain recomputations that share nothing with them but the types: whatever the order of
//! arrival, in zones whose days have 22 to 26 hours.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod arrival;
mod churn;
mod days;
mod tickets;
mod world;
