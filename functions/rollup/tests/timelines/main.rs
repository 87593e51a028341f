//! Timelines, through the rollup that folds them: whatever came in which order, and whatever broke on the way.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod cost;
mod crashes;
mod customers;
mod days;
mod dispatches;
mod orders;
mod pieces;
mod races;
mod stories;
mod tickets;
mod world;
