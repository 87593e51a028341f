//! The rules of the house, held against the Cargo graph: arrows run one way, and the AWS clients live in one crate each.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// What each crate of the workspace may depend on among the others; tests aside.
const ARROWS: [(&str, &[&str]); 24] = [
    ("domain", &[]),
    ("aws", &[]),
    ("store", &["aws", "domain"]),
    ("runtime", &["aws"]),
    ("channels", &["aws", "domain"]),
    ("web", &["domain", "runtime", "store"]),
    ("content", &["domain", "web"]),
    ("reading", &["domain", "store", "web"]),
    ("files", &["aws", "domain", "store"]),
    ("api", &[]),
    ("submit", &["api", "domain", "store", "web"]),
    ("manage", &["api", "domain", "files", "reading", "runtime", "store", "web"]),
    ("events", &["api", "domain", "store", "web"]),
    ("people", &["api", "domain", "files", "runtime", "store", "web"]),
    ("report", &["api", "content", "domain", "reading", "store", "web"]),
    ("dashboard", &["api", "domain", "reading", "store", "web"]),
    ("jobs", &["domain", "files", "reading", "runtime", "store", "web"]),
    ("due", &["domain", "runtime", "store"]),
    ("dispatch", &["channels", "content", "domain", "runtime", "store", "web"]),
    ("outcome", &["channels", "domain", "runtime", "store", "web"]),
    ("react", &["runtime", "store"]),
    ("rollup", &["domain", "runtime", "store"]),
    (
        "atbalss",
        &[
            "api",
            "channels",
            "dashboard",
            "dispatch",
            "domain",
            "due",
            "events",
            "files",
            "jobs",
            "manage",
            "people",
            "react",
            "reading",
            "report",
            "rollup",
            "runtime",
            "store",
            "submit",
            "web",
        ],
    ),
    ("testing", &["domain", "runtime", "store"]),
];

/// Which crate alone may name an AWS client.
const CLIENTS: [(&str, &str); 5] = [
    ("aws-sdk-dynamodb", "store"),
    ("aws-sdk-sqs", "runtime"),
    ("rusty-s3", "files"),
    ("aws-sdk-sesv2", "channels"),
    ("aws-sdk-pinpointsmsvoicev2", "channels"),
];

/// The dependencies of each crate of the workspace, those of tests left out.
fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata");
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let needs = package["dependencies"].as_array().expect("dependencies");
            let shipped = needs.iter().filter(|need| need["kind"].is_null());
            let names = shipped.filter_map(|need| need["name"].as_str()).map(str::to_owned);
            (package["name"].as_str().expect("a name").to_owned(), names.collect())
        })
        .collect()
}

#[test]
fn arrows_run_one_way() {
    let graph = graph();
    let own: BTreeSet<_> = ARROWS.iter().map(|(name, _)| *name).collect();
    for (name, allowed) in ARROWS {
        let needs = graph[name].iter().map(String::as_str).filter(|need| own.contains(need));
        for need in needs {
            assert!(allowed.contains(&need), "{name} must not depend on {need}");
        }
    }
    let named: BTreeSet<_> = graph.keys().map(String::as_str).filter(|name| *name != "tests").collect();
    assert_eq!(named, own, "a crate without a place in the house");
}

#[test]
fn each_aws_client_lives_in_one_crate() {
    for (client, home) in CLIENTS {
        let users: Vec<_> =
            graph().into_iter().filter(|(_, needs)| needs.contains(client)).map(|(name, _)| name).collect();
        assert_eq!(users, [home], "{client}");
    }
}

#[test]
fn the_domain_has_no_io() {
    let banned = ["tokio", "axum", "http", "hyper", "tracing", "getrandom", "lambda_runtime", "aws-config"];
    let needs = &graph()["domain"];
    assert!(banned.iter().all(|name| !needs.contains(*name)), "{needs:?}");
}

#[test]
fn the_page_on_the_data_model_has_the_stores_own_table() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a root");
    let read = |file: &str| std::fs::read_to_string(root.join(file)).expect("a file");
    let (keys, page) = (read("shared/store/src/keys.rs"), read("docs/data-model.md"));
    let table: Vec<_> =
        keys.lines().filter_map(|line| line.strip_prefix("//! ")).filter(|line| line.starts_with('|')).collect();
    let shown: Vec<_> = page.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(table, shown);
}
