//! One document of the parts that the functions describe. What follows from what an operation takes is added here, so
//! that no handler has to say it: the errors of keys, bodies, queries and idempotency keys, and everything's 500 and
//! 503.

mod answers;
mod errors;
mod nulls;

use serde_json::{Value, json};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

use crate::schemas;

/// The methods that may stand at a path.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// What stands before the routes: the contract's rules that hold for all of them.
const ABOUT: &str = include_str!("about.md");

/// The groups of operations, in the order of the page.
const TAGS: [(&str, &str); 15] = [
    ("workspace", "The tenant and its settings."),
    ("surveys", "What is asked."),
    ("people", "Who is asked, by your own ids."),
    ("dispatches", "One survey meant for one person."),
    ("suppressions", "Addresses that nobody may write to."),
    ("responses", "What was answered."),
    ("events", "What other systems know."),
    ("metrics", "What the answers amount to."),
    ("exports", "Everything at once, as a file."),
    ("rollups", "Days, recomputed."),
    ("keys", "Who may do what."),
    ("link-keys", "What your own mailer signs links with."),
    ("pages", "What people see."),
    ("dashboard", "What the team sees."),
    ("about", "The service itself."),
];

/// Shapes that no operation refers to by itself: they stand in lists, in lines and in every error.
#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(
    schemas::Dispatch,
    schemas::Event,
    schemas::EventOutcome,
    schemas::Key,
    schemas::LinkKey,
    schemas::OrderWithKey,
    schemas::Outcome,
    schemas::Post,
    schemas::Problem,
    schemas::Response,
    schemas::SeenResponse,
    schemas::HeldAnswer,
    schemas::Suppression,
    schemas::Survey,
)))]
struct Shapes;

/// The document, with its keys in their order: equal parts make equal bytes.
///
/// # Errors
/// Where a part can't be written as JSON.
pub fn document(version: &str, parts: impl IntoIterator<Item = OpenApi>) -> serde_json::Result<Value> {
    let mut merged = Shapes::openapi();
    parts.into_iter().for_each(|part| merged.merge(part));
    let mut document = serde_json::to_value(&merged)?;
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": "Atbalss",
        "version": version,
        "summary": "A voice-of-customer backend.",
        "description": ABOUT.trim(),
        "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
    });
    document["servers"] = json!([{"url": "/"}]);
    document["tags"] = TAGS.iter().map(|(name, says)| json!({"name": name, "description": says})).collect();
    document["security"] = json!([{"key": []}]);
    document["components"]["securitySchemes"] = schemes();
    document["components"]["responses"] = errors::shared();
    document["components"]["schemas"]["Code"] = errors::codes();
    for operations in document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut()) {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                answers::complete(operation);
            }
        }
    }
    nulls::allow(&mut document);
    joined(&mut document);
    document.sort_all_objects();
    Ok(document)
}

/// Who may call: with a key of the API or a token of an issuer, or, on the dashboard's pages, with its cookie.
fn schemes() -> Value {
    json!({
        "key": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "atb_<key id>_<secret>",
            "description": "A key has scopes: `respond` (safe inside an app), `send`, `read`, `admin` (includes the others). \
                            The scope that an operation takes stands beside the scheme.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-atbalss_session",
            "description": "The dashboard's cookie; `POST /session` sets it. Over plain HTTP, on one machine, it is called \
                            `atbalss_session`.",
        },
    })
}

/// Comments are broken where a line of source ends; paragraphs of the document are not.
fn joined(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if ["description", "summary"].contains(&name.as_str()) => {
                        let paragraphs = text.trim().split("\n\n");
                        let whole: Vec<_> = paragraphs.map(|lines| lines.replace('\n', " ")).collect();
                        *text = whole.join("\n\n");
                    }
                    member => joined(member),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(joined),
        _ => {}
    }
}
