//! Two workspaces in one program, alike down to the ids of their surveys, people, answers, events and orders. Over every
//! route of the document one calls with the other's ids, cursors, links and sessions, and with whatever it may send itself:
//! nothing of the other is seen, and nothing of the other changes.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "isolation/call.rs"]
mod call;
#[path = "isolation/pages.rs"]
mod pages;
#[path = "isolation/routes.rs"]
mod routes;
#[path = "links/rust.rs"]
mod rust;
#[path = "isolation/side.rs"]
mod side;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use call::{Call, Client};
use serde_json::Value;
use side::{Credentials, Side};
use tests::{Running, program};

/// What is called on a route, by the first of the two; the second is whom it must not reach.
type Attack = fn(&Side, &Side) -> Vec<Call>;

/// All rows of the table, in the order in which they run.
fn table() -> Vec<(&'static str, &'static str, Attack)> {
    [routes::TABLE, pages::TABLE].concat()
}

/// The operations of the document that the program serves, as `GET /path`.
fn documented(client: &Client) -> BTreeSet<String> {
    let document: Value = serde_json::from_str(&client.send(&Call::get("/openapi.json")).body).unwrap();
    let methods = |(path, item): (&String, &Value)| {
        let methods =
            item.as_object().unwrap().keys().filter(|name| !["parameters", "summary"].contains(&name.as_str()));
        methods.map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
    };
    document["paths"].as_object().unwrap().iter().flat_map(methods).collect()
}

fn key_of(folder: &Path, workspace: &str) -> String {
    let mut create = Command::new(program());
    create.args(["key", "create", "--scopes", "admin", "--workspace", workspace, "--data"]).arg(folder);
    let output = create.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Both workspaces, furnished alike and counted.
fn both(folder: &Path) -> (Running, Side, Side) {
    // The folder is made by `serve`; keys are made while nothing serves it.
    drop(Running::serve(folder, &[]));
    let credentials = [("acme", "zebrafinch"), ("other", "quokkamoss")].map(|(workspace, marker)| Credentials {
        workspace,
        marker,
        key: key_of(folder, workspace),
    });
    let running = Running::serve(folder, &[]);
    let [one, two] = credentials.map(|credentials| Side::furnish(&running, credentials));
    (running, one, two)
}

#[test]
fn over_every_route_nothing_of_another_workspace_is_seen_or_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (running, intruder, victim) = both(folder.path());
    let client = Client::of(&running);
    let (documented, table) = (documented(&client), table());
    let attacked: BTreeSet<_> = table.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let missing: Vec<_> = documented.difference(&attacked).collect();
    assert!(missing.is_empty(), "operations without a row in tests/isolation: {missing:#?}");

    let before = victim.state(&client);
    before.assert_full(&victim);
    let mut faults = Vec::new();
    for (method, path, attack) in table {
        let calls = attack(&intruder, &victim);
        assert!(!calls.is_empty(), "{method} {path} is not called");
        for call in calls {
            assert!(call.is_of(method, path), "{call:?} is no call of {method} {path}");
            let answer = client.send(&call);
            if !call.wanted.contains(&answer.status) {
                faults.push(format!(
                    "{call:?}\n    answers {} instead of {:?}: {:.300}",
                    answer.status, call.wanted, answer.body
                ));
            }
            for secret in victim.secrets().filter(|secret| answer.shows(secret) && !call.names(secret)) {
                faults.push(format!("{call:?}\n    shows {secret} of the other: {}", answer.around(secret)));
            }
        }
        for change in before.changes(&victim.state(&client)) {
            faults.push(format!("{method} {path}\n    changed the other: {change}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // The other one's own credentials still open what is theirs.
    assert!(client.send(&Call::get("/").cookie(&victim.session)).body.contains(victim.marker));
}

/// The same table turned on its own workspace finds plenty, so its silence above says something.
#[test]
fn the_table_sees_what_a_workspace_may_see_of_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (running, one, _) = both(folder.path());
    let client = Client::of(&running);
    let before = one.state(&client);
    let (mut shown, mut changed) = (BTreeSet::new(), BTreeSet::new());
    for (method, path, attack) in table() {
        let route = format!("{method} {path}");
        for call in attack(&one, &one) {
            let answer = client.send(&call);
            if one.secrets().any(|secret| answer.shows(secret)) {
                shown.insert(route.clone());
            }
        }
        if !before.changes(&one.state(&client)).is_empty() {
            changed.insert(route);
        }
    }
    for route in ["GET /v1/workspace", "GET /v1/people/{id}", "GET /v1/dispatches/{id}", "GET /v1/keys", "GET /"] {
        assert!(shown.contains(route), "{route} shows a workspace nothing of itself: {shown:?}");
    }
    for route in ["PUT /v1/workspace", "DELETE /v1/keys/{id}", "DELETE /v1/suppressions/{id}"] {
        assert!(changed.contains(route), "{route} changes nothing: {changed:?}");
    }
}
