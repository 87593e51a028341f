//! People, put whole under the team's own ids.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::State;
use domain::id::{PersonId, WorkspaceId};
use domain::input::Refusal;
use domain::person::Person;
use http::StatusCode;
use serde_json::{Value, json};
use store::Lifted;
use web::auth::{Reader, Sender};
use web::backend::Backend;
use web::body;
use web::named::Named;
use web::phone;
use web::problem::Problem;
use web::query::Query;

use crate::People;

fn shown(id: &PersonId, person: &Person) -> Json<Value> {
    let mut value = person.to_json();
    value["id"] = json!(id.as_str());
    Json(value)
}

/// Set a person, whole
#[utoipa::path(
    put, path = "/v1/people/{id}", tag = "people", operation_id = "putPerson",
    security(("key" = ["send"])),
    params(
        ("id" = api::ClientId, Path, description = "Your own id for the person: never an address."),
        (
            "again" = Option<bool>, Query,
            description = "Whether somebody new may have the id of somebody who was erased. Without it they are refused, so \
                that no nightly job brings back who was erased.",
        ),
    ),
    request_body(content = api::PersonFields, example = json!(api::examples::put_person())),
    responses(
        (
            status = 200, description = "They were known.",
            body = api::Person, example = json!(api::examples::put_person_answered()),
        ),
        (
            status = 201, description = "They are new.",
            body = api::Person, example = json!(api::examples::put_person_answered()),
        ),
    ),
    extensions(("x-codes" = json!([
        api::codes::IDS, api::codes::PROPERTIES, api::codes::PERSON, "not_a_boolean", "person_erased", "erasure_running",
    ]))),
)]
pub async fn put(
    Sender(caller): Sender,
    State(people): State<People>,
    named: Named,
    query: Query,
    body: body::Json,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let backend = &people.backend;
    let id = named.chosen()?;
    let mut fields = query.fields()?;
    let again = fields.optional("again", flag);
    let again = fields.finish(|| Some(again.unwrap_or_default()))?;
    let person = phone::checked(Person::parse(&body.value, ""), &body.value, "")?;
    if again {
        lift(&people, &caller.workspace, &id).await?;
    }
    let known = AtomicBool::new(false);
    let replace = |old: Option<Person>| {
        known.store(old.is_some(), Ordering::Relaxed);
        person.clone()
    };
    let person = backend.store.change_person(&caller.workspace, &id, replace).await?;
    let person = person.ok_or_else(|| {
        let detail = "this person was erased; where somebody new has the id, say so with ?again=true";
        Problem::conflict("person_erased", detail)
    })?;
    let status = if known.into_inner() { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, shown(&id, &person)))
}

fn flag(value: &Value) -> Result<bool, Refusal> {
    match value.as_str() {
        Some("true") => Ok(true),
        Some("false") => Ok(false),
        _ => Err(Refusal::new("not_a_boolean", "expected true or false")),
    }
}

/// Lets somebody new have the id.
async fn lift(people: &People, ws: &WorkspaceId, id: &PersonId) -> Result<(), Problem> {
    match people.backend.store.lift_tombstone(ws, id).await? {
        (Lifted::Running, _) => {
            let detail = "the erasure of who had this id has not ended; it looks once more after a minute";
            Err(Problem::conflict("erasure_running", detail).with_retry(60))
        }
        (Lifted::Done, Some(entry)) => Ok(people.copies.note(ws, &entry).await?),
        (Lifted::Done, None) => Ok(()),
    }
}

/// A person
#[utoipa::path(
    get, path = "/v1/people/{id}", tag = "people", operation_id = "getPerson",
    security(("key" = ["read"])),
    params(("id" = api::ClientId, Path, description = "Your own id for the person: never an address.")),
    responses(
        (status = 200, description = "The person.", body = api::Person, example = json!(api::examples::person())),
    ),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    named: Named,
) -> Result<Json<Value>, Problem> {
    let id = named.existing("person")?;
    let person = backend.store.person(&caller.workspace, &id).await?;
    Ok(shown(&id, &person.ok_or_else(|| Problem::not_found("person"))?))
}
