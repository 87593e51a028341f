//! Exports that are larger than one answer, by the outer contract alone, on one machine: asked for, looked at, fetched, and
//! begun again after the program was killed.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use domain::id::ExportId;
use domain::link::{LinkKeys, Purpose, Signed};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::{Running, program};

/// More than a list gives at once, and than is written at once.
const MANY: usize = 9000;

/// A data folder with a survey `nps` and that many answers of the last days, each with a long comment, taken in by the
/// command line.
fn filled(many: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    running.call("PUT", "/v1/surveys/nps", Some(&json!({"name": "N", "metric": "nps"}))).expect(201);
    drop(running);
    let file = folder.path().join("answers.ndjson");
    let lines: Vec<String> = (0..many)
        .map(|number| {
            let at = Timestamp::now() - SignedDuration::from_secs(60 + 20 * i64::try_from(number).unwrap());
            let comment = format!("{number} {}", "laba kafija; \"ātri\", =1+1 ".repeat(40));
            json!({"survey": "nps", "answered_at": at.to_string(), "answers": {"score": number % 11, "comment": comment}})
                .to_string()
        })
        .collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let data = folder.path().to_string_lossy().into_owned();
    let imported = Command::new(program())
        .args(["import", &file.to_string_lossy(), "--data", &data, "--workspace", "default"])
        .output()
        .unwrap();
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    folder
}

fn ask(running: &Running, body: &Value) -> String {
    running.call("POST", "/v1/exports", Some(body)).expect(202)["id"].as_str().unwrap().to_owned()
}

fn done(running: &Running, id: &str) -> Value {
    let shown = running.until(&format!("/v1/exports/{id}"), |shown| shown["status"] != "running");
    assert_eq!(shown["status"], "done", "{shown}");
    shown
}

/// The path of an export's link, which is of this machine.
fn path(running: &Running, shown: &Value) -> String {
    let url = shown["url"].as_str().unwrap();
    url.strip_prefix(&running.url).expect("a link of this machine").to_owned()
}

/// Fetches a file as somebody without a key.
fn fetch(running: &Running, path: &str) -> (Vec<(String, String)>, String) {
    let mut answer = ureq::get(format!("{}{path}", running.url)).call().unwrap();
    let headers = answer.headers().iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let headers = headers.collect();
    (headers, answer.body_mut().with_config().limit(1 << 30).read_to_string().unwrap())
}

/// The ids of all responses, as the list gives them page by page.
fn listed(running: &Running, filters: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page =
            running.call("GET", &format!("/v1/surveys/nps/responses?limit=1000{filters}{cursor}"), None).expect(200);
        ids.extend(
            page["data"].as_array().unwrap().iter().map(|row| row["submission_id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next_cursor"].as_str() else { return ids };
        cursor = format!("&cursor={next}");
    }
}

fn ids(lines: &str) -> Vec<String> {
    let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["submission_id"].as_str().unwrap().to_owned();
    lines.lines().map(id).collect()
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder.join("exports")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn an_export_has_what_the_list_has_however_much_it_is_and_whoever_has_the_link_fetches_it() {
    let folder = filled(MANY);
    let running = Running::serve(folder.path(), &[]);
    for (filters, more) in [("", json!({})), ("&score_min=9", json!({"score_min": 9}))] {
        let mut body = json!({"survey": "nps", "format": "ndjson"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let id = ask(&running, &body);
        let shown = done(&running, &id);
        let (headers, text) = fetch(&running, &path(&running, &shown));
        let (found, expected) = (ids(&text), listed(&running, filters));
        assert!(found == expected, "{} rows of {}", found.len(), expected.len());
        assert_eq!((&shown["rows"], &shown["bytes"]), (&json!(expected.len()), &json!(text.len())));
        let header = |name: &str| headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
        assert_eq!(header("content-type"), "application/x-ndjson");
        assert_eq!((header("x-content-type-options"), header("cache-control")), ("nosniff", "no-store"));
        assert_eq!(header("content-length"), text.len().to_string());
        let saved = header("content-disposition");
        assert!(saved.starts_with("attachment; filename=\"responses-nps-") && saved.ends_with(".ndjson\""), "{saved}");
        assert!(filters.is_empty() == (expected.len() == MANY), "{}", expected.len());
    }
    // 9 MB and more: several parts, and more than one answer may have.
    let id = ask(&running, &json!({"survey": "nps", "format": "csv", "bom": true}));
    let shown = done(&running, &id);
    assert!(shown["bytes"].as_u64().unwrap() > 8 << 20, "{shown}");
    let (_, text) = fetch(&running, &path(&running, &shown));
    assert!(text.starts_with('\u{feff}') && text.matches("\r\n").count() == MANY + 1);
    assert_eq!(files(folder.path()).len(), 3, "no draft is left");
}

#[test]
fn a_link_to_a_file_opens_it_alone_and_as_long_as_there_is_something_to_open() {
    let folder = filled(3);
    let running = Running::serve(folder.path(), &[]);
    let id = ask(&running, &json!({"survey": "nps", "format": "csv"}));
    let link = path(&running, &done(&running, &id));
    assert_eq!(running.call_as(None, "GET", &link, None).status, 200);
    let head = running.call_as(None, "HEAD", &link, None);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let altered = format!("{}{}", &link[..link.len() - 2], if link.ends_with("AA") { "BB" } else { "AA" });
    for none in [altered.as_str(), "/exports/x", "/exports/exp_00000000000000000000000000000001.csv"] {
        let refused = running.call_as(None, "GET", none, None);
        assert_eq!((refused.status, &refused.json()["code"]), (404, &json!("not_found")), "{none}");
    }
    // Tokens that are signed well, and are for something else or too late.
    let keys: LinkKeys = std::fs::read_to_string(folder.path().join("link-keys")).unwrap().trim().parse().unwrap();
    let (now, hour) = (Timestamp::now(), SignedDuration::from_hours(1));
    let id: ExportId = id.parse().unwrap();
    let sealed = |purpose, workspace: &str, expires_at| {
        let (workspace, subject) = (workspace.parse().unwrap(), id.bits().as_bytes().to_vec());
        format!("/exports/{}", keys.seal(purpose, &Signed { workspace, subject, expires_at }))
    };
    for (link, status, code) in [
        (sealed(Purpose::Download, "default", now - hour), 410, "link_expired"),
        (sealed(Purpose::Download, "other", now + hour), 404, "not_found"),
        (sealed(Purpose::Cursor, "default", now + hour), 404, "not_found"),
    ] {
        let refused = running.call_as(None, "GET", &link, None);
        assert_eq!((refused.status, &refused.json()["code"]), (status, &json!(code)));
    }
    for entry in files(folder.path()) {
        std::fs::remove_file(folder.path().join("exports").join(entry)).unwrap();
    }
    assert_eq!(running.call_as(None, "GET", &link, None).status, 404, "its file is gone");
}

#[test]
fn an_export_ends_though_the_program_was_killed_in_the_middle() {
    let folder = filled(MANY);
    let mut running = Running::serve(folder.path(), &[]);
    let id = ask(&running, &json!({"survey": "nps", "format": "ndjson"}));
    // Killed once a part of the file is there, as a draft.
    let end = Instant::now() + Duration::from_secs(30);
    let draft = folder.path().join("exports").join(format!("{id}.ndjson.draft"));
    while std::fs::metadata(&draft).map_or(0, |draft| draft.len()) == 0 {
        assert!(Instant::now() < end, "nothing is written");
        std::thread::yield_now();
    }
    running.end("-9");
    assert_eq!(files(folder.path()), [format!("{id}.ndjson.draft")], "no half file under its name");

    let running = Running::serve(folder.path(), &[]);
    let shown = done(&running, &id);
    let (_, text) = fetch(&running, &path(&running, &shown));
    assert!(ids(&text) == listed(&running, ""));
    assert_eq!((shown["rows"].as_u64(), files(folder.path())), (Some(MANY as u64), vec![format!("{id}.ndjson")]));
}
