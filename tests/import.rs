//! `atbalss import`: files of answers and of events, exports of other systems, bad lines, and the same file once more.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "import/files.rs"]
mod files;

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tests::{Running, program};

/// Runs the program on a folder that nobody serves: its exit code, its output, its errors.
fn run(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let ran = Command::new(program()).args(arguments).arg("--data").arg(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
}

fn import(file: &Path, more: &[&str], folder: &Path) -> (i32, String, String) {
    let file = file.to_string_lossy();
    run(&[&["import", &file], more].concat(), folder)
}

fn sample(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("import").join(name)
}

/// A folder with a workspace in Riga and a survey, which nobody serves.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    running.call("PUT", "/v1/workspace", Some(&json!({"time_zone": "Europe/Riga", "currency": "EUR"}))).expect(200);
    let survey = json!({"name": "After purchase", "metric": "nps", "questions": [
        {"id": "why", "type": "multi", "text": {"en": "Why?"}, "options": [
            {"id": "price", "text": {"en": "Price"}}, {"id": "speed", "text": {"en": "Speed"}}]}]});
    running.call("PUT", "/v1/surveys/purchase", Some(&survey)).expect(201);
    drop(running);
    folder
}

/// A metric of a folder, over one stretch of days.
fn metric(folder: &Path, query: &str) -> Value {
    assert_eq!(run(&["rollup"], folder).0, 0);
    let running = Running::serve(folder, &[]);
    let answer = running.call("GET", &format!("/v1/metrics?{query}&interval=all"), None).expect(200);
    answer["series"][0].clone()
}

#[test]
fn answers_of_any_age_come_in_from_lines_and_tables_and_once_alone() {
    let folder = folder();
    let file = folder.path().join("answers.ndjson");
    let line = json!({"survey": "purchase", "answered_at": "2024-02-29T12:00:00Z", "answers": {"score": 9}});
    let named = json!({"survey": "purchase", "submission_id": "018df4f3-4480-7000-8000-000000000001",
        "answered_at": "2024-02-29T13:00:00Z", "answers": {"score": 0}, "person": "anna", "suspect": "too_fast"});
    // Two people may say the same at the same second.
    std::fs::write(&file, format!("{line}\n{line}\n{named}\n")).unwrap();
    assert_eq!(import(&file, &[], folder.path()).1, "3 stored, 0 stored before, 0 bad\n");
    assert_eq!(import(&file, &[], folder.path()).1, "0 stored, 3 stored before, 0 bad\n");
    let table = folder.path().join("answers.csv");
    std::fs::write(
        &table,
        "survey,answered_at,score,why,comment\npurchase,2024-02-29T14:00:00Z,7,price; speed,'=1+1\n",
    )
    .unwrap();
    assert_eq!(import(&table, &[], folder.path()), (0, "1 stored, 0 stored before, 0 bad\n".to_owned(), String::new()));

    let day = metric(folder.path(), "survey=purchase&from=2024-02-29&to=2024-02-29");
    assert_eq!((&day["n"], &day["counts"]["scores"]), (&json!(3), &json!({"7": 1, "9": 2})));
    assert_eq!(day["excluded"]["suspect"], 1);
    let running = Running::serve(folder.path(), &[]);
    let listed = running.call("GET", "/v1/surveys/purchase/responses?from=2024-02-29&to=2024-02-29", None).expect(200);
    let comments: Vec<_> = listed["data"].as_array().unwrap().iter().map(|it| &it["answers"]["comment"]).collect();
    assert!(comments.contains(&&json!("=1+1")), "{listed}");
}

#[test]
fn a_suspect_counts_from_the_next_rollup_on_once_somebody_vouches_for_it() {
    let folder = folder();
    let file = folder.path().join("answers.ndjson");
    let line = json!({"survey": "purchase", "submission_id": "018df4f3-4480-7000-8000-000000000001",
        "answered_at": "2024-02-29T13:00:00Z", "answers": {"score": 9}, "suspect": "honeypot"});
    std::fs::write(&file, line.to_string()).unwrap();
    assert_eq!(import(&file, &[], folder.path()).0, 0);
    let day = || metric(folder.path(), "survey=purchase&from=2024-02-29&to=2024-02-29");
    let counts = |day: &Value| (day["n"].clone(), day["excluded"]["suspect"].clone());
    assert_eq!(counts(&day()), (json!(0), json!(1)));
    for (genuine, expected) in [(true, (1, 0)), (false, (0, 1)), (true, (1, 0))] {
        let running = Running::serve(folder.path(), &[]);
        let path = "/v1/surveys/purchase/responses/018df4f3-4480-7000-8000-000000000001/review";
        let answered = running.call("PUT", path, Some(&json!({"genuine": genuine}))).expect(200);
        assert_eq!((&answered["suspect"], &answered["review"]["by"]), (&json!("honeypot"), &json!("tests")));
        drop(running);
        assert_eq!(counts(&day()), (json!(expected.0), json!(expected.1)), "{genuine}");
        assert_eq!(run(&["verify"], folder.path()).0, 0);
    }
}

#[test]
fn every_bad_line_is_named_with_its_reason_and_the_good_ones_are_kept() {
    let folder = folder();
    let file = folder.path().join("mixed.ndjson");
    let lines = [
        r#"{"survey": "purchase", "answered_at": "2026-01-01T12:00:00Z", "answers": {"score": 11}}"#,
        r#"{"survey": "purchase", "answers": {"score": 9}}"#,
        r#"{"survey": "nothing", "answered_at": "2026-01-01T12:00:00Z", "answers": {"score": 9}}"#,
        "not json, and nobody's secret: 4711",
        r#"{"event_id": "e1", "type": "order_paid", "at": "2026-01-01T12:00:00Z"}"#,
        r#"{"survey": "purchase", "answered_at": "2026-01-01T12:00:00Z", "answers": {"score": 9}}"#,
        r#"{"event_id": "e2", "type": "order_paid", "at": "2026-01-01T12:00:00Z", "person": "anna", "amount": 100}"#,
        r#"{"event_id": "e2", "type": "order_paid", "at": "2026-01-01T12:00:00Z", "person": "anna", "amount": 200}"#,
    ];
    std::fs::write(&file, lines.join("\n")).unwrap();
    let (code, said, errors) = import(&file, &[], folder.path());
    assert_eq!((code, said.as_str()), (1, "2 stored, 0 stored before, 6 bad\n"));
    for (line, reason) in [
        (1, "answers.score"),
        (2, "answered_at"),
        (3, "no such survey"),
        (4, "JSON"),
        (5, "person: "),
        (8, "another event has this id"),
    ] {
        let named = errors.lines().find(|text| text.starts_with(&format!("line {line}: ")));
        assert!(named.is_some_and(|text| text.contains(reason)), "{line}: {errors}");
    }
    assert!(!errors.contains("4711"));
}

#[test]
fn of_several_lines_under_one_id_the_first_decides() {
    let folder = folder();
    let file = folder.path().join("twice.ndjson");
    let said = |n: u32, amount: u32, score: u32, at: &str| {
        let event = json!({"event_id": format!("e{n}"), "type": "cost_booked", "at": "2026-01-01T12:00:00Z",
            "amount": amount, "category": amount.to_string()});
        let answer = json!({"survey": "purchase", "submission_id": format!("018df4f3-4480-7000-8000-{n:012}"),
            "answered_at": at, "answers": {"score": score}, "finished": true});
        [event.to_string(), answer.to_string()]
    };
    // All within one chunk: four lines for each number, and the last two of them come too late, the answer by a day.
    let twice = |n| [said(n, 1, 9, "2024-02-29T13:00:00Z"), said(n, 2, 3, "2024-03-01T13:00:00Z")];
    let lines: Vec<_> = (1..=60).flat_map(twice).flatten().collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let (code, output, errors) = import(&file, &[], folder.path());
    assert_eq!((code, output.as_str()), (1, "120 stored, 0 stored before, 120 bad\n"));
    let late: Vec<u32> = (1..=240).filter(|line| (line - 1) % 4 >= 2).collect();
    let (named, summed): (Vec<_>, Vec<_>) = errors.lines().partition(|line| line.starts_with("line "));
    let named: Vec<u32> = named.iter().map(|line| line[5..].split_once(':').unwrap().0.parse().unwrap()).collect();
    assert!(named.len() == 20 && named.iter().all(|line| late.contains(line)), "{errors}");
    // Two reasons, of sixty lines each.
    assert!(summed.len() == 2 && summed.iter().all(|line| line.starts_with("… and 50 more lines")), "{errors}");
    let day = metric(folder.path(), "survey=purchase&from=2024-02-29&to=2024-02-29");
    assert_eq!(day["counts"]["scores"], json!({"9": 60}));
}

#[test]
fn answers_that_are_past_their_end_are_refused_and_no_difference_is_made_of_them() {
    let folder = folder();
    let running = Running::serve(folder.path(), &[]);
    let settings = json!({"time_zone": "Europe/Riga", "currency": "EUR", "retention_days": 60});
    running.call("PUT", "/v1/workspace", Some(&settings)).expect(200);
    drop(running);
    let file = folder.path().join("old.ndjson");
    let line = json!({"survey": "purchase", "answered_at": "2024-02-29T12:00:00Z", "answers": {"score": 9}});
    std::fs::write(&file, line.to_string()).unwrap();
    let (code, said, errors) = import(&file, &[], folder.path());
    assert_eq!((code, said.as_str()), (1, "0 stored, 0 stored before, 1 bad\n"));
    assert!(errors.contains("retention_days"), "{errors}");
    assert_eq!(run(&["verify"], folder.path()).0, 0);
}

#[test]
fn a_file_that_cannot_be_read_is_said_so_and_nothing_happens() {
    let folder = folder();
    let file = folder.path().join("answers.xlsx");
    std::fs::write(&file, "x").unwrap();
    let (code, _, errors) = import(&file, &[], folder.path());
    assert!(code == 2 && errors.contains(".ndjson"), "{errors}");
    let (code, _, errors) = import(&sample("stripe.json"), &["--map", "stripe", "--workspace", "nope"], folder.path());
    assert!(code == 2 && errors.contains("there is no workspace nope"), "{errors}");
    let (code, _, errors) = import(&sample("stripe.json"), &["--map", "paypal"], folder.path());
    assert!(code == 2 && errors.contains("chatwoot, stripe, zammad, zendesk"), "{errors}");
    let (code, _, errors) = import(&sample("stripe.json"), &[], folder.path());
    assert!(code == 2 && errors.contains("--map"), "{errors}");
}

#[test]
fn exports_of_four_systems_become_events_and_numbers() {
    let folder = folder();
    for (file, map, said) in [
        ("zendesk.json", "zendesk", "7 stored, 0 stored before, 0 bad\n"),
        ("zammad.json", "zammad", "7 stored, 0 stored before, 0 bad, 3 records that say no event\n"),
        ("chatwoot.ndjson", "chatwoot", "6 stored, 0 stored before, 0 bad, 3 records that say no event\n"),
        ("stripe.json", "stripe", "4 stored, 0 stored before, 0 bad, 1 records that say no event\n"),
    ] {
        let (code, output, errors) = import(&sample(file), &["--map", map], folder.path());
        assert_eq!((code, output.as_str(), errors.as_str()), (0, said, ""), "{map}");
        let again = import(&sample(file), &["--map", map], folder.path()).1;
        assert!(again.starts_with("0 stored, "), "{map}: {again}");
    }
    // What is not counted yet is named, day by day and cell by cell; once it is counted, nothing is.
    let (code, said, _) = run(&["verify"], folder.path());
    assert!(code == 1 && said.contains("@tickets 2026-10-05: ") && said.contains("it was never counted"), "{said}");
    assert!(said.contains("marks wait for the next rollup"), "{said}");
    assert_eq!(run(&["rollup"], folder.path()).0, 0);
    let (code, said, _) = run(&["verify"], folder.path());
    assert!(code == 0 && said.ends_with("no difference\n"), "{said}");
    let running = Running::serve(folder.path(), &[]);
    let of = |metric: &str| {
        let query = format!("/v1/metrics?metric={metric}&from=2026-10-05&to=2026-10-07&interval=all");
        running.call("GET", &query, None).expect(200)["series"][0].clone()
    };
    // Zendesk's answered after 10 minutes, Zammad's after 20, Chatwoot's after 2; no automatic reply counts.
    let first = of("first_response");
    assert_eq!((&first["n"], &first["value"]), (&json!(3), &json!(100.0)), "{first}");
    assert_eq!(first["median"]["value"], 600.0, "{first}");
    // All three were opened again.
    assert_eq!((&of("resolution")["n"], &of("resolution")["value"]), (&json!(3), &json!(0.0)));
    // Zendesk's and Zammad's went to somebody else once; the first assignment is none.
    let transfers = of("transfers");
    assert!((transfers["value"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-12, "{transfers}");
    // Stripe's customer began and ended within the days.
    let churn = of("net_churn");
    assert_eq!((&churn["n"], &churn["value"]), (&json!(0), &json!(null)), "{churn}");
}

#[test]
fn a_field_map_of_ones_own_reads_a_table() {
    let folder = folder();
    let map = folder.path().join("shop.toml");
    std::fs::write(
        &map,
        "time_zone = \"Europe/Riga\"\n[[event]]\ntype = \"order_paid\"\nevent_id = \"shop-{Order No|id}\"\nat = \"{Paid at}\"\n\
         person = \"{Customer}\"\namount = \"{Total}\"\ndecimals = 2\n",
    )
    .unwrap();
    let file = folder.path().join("orders.csv");
    std::fs::write(
        &file,
        "Order No,Paid at,Customer,Total\nA 1,2026-10-05 23:30:00,c1,12.50\nA 2,,c1,1.00\nA 3,2026-10-05 08:00:00,c2,1.005\n",
    )
    .unwrap();
    let map = map.to_string_lossy().into_owned();
    let (code, said, errors) = import(&file, &["--map", &map], folder.path());
    assert_eq!((code, said.as_str()), (1, "1 stored, 0 stored before, 1 bad, 1 records that say no event\n"));
    assert!(errors.starts_with("line 4: amount: an amount"), "{errors}");
}
