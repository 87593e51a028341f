//! People, put whole under the team's own ids.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::State;
use domain::id::PersonId;
use domain::person::Person;
use http::StatusCode;
use serde_json::{Value, json};
use web::auth::{Reader, Sender};
use web::backend::Backend;
use web::body;
use web::problem::Problem;

use web::named::Named;
use web::phone;

fn shown(id: &PersonId, person: &Person) -> Json<Value> {
    let mut value = person.to_json();
    value["id"] = json!(id.as_str());
    Json(value)
}

/// `PUT /v1/people/{id}`
pub async fn put(
    Sender(caller): Sender,
    State(backend): State<Backend>,
    named: Named,
    body: body::Json,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let id = named.chosen()?;
    let person = phone::checked(Person::parse(&body.value, ""), &body.value, "")?;
    let known = AtomicBool::new(false);
    let replace = |old: Option<Person>| {
        known.store(old.is_some(), Ordering::Relaxed);
        person.clone()
    };
    let person = backend.store.change_person(&caller.workspace, &id, replace).await?;
    let status = if known.into_inner() { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, shown(&id, &person)))
}

/// `GET /v1/people/{id}`
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    named: Named,
) -> Result<Json<Value>, Problem> {
    let id = named.existing("person")?;
    let person = backend.store.person(&caller.workspace, &id).await?;
    Ok(shown(&id, &person.ok_or_else(|| Problem::not_found("person"))?))
}
