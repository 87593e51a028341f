//! `POST /v1/events`, driven as a client drives it.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod access;
mod batch;
mod document;
mod driver;
mod faults;
mod guide;
mod once;
mod order;
mod single;
