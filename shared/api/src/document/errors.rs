//! Errors in the document: those that many routes share stand once; the others stand at their route, with the codes
//! that it may answer.

use serde_json::{Value, json};

use crate::codes::Code;

/// Errors of one code, or of the same few codes, by their name among the document's responses.
const SHARED: [(&str, &[&str]); 10] = [
    ("Unauthorized", &["unauthorized"]),
    ("Forbidden", &["forbidden"]),
    ("NotFound", &["not_found"]),
    ("TooLarge", &["body_too_large"]),
    ("NotJson", &["not_json"]),
    ("NotLines", &["not_ndjson"]),
    ("KeyReused", &["idempotency_key_reused"]),
    ("TooMany", &["rate_limited"]),
    ("Internal", &["internal"]),
    ("Unavailable", &["unavailable"]),
];

/// The responses that routes refer to.
pub fn shared() -> Value {
    let named = SHARED.iter().map(|(name, codes)| {
        let codes: Vec<_> = codes.iter().filter_map(|code| crate::codes::spelled(code)).collect();
        ((*name).to_owned(), response(&codes))
    });
    Value::Object(named.collect())
}

/// All codes, each with what it says.
pub fn codes() -> Value {
    let mut all = crate::codes::all();
    all.dedup_by_key(|code| code.name);
    let each: Vec<_> = all.iter().map(|code| json!({"const": code.name, "description": code.says})).collect();
    json!({"type": "string", "description": "A stable word to branch on.", "oneOf": each})
}

/// The answer of these codes, which have one status: a reference where others have it too.
pub fn answer(codes: &[Code]) -> Value {
    let names: Vec<_> = codes.iter().map(|code| code.name).collect();
    match SHARED.iter().find(|(_, shared)| *shared == names) {
        Some((name, _)) => json!({"$ref": format!("#/components/responses/{name}")}),
        None => response(codes),
    }
}

fn response(codes: &[Code]) -> Value {
    let status = codes.first().map_or(500, |code| code.status);
    let names: Vec<_> = codes.iter().map(|code| code.name).collect();
    let mut response = json!({
        "description": description(status, codes),
        "content": {"application/problem+json": {
            "schema": {
                "allOf": [{"$ref": "#/components/schemas/Problem"}],
                "properties": {"status": {"enum": [status]}, "code": {"enum": names}},
            },
            "example": example(status, codes),
        }},
    });
    if [429, 503].contains(&status) {
        response["headers"] = json!({"Retry-After": {
            "description": "After how many seconds to try again.",
            "schema": {"type": "integer"},
        }});
    }
    response
}

/// The answer of a page: what people read, and what a program reads that came with a key.
pub fn page(status: u16, codes: &[Code]) -> Value {
    let says = match status {
        400 => "The parameters are not right: the page says which.",
        401 => "The form to sign in; for a program with a key, a problem.",
        404 => "There is no such thing in this workspace.",
        409 => "It can't be shown.",
        _ => "Not now, or not by this key.",
    };
    let mut page = json!({"description": says, "content": {"text/html": {"schema": {"type": "string"}}}});
    if ![400, 404, 409].contains(&status) {
        page["content"]["application/problem+json"] = response(codes)["content"]["application/problem+json"].take();
    }
    page
}

/// What is said of the codes: of one alone its sentence, of the few of a status each with its own; the many of a bad
/// request stand in the document's table of codes.
fn description(status: u16, codes: &[Code]) -> String {
    match codes {
        [only] => only.says.to_owned(),
        _ if status == 400 => {
            "The body or the query is not right: `invalid_params` names every bad field. Where one field alone \
                               is bad, its code is the answer's."
                .to_owned()
        }
        _ => codes.iter().map(|code| format!("`{}`: {}", code.name, lower(code.says))).collect::<Vec<_>>().join(" "),
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn example(status: u16, codes: &[Code]) -> Value {
    let (title, detail) = match status {
        400 => ("Bad Request", "some fields are not right; see invalid_params"),
        401 => ("Unauthorized", "send a living key, as Authorization: Bearer atb_…"),
        403 => ("Forbidden", "this key has no scope admin; make one that has"),
        404 => ("Not Found", "there is no such survey in this workspace"),
        406 => ("Not Acceptable", "ask for another form"),
        409 => ("Conflict", "the request does not go with how things stand"),
        413 => ("Payload Too Large", "the body may have 16384 bytes at most"),
        415 => ("Unsupported Media Type", "send JSON, with the header Content-Type: application/json"),
        422 => (
            "Unprocessable Entity",
            "this Idempotency-Key was used with another body; take a new key for a new request",
        ),
        429 => ("Too Many Requests", "too many requests; try again after 37 s, as Retry-After says"),
        503 => ("Service Unavailable", "the service can't take the request at the moment; try again"),
        _ => (
            "Internal Server Error",
            "something went wrong on our side; try again, and if it stays so, tell us the request_id",
        ),
    };
    let mut problem = json!({
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        // Of several bad fields none lends its code.
        "code": if status == 400 { Some("invalid_request") } else { codes.first().map(|code| code.name) },
        "request_id": "01a1fd8c69a07c3e8f21d1c65b2e9a10",
    });
    match status {
        400 => {
            problem["invalid_params"] = json!([
                {"name": "metric", "code": "required", "reason": "this field is required"},
                {"name": "link_days", "code": "out_of_range", "reason": "expected 1 to 365"},
            ]);
        }
        429 => problem["retry_after"] = json!(37),
        503 => problem["retry_after"] = json!(2),
        _ => {}
    }
    problem
}
