//! Days, recomputed.

use utoipa::ToSchema;

use super::words::{ClientId, RollupId};

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The first local day.
    #[schema(format = Date)]
    from: String,
    /// The last local day, included; at most 3,660 days in all.
    #[schema(format = Date)]
    to: String,
    #[schema(nullable = false)]
    survey: Option<ClientId>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum RollupStatus {
    Running,
    Done,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rollup {
    id: RollupId,
    status: RollupStatus,
    /// How many days of surveys it is about; null until they are counted.
    #[schema(required)]
    buckets: Option<i64>,
    /// How many of those done had other counts than before.
    changed: i64,
}
