//! Holds the API's document to the program: what is committed is what the program prints, its routes are those of the
//! routers, its codes are those of the sources, and its examples fit its schemas.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "openapi/codes.rs"]
mod codes;
#[path = "openapi/served.rs"]
mod served;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use domain::message::{Reason, Status};
use domain::posted::Posted;
use domain::survey::Survey;
use serde_json::Value;
use testing::builders;
use testing::document::{Document, FILE, Operation, examples_of, misfits, resolve, routes};

/// The functions that are reached over HTTP.
const FUNCTIONS: [&str; 6] = ["dashboard", "events", "manage", "people", "report", "submit"];
/// When the document's examples of answers are given.
const NOW: &str = "2026-11-21T10:00:00Z";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a root")
}

fn document() -> &'static Document {
    Document::committed()
}

#[test]
fn the_committed_document_is_the_one_that_the_program_prints() {
    let printed = Command::new(tests::program()).arg("openapi").output().expect("the program runs");
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let committed = std::fs::read(root().join(FILE)).expect("the document");
    assert!(
        printed.stdout == committed,
        "{FILE} is stale; make it anew: cargo run -- openapi > target/openapi.json && mv target/openapi.json {FILE}"
    );
}

#[test]
fn every_route_of_the_functions_is_in_the_document_and_no_other() {
    let mut declared = BTreeSet::new();
    for function in FUNCTIONS {
        let routes = routes(function);
        assert!(!routes.is_empty(), "{function} declares its routes in lib.rs");
        for route in routes {
            assert!(declared.insert(route.clone()), "{route:?} is declared twice");
        }
    }
    let documented: BTreeSet<_> = document().operations().iter().map(Operation::name).collect();
    assert_eq!(documented, declared);
}

#[test]
fn nothing_but_the_command_reaches_the_document_so_that_no_function_carries_it() {
    let mut reached = Vec::new();
    for folder in FUNCTIONS.map(|function| format!("functions/{function}/src")) {
        let mut sources = Vec::new();
        codes::files(&root().join(&folder), &mut sources);
        assert!(sources.iter().any(|path| path.ends_with("described.rs")), "{folder}");
        for path in sources.into_iter().filter(|path| !path.ends_with("described.rs")) {
            let source = std::fs::read_to_string(&path).unwrap();
            let calls = ["described::api()", " api()", "(api()", "::openapi()", "api::document("];
            if calls.iter().any(|call| source.contains(call)) {
                reached.push(path);
            }
        }
    }
    assert_eq!(reached, Vec::<std::path::PathBuf>::new());
}

#[test]
fn options_is_answered_where_a_page_of_another_website_may_post_and_nowhere_else() {
    for function in FUNCTIONS {
        let source = std::fs::read_to_string(root().join(format!("functions/{function}/src/lib.rs"))).unwrap();
        let with_options: Vec<_> = source.lines().filter(|line| line.contains("options(")).collect();
        let expected = if function == "submit" { 2 } else { 0 };
        assert_eq!(with_options.len(), expected, "{function}");
        assert!(with_options.iter().all(|line| line.contains("\"/v1/responses")), "{with_options:?}");
    }
}

#[test]
fn every_example_fits_its_schema_and_every_reference_leads_somewhere() {
    let document = document();
    let mut ids = BTreeSet::new();
    for operation in document.operations() {
        assert!(ids.insert(operation.says["operationId"].as_str().unwrap()), "{:?}", operation.name());
        assert!(
            operation.says["summary"].as_str().is_some_and(|summary| !summary.is_empty()),
            "{:?}",
            operation.name()
        );
        let bodies = operation.says.get("requestBody").into_iter();
        let answers = operation.says["responses"].as_object().unwrap().values();
        for part in bodies.chain(answers) {
            let content = resolve(&document.0, part).get("content").and_then(Value::as_object);
            for (media, content) in content.into_iter().flatten() {
                for example in examples_of(content) {
                    let wrong = misfits(&document.0, &content["schema"], example, "");
                    assert_eq!(wrong, Vec::<String>::new(), "{:?} {media}", operation.name());
                }
            }
        }
        for parameter in operation.says["parameters"].as_array().into_iter().flatten() {
            assert!(resolve(&document.0, parameter)["schema"].is_object(), "{:?}", operation.name());
        }
    }
    references(&document.0, &mut |path| assert!(document.0.pointer(path).is_some(), "{path} leads nowhere"));
}

fn references(value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str().and_then(|text| text.strip_prefix('#')) {
                    Some(path) if name == "$ref" => found(path),
                    _ => references(member, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn what_takes_a_body_shows_an_example_of_it_and_so_does_every_answer_of_json() {
    for operation in document().operations() {
        if operation.says.get("requestBody").is_some() {
            assert!(!operation.examples().is_empty(), "{:?} shows no body", operation.name());
        }
        for (status, answer) in operation.says["responses"].as_object().unwrap() {
            let answer = resolve(&document().0, answer);
            let json = answer.pointer("/content/application~1json").filter(|_| operation.path != "/openapi.json");
            let shown = json.is_none_or(|content| !examples_of(content).is_empty());
            assert!(shown, "{:?} {status} shows no body", operation.name());
        }
    }
}

#[test]
fn the_document_is_of_this_version_and_every_route_of_the_api_has_one_scope() {
    assert_eq!(document().0["openapi"], "3.1.0");
    assert_eq!(document().0["info"]["version"], env!("CARGO_PKG_VERSION"));
    for operation in document().operations() {
        let expected = usize::from(operation.path.starts_with("/v1/") || operation.says["tags"][0] == "dashboard");
        if !operation.path.starts_with("/session") {
            assert_eq!(operation.scopes().len(), expected, "{:?}", operation.name());
        }
    }
}

#[test]
fn the_words_of_the_document_are_those_of_the_domain() {
    let names: Vec<_> = Reason::ALL.iter().map(|reason| reason.name()).collect();
    assert_eq!(document().words("Reason"), names);
    let names: Vec<_> = Status::ALL.iter().map(|status| status.name()).collect();
    assert_eq!(document().words("MessageStatus"), names);
    let shown: Vec<_> = document().words("DispatchStatus").into_iter().filter(|status| status != "responded").collect();
    assert_eq!(shown, names);
}

#[test]
fn the_examples_of_answers_are_taken_by_a_survey_that_asks_for_them() {
    let of = |method: &str, path: &str| document().operation(method, path).says;
    let survey = of("put", "/v1/surveys/{id}");
    let definition = survey.pointer("/requestBody/content/application~1json/examples/questions/value");
    let survey = Survey::parse("after-support".parse().unwrap(), 1, definition.unwrap()).unwrap();
    let content = of("post", "/v1/responses").pointer("/requestBody/content/application~1json").unwrap();
    let batch = of("post", "/v1/responses/batch");
    let batch = batch.pointer("/requestBody/content/application~1x-ndjson/example").unwrap();
    let lines: Vec<Value> = batch.as_str().unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for body in examples_of(content).into_iter().chain(&lines) {
        let posted = Posted::parse(body, &survey, builders::time(NOW)).unwrap();
        posted.response.check_age(builders::time(NOW)).unwrap();
    }
}
