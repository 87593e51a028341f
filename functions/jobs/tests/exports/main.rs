//! Exports, as the queue asks for them: against the embedded database and a bucket that checks every signature.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod ends;
mod house;
mod interrupted;
mod written;
