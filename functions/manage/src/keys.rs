//! API keys. The secret is made here, shown once, and only its digest is kept: so a repeated request can't show it again.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::input::{Fields, Problems, Refusal, list, parsed, text, time};
use domain::key::{ApiKey, Caller, KeyId, PresentedKey, Scope};
use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};
use web::auth::Admin;
use web::backend::Backend;
use web::body;
use web::once::{Answer, Once};
use web::problem::Problem;

use web::named::Named;
use web::paging::{Paging, newest_first};

/// How often an id is drawn; of 40 random bits, a second draw is rare already.
pub const DRAWS: usize = 3;

/// What a key is asked to be.
struct Wanted {
    name: Option<String>,
    scopes: Vec<Scope>,
    expires_at: Option<Timestamp>,
}

fn scopes(value: &Value) -> Result<Vec<Scope>, Refusal> {
    let mut scopes = list(Scope::ALL.len(), parsed::<Scope>)(value)?;
    scopes.sort();
    if scopes.is_empty() || scopes.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::new("invalid_scopes", "expected at least one of respond, send, read, admin, each once"));
    }
    Ok(scopes)
}

fn parse(body: &Value, now: Timestamp) -> Result<Wanted, Problems> {
    let mut fields = Fields::of(body, "")?;
    let name = fields.optional("name", text(1, 100));
    let scopes = fields.required("scopes", scopes);
    let expires_at = fields.optional("expires_at", |value| {
        let end = time(value)?;
        if end > now { Ok(end) } else { Err(Refusal::new("in_the_past", "expected a time that is still to come")) }
    });
    fields.finish(|| Some(Wanted { name, scopes: scopes?, expires_at }))
}

fn shown(key: &ApiKey) -> Value {
    json!({
        "id": key.id.as_str(),
        "name": key.name,
        "scopes": key.scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>(),
        "expires_at": key.expires_at.map(domain::stamped::millis),
        "created_at": domain::stamped::millis(key.created_at),
    })
}

/// Make a key
#[utoipa::path(
    post, path = "/v1/keys", tag = "keys", operation_id = "postKey",
    security(("key" = ["admin"])),
    params(api::params::Once),
    request_body(content = api::NewKey, example = json!(api::examples::post_key())),
    responses(
        (
            status = 201, description = "The key with its secret, which is shown this once.",
            body = api::KeyWithSecret, example = json!(api::examples::post_key_answered()),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::KEYS, "secret_shown_once"]))),
)]
pub async fn post(
    Admin(caller): Admin,
    State(backend): State<Backend>,
    once: Once,
    body: body::Json,
) -> Result<Response, Problem> {
    let run = Box::pin(make(&backend, &caller, &body.value));
    once.answer(&backend, &caller.workspace, &body.value.to_string(), run).await
}

async fn make(backend: &Backend, caller: &Caller, body: &Value) -> Result<Answer, Problem> {
    let now = backend.now();
    let Wanted { name, scopes, expires_at } = parse(body, now)?;
    for _ in 0..DRAWS {
        let presented = PresentedKey::generate(&crate::random()?);
        let key = ApiKey {
            id: presented.id.clone(),
            workspace: caller.workspace.clone(),
            name: name.clone(),
            scopes: scopes.clone(),
            digest: presented.digest(),
            expires_at,
            created_at: now,
        };
        if backend.store.put_api_key(&key).await? {
            let mut body = shown(&key);
            body["key"] = json!(presented.reveal());
            let detail =
                "this key was made by the first request, whose answer showed its secret; delete it and make another";
            let again = Problem::conflict("secret_shown_once", detail).with("id", key.id.as_str());
            return Ok(Answer::json(StatusCode::CREATED, &body).but_again(again));
        }
    }
    Err(Problem::unavailable())
}

/// All keys
#[utoipa::path(
    get, path = "/v1/keys", tag = "keys", operation_id = "listKeys",
    security(("key" = ["admin"])),
    params(api::params::Paging),
    responses(
        (
            status = 200, description = "A page, newest first; no secrets.",
            body = inline(api::Page<api::Key>), example = json!(api::examples::keys()),
        ),
    ),
)]
pub async fn list_all(
    Admin(caller): Admin,
    State(backend): State<Backend>,
    paging: Paging,
) -> Result<Json<Value>, Problem> {
    let keys = backend.store.api_keys(&caller.workspace).await?;
    let mut rows: Vec<_> = keys.iter().map(|key| (newest_first(key.created_at, &key.id), shown(key))).collect();
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    paging.page(&backend, &caller.workspace, "keys", rows)
}

/// Revoke a key
#[utoipa::path(
    delete, path = "/v1/keys/{id}", tag = "keys", operation_id = "deleteKey",
    security(("key" = ["admin"])),
    params(("id" = String, Path, description = "The key's id: what stands between `atb_` and the secret.")),
    responses(
        (status = 204, description = "It opens nothing any more."),
    ),
    extensions(("x-codes" = json!(["not_found", "key_in_use"]))),
)]
pub async fn remove(Admin(caller): Admin, State(backend): State<Backend>, named: Named) -> Result<StatusCode, Problem> {
    let id: KeyId = named.existing("key")?;
    if caller.key.as_ref() == Some(&id) {
        let detail = "a key can't delete itself; delete it with another key";
        return Err(Problem::conflict("key_in_use", detail));
    }
    if backend.store.delete_api_key(&caller.workspace, &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("key"))
    }
}
