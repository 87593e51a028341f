//! Buckets, through the rollup that counts them: how runs end, and which answers count.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod left_out;
mod runs;
mod world;
mod zones;
