//! Exports that are larger than one answer.

use utoipa::ToSchema;

use super::response::AnswerChannel;
use super::words::{ClientId, Locale};

/// How a file is written; docs/exports.md has its columns.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ExportFormat {
    Csv,
    Ndjson,
}

#[derive(ToSchema)]
#[schema(pattern = r"^exp_[0-9a-f]{32}$")]
pub struct ExportId(String);

/// A bound of a score: a number, or a word where the scale has words.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum ScoreBound {
    Number(i64),
    Word(String),
}

/// Which responses, with the filters of their list.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExport {
    survey: ClientId,
    format: ExportFormat,
    /// Whether a CSV begins with a byte order mark, which some spreadsheets need.
    #[schema(default = json!(false), nullable = false)]
    bom: Option<bool>,
    /// The first local day; 30 days before `to` unless set. At most 3,660 days.
    #[schema(format = Date, nullable = false)]
    from: Option<String>,
    /// The last local day, included; today unless set.
    #[schema(format = Date, nullable = false)]
    to: Option<String>,
    #[schema(nullable = false)]
    channel: Option<AnswerChannel>,
    #[schema(nullable = false)]
    locale: Option<Locale>,
    #[schema(nullable = false)]
    touchpoint: Option<String>,
    #[schema(nullable = false)]
    segment: Option<String>,
    #[schema(nullable = false)]
    agent: Option<String>,
    /// Only those with this score or a higher one.
    #[schema(nullable = false)]
    score_min: Option<ScoreBound>,
    /// Only those with this score or a lower one.
    #[schema(nullable = false)]
    score_max: Option<ScoreBound>,
    /// Only those that are kept out of the counts, or only the others.
    #[schema(nullable = false)]
    suspect: Option<bool>,
}

/// An export that is being written.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportAsked {
    id: ExportId,
    status: ExportStatus,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ExportStatus {
    Running,
    Done,
    Failed,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ExportReason {
    GaveUp,
    TooLong,
    PersonErased,
    EnpsIsAnonymous,
}

/// How far an export is, and where its file lies.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Export {
    id: ExportId,
    status: ExportStatus,
    survey: ClientId,
    format: ExportFormat,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    rows: u64,
    bytes: u64,
    /// Where the file is, once it is done. It opens for 15 minutes, without a key; each look makes a new one.
    #[schema(format = "uri", required)]
    url: Option<String>,
    #[schema(format = DateTime, required)]
    url_expires_at: Option<String>,
    /// When the file goes.
    #[schema(format = DateTime)]
    expires_at: String,
    /// Of one that failed: why.
    #[schema(nullable = false)]
    reason: Option<ExportReason>,
}
