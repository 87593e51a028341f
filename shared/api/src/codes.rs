//! The codes of errors, each with what it says. A handler names those of its own, or a list of them; what every route
//! of its kind may say is added by [`crate::document`].

use serde::{Serialize, Serializer};

mod fields;
mod refusals;

pub use fields::*;
pub use refusals::*;

/// A code of an error.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// The status that it comes with.
    pub status: u16,
    /// The stable word.
    pub name: &'static str,
    /// What it says.
    pub says: &'static str,
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{} {}", self.status, self.name))
    }
}

/// All lists.
const ALL: [&[Code]; 26] = [
    READING,
    LINES,
    TYPES,
    QUERY,
    PAGING,
    DAYS,
    IDEMPOTENCY,
    IDS,
    PROPERTIES,
    TEXTS,
    OWN_METRICS,
    HOURS,
    WORKSPACE,
    QUESTIONS,
    SURVEY,
    PERSON,
    DISPATCH,
    KEYS,
    EVENT,
    ANSWERS,
    POST,
    LIST,
    METRICS,
    EXPORT,
    ROLLUP,
    REFUSALS,
];

/// Every code with its status, once, by name.
pub fn all() -> Vec<Code> {
    let mut codes: Vec<Code> = ALL.iter().flat_map(|list| list.iter().copied()).collect();
    codes.sort_by_key(|code| (code.name, code.status));
    codes.dedup_by_key(|code| (code.name, code.status));
    codes
}

/// What a handler's attribute names: a code of a whole request by its name, or one of a list with its status before it.
pub fn spelled(text: &str) -> Option<Code> {
    let (status, name) = text.split_once(' ').unwrap_or(("", text));
    let mut known = REFUSALS.iter().chain(ALL.iter().copied().flatten());
    known.find(|code| code.name == name && (status.is_empty() || code.status.to_string() == status)).copied()
}
