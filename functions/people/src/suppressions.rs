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

/// `PUT /v1/suppressions`
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

/// `GET /v1/suppressions`
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

/// `DELETE /v1/suppressions/{id}`
pub async fn remove(Admin(caller): Admin, State(backend): State<Backend>, named: Named) -> Result<StatusCode, Problem> {
    let id: SuppressionId = named.existing("suppression")?;
    if backend.store.unsuppress(&caller.workspace, id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("suppression"))
    }
}
