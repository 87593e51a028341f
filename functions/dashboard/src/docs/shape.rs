//! Shapes of bodies: what a field holds, the rules that it has, and the fields of an object.

use serde_json::Value;

use super::words::{Paragraph, Paragraphs, grouped, paragraphs, pieces, text};

/// A word of what a field holds; a link where the document says more of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The word.
    pub text: String,
    /// Whether the document has a shape of that name.
    pub named: bool,
}

/// A field of a body, or a parameter.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Where it stands, for a parameter.
    pub place: String,
    /// What it holds.
    pub holds: Vec<Part>,
    /// Whether it has to be there.
    pub required: bool,
    /// Its bounds, its default, its pattern.
    pub rules: Paragraph,
    /// What it is.
    pub about: Paragraphs,
}

/// A shape that several bodies have.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: Paragraphs,
    /// What it holds, where it is no object.
    pub holds: Vec<Part>,
    /// Its rules, where it is no object.
    pub rules: Paragraph,
    /// Its fields, where it is one.
    pub fields: Vec<Field>,
}

/// A code of an error.
#[derive(Clone, Debug)]
pub struct Code {
    /// The word.
    pub name: String,
    /// What it says.
    pub says: Paragraph,
}

/// What a reference names.
pub fn named(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

/// What a reference stands for, or the schema itself.
pub fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|path| document.pointer(path.strip_prefix('#')?));
    target.unwrap_or(schema)
}

/// All shapes that have names, but for the list of codes.
pub fn all(document: &Value) -> Vec<Shape> {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
    let shape = |(name, schema): (&String, &Value)| {
        let fields = fields(schema);
        Shape {
            name: name.clone(),
            about: paragraphs(text(schema.get("description"))),
            holds: if fields.is_empty() { holds(schema) } else { Vec::new() },
            rules: rules(schema),
            fields,
        }
    };
    schemas.filter(|(name, _)| *name != "Code").map(shape).collect()
}

/// The codes of errors.
pub fn codes(document: &Value) -> Vec<Code> {
    let codes = document.pointer("/components/schemas/Code/oneOf").and_then(Value::as_array).into_iter().flatten();
    let code =
        |one: &Value| Code { name: text(one.get("const")).to_owned(), says: pieces(text(one.get("description"))) };
    codes.map(code).collect()
}

/// The fields of an object.
pub fn fields(schema: &Value) -> Vec<Field> {
    let required: Vec<_> = schema.get("required").and_then(Value::as_array).into_iter().flatten().collect();
    let members = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let field = |(name, member): (&String, &Value)| {
        let required = required.iter().any(|one| *one == name);
        let mut holds = holds(member);
        // Of what may be left out it goes without saying.
        if !required && holds.ends_with(&[word(" or "), word("null")]) {
            holds.truncate(holds.len() - 2);
        }
        Field {
            name: name.clone(),
            place: String::new(),
            holds,
            required,
            rules: rules(member),
            about: paragraphs(text(member.get("description"))),
        }
    };
    let mut fields: Vec<_> = members.map(field).collect();
    fields.sort_by_key(|field| !field.required);
    fields
}

fn word(text: &str) -> Part {
    Part { text: text.to_owned(), named: false }
}

/// What a value is.
pub fn holds(schema: &Value) -> Vec<Part> {
    if let Some(name) = named(schema) {
        return vec![Part { text: name.to_owned(), named: true }];
    }
    if let Some(alternatives) = schema.get("oneOf").and_then(Value::as_array) {
        // What may be null says so last.
        let (null, others): (Vec<_>, Vec<_>) = alternatives.iter().partition(|one| one["type"] == "null");
        let all: Vec<_> = others.into_iter().chain(null).map(holds).collect();
        return all.join(&word(" or "));
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let spelled = |word: &Value| word.as_str().map_or_else(|| word.to_string(), |word| format!("“{word}”"));
        return vec![word(&words.iter().map(spelled).collect::<Vec<_>>().join(", "))];
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return vec![word("anything")],
    };
    let each: Vec<_> = types.into_iter().map(|kind| of_type(kind, schema)).collect();
    each.join(&word(" or "))
}

fn of_type(kind: &str, schema: &Value) -> Vec<Part> {
    let then = |before: &str, inner: &Value| [vec![word(before)], holds(inner)].concat();
    match kind {
        "array" => schema.get("items").map_or_else(|| vec![word("list")], |items| then("list of ", items)),
        "object" => match schema.get("additionalProperties") {
            Some(inner @ Value::Object(_)) => then("object of ", inner),
            _ => vec![word("object")],
        },
        "string" => vec![word(match text(schema.get("format")) {
            "" => "string",
            "date" => "date",
            "date-time" => "time",
            "uri" => "URL",
            "uuid" => "UUID",
            "email" => "email address",
            other => other,
        })],
        "integer" => vec![word("whole number")],
        other => vec![word(other)],
    }
}

/// The bounds of a value, its default and its pattern, in a sentence.
pub fn rules(schema: &Value) -> Paragraph {
    let bounds = |least: &str, most: &str, of: &str| {
        let (least, most) = (schema.get(least).map(grouped), schema.get(most).map(grouped));
        match (least, most) {
            (Some(least), Some(most)) if least == most => Some(format!("{least}{of}")),
            (Some(least), Some(most)) => Some(format!("{least} to {most}{of}")),
            (Some(least), None) => Some(format!("{least}{of} at least")),
            (None, Some(most)) => Some(format!("{most}{of} at most")),
            (None, None) => None,
        }
    };
    let default = schema.get("default").map(|value| format!("default `{value}`"));
    let pattern = schema.get("pattern").and_then(Value::as_str).map(|pattern| format!("`{pattern}`"));
    let all = [
        bounds("minimum", "maximum", ""),
        bounds("minLength", "maxLength", " characters"),
        bounds("minItems", "maxItems", " items"),
        bounds("minProperties", "maxProperties", " members"),
        default,
        pattern,
    ];
    pieces(&all.into_iter().flatten().collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(schema: &Value) -> String {
        holds(schema).into_iter().map(|part| if part.named { format!("<{}>", part.text) } else { part.text }).collect()
    }

    #[test]
    fn a_schema_is_told_in_words() {
        let told = [
            json!({"$ref": "#/components/schemas/Locale"}),
            json!({"type": "array", "items": {"$ref": "#/components/schemas/Key"}}),
            json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Hours"}]}),
            json!({"type": ["string", "null"], "format": "date-time"}),
            json!({"type": "string", "enum": ["email", "sms"]}),
            json!({"type": "object", "additionalProperties": {"type": "integer"}}),
            json!({}),
        ]
        .map(|schema| told(&schema));
        let expected = [
            "<Locale>",
            "list of <Key>",
            "<Hours> or null",
            "time or null",
            "“email”, “sms”",
            "object of whole number",
            "anything",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn rules_are_told_and_required_fields_come_first() {
        let schema = json!({"type": "object", "required": ["b"], "properties": {
            "a": {"type": "integer", "minimum": 1, "maximum": 100_000, "default": 20},
            "b": {"type": "string", "maxLength": 500, "pattern": "^x$"},
        }});
        let told: Vec<_> = fields(&schema)
            .into_iter()
            .map(|field| (field.name, field.rules.into_iter().map(|piece| piece.text).collect::<String>()))
            .collect();
        let expected = [("b", "500 characters at most; ^x$"), ("a", "1 to 100,000; default 20")];
        assert_eq!(told, expected.map(|(name, rules)| (name.to_owned(), rules.to_owned())));
    }
}
