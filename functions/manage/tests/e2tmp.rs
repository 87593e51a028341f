#![allow(missing_docs, dead_code, clippy::all)]
#[path = "api/driver.rs"]
mod driver;
#[path = "api/exports.rs"]
mod exports;
