//! The API's document as tests read it: its operations and examples, and whether what was really answered fits.

mod schema;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;

pub use schema::{misfits, resolve};

/// The methods that the routers' handlers may be of; HEAD is answered wherever GET is, and OPTIONS alone before a call
/// from another origin.
pub const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// Where the document lies in the project.
pub const FILE: &str = "functions/dashboard/openapi.json";

/// The document.
#[derive(Debug)]
pub struct Document(pub Value);

/// One operation of the document.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'d> {
    document: &'d Document,
    /// In small letters.
    pub method: &'d str,
    /// As a template.
    pub path: &'d str,
    /// What the document says.
    pub says: &'d Value,
}

/// What was answered: the status, the media type and the body.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The status.
    pub status: u16,
    /// The media type, where there is one.
    pub media: Option<&'a str>,
    /// The body.
    pub body: &'a str,
}

impl Document {
    /// The document that is in the project.
    ///
    /// # Panics
    /// Where it is not JSON.
    pub fn committed() -> &'static Self {
        static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(FILE);
            Document(serde_json::from_str(&std::fs::read_to_string(path).expect("the document")).expect("JSON"))
        });
        &DOCUMENT
    }

    /// All operations.
    ///
    /// # Panics
    /// Where there are no paths.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.0["paths"].as_object().expect("paths");
        let of_path = |path| {
            let methods = paths[path].as_object().expect("operations");
            methods.iter().map(move |(method, says)| Operation { document: self, method, path, says })
        };
        paths.keys().map(String::as_str).flat_map(of_path).collect()
    }

    /// An operation by its method and its path's template.
    ///
    /// # Panics
    /// Where there is none.
    pub fn operation(&self, method: &str, path: &str) -> Operation<'_> {
        let method = method.to_lowercase();
        let mut all = self.operations().into_iter();
        let found = all.find(|one| one.method == method && one.path == path);
        found.unwrap_or_else(|| panic!("{method} {path} is not in the document"))
    }

    /// The operation that a call is one of, if any. Of the paths that fit it is the most literal one, as with routers.
    pub fn called(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let path = path.split('?').next().unwrap_or_default();
        let fits = |template: &str| {
            let (mut parts, mut wanted) = (path.split('/'), template.split('/'));
            parts.clone().count() == wanted.clone().count()
                && parts.all(|part| wanted.next().is_some_and(|want| want.starts_with('{') || want == part))
        };
        let all = self.operations();
        let fitting = all.iter().map(|one| one.path).filter(|template| fits(template));
        let template = fitting.min_by_key(|template| template.matches('{').count())?;
        all.into_iter().find(|one| one.path == template && one.method.eq_ignore_ascii_case(method))
    }

    /// What of a value does not fit a schema of the document.
    pub fn misfits(&self, schema: &str, value: &Value) -> Vec<String> {
        let schema = serde_json::json!({"$ref": format!("#/components/schemas/{schema}")});
        misfits(&self.0, &schema, value, "")
    }

    /// The words of a list of the document.
    ///
    /// # Panics
    /// Where the schema is no list of words.
    pub fn words(&self, schema: &str) -> Vec<String> {
        let words = self.0["components"]["schemas"][schema]["enum"].as_array().expect("a list of words");
        words.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

impl<'d> Operation<'d> {
    /// Method and path.
    pub fn name(&self) -> (String, String) {
        (self.method.to_owned(), self.path.to_owned())
    }

    /// The scopes that open it; none where it is open to everybody.
    pub fn scopes(&self) -> BTreeSet<&'d str> {
        let schemes = self.says["security"].as_array().into_iter().flatten();
        schemes.filter_map(|scheme| scheme["key"].as_array()).flatten().filter_map(Value::as_str).collect()
    }

    /// The bodies that the document shows, with their media type.
    pub fn examples(&self) -> Vec<(&'d str, &'d Value)> {
        let content = self.says.pointer("/requestBody/content").and_then(Value::as_object).into_iter().flatten();
        content
            .flat_map(|(media, content)| examples_of(content).into_iter().map(move |e| (media.as_str(), e)))
            .collect()
    }

    /// What an answer has that the document does not say; nothing where it fits.
    pub fn misfits(&self, answered: Answered<'_>) -> Vec<String> {
        let document = &self.document.0;
        let status = answered.status.to_string();
        let Some(says) = self.says["responses"].get(&status) else {
            return vec![format!("{status} is not in the document")];
        };
        let Some(content) = resolve(document, says).get("content") else {
            let empty = answered.body.is_empty();
            return if empty { Vec::new() } else { vec![format!("{status} has no body in the document")] };
        };
        let media = answered.media.unwrap_or_default().split(';').next().unwrap_or_default();
        let Some(content) = content.get(media) else {
            return vec![format!("{status} is not `{media}` in the document")];
        };
        if !media.ends_with("json") || media == "application/x-ndjson" {
            return Vec::new();
        }
        match serde_json::from_str(answered.body) {
            Ok(body) => misfits(document, &content["schema"], &body, ""),
            Err(error) => vec![format!("the body is not JSON: {error}")],
        }
    }

    /// Holds an answer against the document.
    ///
    /// # Panics
    /// Where it does not fit.
    pub fn check(&self, answered: Answered<'_>) {
        let wrong = self.misfits(answered);
        assert!(wrong.is_empty(), "{:?} {}: {wrong:#?}\n{}", self.name(), answered.status, answered.body);
    }
}

/// The examples of a body.
pub fn examples_of(content: &Value) -> Vec<&Value> {
    let many = content.get("examples").and_then(Value::as_object).into_iter().flatten();
    content.get("example").into_iter().chain(many.map(|(_, example)| &example["value"])).collect()
}

/// The routes that a function declares in its `lib.rs`.
///
/// # Panics
/// Where a path is no literal.
pub fn routes(function: &str) -> BTreeSet<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../functions/{function}/src/lib.rs"));
    let source = std::fs::read_to_string(path).expect("the source");
    let of_one = |text: &str| {
        let (path, rest) = text.split_once("\",").expect("a literal path");
        let path = path.trim().trim_start_matches('"').to_owned();
        let handlers = rest.split(".with_state").next().unwrap_or_default().to_owned();
        let own = METHODS.into_iter().filter(move |method| {
            let call = format!("{method}(");
            handlers.starts_with(&format!(" {call}"))
                || handlers.contains(&format!(".{call}"))
                || handlers.trim().starts_with(&call)
        });
        own.map(move |method| (method.to_owned(), path.clone())).collect::<Vec<_>>()
    };
    source.split(".route(").skip(1).flat_map(of_one).collect()
}
