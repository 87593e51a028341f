//! The codes of errors: each one of the sources is in the document with what it says, and the document has no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use testing::document::resolve;

use crate::{document, root};

/// What a request can reach.
const SOURCES: [&str; 9] = [
    "functions/dashboard/src",
    "functions/events/src",
    "functions/manage/src",
    "functions/people/src",
    "functions/report/src",
    "functions/submit/src",
    "shared/domain/src",
    "shared/reading/src",
    "shared/web/src",
];
/// Codes of what no client sends: names within links and stored items, and what the command line alone reads.
const INSIDE: [&str; 9] = [
    "invalid_code",
    "invalid_issuer",
    "invalid_audience",
    "invalid_key",
    "invalid_key_id",
    "invalid_link_name",
    "invalid_secret",
    "invalid_shards",
    "not_a_task",
];

/// The sources of a folder, but for tests.
pub fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "tests" {
                files(&path, found);
            }
        } else if path.extension().is_some_and(|own| own == "rs") && name != "tests.rs" {
            found.push(path);
        }
    }
}

/// The code that text begins with, as a literal, behind what may stand before it.
fn literal(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let text = text.strip_prefix("StatusCode::").map_or(text, |rest| rest.split_once(',').map_or("", |(_, rest)| rest));
    let (code, _) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    let plain =
        !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    plain.then_some(code)
}

/// The codes that a source names where it makes an error. What stands in its tests counts too: it is one of the others.
fn codes_of(source: &str) -> BTreeSet<String> {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let makers = ["Refusal::new(", "Problem::new(", "Problem::conflict(", "Self::new(", "code: "];
    let behind = makers.iter().flat_map(|maker| source.split(maker).skip(1));
    // An error that knows its code says it in the arms of a match.
    let told = source.split("fn code(&self) -> &'static str {").skip(1);
    let arms = told.flat_map(|rest| rest.split("\n    }").next().unwrap_or_default().split("=> ").skip(1));
    behind.chain(arms).filter_map(literal).map(str::to_owned).collect()
}

fn codes_of_the_sources() -> BTreeMap<String, PathBuf> {
    let mut all = Vec::new();
    for folder in SOURCES {
        files(&root().join(folder), &mut all);
    }
    let mut found = BTreeMap::new();
    for path in all {
        for code in codes_of(&std::fs::read_to_string(&path).unwrap()) {
            found.insert(code, path.clone());
        }
    }
    for code in INSIDE {
        found.remove(code);
    }
    found
}

fn listed() -> BTreeSet<String> {
    let codes = document().0["components"]["schemas"]["Code"]["oneOf"].as_array().expect("a list").iter();
    codes
        .map(|code| {
            assert!(code["description"].as_str().is_some_and(|says| says.ends_with('.')), "{code}");
            code["const"].as_str().unwrap().to_owned()
        })
        .collect()
}

#[test]
fn the_collector_finds_codes_however_they_are_written() {
    let source = r#"
        Refusal::new("one", reason); Problem::new(
            StatusCode::CONFLICT,
            "two",
            detail,
        ); Problem::conflict("three", "a text"); BadField { code: "four", name }; Self::new(StatusCode::NOT_FOUND, "five", x);
        Refusal::new(code, "not a code");
    fn code(&self) -> &'static str {
        match self {
            Self::Six => "six",
        }
    }
    fn other() { match self { Self::Seven => "not_a_code" } }
    "#;
    let found = codes_of(source);
    assert_eq!(Vec::from_iter(found), ["five", "four", "one", "six", "three", "two"]);
}

#[test]
fn every_code_of_the_sources_is_in_the_document() {
    let listed = listed();
    let missing: Vec<_> = codes_of_the_sources().into_iter().filter(|(code, _)| !listed.contains(code)).collect();
    assert!(missing.is_empty(), "shared/api/src/codes/ says nothing of {missing:#?}");
}

#[test]
fn every_code_of_the_document_is_in_the_sources() {
    let found = codes_of_the_sources();
    let unknown: Vec<_> = listed().into_iter().filter(|code| !found.contains_key(code)).collect();
    assert!(unknown.is_empty(), "nothing answers {unknown:?}");
}

#[test]
fn every_code_belongs_to_an_answer_of_some_route_and_every_refusal_lists_its_codes() {
    let mut used = BTreeSet::from(["no_such_route".to_owned(), "method_not_allowed".to_owned()]);
    for operation in document().operations() {
        for (status, answer) in operation.says["responses"].as_object().unwrap() {
            let answer = resolve(&document().0, answer);
            let Some(problem) = answer.pointer("/content/application~1problem+json") else { continue };
            let codes = problem.pointer("/schema/properties/code/enum").and_then(Value::as_array);
            let codes = codes.unwrap_or_else(|| panic!("{:?} {status} lists no codes", operation.name()));
            assert!(!codes.is_empty(), "{:?} {status}", operation.name());
            used.extend(codes.iter().map(|code| code.as_str().unwrap().to_owned()));
        }
    }
    assert_eq!(used, listed());
}
