//! Holds JSON against the schemas of the document: as much of JSON Schema as the document uses, and a panic at anything
//! else, so that no rule of it is passed over in silence.

use serde_json::Value;

/// Words that say nothing about a value, and `pattern` and `format`, which the domain's own tests hold.
const ANNOTATIONS: [&str; 7] = ["description", "default", "example", "examples", "format", "pattern", "$ref"];

/// What a reference stands for.
///
/// # Panics
/// Where it leads nowhere.
pub fn resolve<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    let Some(path) = value.get("$ref").and_then(Value::as_str) else { return value };
    let found = document.pointer(path.strip_prefix('#').expect("a local reference"));
    resolve(document, found.unwrap_or_else(|| panic!("{path} leads nowhere")))
}

/// What is wrong with a value, each with its path; nothing where it fits.
///
/// # Panics
/// Where the schema has a word that is not known here.
pub fn misfits(document: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
    let beside = schema.get("$ref").is_some() && schema.get("oneOf").is_some();
    assert!(!beside, "nothing but words about it stands beside a reference");
    let schema = resolve(document, schema).as_object().expect("a schema");
    let mut wrong = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!("{path}: {what}"));
        }
    };
    let number = |value: &Value| value.as_f64();
    let length = value.as_str().map(|text| text.chars().count()).or(value.as_array().map(Vec::len));
    let count = |rule: &Value| usize::try_from(rule.as_u64().unwrap()).unwrap();
    let mut deeper = Vec::new();
    for (word, rule) in schema {
        match word.as_str() {
            "type" => must(has_type(rule, value), &format!("not of type {rule}")),
            "enum" => must(rule.as_array().unwrap().contains(value), "not one of the enum"),
            "const" => must(rule == value, "not the constant"),
            "minimum" => must(number(value) >= number(rule), "too small"),
            "maximum" => must(number(value) <= number(rule), "too large"),
            "minLength" | "minItems" => must(length.is_none_or(|length| length >= count(rule)), "too short"),
            "maxLength" | "maxItems" => must(length.is_none_or(|length| length <= count(rule)), "too long"),
            "maxProperties" => must(value.as_object().is_none_or(|map| map.len() <= count(rule)), "too many"),
            "required" => {
                for name in rule.as_array().unwrap() {
                    must(value.get(name.as_str().unwrap()).is_some(), &format!("without {name}"));
                }
            }
            "oneOf" => {
                let fits = rule.as_array().unwrap().iter().filter(|one| misfits(document, one, value, path).is_empty());
                must(fits.count() == 1, "does not fit exactly one of oneOf");
            }
            "allOf" => {
                deeper.extend(rule.as_array().unwrap().iter().map(|one| (one, value, path.to_owned())));
            }
            "propertyNames" => {
                let names = value.as_object().into_iter().flatten().map(|(name, _)| Value::from(name.as_str()));
                must(
                    names.into_iter().all(|name| misfits(document, rule, &name, path).is_empty()),
                    "a name does not fit",
                );
            }
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                deeper.extend(items.map(|(at, item)| (rule, item, format!("{path}[{at}]"))));
            }
            "properties" => {
                let own = value.as_object().into_iter().flatten();
                let known = own.filter_map(|(name, own)| Some((rule.get(name)?, own, format!("{path}.{name}"))));
                deeper.extend(known);
            }
            "additionalProperties" => {
                let known = |name: &str| schema.get("properties").is_some_and(|known| known.get(name).is_some());
                for (name, own) in value.as_object().into_iter().flatten().filter(|(name, _)| !known(name)) {
                    match rule {
                        Value::Bool(allowed) => must(*allowed, &format!("{name} is not known")),
                        rule => deeper.push((rule, own, format!("{path}.{name}"))),
                    }
                }
            }
            word => assert!(ANNOTATIONS.contains(&word), "the schema word {word} is not known here"),
        }
    }
    wrong.extend(deeper.into_iter().flat_map(|(rule, value, path)| misfits(document, rule, value, &path)));
    wrong
}

fn has_type(rule: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().expect("a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the type {other} is not known here"),
    };
    rule.as_array().map_or_else(|| is(rule), |any| any.iter().any(is))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_does_not_fit_is_told_with_its_path() {
        let document = serde_json::json!({"s": {
            "type": "object", "required": ["a"], "additionalProperties": false,
            "properties": {"a": {"type": ["integer", "null"]}, "b": {"type": "array", "items": {"enum": ["x"]}}}
        }});
        let schema = serde_json::json!({"$ref": "#/s"});
        let found = |value: Value| misfits(&document, &schema, &value, "");
        assert!(found(serde_json::json!({"a": null, "b": ["x"]})).is_empty());
        let wrong = found(serde_json::json!({"b": ["y"], "c": 1}));
        assert_eq!(wrong, [": c is not known", ": without \"a\"", ".b[0]: not one of the enum"]);
    }
}
