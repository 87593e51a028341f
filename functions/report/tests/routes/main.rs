//! The routes of `report`, driven as clients drive them, against the embedded database.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod app;
mod employees;
mod expired;
mod forms;
mod kept;
mod left_out;
mod metrics;
mod numbers;
mod preview;
mod responses;
