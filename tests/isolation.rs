//! Two workspaces in one program, alike down to the ids of their surveys, people, answers, events and orders. Over every
//! route of the document one calls with the other's ids, cursors, links and sessions, and with whatever it may send itself:
//! nothing of the other is seen, and no byte of the other's items changes.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "isolation/call.rs"]
mod call;
#[path = "isolation/closed.rs"]
mod closed;
#[path = "isolation/forged.rs"]
mod forged;
#[path = "isolation/house.rs"]
mod house;
#[path = "isolation/pages.rs"]
mod pages;
#[path = "isolation/routes.rs"]
mod routes;
#[path = "links/rust.rs"]
mod rust;
#[path = "isolation/side.rs"]
mod side;
#[path = "isolation/state.rs"]
mod state;

use std::collections::BTreeSet;

use call::{Call, Client};
use house::House;
use serde_json::{Value, json};
use side::{COMMENTS, Side, running_until, token_after};
use state::{differences, items};

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

/// Everything of the table by the intruder; what it saw or changed of the other, one line each.
fn attack(client: &Client, intruder: &Side, victim: &Side) -> Vec<String> {
    let before = victim.state(client);
    before.assert_full(victim);
    let mut faults = Vec::new();
    for (method, path, attack) in table() {
        let calls = attack(intruder, victim);
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
        for change in before.changes(&victim.state(client)) {
            faults.push(format!("{method} {path}\n    changed the other: {change}"));
        }
    }
    faults
}

/// The files that a workspace has written of itself: its own, whole, and nothing of the other.
fn files(client: &Client, own: &Side, other: &Side) -> Vec<String> {
    let mut faults = Vec::new();
    let mut exports = vec![own.export.clone()];
    for body in [json!({"survey": "nps", "format": "csv"}), json!({"survey": "nps", "format": "ndjson"})] {
        let asked = client.send(&Call::post("/v1/exports", &body).by(&own.key)).json(&[202]);
        exports.push(asked["id"].as_str().unwrap().to_owned());
    }
    for export in exports {
        let done = running_until(client, &own.key, &format!("/v1/exports/{export}"), |value| value["status"] == "done");
        let token = token_after(done["url"].as_str().unwrap(), "/exports/");
        let file = client.send(&Call::get(format!("/exports/{token}")));
        if file.status != 200 || !file.body.contains(&format!("says {}", own.marker)) {
            faults.push(format!("the file of {export} is not there, or not its own: {} {}", file.status, file.body));
        }
        for secret in other.secrets().filter(|secret| file.shows(secret)) {
            faults.push(format!("the file of {export} shows {secret} of the other: {}", file.around(secret)));
        }
    }
    faults
}

/// What a workspace wrote of its employees is told to it, and to nobody else.
fn employees(client: &Client, own: &Side, other: &Side) {
    let said = client.send(&Call::get(COMMENTS).by(&own.key)).json(&[200]);
    let said: Vec<_> = said["data"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    assert_eq!(said.len() as u64, closed::ANSWERS);
    assert!(said.iter().all(|text| text.ends_with(&format!("is said by {}", own.marker))), "{said:?}");
    let told = client.send(&Call::get("/v1/metrics?metric=enps&survey=team&group_by=variant").by(&own.key));
    let closed = told.json(&[200])["series"][0].clone();
    assert_eq!(closed["n"], closed::ANSWERS, "{closed}");
    assert!(told.shows(own.marker) && !told.shows(other.marker), "{}", told.body);
}

#[test]
fn over_every_route_nothing_of_another_workspace_is_seen_or_changed() {
    let house = House::build();
    let (intruder, victim) = (&house.one, &house.two);
    let before = items(house.folder(), victim.workspace);
    assert!(before.len() > 60, "{} items", before.len());
    let running = house.serve();
    let client = Client::of(&running);
    let (documented, table) = (documented(&client), table());
    let attacked: BTreeSet<_> = table.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let missing: Vec<_> = documented.difference(&attacked).collect();
    assert!(missing.is_empty(), "operations without a row in tests/isolation: {missing:#?}");

    employees(&client, intruder, victim);
    // Before the attack: it erases one of its own people, and with that its files are taken back.
    let mut faults = files(&client, intruder, victim);
    faults.extend(attack(&client, intruder, victim));
    faults.extend(forged::opened(&client, intruder, victim));
    // The other one's own credentials still open what is theirs.
    employees(&client, victim, intruder);
    assert!(client.send(&Call::get("/").cookie(&victim.session)).body.contains(victim.marker));
    house::end(running);
    faults.extend(differences(&before, &items(house.folder(), victim.workspace)));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn with_a_token_of_its_issuer_a_workspace_reaches_no_further() {
    let house = House::build();
    let running = house.serve();
    let client = Client::of(&running);
    let tokens = [&house.one, &house.two].map(|side| house.token_of(side.workspace));
    let session = client.send(&Call::form("/session", &format!("key={}", tokens[0])).wants(&[303]));
    let session = token_after(&session.headers, "atbalss_session=");
    let intruder = Side { key: tokens[0].clone(), session, ..house.one.clone() };
    let before = {
        // What the token opens is its own.
        let own = client.send(&Call::get("/v1/workspace").by(&tokens[0]));
        assert!(own.shows(house.one.marker) && !own.shows(house.two.marker), "{}", own.body);
        house.two.state(&client)
    };
    let mut faults = attack(&client, &intruder, &house.two);
    faults.extend(forged::opened_by_tokens(&client, &house.two, tokens.each_ref().map(String::as_str)));
    faults.extend(before.changes(&house.two.state(&client)));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The same table turned on its own workspace finds plenty, so its silence above says something.
#[test]
fn the_table_sees_what_a_workspace_may_see_of_itself() {
    let house = House::build();
    let one = &house.one;
    let items_before = items(house.folder(), one.workspace);
    let running = house.serve();
    let client = Client::of(&running);
    let mut before = one.state(&client);
    let (mut shown, mut told, mut changed) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (method, path, attack) in table() {
        let route = format!("{method} {path}");
        for call in attack(one, one) {
            let answer = client.send(&call);
            if one.secrets().any(|secret| answer.shows(secret)) {
                shown.insert(route.clone());
            }
            if one.secrets().any(|secret| answer.shows(secret) && !call.names(secret)) {
                told.insert(route.clone());
            }
        }
        // Each route is held against what the one before it left.
        let now = one.state(&client);
        let others = before.changes(&now);
        changed.extend(others.iter().filter_map(|change| Some(format!("{route} changes {}", change.lines().next()?))));
        before = now;
    }
    for route in ["GET /v1/dispatches/{id}", "GET /dispatches/{id}", "GET /v1/exports/{id}"] {
        assert!(shown.contains(route), "{route} shows a workspace nothing of itself: {shown:?}");
    }
    // Nor is it an echo of what was asked.
    for route in [
        "GET /v1/workspace",
        "GET /v1/people/{id}",
        "GET /v1/keys",
        "GET /v1/surveys/{id}/comments",
        "GET /v1/surveys/{id}/responses",
        "GET /v1/metrics",
        "GET /",
        "GET /surveys/{id}",
        "GET /surveys/{id}/responses",
    ] {
        assert!(told.contains(route), "{route} tells a workspace nothing of itself: {told:?}");
    }
    for change in [
        "PUT /v1/workspace changes /v1/workspace",
        "DELETE /v1/keys/{id} changes /v1/keys",
        "DELETE /v1/suppressions/{id} changes /v1/suppressions",
    ] {
        assert!(changed.contains(change), "it is not seen that {change}: {changed:#?}");
    }
    house::end(running);
    assert!(differences(&items_before, &items(house.folder(), one.workspace)).len() > 10);
}
