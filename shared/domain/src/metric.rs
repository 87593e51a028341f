//! The metrics: what each is called, what it is read from, and how counts become its number. Only counts are stored; a
//! number is made on reading, from the facts or the answers of a period, and never kept.
//!
//! [`BuiltIn`] names the metrics that there are, [`Own`] is one of a team's own. [`Gathered`] holds the facts of one group
//! in one period and derives the [`Number`]: the value with its n and its interval, the counts that it is made of, and what
//! stands beside it. Answers are read by [`Number::of_answers`].

mod appointments;
mod customers;
mod gathered;
mod money;
mod name;
mod number;
pub mod own;
#[cfg(doctest)]
mod pages;
mod programme;
mod reading;
#[cfg(test)]
mod tests;
mod tickets;

pub use customers::year;
pub use gathered::{Before, Gathered};
pub use money::MixedCurrencies;
pub use name::{Better, BuiltIn, Name, Reads, Test, Unit};
pub use number::{Beside, Input, Number};
pub use own::{Own, OwnGathered, OwnId};
pub use reading::Reading;
