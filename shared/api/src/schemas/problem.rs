//! Errors.

use utoipa::ToSchema;
use utoipa::openapi::Ref;

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvalidParam {
    /// The field's path; empty for the body itself.
    name: String,
    #[schema(schema_with = code)]
    code: String,
    /// What would be right. The input is not echoed.
    reason: String,
}

/// RFC 9457.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Problem {
    r#type: String,
    title: String,
    status: i64,
    detail: String,
    #[schema(schema_with = own_code)]
    code: String,
    /// Also in the header `x-request-id`.
    request_id: String,
    /// Every bad field, all at once.
    #[schema(nullable = false)]
    invalid_params: Option<Vec<InvalidParam>>,
    /// With 429 and 503: after how many seconds to try again, as the header `Retry-After` says. A line of a batch has
    /// it here alone.
    #[schema(nullable = false)]
    retry_after: Option<i64>,
    /// With a submission id of the wrong time: what time it is here.
    #[schema(format = DateTime, nullable = false)]
    server_time: Option<String>,
    /// With `secret_shown_once`: the key that was made.
    #[schema(nullable = false)]
    id: Option<String>,
}

/// The answer's own code.
fn own_code() -> Ref {
    let about = "A stable word to branch on. Where one field alone is bad, its code.";
    Ref::builder().ref_location_from_schema_name("Code").description(Some(about)).build()
}

/// One of the codes, which the document lists.
fn code() -> Ref {
    Ref::from_schema_name("Code")
}
