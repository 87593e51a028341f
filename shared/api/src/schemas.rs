//! The shapes of bodies, as the document names them. Nothing makes one of these: `domain` reads bodies field by field,
//! so that every bad field is named at once, and tests hold what is really answered against what is said here.

#![allow(
    clippy::struct_field_names,
    clippy::large_enum_variant,
    reason = "the names are those of the wire, and nothing makes one of these"
)]

pub mod definition;
pub mod dispatch;
pub mod entry;
pub mod event;
pub mod export;
pub mod forms;
pub mod key;
pub mod lists;
pub mod metrics;
pub mod own;
pub mod person;
pub mod preview;
pub mod problem;
pub mod question;
pub mod response;
pub mod rollup;
pub mod survey;
pub mod words;
pub mod workspace;

pub use definition::*;
pub use dispatch::*;
pub use entry::*;
pub use event::*;
pub use export::*;
pub use forms::*;
pub use key::*;
pub use lists::*;
pub use metrics::*;
pub use own::*;
pub use person::*;
pub use preview::*;
pub use problem::*;
pub use question::*;
pub use response::*;
pub use rollup::*;
pub use survey::*;
pub use words::*;
pub use workspace::*;
