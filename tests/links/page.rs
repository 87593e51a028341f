//! What docs/links.md shows, read from the page itself.

use serde_json::Value;

const PAGE: &str = include_str!("../../docs/links.md");

/// The one block of a language.
pub fn example(language: &str) -> &'static str {
    let mut blocks = PAGE.split("\n```").skip(1).step_by(2);
    let block = blocks.find_map(|block| block.strip_prefix(language)?.strip_prefix('\n'));
    // The last line end of a block stands before the fence.
    let block = block.unwrap_or_else(|| panic!("docs/links.md has no example in {language}"));
    let from = block.as_ptr() as usize - PAGE.as_ptr() as usize;
    &PAGE[from..=from + block.len()]
}

/// The test vectors.
pub fn vectors() -> Value {
    serde_json::from_str(example("json")).expect("vectors")
}
