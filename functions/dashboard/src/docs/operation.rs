//! Operations: who may call them, what they take and what they answer.

use serde_json::Value;

use super::curl;
use super::shape::{Field, Part, fields, holds, named, resolved, rules};
use super::words::{Paragraphs, paragraphs, text};

/// An operation of the document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name in the document, and its anchor on the page.
    pub id: String,
    /// The group that it stands in.
    pub group: String,
    /// In capitals.
    pub method: String,
    /// The path.
    pub path: String,
    /// What it does, in a line.
    pub summary: String,
    /// What else there is to say.
    pub about: Paragraphs,
    /// The scope that a key needs; none where anybody may call it.
    pub scope: Option<String>,
    /// Whether the dashboard's cookie opens it too.
    pub session: bool,
    /// Parameters.
    pub parameters: Vec<Field>,
    /// What may be sent: one for each form of it.
    pub bodies: Vec<Body>,
    /// What is answered where all is well.
    pub answers: Vec<Answer>,
    /// What is answered where it is not.
    pub errors: Vec<Failure>,
    /// How to call it from the command line.
    pub calls: Vec<curl::Call>,
}

/// A body in one of its forms.
#[derive(Clone, Debug)]
pub struct Body {
    /// The media type.
    pub media: String,
    /// What it is.
    pub holds: Vec<Part>,
    /// What is said of it.
    pub about: Paragraphs,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The first example.
    pub example: Option<String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: String,
    /// When it comes.
    pub about: Paragraphs,
    /// Its body, in each of its forms.
    pub bodies: Vec<Body>,
}

/// An answer that refuses.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The status.
    pub status: String,
    /// When it comes.
    pub about: Paragraphs,
    /// The codes that it may have.
    pub codes: Vec<String>,
}

/// All operations, by path, and of one path in the order of a thing's life.
pub fn all(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let mut all = Vec::new();
    for (path, operations) in paths {
        for method in ["get", "post", "put", "patch", "delete"] {
            if let Some(says) = operations.get(method) {
                all.push(read(document, path, method, says));
            }
        }
    }
    all
}

fn read(document: &Value, path: &str, method: &str, says: &Value) -> Operation {
    let list = |name: &str| says.get(name).and_then(Value::as_array).into_iter().flatten();
    let scheme = |name: &'static str| list("security").find_map(move |one| one.get(name));
    let scope = scheme("key").map(|scopes| text(scopes.get(0)).to_owned());
    let answers = || says["responses"].as_object().into_iter().flatten();
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (status, answer) in answers() {
        let answer = resolved(document, answer);
        let about = paragraphs(text(answer.get("description")));
        match codes(answer) {
            Some(codes) => bad.push(Failure { status: status.clone(), about, codes }),
            None if status.starts_with(['4', '5']) => {
                bad.push(Failure { status: status.clone(), about, codes: Vec::new() });
            }
            None => good.push(Answer { status: status.clone(), about, bodies: bodies(document, answer) }),
        }
    }
    Operation {
        id: text(says.get("operationId")).to_owned(),
        group: list("tags").next().and_then(Value::as_str).unwrap_or_default().to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(says.get("summary")).to_owned(),
        about: paragraphs(text(says.get("description"))),
        scope,
        session: scheme("session").is_some(),
        parameters: list("parameters").map(|one| parameter(resolved(document, one))).collect(),
        bodies: says.get("requestBody").map(|body| bodies(document, body)).unwrap_or_default(),
        answers: good,
        errors: bad,
        calls: curl::calls(path, method, says),
    }
}

fn parameter(says: &Value) -> Field {
    let schema = &says["schema"];
    Field {
        name: text(says.get("name")).to_owned(),
        place: text(says.get("in")).to_owned(),
        holds: holds(schema),
        required: says["required"] == true,
        rules: rules(schema),
        about: paragraphs(text(says.get("description"))),
    }
}

fn bodies(document: &Value, says: &Value) -> Vec<Body> {
    let forms = says.get("content").and_then(Value::as_object).into_iter().flatten();
    let body = |(media, content): (&String, &Value)| {
        let schema = content.get("schema").unwrap_or(&Value::Null);
        let whole = resolved(document, schema);
        // Of a shape with a name the description stands with the shape.
        let about = if named(schema).is_some() { "" } else { text(schema.get("description")) };
        Body {
            media: media.clone(),
            holds: holds(schema),
            about: paragraphs(about),
            fields: fields(whole),
            example: curl::examples(content).into_iter().next().map(|(_, example)| curl::spelled(example)),
        }
    };
    forms.map(body).collect()
}

/// The codes of a problem's answer.
fn codes(answer: &Value) -> Option<Vec<String>> {
    let codes = answer.pointer("/content/application~1problem+json/schema/properties/code/enum")?.as_array()?;
    Some(codes.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}
