//! The function `manage` through its router, against the embedded database.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod access;
mod batch;
mod dispatch_lists;
mod dispatches;
mod driver;
mod employees;
mod exports;
mod guides;
mod keys;
mod link_keys;
mod lists;
mod once;
mod openapi;
mod questions;
mod reviews;
mod reviews_kept;
mod rollups;
mod sending;
mod sending_settings;
mod surveys;
mod warnings;
mod workspace;
