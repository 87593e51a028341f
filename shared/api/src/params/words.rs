//! The words that parameters take.

use utoipa::ToSchema;

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum PreviewChannel {
    Email,
    Sms,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case", default = json!("invitation"))]
pub enum PreviewKind {
    Invitation,
    Reminder,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum TrueOrFalse {
    True,
    False,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case", default = json!("day"))]
pub enum Interval {
    Day,
    Week,
    Month,
    All,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Comparison {
    Previous,
    Groups,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Beside {
    Previous,
    None,
    /// As a form sends it that says nothing.
    #[schema(rename = "")]
    Unsaid,
}
