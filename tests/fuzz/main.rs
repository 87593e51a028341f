//! Fuzz targets for everything that strangers send: tokens, signed links, JSON bodies and forms.
//!
//! `cargo test` replays the committed corpus, and tries random bytes and mutants of the corpus. `tests/fuzz/run` searches on,
//! guided by coverage, and adds what it finds that is new.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod corpus;
mod form;
mod json;
mod link;
mod surveys;
mod token;

use bolero::check;

/// The longest input that is tried, in bytes.
const LONGEST: usize = 4096;

#[test]
fn no_token_opens_but_one_that_was_sealed() {
    check!(name = "token").with_max_len(LONGEST).for_each(|input: &[u8]| token::hold(input));
}

#[test]
fn no_signed_link_opens_but_one_that_was_signed() {
    check!(name = "link").with_max_len(LONGEST).for_each(|input: &[u8]| link::hold(input));
}

#[test]
fn a_body_of_json_is_refused_or_read_to_what_reads_the_same_again() {
    check!(name = "json").with_max_len(LONGEST).for_each(|input: &[u8]| json::hold(input));
}

#[test]
fn a_form_is_refused_or_stored_as_what_reads_the_same_again() {
    // Each goes through the router and the database.
    check!(name = "form").with_max_len(LONGEST).with_iterations(32).for_each(|input: &[u8]| form::hold(input));
}
