//! Prints the document.
#[path = "../openapi.rs"]
mod openapi;
fn main() { openapi::run().unwrap(); }
