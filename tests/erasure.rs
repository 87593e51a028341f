//! Somebody is erased, on one machine, through the outer contract: what was planted in all that was held of them is
//! afterwards in no byte of the data folder and in no line of the log, and the numbers stay what they were.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "erasure/again.rs"]
mod again;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::{Running, submission, unhurried};

/// Who is erased: the team's own id is planted too.
const PERSON: &str = "zq-person-4417";
const OTHER: &str = "another-person-1";

/// What stands in what is held of them, and in nothing else.
const MARKERS: [&str; 10] = [
    PERSON,
    "zq-mail-4417",
    "20094417",
    "zq-nick-4417",
    "zq-comment-app-4417",
    "zq-comment-page-4417",
    "zq-lead-4417",
    "zq-order-4417",
    "zq-source-4417",
    "zq-comment-late-4417",
];

struct Site {
    running: Running,
    data: PathBuf,
    log: PathBuf,
}

impl Site {
    fn open(data: &Path, log: &Path) -> Self {
        let file = File::options().create(true).append(true).open(log).expect("a log");
        Self { running: Running::logging(data, file), data: data.to_owned(), log: log.to_owned() }
    }

    fn put(&self, path: &str, body: &Value) {
        let answer = self.running.call("PUT", path, Some(body));
        assert!([200, 201].contains(&answer.status), "{path}: {}", answer.body);
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.running.call("POST", path, Some(body));
        assert!([200, 201, 202].contains(&answer.status), "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap_or(Value::Null)
    }

    /// Ends the program and gives which markers still stand, and where: in the folder's files and their names, and in the log.
    fn found(mut self) -> Vec<String> {
        self.running.end("-TERM");
        let mut found = Vec::new();
        let mut folders = vec![self.data.clone()];
        let mut files = vec![self.log.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        for file in files {
            let bytes = std::fs::read(&file).expect("a file");
            let name = file.strip_prefix(&self.data).unwrap_or(&file).display().to_string();
            for marker in MARKERS {
                let stands = bytes.windows(marker.len()).any(|window| window == marker.as_bytes());
                if stands || name.contains(marker) {
                    found.push(format!("{marker} in {name}"));
                }
            }
        }
        found
    }

    /// Everything that is counted, without what says when.
    fn numbers(&self) -> Vec<Value> {
        let asked = ["metric=nps&survey=nps", "metric=gcr&survey=visit", "metric=resolution", "metric=gross_churn"];
        asked
            .iter()
            .map(|query| {
                let answer = self.running.call("GET", &format!("/v1/metrics?{query}&interval=all"), None).expect(200);
                let entry = &answer["series"][0];
                json!([query, entry["n"], entry["value"], entry["counts"]])
            })
            .collect()
    }

    /// Asks for all days once more, and waits until that is done.
    fn counted(&self) {
        let day = |ago: u64| {
            let at = std::time::SystemTime::now() - Duration::from_secs(ago * 86_400);
            jiff::Timestamp::try_from(at).expect("a time").to_string()[..10].to_owned()
        };
        let id = self.post("/v1/rollups", &json!({"from": day(70), "to": day(0)}))["id"].clone();
        self.running.until(&format!("/v1/rollups/{}", id.as_str().expect("an id")), |job| job["status"] == "done");
    }
}

/// Holds something of every kind of the person, and of another one beside them.
fn plant(site: &Site) {
    site.put("/v1/workspace", &json!({"name": "Acme", "company": "Acme SIA", "sms_sender": "Acme"}));
    site.put("/v1/surveys/nps", &json!({"name": "After purchase", "metric": "nps"}));
    site.put("/v1/surveys/visit", &json!({"name": "Visit", "metric": "gcr", "goal": "buy"}));
    let consent = json!({"email": {"basis": "consent", "source": "zq-source-4417", "at": "2026-01-01T00:00:00Z"},
        "sms": {"basis": "consent", "source": "zq-source-4417", "at": "2026-01-01T00:00:00Z"}});
    let person = json!({"email": "zq-mail-4417@example.com", "phone": "+37120094417", "locale": "lv",
        "properties": {"nick": "zq-nick-4417"}, "consent": consent});
    site.put(&format!("/v1/people/{PERSON}"), &person);
    site.put(&format!("/v1/people/{OTHER}"), &json!({"email": "other@example.com", "consent": consent_of_other()}));
    for (channel, key) in [("email", "mail"), ("sms", "text"), ("link", "link")] {
        let survey = if channel == "link" { "visit" } else { "nps" };
        let order = json!({"key": key, "survey": survey, "person": PERSON, "channel": channel,
            "properties": {"order": "zq-order-4417"}});
        let made = site.post("/v1/dispatches", &order);
        if let Some(link) = made["link"].as_str() {
            let page = site.running.send("GET", link, &[], None).body;
            let mut fields = unhurried(&page);
            let said = [
                ("score", "no"),
                ("q.why", "zq-comment-page-4417"),
                ("comment", "zq-comment-page-4417"),
                ("q.contact", "zq-lead-4417@example.com"),
            ];
            fields.extend(said.map(|(name, value)| (name.to_owned(), value.to_owned())));
            let answer = site.running.post_form(link, &fields);
            assert!([200, 303].contains(&answer.status), "{}", answer.body);
        }
    }
    let answer = |person: &str, score: u8, comment: &str| {
        json!({"submission_id": submission(20), "survey": "nps", "answers": {"score": score, "comment": comment},
            "person": person, "properties": {"order": if person == PERSON { "zq-order-4417" } else { "o" }}})
    };
    site.post("/v1/responses", &answer(PERSON, 2, "zq-comment-app-4417"));
    site.post("/v1/responses", &answer(OTHER, 10, "fine"));
    let event = |id: &str, kind: &str, days: u64, more: Value| {
        let at = std::time::SystemTime::now() - Duration::from_secs(days * 86_400);
        let at = jiff::Timestamp::try_from(at).expect("a time").to_string();
        let mut event = json!({"event_id": id, "type": kind, "at": at, "person": PERSON});
        event.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        site.post("/v1/events", &event);
    };
    event("e-1", "customer_started", 60, json!({"plan": "pro"}));
    event("e-2", "customer_ended", 10, json!({}));
    event("e-3", "ticket_opened", 12, json!({"ticket": "t-1"}));
    event("e-4", "ticket_resolved", 11, json!({"ticket": "t-1", "agent": "agent-1"}));
}

fn consent_of_other() -> Value {
    json!({"email": {"basis": "consent", "source": "shop", "at": "2026-01-01T00:00:00Z"}})
}

#[test]
fn after_an_erasure_no_marker_is_left_and_the_numbers_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let site = Site::open(&data, &log);
    plant(&site);
    let export = site.post("/v1/exports", &json!({"survey": "nps", "format": "csv"}));
    let export = format!("/v1/exports/{}", export["id"].as_str().expect("an id"));
    let written = site.running.until(&export, |job| job["status"] == "done");
    let file = site.running.send("GET", written["url"].as_str().expect("a url"), &[], None);
    assert!(file.body.contains("zq-comment-app-4417"), "the export held them: {}", file.body);
    site.counted();
    let before = site.numbers();
    assert!(before.iter().all(|number| number[1] != 0), "there is something to count: {before:?}");
    let held = site.running.call("GET", &format!("/v1/people/{PERSON}/export"), None).expect(200).to_string();
    let planted: Vec<_> =
        MARKERS.iter().filter(|marker| !marker.contains("late") && !held.contains(**marker)).collect();
    assert!(planted.is_empty(), "all that is held is told: {planted:?} not in {held}");

    let end = Instant::now() + Duration::from_secs(30);
    while site.running.call("DELETE", &format!("/v1/people/{PERSON}"), None).status != 204 {
        assert!(Instant::now() < end, "the erasure does not end");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(site.running.call("GET", &format!("/v1/people/{PERSON}"), None).status, 404);
    assert_ne!(site.running.send("GET", written["url"].as_str().expect("a url"), &[], None).status, 200);
    // Who was erased may still answer; what they say then has no name, and what they write goes with it.
    let late = json!({"submission_id": submission(30), "survey": "visit", "answers": {"score": "yes", "comment": "zq-comment-late-4417"}, "person": PERSON});
    site.post("/v1/responses", &late);
    let listed = site.running.call("GET", "/v1/surveys/visit/responses", None).expect(200);
    let rows = listed["data"].as_array().expect("rows");
    assert_eq!((rows.len(), rows.iter().filter(|row| !row["person"].is_null()).count()), (2, 0), "{listed}");
    site.counted();
    let after = site.numbers();
    for (before, after) in before.iter().zip(&after).filter(|(number, _)| number[0] != "metric=gcr&survey=visit") {
        assert_eq!(before, after);
    }
    // The other person is as they were.
    let other = site.running.call("GET", &format!("/v1/people/{OTHER}"), None).expect(200);
    assert_eq!(other["email"], "other@example.com");
    assert_eq!(site.found(), Vec::<String>::new());
}

#[test]
fn what_is_looked_for_would_be_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let site = Site::open(&data, &log);
    plant(&site);
    let found = site.found();
    for marker in MARKERS.iter().filter(|marker| !marker.contains("late")) {
        assert!(found.iter().any(|place| place.starts_with(marker)), "{marker} is not even planted: {found:?}");
    }
}

#[test]
fn a_database_from_before_an_erasure_forgets_them_again_when_it_is_served() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let mut site = Site::open(&data, &log);
    plant(&site);
    site.running.end("-TERM");
    let copies: Vec<_> = std::fs::read_dir(&data)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file() && path.to_string_lossy().contains(".sqlite"))
        .map(|path| (std::fs::read(&path).expect("a file"), path))
        .collect();
    assert!(!copies.is_empty(), "there is a database to bring back");
    let site = Site::open(&data, &log);
    let end = Instant::now() + Duration::from_secs(30);
    while site.running.call("DELETE", &format!("/v1/people/{PERSON}"), None).status != 204 {
        assert!(Instant::now() < end, "the erasure does not end");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(site.found(), Vec::<String>::new());
    for (bytes, path) in copies {
        std::fs::write(path, bytes).expect("brought back");
    }
    let site = Site::open(&data, &log);
    let gone = |_: &Value| site.running.call("GET", &format!("/v1/people/{PERSON}"), None).status == 404;
    site.running.until("/v1/workspace", gone);
    assert_eq!(site.found(), Vec::<String>::new());
}
