//! In a body that is sent, a member that may be left out may be `null` too: it counts as left out. The schemas say so
//! here, for everything that a body of JSON is made of.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Shapes that are sent as lines, which no schema of a body refers to.
const LINES: [&str; 3] = ["OrderWithKey", "Post", "Event"];

/// Lets null stand for every member that may be left out.
pub fn allow(document: &mut Value) {
    let mut waiting: Vec<String> = LINES.map(str::to_owned).to_vec();
    for operations in document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut()) {
        for operation in operations.as_object_mut().into_iter().flat_map(|methods| methods.values_mut()) {
            if let Some(schema) = operation.pointer_mut("/requestBody/content/application~1json/schema") {
                widen(schema, &mut waiting);
            }
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if seen.insert(name.clone())
            && let Some(schema) = document.pointer_mut(&format!("/components/schemas/{name}"))
        {
            widen(schema, &mut waiting);
        }
    }
}

/// Widens a schema and what stands in it, and notes what it refers to.
fn widen(schema: &mut Value, waiting: &mut Vec<String>) {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        waiting.push(name.to_owned());
    }
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(Value::Object(members)) = schema.get_mut("properties") {
        for (name, member) in members {
            widen(member, waiting);
            if !required.iter().any(|one| one == name) {
                or_null(member);
            }
        }
    }
    for inner in ["items", "additionalProperties"] {
        if let Some(inner @ Value::Object(_)) = schema.get_mut(inner) {
            widen(inner, waiting);
        }
    }
    for list in ["oneOf", "anyOf", "allOf"] {
        if let Some(Value::Array(alternatives)) = schema.get_mut(list) {
            for one in alternatives {
                widen(one, waiting);
            }
        }
    }
}

fn or_null(schema: &mut Value) {
    let Value::Object(words) = schema else { return };
    if let Some(target) = words.remove("$ref") {
        words.insert("oneOf".to_owned(), json!([{"type": "null"}, {"$ref": target}]));
        return;
    }
    if let Some(Value::Array(alternatives)) = words.get_mut("oneOf") {
        if alternatives.iter().all(|one| one["type"] != "null") {
            alternatives.insert(0, json!({"type": "null"}));
        }
        return;
    }
    match words.get_mut("type") {
        Some(Value::Array(types)) if types.iter().all(|one| one != "null") => types.push(json!("null")),
        Some(one @ Value::String(_)) if *one != "null" => *one = json!([one.take(), "null"]),
        _ => return,
    }
    if let Some(Value::Array(values)) = words.get_mut("enum") {
        values.push(Value::Null);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_left_out_of_a_body_may_be_null_there_and_nothing_else_may() {
        let mut document = json!({
            "paths": {"/x": {"put": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sent"}}}},
                "responses": {"200": {"$ref": "#/components/schemas/Answered"}},
            }}},
            "components": {"schemas": {
                "Sent": {"required": ["a"], "properties": {
                    "a": {"type": "string"},
                    "b": {"type": "string", "enum": ["x"]},
                    "c": {"$ref": "#/components/schemas/Deep", "description": "c"},
                    "d": {"oneOf": [{"type": "null"}, {"type": "integer"}]},
                }},
                "Deep": {"properties": {"e": {"type": ["integer", "string"]}}},
                "Answered": {"properties": {"f": {"type": "string"}}},
            }},
        });
        allow(&mut document);
        let of = |path: &str| document.pointer(&format!("/components/schemas/{path}")).cloned();
        assert_eq!(of("Sent/properties/a"), Some(json!({"type": "string"})));
        assert_eq!(of("Sent/properties/b"), Some(json!({"type": ["string", "null"], "enum": ["x", null]})));
        let reference = json!([{"type": "null"}, {"$ref": "#/components/schemas/Deep"}]);
        assert_eq!(of("Sent/properties/c"), Some(json!({"oneOf": reference, "description": "c"})));
        assert_eq!(of("Sent/properties/d/oneOf").map(|all| all.as_array().map(Vec::len)), Some(Some(2)));
        assert_eq!(of("Deep/properties/e/type"), Some(json!(["integer", "string", "null"])));
        assert_eq!(of("Answered/properties/f"), Some(json!({"type": "string"})));
    }
}
