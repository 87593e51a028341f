//! The pages of the dashboard, asked for as browsers ask, against the embedded database.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod app;
mod dashboard;
#[path = "../../../manage/tests/api/schema.rs"]
mod schema;
mod session;
