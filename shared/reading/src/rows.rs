//! Responses as rows of an export: as CSV, and as NDJSON. What `atbalss import` reads is what is written here, to the last
//! millisecond, so an export can be taken in by an empty workspace and comes to the same counts there.

mod bursts;
pub mod cell;
mod line;
mod stream;
pub mod table;
mod versions;
mod writer;

use domain::id::SurveyId;
use domain::response::Response;
use web::query::Days;

pub use domain::export::Format;
pub use stream::{Answers, first_day};
pub use versions::Versions;
pub use writer::{Writer, record};

/// A response of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The response.
    pub response: Response,
    /// Whether it is suspect because too many answers came from its address on that day; known where all of the day was
    /// looked at.
    pub burst: bool,
}

/// A name for a file with the answers to a survey that every system takes.
///
/// ```
/// use reading::rows::{Format, file_name};
/// use web::query::Days;
/// let day = "2026-11-30".parse().unwrap();
/// let name = file_name(&"after:purchase".parse().unwrap(), Days::up_to(day, 30), Format::Csv);
/// assert_eq!(name, "responses-after-purchase-2026-11-01-2026-11-30.csv");
/// ```
pub fn file_name(survey: &SurveyId, days: Days, format: Format) -> String {
    domain::export::file_name(survey, days.first, days.last, format)
}
