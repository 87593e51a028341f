//! `GET /openapi.json` and `GET /docs`: the API's document, and a page of it that is made once. Neither needs a key, and neither
//! says anything of a workspace.

mod curl;
mod operation;
mod shape;
mod words;

use std::sync::OnceLock;

use askama::Template;
use domain::locale::Locale;
use http::{HeaderName, StatusCode, header};
use serde_json::Value;
use web::frame;
use web::page::{Page, Style};
use web::problem::Problem;

use operation::Operation;
use shape::{Code, Shape};
use words::{Paragraphs, paragraphs};

/// The document: printed by `atbalss openapi`, and held to the code by tests.
pub const OPENAPI: &str = include_str!("../openapi.json");
const STYLE: &str = include_str!("../templates/docs.css");

/// The operations of one kind.
struct Group {
    name: String,
    about: String,
    operations: Vec<Operation>,
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs {
    title: String,
    version: String,
    about: Paragraphs,
    groups: Vec<Group>,
    shapes: Vec<Shape>,
    codes: Vec<Code>,
}

impl Docs {
    fn read(document: &Value) -> Self {
        let text = |pointer: &str| words::text(document.pointer(pointer)).to_owned();
        let operations = operation::all(document);
        let tags = document["tags"].as_array().into_iter().flatten();
        let group = |tag: &Value| {
            let name = words::text(tag.get("name")).to_owned();
            let own = operations.iter().filter(|operation| operation.group == name).cloned().collect();
            Group { about: words::text(tag.get("description")).to_owned(), operations: own, name }
        };
        Self {
            title: text("/info/title"),
            version: text("/info/version"),
            about: paragraphs(words::text(document.pointer("/info/description"))),
            groups: tags.map(group).filter(|group| !group.operations.is_empty()).collect(),
            shapes: shape::all(document),
            codes: shape::codes(document),
        }
    }
}

/// The page's HTML.
fn made() -> Result<String, Problem> {
    let document: Value = serde_json::from_str(OPENAPI).map_err(|error| {
        tracing::error!(%error, "the document of the API is not JSON");
        Problem::internal()
    })?;
    let docs = Docs::read(&document);
    let title = format!("{} · API", docs.title);
    Ok(frame::page(StatusCode::OK, Locale::En, &title, STYLE, &docs)?.html)
}

/// The API's reference, to read
///
/// A page that is made of this document: each operation with its scope, its parameters and bodies, an example for the
/// command line, and the codes of its errors.
#[utoipa::path(
    get, path = "/docs", tag = "about", operation_id = "docs",
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
    extensions(("x-codes" = json!(["internal"]))),
)]
pub async fn show() -> Result<Page, Problem> {
    static PAGE: OnceLock<Result<String, Problem>> = OnceLock::new();
    let html = PAGE.get_or_init(made).clone()?;
    Ok(Page { status: StatusCode::OK, html, style: Style::from(STYLE) })
}

/// This document
#[utoipa::path(
    get, path = "/openapi.json", tag = "about", operation_id = "openapi",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object, content_type = "application/json")),
)]
pub async fn openapi() -> ([(HeaderName, &'static str); 1], &'static str) {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI)
}
