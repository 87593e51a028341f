//! What tests share; no shipped crate depends on it.
//!
//! The database is the one that the program embeds, reached the way the program reaches it: over HTTP on loopback.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

pub mod bucket;
pub mod builders;
pub mod clock;
pub mod counting;
pub mod database;
pub mod document;
pub mod faults;
pub mod http;
pub mod issuer;
pub mod queue;
