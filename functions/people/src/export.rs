//! Everything that is held of a person, as one answer: for a person who asks what is known of them.

use axum::Json;
use axum::extract::State;
use domain::id::PersonId;
use serde_json::Value;
use web::auth::Reader;
use web::backend::Backend;
use web::named::Named;
use web::problem::Problem;

use crate::held::Held;

/// Everything that is held of a person
///
/// Who they are and what they agreed to, what was sent to them, what they answered and to which questions, the events that
/// name them, which of their addresses is suppressed, and when each was asked last. The newest of each where there is more
/// than one answer takes; `left_out` counts the rest, and says where there are more events than were looked at.
#[utoipa::path(
    get, path = "/v1/people/{id}/export", tag = "people", operation_id = "exportPerson",
    security(("key" = ["read"])),
    params(("id" = api::ClientId, Path, description = "Your own id for the person: never an address.")),
    responses(
        (
            status = 200, description = "All of it.",
            body = api::PersonExport, example = json!(api::examples::person_export()),
        ),
    ),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    named: Named,
) -> Result<Json<Value>, Problem> {
    let id: PersonId = named.existing("person")?;
    if !backend.store.holds(&caller.workspace, &id).await? {
        return Err(Problem::not_found("person"));
    }
    Ok(Json(Held::of(&backend, &caller.workspace, &id).all().await?))
}
