//! What a night is made of, beyond single buckets: who counts in a relationship survey, requests that fall apart, seals, the
//! heartbeat and the sweep.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod bill;
mod customers;
mod histories;
mod missed;
mod ranges;
mod relationship;
mod seals;
mod sweep;
#[path = "../buckets/world.rs"]
mod world;
