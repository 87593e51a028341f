//! `GET /v1/metrics`: a number over time.

use axum::Json;
use axum::extract::State;
use reading::metrics::{Told, answer};
use web::auth::Reader;
use web::backend::Backend;
use web::fresh::Kept;
use web::problem::Problem;
use web::query::Query;

/// A number over time
///
/// The score of a survey, or a metric over events, sent invitations or your own definition. Values are null and never 0
/// where nothing was counted, carry a 95 % interval where chance has a part in them, and are not rounded. A period
/// without counts is there with n 0, and with `missing` where none of its days was ever counted. docs/metrics.md and
/// docs/metrics/ say what each is made of. Surveys of employees are told by their own closed periods alone: of the
/// parameters they take `survey`, `metric` and `group_by`.
#[utoipa::path(
    get, path = "/v1/metrics", tag = "metrics", operation_id = "getMetrics",
    security(("key" = ["read"])),
    params(api::params::Metrics, api::params::Fresh),
    responses(
        (
            status = 200, description = "An entry for each period, and each group in it; at most 8,000 \
                (`too_many_entries`).",
            headers(("ETag" = String, description = "Names these numbers; send it back by `If-None-Match`.")),
            body = api::Metrics, example = json!(api::examples::metrics()),
        ),
        (status = 304, description = "They are still the same."),
    ),
    extensions(("x-codes" = json!([api::codes::METRICS, "not_found", "mixed_currencies"]))),
)]
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    query: Query,
) -> Result<Kept<Json<Told>>, Problem> {
    let workspace = reading::workspace(&backend.store, &caller.workspace).await?;
    answer(&backend, &workspace, &[], &query).await.map(Json).map(Kept)
}
