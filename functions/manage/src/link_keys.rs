//! Link keys, with which a team's own mailer signs links and its server vouches for people. Two may live at once, so that one
//! can take over from the other without a link that opens nothing in between.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::id::WorkspaceId;
use domain::input::{Fields, Problems};
use domain::link_key::{LinkKey, LinkKeyId, LinkSecret, MAX_LIVING};
use domain::stamped::millis;
use http::StatusCode;
use serde_json::{Value, json};
use store::PutLinkKey;
use web::auth::Admin;
use web::backend::Backend;
use web::body;
use web::once::{Answer, Once};
use web::problem::Problem;

use crate::keys::DRAWS;
use web::named::Named;
use web::paging::{Paging, newest_first};

fn shown(key: &LinkKey) -> Value {
    json!({
        "id": key.id.as_str(),
        "created_at": millis(key.created_at),
        "retired_at": key.retired_at.map(millis),
    })
}

/// Make a link key
///
/// Two may live at once: make the second, let your mailer sign with it, and retire the first when the links that it
/// signed have ended.
#[utoipa::path(
    post, path = "/v1/link-keys", tag = "link-keys", operation_id = "postLinkKey",
    security(("key" = ["admin"])),
    params(api::params::Once),
    request_body(content = inline(api::NewLinkKey), example = json!(api::examples::post_link_key())),
    responses(
        (
            status = 201, description = "The link key with its secret, which is shown this once.",
            body = api::LinkKeyWithSecret, example = json!(api::examples::post_link_key_answered()),
        ),
    ),
    extensions(("x-codes" = json!(["too_many_link_keys", "secret_shown_once"]))),
)]
pub async fn post(
    Admin(caller): Admin,
    State(backend): State<Backend>,
    once: Once,
    body: body::Json,
) -> Result<Response, Problem> {
    let run = Box::pin(make(&backend, &caller.workspace, &body.value));
    once.answer(&backend, &caller.workspace, &body.value.to_string(), run).await
}

/// There is nothing to say about a link key; the body is an empty object, so that there can be one day.
fn parse(body: &Value) -> Result<(), Problems> {
    Fields::of(body, "")?.finish(|| Some(()))
}

async fn make(backend: &Backend, ws: &WorkspaceId, body: &Value) -> Result<Answer, Problem> {
    parse(body)?;
    for _ in 0..DRAWS {
        let key = LinkKey::generate(&crate::random()?, backend.now());
        match backend.store.put_link_key(ws, &key).await? {
            PutLinkKey::Made => return Ok(made(&key)),
            PutLinkKey::TooMany => {
                let detail = format!(
                    "{MAX_LIVING} link keys live already, which is as many as may; retire the one that nothing is signed with any more"
                );
                return Err(Problem::conflict("too_many_link_keys", detail));
            }
            PutLinkKey::Taken => {}
        }
    }
    Err(Problem::unavailable())
}

fn made(key: &LinkKey) -> Answer {
    let body = json!({
        "id": key.id.as_str(),
        "secret": key.secret.as_ref().map(LinkSecret::reveal),
        "created_at": millis(key.created_at),
    });
    let detail =
        "this link key was made by the first request, whose answer showed its secret; retire it and make another";
    let again = Problem::conflict("secret_shown_once", detail).with("id", key.id.as_str());
    Answer::json(StatusCode::CREATED, &body).but_again(again)
}

/// All link keys, retired ones too
#[utoipa::path(
    get, path = "/v1/link-keys", tag = "link-keys", operation_id = "listLinkKeys",
    security(("key" = ["admin"])),
    params(api::params::Paging),
    responses(
        (
            status = 200, description = "A page, newest first; no secrets.",
            body = inline(api::Page<api::LinkKey>), example = json!(api::examples::link_keys()),
        ),
    ),
)]
pub async fn list(
    Admin(caller): Admin,
    State(backend): State<Backend>,
    paging: Paging,
) -> Result<Json<Value>, Problem> {
    let keys = backend.store.link_keys(&caller.workspace).await?;
    let mut rows: Vec<_> = keys.iter().map(|key| (newest_first(key.created_at, &key.id), shown(key))).collect();
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    paging.page(&backend, &caller.workspace, "link-keys", rows)
}

/// Retire a link key
///
/// It stays listed, and its secret is forgotten. Retired again, it stays as it is.
#[utoipa::path(
    delete, path = "/v1/link-keys/{id}", tag = "link-keys", operation_id = "retireLinkKey",
    security(("key" = ["admin"])),
    params(("id" = String, Path, description = "The link key's id, `kid` in what it signed.")),
    responses(
        (status = 204, description = "The links that it signed open nothing any more."),
    ),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn retire(Admin(caller): Admin, State(backend): State<Backend>, named: Named) -> Result<StatusCode, Problem> {
    let id: LinkKeyId = named.existing("link key")?;
    if backend.store.retire_link_key(&caller.workspace, &id, backend.now()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("link key"))
    }
}
