//! `atbalss export`: what it writes is taken in again by an empty workspace, which then counts the same to the byte; tables open
//! in any reader; and nothing is ever half written.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "export/company.rs"]
mod company;
#[path = "export/held.rs"]
mod held;
#[path = "export/history.rs"]
mod history;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use domain::link_key::LinkKey;
use jiff::Timestamp;
use serde_json::{Value, json};
use testing::database::dump_of;
use tests::{ADMIN, Running, program};

use company::{NAUGHTY, Poster};
use held::{assert_equal, counted, stored};

/// Runs the program on a folder that nobody serves: its exit code, its output, its errors.
fn run(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let ran = Command::new(program()).args(arguments).arg("--data").arg(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
}

/// Runs the program where nothing may be wrong; gives its output.
fn fine(arguments: &[&str], folder: &Path) -> String {
    let (code, said, errors) = run(arguments, folder);
    assert_eq!(code, 0, "{arguments:?}: {said}{errors}");
    said
}

fn import(folder: &Path, file: &Path) -> String {
    fine(&["import", &file.to_string_lossy()], folder)
}

fn export(folder: &Path, what: &[&str], file: &Path) {
    let file = file.to_string_lossy();
    fine(&[&["export"], what, &[&file]].concat(), folder);
}

/// A folder with everything in it that an answer can become, counted.
fn source() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    company::found(&running);
    for (person, segment) in [("anna", Some("gold")), ("bert", Some("-silver")), ("cleo", None)] {
        running.call("PUT", &format!("/v1/people/{person}"), Some(&json!({"segment": segment}))).expect(201);
    }
    let made = running.call("POST", "/v1/link-keys", Some(&json!({}))).expect(201);
    let text = |name: &str| made[name].as_str().unwrap();
    let link_key = LinkKey {
        id: text("id").parse().unwrap(),
        secret: Some(text("secret").parse().unwrap()),
        created_at: Timestamp::UNIX_EPOCH,
        retired_at: None,
    };
    let app = running.call("POST", "/v1/keys", Some(&json!({"scopes": ["respond"]}))).expect(201);
    let app = Poster { running: &running, key: app["key"].as_str().unwrap().to_owned() };
    let house = Poster { running: &running, key: ADMIN.to_owned() };
    company::naughty(&house);
    company::in_pieces(&house);
    company::renew(&running);
    company::naughty(&house);
    company::in_pieces(&house);
    company::every_score(&house);
    company::bursts(&app, &link_key);
    company::by_links(&running, &link_key);
    company::reviewed(&running);
    drop(running);
    let file = folder.path().join("history.ndjson");
    let lines: Vec<_> = history::old_answers().iter().chain(&history::events()).map(Value::to_string).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    import(folder.path(), &file);
    fine(&["rollup"], folder.path());
    folder
}

/// A folder with the same settings and surveys, and nobody in it.
fn target() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    company::found(&running);
    company::renew(&running);
    drop(running);
    folder
}

#[test]
fn what_was_exported_is_imported_by_an_empty_workspace_which_counts_the_same_to_the_byte() {
    let source = source();
    let (from, to) = (source.path(), tempfile::tempdir().unwrap());
    let file = |name: &str| to.path().join(name);
    export(from, &["--all", "--events"], &file("all.ndjson"));
    export(from, &["--all", "--bom"], &file("answers.csv"));
    export(from, &["--events"], &file("events.csv"));
    let whole = counted(from, false);
    // Every side, every kind.
    for begin in [
        "t#default#shop",
        "t#default#year",
        "t#default#@customers",
        "t#default#@tickets",
        "k#default#anna",
        "y#default#bookings",
        "c#default#@appointments",
    ] {
        assert!(whole.keys().any(|key| key.contains(begin)), "{begin}");
    }
    let year: String =
        whole.iter().filter(|(key, _)| key.contains("c#default#year")).map(|(_, item)| item.as_str()).collect();
    for side in ["scores", "suspect", "anonymous", "outsider", "replaced"] {
        assert!(year.contains(side), "{side}");
    }
    let lines = std::fs::read_to_string(file("all.ndjson")).unwrap();
    let digests: Vec<String> = dump_of(&from.join("atbalss.sqlite"))
        .into_values()
        .filter_map(|item| item["address"]["S"].as_str().map(str::to_owned))
        .collect();
    assert!(
        !digests.is_empty() && digests.iter().all(|digest| !lines.contains(digest)),
        "an address has left the workspace"
    );
    // Suspects and answers of bursts, with and without somebody's word that stands.
    for held_against in ["\"suspect\":\"", "\"burst\":true"] {
        let said = |line: &&str| line.contains(held_against) && line.contains("\"review\":{");
        let genuine = |line: &&str| line.contains("\"earlier\":[],\"genuine\":true");
        assert!(lines.lines().filter(said).any(|line| genuine(&line)), "{held_against}");
    }

    for files in [vec!["all.ndjson"], vec!["events.csv", "answers.csv"]] {
        let folder = target();
        for name in &files {
            let said = import(folder.path(), &file(name));
            assert!(said.contains(" stored, 0 stored before, 0 bad"), "{name}: {said}");
        }
        assert_equal(&stored(from), &stored(folder.path()), "what is stored");
        fine(&["rollup"], folder.path());
        assert_equal(&whole, &counted(folder.path(), false), "what is counted");
        assert!(fine(&["verify"], folder.path()).ends_with("no difference\n"));
        // Once more nothing changes, not even a revision.
        let before = counted(folder.path(), true);
        for name in &files {
            let said = import(folder.path(), &file(name));
            assert!(said.starts_with("0 stored, ") && said.contains(" 0 bad"), "{name}: {said}");
        }
        fine(&["rollup"], folder.path());
        assert_equal(&before, &counted(folder.path(), true), "what is counted of the same once more");
        // Nor does it where it came from.
        export(folder.path(), &["--all", "--events"], &file("again.ndjson"));
        assert_eq!(sorted(&lines), sorted(&std::fs::read_to_string(file("again.ndjson")).unwrap()));
    }
    let before = counted(from, true);
    let said = import(from, &file("all.ndjson"));
    assert!(said.starts_with("0 stored, "), "{said}");
    fine(&["rollup"], from);
    assert_equal(&before, &counted(from, true), "what is counted of one's own export");
}

/// The lines, sorted; timelines have no order.
fn sorted(lines: &str) -> Vec<&str> {
    let mut lines: Vec<_> = lines.lines().collect();
    lines.sort_unstable();
    lines
}

/// A small folder: one survey, and an answer with each of the naughty texts.
fn small() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    company::found(&running);
    company::naughty(&Poster { running: &running, key: ADMIN.to_owned() });
    drop(running);
    folder
}

/// The rows of a table as Python reads them, strictly: objects by the names of the columns.
fn by_python(file: &Path) -> Vec<BTreeMap<String, String>> {
    let script = "import csv, json, sys\n\
                  rows = list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8-sig'), strict=True))\n\
                  assert len({len(row) for row in rows}) == 1\n\
                  json.dump([dict(zip(rows[0], row)) for row in rows[1:]], sys.stdout)";
    let ran = Command::new("python3").args(["-c", script]).arg(file).output().expect("python3");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}

#[test]
fn a_table_opens_in_another_reader_and_holds_no_formula() {
    let folder = small();
    let file = folder.path().join("shop.csv");
    export(folder.path(), &["--survey", "shop", "--bom"], &file);
    let bytes = std::fs::read(&file).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbfsubmission_id,survey,version,"), "a mark, then names");
    assert!(bytes.ends_with(b"\r\n"));
    let rows = by_python(&file);
    assert_eq!(rows.len(), 8);
    for row in &rows {
        for (name, cell) in row {
            let number = cell.parse::<i64>().is_ok() && name.starts_with("properties.");
            let formula = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert!(!formula(name) && (!formula(cell) || number), "{name}: {cell}");
        }
        assert_eq!(row["properties.n"], "-5");
        // A text that looks like a number stands once more as what it is.
        assert!(row["properties"].contains("\"ticket\":\"-5\"") && row["properties.ticket"] == "'-5", "{row:?}");
        assert_eq!((row["why"].as_str(), row["answers.person"].as_str()), ("'-speed;staff.all", "them"));
        assert!(row.contains_key("'-how"));
    }
    let disarmed = |text: &str| {
        let arms = text.starts_with(['=', '+', '-', '@', '\'', '\t', '\r']);
        format!("{}{text}", if arms { "'" } else { "" })
    };
    let comments: Vec<_> = rows.iter().map(|row| row["comment"].as_str()).collect();
    let own = NAUGHTY.iter().skip(1).step_by(2).map(|text| disarmed(text));
    for text in own {
        assert!(comments.contains(&text.as_str()), "{text}: {comments:?}");
    }
}

#[test]
fn a_file_is_whole_or_not_there_and_the_output_holds_nothing_else() {
    let folder = small();
    let file = folder.path().join("shop.csv");
    std::fs::write(&file, "what stood there before").unwrap();
    export(folder.path(), &["--survey", "shop"], &file);
    let table = std::fs::read_to_string(&file).unwrap();
    let beside = std::fs::read_dir(folder.path())
        .unwrap()
        .filter(|it| it.as_ref().unwrap().file_name().to_string_lossy().ends_with(".part"));
    assert_eq!(beside.count(), 0);
    let (code, said, errors) = run(&["export", "--survey", "shop", "--format", "csv"], folder.path());
    assert_eq!((code, said.as_str(), errors.as_str()), (0, table.as_str(), "8 answers written\n"));
    // Days are the survey's own, both included.
    let (_, said, errors) =
        run(&["export", "--survey", "shop", "--from", "2020-01-01", "--to", "2020-12-31"], folder.path());
    assert_eq!((said.as_str(), errors.as_str()), ("", "0 answers written\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "others may read it");
    }
}

#[test]
fn what_cannot_be_exported_is_said_so_and_leaves_no_file() {
    let folder = small();
    let running = Running::serve(folder.path(), &[]);
    let staff = json!({"name": "Staff", "metric": "enps", "group": "variant", "periods": [{"from": "2030-01-01", "to": "2030-01-31"}]});
    let made = running.call("PUT", "/v1/surveys/staff", Some(&staff));
    assert_eq!(made.status, 201, "{}", made.body);
    drop(running);
    let file = folder.path().join("x.csv");
    for (arguments, reason) in [
        (vec!["--survey", "staff", "x.csv"], "answers to this survey are shown in its periods' results alone"),
        (vec!["--survey", "nope", "x.csv"], "no survey nope"),
        (vec!["--all", "--events", "x.csv"], "other columns"),
        (vec!["--all", "x.xlsx"], ".csv, .ndjson or .jsonl"),
        (vec!["--all", "x.csv", "--format", "ndjson"], "no ndjson"),
        (vec!["--all", "nowhere/x.csv"], "can't be written"),
        (vec!["x.csv"], "--survey"),
        (vec!["--all", "x.csv", "--from", "2026-02-01", "--to", "2026-01-01"], "--from"),
        (vec!["--all", "x.csv", "--workspace", "nope"], "no workspace nope"),
    ] {
        let ran = Command::new(program())
            .arg("export")
            .args(&arguments)
            .arg("--data")
            .arg(folder.path())
            .current_dir(folder.path())
            .output();
        let ran = ran.unwrap();
        let errors = String::from_utf8(ran.stderr).unwrap();
        assert!(ran.status.code() == Some(2) && errors.contains(reason), "{arguments:?}: {errors}");
        assert!(!file.exists(), "{arguments:?}");
    }
    let (code, said, errors) = run(&["export", "--all", "--to", "2020-01-01"], folder.path());
    assert_eq!((code, said.as_str()), (0, ""));
    assert!(errors.contains("staff is left out"), "{errors}");
}
