//! The keys of what employees answer: all in the table without a stream, where no record of a write outlives it. Those
//! that are gone once a period has closed share a prefix, which is all that the public function may touch there.

use domain::id::{SurveyId, WorkspaceId};
use jiff::civil::Date;

use super::{Key, key};
use crate::item::hex;

pub fn enps_gate(ws: &WorkspaceId, survey: &SurveyId, from: Date) -> Key {
    key(format!("enps#{ws}#{survey}"), from.to_string())
}

pub fn enps_scores(ws: &WorkspaceId, survey: &SurveyId, from: Date) -> String {
    format!("enps#{ws}#{survey}#{from}#scores")
}

pub fn enps_comments(ws: &WorkspaceId, survey: &SurveyId, from: Date) -> String {
    format!("enps#{ws}#{survey}#{from}#comments")
}

pub fn enps_score(ws: &WorkspaceId, survey: &SurveyId, from: Date, digest: &[u8]) -> Key {
    key(enps_scores(ws, survey, from), hex(digest))
}

pub fn enps_comment(ws: &WorkspaceId, survey: &SurveyId, from: Date, digest: &[u8]) -> Key {
    key(enps_comments(ws, survey, from), hex(digest))
}

pub fn enps_result(ws: &WorkspaceId, survey: &SurveyId, from: Date) -> Key {
    key(format!("p#{ws}#{survey}"), from.to_string())
}

pub fn enps_said(ws: &WorkspaceId, survey: &SurveyId, from: Date, part: usize) -> Key {
    key(format!("q#{ws}#{survey}#{from}"), format!("{part:04}"))
}
