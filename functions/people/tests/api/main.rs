//! The function `people` through its router, against the embedded database.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod access;
mod driver;
mod erasing;
mod exporting;
mod late;
mod logs;
mod people;
mod planted;
mod restoring;
mod suppressions;
