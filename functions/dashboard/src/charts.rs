//! Pictures of numbers: shapes alone, drawn here and put by a template into an `<svg>` with a title and a description, with a
//! table of the same figures beneath. Words stand beside a picture as HTML, so that they keep their size on a phone, and the
//! style sheet gives the colours, so that one picture serves light and dark. No text of anybody's goes in.

mod bars;
mod levels;
mod line;

pub use bars::{Bar, Range, Slice, bars, range, stacked};
pub use levels::Scale;
pub use line::{Line, Point, spark, trend};
