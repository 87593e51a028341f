//! The pages of the dashboard, asked for as browsers ask, against the embedded database.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod agents;
mod answers;
mod app;
mod bounds;
mod counting;
mod docs;
mod few;
mod lost;
mod marked;
mod operations;
mod overview;
mod own;
mod sending;
mod session;
mod survey;
mod together;
mod tokens;
#[allow(dead_code, reason = "what the tests of the API need besides")]
#[path = "../../../report/tests/routes/numbers/told.rs"]
mod told;
mod views;
