//! What pages post, and what the service says of itself.

use utoipa::ToSchema;

use super::words::ok;

/// `q.{id}` answers a question of your own.
#[derive(ToSchema)]
pub struct Form {
    #[schema(nullable = false)]
    submission_id: Option<String>,
    #[schema(nullable = false)]
    score: Option<String>,
    #[schema(nullable = false)]
    comment: Option<String>,
}

/// A key with scope `read`.
#[derive(ToSchema)]
pub struct SignIn {
    key: String,
}

/// That it runs.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Health {
    #[schema(schema_with = ok)]
    status: String,
    version: String,
}
