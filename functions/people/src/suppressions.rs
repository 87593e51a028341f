//! The suppression list: addresses that must not be written to. An address comes in by a body and never goes out again; what
//! is kept and shown is its digest.

use axum::Json;
use axum::extract::State;
use domain::id::SuppressionId;
use domain::suppression::{Suppression, Wanted};
use http::StatusCode;
use serde_json::{Value, json};
use web::auth::{Admin, Reader};
use web::backend::Backend;
use web::body;
use web::cursor;
use web::problem::Problem;

use web::named::Named;
use web::paging::Paging;

/// The list's name in its cursors.
const LIST: &str = "suppressions";

/// Write to an address no more
///
/// In this workspace, on this channel, whoever it belongs to. Messages that are scheduled already are skipped. The list
/// outlives the people on it.
#[utoipa::path(
    put, path = "/v1/suppressions", tag = "suppressions", operation_id = "putSuppression",
    security(("key" = ["admin"])),
    request_body(content = api::NewSuppression, example = json!(api::examples::put_suppression())),
    responses(
        (
            status = 200, description = "It was on the list, and stays as it was.",
            body = api::Suppression, example = json!(api::examples::put_suppression_answered()),
        ),
        (
            status = 201, description = "It is on the list now.",
            body = api::Suppression, example = json!(api::examples::put_suppression_answered()),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::DISPATCH, api::codes::PERSON]))),
)]
pub async fn put(
    Admin(caller): Admin,
    State(backend): State<Backend>,
    body: body::Json,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let wanted = Wanted::parse(&body.value)?;
    let id = backend.addresses.id(&caller.workspace, &wanted.contact);
    let channel = wanted.contact.channel();
    // Whatever reason they give, it is the team's word.
    let asked = Suppression { id, channel, reason: wanted.reason, by_person: false, at: backend.now() };
    let (store, ws) = (&backend.store, &caller.workspace);
    if store.suppress(ws, &asked).await? {
        return Ok((StatusCode::CREATED, Json(asked.to_json())));
    }
    // It stands there with its own reason and time. Where it was taken back this very moment, what was asked is the answer.
    let standing = store.suppression(ws, id).await?.unwrap_or(asked);
    Ok((StatusCode::OK, Json(standing.to_json())))
}

/// Who must not be written to
#[utoipa::path(
    get, path = "/v1/suppressions", tag = "suppressions", operation_id = "listSuppressions",
    security(("key" = ["read"])),
    params(api::params::Paging),
    responses(
        (
            status = 200, description = "A page, newest first. It holds no address.",
            body = inline(api::Page<api::Suppression>), example = json!(api::examples::suppressions()),
        ),
    ),
)]
pub async fn list(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    paging: Paging,
) -> Result<Json<Value>, Problem> {
    let ws = &caller.workspace;
    let after = paging.after(&backend, ws, LIST)?;
    let page = backend.store.suppressions(ws, after.as_deref(), paging.limit).await?;
    let data: Vec<_> = page.items.iter().map(Suppression::to_json).collect();
    let next = page.next.map(|next| cursor::seal(&backend, ws, LIST, &next));
    Ok(Json(json!({"data": data, "next_cursor": next})))
}

/// Let an address be written to again
///
/// For an address that was put here by mistake. Somebody who said no has to say yes again.
#[utoipa::path(
    delete, path = "/v1/suppressions/{id}", tag = "suppressions", operation_id = "deleteSuppression",
    security(("key" = ["admin"])),
    params(("id" = String, Path, description = "The suppression.", pattern = r"^sup_[0-9a-f]{32}$")),
    responses(
        (status = 204, description = "It is off the list."),
    ),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn remove(Admin(caller): Admin, State(backend): State<Backend>, named: Named) -> Result<StatusCode, Problem> {
    let id: SuppressionId = named.existing("suppression")?;
    if backend.store.unsuppress(&caller.workspace, id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("suppression"))
    }
}
