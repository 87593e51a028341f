//! What the API's document says beside the handlers' own attributes: the shapes of bodies ([`schemas`]), parameters,
//! examples, the codes of errors, and how the parts of each function become one document.
//!
//! No function runs any of it: an attribute `#[utoipa::path]` makes code that only [`document()`] reaches, which
//! `atbalss openapi` calls. docs/decisions/0025-openapi-from-code.md says why.

#![allow(
    missing_docs,
    dead_code,
    reason = "comments here are the document's own words, and nothing makes one of its shapes"
)]
#![allow(clippy::doc_markdown, reason = "comments here are the document's own words")]

pub mod codes;
pub mod document;
pub mod examples;
pub mod params;
pub mod schemas;

pub use document::document;
pub use schemas::*;
