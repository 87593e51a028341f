//! Pages of lists, and bodies that are lines.

use utoipa::ToSchema;

use super::preview::{MailPreview, SmsPreview};
use super::words::RollupId;

/// A page of a list.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Page<T> {
    data: Vec<T>,
    /// Where the list goes on; null at its end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// What messages will say.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum Preview {
    Mail(MailPreview),
    Sms(SmsPreview),
}

/// What was asked for.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    id: RollupId,
}

/// Lines of `OrderWithKey`.
#[derive(ToSchema)]
pub struct OrderLines(String);

/// Lines of `Outcome` or `Problem`.
#[derive(ToSchema)]
pub struct OutcomeLines(String);

/// Lines of `Post`.
#[derive(ToSchema)]
pub struct PostLines(String);

/// Lines of `Response` or `Problem`.
#[derive(ToSchema)]
pub struct ResponseLines(String);

/// Lines of `Event`.
#[derive(ToSchema)]
pub struct EventLines(String);

/// Lines of `EventOutcome` or `Problem`.
#[derive(ToSchema)]
pub struct EventOutcomeLines(String);
