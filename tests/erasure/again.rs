//! Somebody new under the id of somebody who was erased, by two requests at once: the ledger beside the database has the time
//! that the table has, so no start of the program takes the new one for the old.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::program;

use crate::Site;

/// Whose erasure was asked for twice and more; each is a race of its own.
const PEOPLE: usize = 8;
/// How many ask at once.
const AT_ONCE: usize = 4;
/// An erasure looks through everything once more after a minute, and only then the id is free.
const PATIENCE: Duration = Duration::from_mins(3);

fn path(person: usize) -> String {
    format!("/v1/people/again-{person}")
}

/// Asks to erase somebody, many times at once.
fn erase(site: &Site, person: usize) {
    let gate = Barrier::new(AT_ONCE);
    std::thread::scope(|threads| {
        for _ in 0..AT_ONCE {
            threads.spawn(|| {
                gate.wait();
                let answer = site.running.call("DELETE", &path(person), None);
                assert!([202, 204].contains(&answer.status), "{} {}", answer.status, answer.body);
            });
        }
    });
    assert_eq!(site.running.call("GET", &path(person), None).status, 404);
}

/// Says that somebody new has the id, until it is free.
fn put_again(site: &Site, person: usize, end: Instant) {
    let body = json!({"email": format!("new-{person}@example.com")});
    loop {
        let answer = site.running.call("PUT", &format!("{}?again=true", path(person)), Some(&body));
        if answer.status == 201 {
            return;
        }
        assert_eq!((answer.status, &answer.json()["code"]), (409, &json!("erasure_running")));
        assert!(Instant::now() < end, "the erasure of {person} does not end");
        std::thread::sleep(Duration::from_millis(500));
    }
}

fn all_are_there(site: &Site) {
    for person in 0..PEOPLE {
        let answer = site.running.call("GET", &path(person), None);
        assert_eq!(answer.status, 200, "{person} was erased again");
        assert_eq!(answer.json()["email"], format!("new-{person}@example.com"));
    }
}

fn entries(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("an entry")).collect()
}

/// The ledger beside the database and the one in its table know the same: of each erasure one time, and that it was lifted.
fn ledgers_agree(data: &Path) {
    let list = Command::new(program()).args(["erasures", "list", "--data"]).arg(data).output().expect("it runs");
    assert!(list.status.success(), "{}", String::from_utf8_lossy(&list.stderr));
    let table = entries(&String::from_utf8(list.stdout).expect("UTF-8"));
    assert_eq!(table.len(), PEOPLE);
    let mut beside: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for entry in entries(&std::fs::read_to_string(data.join("erasures.ndjson")).expect("a ledger")) {
        beside.entry(entry["erasure"].to_string()).or_default().push(entry);
    }
    assert_eq!(beside.len(), PEOPLE);
    for entry in table {
        assert_eq!(entry["state"], "lifted");
        let lines = &beside[&entry["erasure"].to_string()];
        assert!(lines.iter().all(|line| line["erased_at"] == entry["erased_at"]), "{lines:?}, and the table {entry}");
        assert!(lines.contains(&entry), "{lines:?}, and the table {entry}");
    }
}

#[test]
fn who_is_new_under_an_id_that_was_erased_by_many_at_once_is_there_after_every_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let site = Site::open(&data, &log);
    for person in 0..PEOPLE {
        site.put(&path(person), &json!({"email": format!("old-{person}@example.com")}));
    }
    for person in 0..PEOPLE {
        erase(&site, person);
    }
    let end = Instant::now() + PATIENCE;
    (0..PEOPLE).for_each(|person| put_again(&site, person, end));
    all_are_there(&site);
    // Killed, and then ended as its users do.
    drop(site);
    let mut site = Site::open(&data, &log);
    all_are_there(&site);
    site.running.end("-TERM");
    ledgers_agree(&data);
    let site = Site::open(&data, &log);
    all_are_there(&site);
    let said = std::fs::read_to_string(&log).expect("a log");
    assert!(!said.contains("done again"), "no start found the database behind its ledger");
}
