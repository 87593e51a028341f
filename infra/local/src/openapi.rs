//! `atbalss openapi`: the API's document, made of what every function says of its routes. `functions/dashboard/openapi.json` is
//! what it prints, and a test holds the two together.

use std::io::Write;

use anyhow::Context;
use serde::Serialize;

/// The document, as it stands in the file.
///
/// # Errors
/// Where it can't be written as JSON.
pub fn text() -> anyhow::Result<String> {
    let parts = [submit::api(), manage::api(), people::api(), events::api(), report::api(), dashboard::api()];
    let document = api::document(env!("CARGO_PKG_VERSION"), parts).context("the document can't be written")?;
    let mut text = Vec::new();
    // One space for a step: it is read by people seldom, and kept in a function.
    let pretty = serde_json::ser::PrettyFormatter::with_indent(b" ");
    document.serialize(&mut serde_json::Serializer::with_formatter(&mut text, pretty))?;
    text.push(b'\n');
    Ok(String::from_utf8(text)?)
}

/// Prints it.
///
/// # Errors
/// Where nobody reads it to the end.
pub fn run() -> anyhow::Result<()> {
    std::io::stdout().write_all(text()?.as_bytes()).context("the document could not be printed")
}
