//! Holds the document to the code: its routes to the routers, its scopes, examples and schemas to what is really answered.

use std::collections::{BTreeMap, BTreeSet};

use domain::key::Scope;
use domain::message::{Reason, Status};
use domain::posted::Posted;
use domain::survey::Survey;
use serde_json::Value;
use testing::builders;

use crate::access::ROUTES;
use crate::driver::{Api, NOW, Reply};
use crate::schema::{misfits, resolve};

const METHODS: [&str; 4] = ["get", "put", "post", "delete"];

fn document() -> Value {
    serde_json::from_str(manage::OPENAPI).unwrap()
}

/// One operation of the document.
struct Operation<'d> {
    method: &'d str,
    path: &'d str,
    says: &'d Value,
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().unwrap();
    let of_path = |path| {
        let methods = paths[path].as_object().unwrap();
        methods.iter().map(move |(method, says)| Operation { method, path, says })
    };
    paths.keys().map(String::as_str).flat_map(of_path).collect()
}

impl Operation<'_> {
    fn name(&self) -> (String, String) {
        (self.method.to_owned(), self.path.to_owned())
    }

    /// The bodies that the document shows, with their media type.
    fn examples(&self) -> Vec<(&str, &Value)> {
        let content = self.says.pointer("/requestBody/content").and_then(Value::as_object).into_iter().flatten();
        content
            .flat_map(|(media, content)| examples_of(content).into_iter().map(move |e| (media.as_str(), e)))
            .collect()
    }

    /// Holds a reply against what the document says of its status.
    fn check(&self, document: &Value, reply: &Reply) {
        let name = self.name();
        let status = reply.status.as_u16().to_string();
        let says = self.says["responses"].get(&status);
        let says = says.unwrap_or_else(|| panic!("{name:?} answers {status}, undocumented: {}", reply.body));
        let Some(content) = resolve(document, says).get("content") else {
            assert_eq!(reply.body, "", "{name:?}");
            return;
        };
        let media = reply.header("content-type").unwrap();
        let schema = &content.get(media).unwrap_or_else(|| panic!("{name:?} answers {media}, undocumented"))["schema"];
        if media.ends_with("json") && media != "application/x-ndjson" {
            assert_eq!(misfits(document, schema, &reply.json(), ""), Vec::<String>::new(), "{name:?} {status}");
        }
    }
}

fn examples_of(content: &Value) -> Vec<&Value> {
    let many = content.get("examples").and_then(Value::as_object).into_iter().flatten();
    content.get("example").into_iter().chain(many.map(|(_, example)| &example["value"])).collect()
}

/// The routes that a function's source declares.
fn routes(source: &str) -> BTreeSet<(String, String)> {
    let declared = source.split(".route(").skip(1);
    let of_one = |text: &str| {
        let (path, rest) = text.split_once("\",").expect("a literal path");
        let path = path.trim().trim_start_matches('"').to_owned();
        let handlers = rest.split(".with_state").next().unwrap().to_owned();
        METHODS
            .iter()
            .filter(move |method| handlers.contains(&format!("{method}(")))
            .map(move |m| ((*m).to_owned(), path.clone()))
            .collect::<Vec<_>>()
    };
    declared.flat_map(of_one).collect()
}

#[test]
fn every_route_of_the_four_functions_is_in_the_document_and_no_other() {
    let functions = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let mut declared = BTreeSet::new();
    for function in ["events", "manage", "report", "submit"] {
        let source = std::fs::read_to_string(format!("{functions}/{function}/src/lib.rs")).unwrap();
        let routes = routes(&source);
        assert!(!routes.is_empty(), "{function} declares its routes in lib.rs");
        declared.extend(routes);
    }
    let document = document();
    let documented: BTreeSet<_> = operations(&document).iter().map(Operation::name).collect();
    assert_eq!(documented, declared);
}

#[test]
fn every_example_fits_its_schema_and_every_reference_leads_somewhere() {
    let document = document();
    let mut ids = BTreeSet::new();
    for operation in operations(&document) {
        assert!(ids.insert(operation.says["operationId"].as_str().unwrap()), "{:?}", operation.name());
        let bodies = operation.says.get("requestBody").into_iter();
        let answers = operation.says["responses"].as_object().unwrap().values();
        for part in bodies.chain(answers) {
            let content = resolve(&document, part).get("content").and_then(Value::as_object);
            for (media, content) in content.into_iter().flatten() {
                for example in examples_of(content) {
                    let wrong = misfits(&document, &content["schema"], example, "");
                    assert_eq!(wrong, Vec::<String>::new(), "{:?} {media}", operation.name());
                }
            }
        }
        for parameter in operation.says["parameters"].as_array().into_iter().flatten() {
            assert!(resolve(&document, parameter)["schema"].is_object(), "{:?}", operation.name());
        }
    }
}

#[test]
fn the_document_is_of_this_version_and_says_the_scope_of_each_route() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    let documented: BTreeMap<_, _> =
        operations(&document).iter().map(|one| (one.name(), one.says["security"].to_string())).collect();
    for (method, path, scope, _) in ROUTES {
        let path = path.replace("/nps", "/{id}").replace("/anna", "/{id}");
        let path = ["{dispatch}", "{rollup}", "{key}", "{link_key}", "{suppression}"]
            .iter()
            .fold(path, |path, name| path.replace(name, "{id}"));
        let expected = format!(r#"[{{"key":["{}"]}}]"#, scope.name());
        assert_eq!(documented[&(method.to_lowercase(), path.clone())], expected, "{method} {path}");
    }
}

#[tokio::test]
async fn the_examples_are_answered_as_the_document_says() {
    let api = Api::start().await;
    let document = document();
    let manage = routes(include_str!("../../src/lib.rs"));
    let mut of_manage: Vec<_> = operations(&document).into_iter().filter(|one| manage.contains(&one.name())).collect();
    // What is put must stand there before it is asked for, and what is deleted must have been.
    of_manage.sort_by_key(|one| {
        (["put", "post", "get", "delete"].iter().position(|method| *method == one.method), one.path)
    });
    let mut made: BTreeMap<&str, String> = BTreeMap::new();
    made.insert("surveys", "after-support".to_owned());
    made.insert("people", "customer-1017".to_owned());
    for operation in &of_manage {
        let tag = operation.says["tags"][0].as_str().unwrap();
        let path = operation.path.replace("{id}", made.get(tag).map_or("", String::as_str));
        let call = || api.call(&operation.method.to_uppercase(), &path);
        let mut replies = Vec::new();
        for (media, example) in operation.examples() {
            let body = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
            replies.push(call().raw(media, &body).send().await);
        }
        if replies.is_empty() {
            replies.push(call().send().await);
        }
        for reply in replies {
            assert!(reply.status.is_success(), "{:?}: {}", operation.name(), reply.body);
            operation.check(&document, &reply);
            if ["post", "put"].contains(&operation.method)
                && reply.header("content-type") == Some("application/json")
                && let Some(id) = reply.json()["id"].as_str()
            {
                made.insert(tag, id.to_owned());
            }
        }
    }
}

#[test]
fn the_words_of_the_document_are_those_of_the_domain() {
    let document = document();
    let listed = |schema: &str| -> Vec<String> {
        let words = document["components"]["schemas"][schema]["enum"].as_array().unwrap();
        words.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let names: Vec<_> = Reason::ALL.iter().map(|reason| reason.name()).collect();
    assert_eq!(listed("Reason"), names);
    let names: Vec<_> = Status::ALL.iter().map(|status| status.name()).collect();
    assert_eq!(listed("MessageStatus"), names);
    let shown: Vec<_> = listed("DispatchStatus").into_iter().filter(|status| status != "responded").collect();
    assert_eq!(shown, names);
}

#[test]
fn the_examples_of_answers_are_taken_by_a_survey_that_asks_for_them() {
    let document = document();
    let of = |path: &str| &document["paths"][path];
    let definition =
        of("/v1/surveys/{id}").pointer("/put/requestBody/content/application~1json/examples/questions/value");
    let survey = Survey::parse("after-support".parse().unwrap(), 1, definition.unwrap()).unwrap();
    let content = of("/v1/responses").pointer("/post/requestBody/content/application~1json").unwrap();
    let batch = of("/v1/responses/batch").pointer("/post/requestBody/content/application~1x-ndjson/example").unwrap();
    let lines: Vec<Value> = batch.as_str().unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for body in examples_of(content).into_iter().chain(&lines) {
        let posted = Posted::parse(body, &survey, builders::time(NOW)).unwrap();
        posted.response.check_age(builders::time(NOW)).unwrap();
    }
}

#[tokio::test]
async fn refusals_are_answered_as_the_document_says() {
    let api = Api::start().await;
    let document = document();
    let respond = api.key("acme", &[Scope::Respond]).await;
    let manage = routes(include_str!("../../src/lib.rs"));
    for operation in operations(&document).iter().filter(|one| manage.contains(&one.name())) {
        if operation.says["security"] == serde_json::json!([]) {
            continue;
        }
        let path = operation.path.replace("{id}", "nothing");
        let call = || api.call(&operation.method.to_uppercase(), &path);
        let mut replies = vec![
            call().anonymous().send().await,
            call().by(&respond).send().await,
            call().raw("application/json", r#"{"colour":1}"#).send().await,
            call().raw("application/json", &" ".repeat(16 * 1024 + 1)).send().await,
            call().raw("text/plain", "").send().await,
        ];
        if operation.examples().is_empty() {
            replies.truncate(3);
        }
        for reply in replies {
            operation.check(&document, &reply);
        }
    }
}
