//! What an operation may answer beside what its handler says: read off what it takes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::errors;
use crate::codes::{self, Code};

/// Where a handler names its codes; it is read and taken away here.
const CODES: &str = "x-codes";
const NDJSON: &str = "application/x-ndjson";

/// Completes an operation. Pages answer errors as pages, and say so themselves.
pub fn complete(operation: &mut Value) {
    let own = operation.as_object_mut().and_then(|members| members.remove(CODES));
    let keyed =
        operation["security"].as_array().is_some_and(|schemes| schemes.iter().any(|one| one.get("key").is_some()));
    never_null(operation);
    if operation.get("security").is_none() {
        operation["security"] = json!([]);
    }
    let mut codes = Codes::default();
    spelled(&own.unwrap_or_default(), &mut codes);
    let page = operation["tags"] == json!(["dashboard"]);
    if keyed && page {
        return viewed(operation, codes);
    }
    if keyed {
        taken(operation, &mut codes);
    }
    for (status, codes) in codes.0 {
        operation["responses"][status.to_string()] = errors::answer(&codes);
    }
}

/// What a route of the API may answer, by what it takes.
fn taken(operation: &mut Value, codes: &mut Codes) {
    codes.name("unauthorized");
    codes.name("forbidden");
    let media = |name: &str| operation["requestBody"]["content"].get(name).is_some();
    if media("application/json") {
        codes.lists(&[codes::READING, codes::TYPES]);
        codes.name("body_too_large");
        codes.name("not_json");
    }
    if media(NDJSON) {
        codes.name("body_too_large");
        codes.name("too_many_lines");
        codes.name(if media("application/json") { "not_json" } else { "not_ndjson" });
    }
    let takes = |place: &str, name: Option<&str>| {
        let mut parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters.any(|one| one["in"] == place && name.is_none_or(|name| one["name"] == name))
    };
    if takes("query", None) {
        codes.lists(&[codes::QUERY]);
    }
    if takes("query", Some("cursor")) {
        codes.lists(&[codes::PAGING]);
    }
    if takes("query", Some("from")) {
        codes.lists(&[codes::DAYS]);
    }
    if takes("header", Some("Idempotency-Key")) {
        codes.lists(&[codes::IDEMPOTENCY]);
        codes.name("idempotency_key_in_use");
        codes.name("idempotency_key_reused");
        replayed(operation);
    }
    codes.name("internal");
    codes.name("unavailable");
}

/// What a page of the dashboard may answer: what is wrong with it is a page too, but for a program with a key.
fn viewed(operation: &mut Value, mut codes: Codes) {
    for name in ["malformed_query", "unauthorized", "forbidden", "internal", "unavailable"] {
        codes.name(name);
    }
    for (status, codes) in codes.0 {
        operation["responses"][status.to_string()] = errors::page(status, &codes);
    }
}

/// The codes of an operation by status, each once, in the order in which they were named.
#[derive(Default)]
struct Codes(BTreeMap<u16, Vec<Code>>);

impl Codes {
    fn add(&mut self, code: Code) {
        let known = self.0.entry(code.status).or_default();
        if known.iter().all(|known| known.name != code.name) {
            known.push(code);
        }
    }

    fn name(&mut self, name: &str) {
        if let Some(code) = codes::spelled(name) {
            self.add(code);
        }
    }

    fn lists(&mut self, lists: &[&[Code]]) {
        lists.iter().flat_map(|list| list.iter()).for_each(|code| self.add(*code));
    }
}

/// Reads what a handler names: codes, and lists of codes.
fn spelled(value: &Value, codes: &mut Codes) {
    match value {
        Value::String(name) => match codes::spelled(name) {
            Some(code) => codes.add(code),
            // Seen in the document, and by the test that holds its codes against the table.
            None => codes.add(Code { status: 500, name: "unknown_code", says: "This code is in no list." }),
        },
        Value::Array(values) => values.iter().for_each(|value| spelled(value, codes)),
        _ => {}
    }
}

/// A repetition is marked as one.
fn replayed(operation: &mut Value) {
    for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
        if status.starts_with('2') {
            answer["headers"]["Idempotent-Replayed"] = json!({
                "description": "`true` where this is the first answer again.",
                "schema": {"type": "string", "enum": ["true"]},
            });
        }
    }
}

/// A parameter that may be left out is not one that may be null.
fn never_null(operation: &mut Value) {
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(schema) = parameter.get_mut("schema") else { continue };
        if let Some(Value::Array(types)) = schema.get_mut("type") {
            types.retain(|one| one != "null");
            if let [only] = types.as_slice() {
                schema["type"] = only.clone();
            }
        }
        if let Some(Value::Array(alternatives)) = schema.get("oneOf")
            && let [_, only] = alternatives.as_slice()
            && alternatives[0]["type"] == "null"
        {
            *schema = only.clone();
        }
    }
}
