//! What stands around every route: who may call, and in which form answers go out.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod delivery;
mod keys;
mod routes;
mod tokens;
