//! What sending stands on: the claim, and the lists and marks that it looks at.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod breaker;
mod claims;
mod cost;
mod lists;
mod obstacles;
mod reminders;
mod setting;
#[path = "../support/mod.rs"]
mod support;
mod suppressions;
mod texts;
