//! Metrics of a team's own.

use utoipa::ToSchema;

use super::event::Side;
use super::words::{ClientId, NameOrTexts, WordOrNumber};

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum OwnKind {
    Share,
    Mean,
    Ratio,
}

/// A metric of your own, of two counts: a `share` (100·of/among, where `of` is a part of `among`), a `mean` (of a
/// rating's answers or an event's amounts), or a `ratio` (of/to). In a survey over its questions, in the workspace
/// over events.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnMetric {
    id: ClientId,
    name: NameOrTexts,
    kind: OwnKind,
    of: OwnCount,
    #[schema(nullable = false)]
    among: Option<OwnCount>,
    #[schema(nullable = false)]
    to: Option<OwnCount>,
}

/// Answers to a question of the survey.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerCount {
    question: ClientId,
    /// Answers as the API spells them. Of a question with several answers exactly one.
    #[schema(min_items = 1, max_items = 20, nullable = false)]
    any_of: Option<Vec<WordOrNumber>>,
}

/// Events of a type.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventCount {
    /// A type of event.
    event: String,
    #[schema(nullable = false)]
    r#where: Option<EventWhere>,
}

/// Values that the events have.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventWhere {
    #[schema(min_length = 1, max_length = 64, nullable = false)]
    agent: Option<String>,
    #[schema(nullable = false)]
    automatic: Option<bool>,
    #[schema(nullable = false)]
    by: Option<Side>,
    #[schema(min_length = 1, max_length = 64, nullable = false)]
    category: Option<String>,
    #[schema(min_length = 1, max_length = 64, nullable = false)]
    channel: Option<String>,
    #[schema(min_length = 1, max_length = 64, nullable = false)]
    plan: Option<String>,
    #[schema(min_length = 1, max_length = 64, nullable = false)]
    segment: Option<String>,
}

/// What is counted: answers to a question, all or some of them, or events of a type, all or those with certain
/// values.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum OwnCount {
    Answers(AnswerCount),
    Events(EventCount),
}
