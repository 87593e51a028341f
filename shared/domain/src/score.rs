//! Scores: from integer counts of answers to the numbers that a company steers by, each with its n and its interval.
//!
//! A [`Measure`] says what is counted and how (metric, scale, direction, method, threshold), [`Counts`] say how often each
//! value was answered, [`Measure::score`] makes the [`Score`]. Only counts are stored; a score is made on reading, never
//! kept, never averaged from other scores. Nothing is rounded here.

mod class;
mod counts;
mod derive;
mod measure;
mod metric;
mod scale;
#[cfg(test)]
mod tests;

pub use class::{Class, Tone};
pub use counts::Counts;
pub use derive::Score;
pub use measure::{Measure, MeasureError, MeasureSpec};
pub use metric::{Direction, Method, Metric, SurveyKind};
pub use scale::Scale;
