//! The main job, by the outer contract alone: a survey goes out, an answer comes back, the night counts it.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "end_to_end/starting.rs"]
mod starting;

use std::process::Command;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tests::{Running, program, submission, unhurried};

/// Today in universal time, which the surveys of these tests count by.
fn today() -> String {
    domain::day::Zone::utc().date(Timestamp::now()).to_string()
}

fn survey_link(mail: &str) -> String {
    // Quoted-printable: soft line ends and `=3D` undone, as a mail program does.
    let plain = mail.replace("=\r\n", "").replace("=3D", "=");
    let start = plain.find("/s/").expect("a link in the mail");
    let token: String =
        plain[start + 3..].chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    format!("/s/{token}")
}

#[test]
fn a_survey_goes_out_an_answer_comes_back_and_the_night_counts_it() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    for metric in ["nps", "csat", "ces"] {
        let body = json!({"name": metric, "metric": metric, "touchpoint": "purchase"});
        let survey = running.call("PUT", &format!("/v1/surveys/{metric}"), Some(&body)).expect(201);
        let texts = survey["questions"][0]["text"].as_object().unwrap();
        assert!(["en", "lv", "lt", "ru"].iter().all(|locale| texts.contains_key(*locale)), "{survey}");
    }
    let person = json!({"email": "anna@example.com", "locale": "lv"});
    running.call("PUT", "/v1/people/anna", Some(&person)).expect(201);

    // By mail.
    let body = json!({"survey": "nps", "person": "anna", "channel": "email", "key": "order-1"});
    let asked = running.call("POST", "/v1/dispatches", Some(&body)).expect(202);
    let again = running.call("POST", "/v1/dispatches", Some(&body)).expect(202);
    assert_eq!(asked, again, "the same key gives the first outcome");
    let dispatch = asked["id"].as_str().unwrap();
    running.until(&format!("/v1/dispatches/{dispatch}"), |value| value["status"] == "sent");
    let outbox = running.call("GET", "/outbox", None);
    assert!(outbox.body.contains(dispatch), "{}", outbox.body);
    assert_eq!(std::fs::read_dir(folder.path().join("outbox")).unwrap().count(), 1, "one mail was sent");
    let mail = running.call("GET", &format!("/outbox/{dispatch}.eml"), None).body;
    let page = survey_link(&mail);
    let html = running.call_as(None, "GET", &format!("{page}?score=9"), None);
    assert_eq!(html.status, 200);
    assert!(html.body.contains("lang=\"lv\"") && !html.body.contains("<script"), "{}", html.body);
    let mut fields = unhurried(&html.body);
    fields.extend([("score".to_owned(), "9".to_owned()), ("comment".to_owned(), "Ļoti labi".to_owned())]);
    for _ in 0..3 {
        let thanks = running.post_form(&page, &fields);
        assert_eq!(thanks.status, 200, "{}", thanks.body);
    }
    running.until(&format!("/v1/dispatches/{dispatch}"), |value| value["status"] == "responded");

    // By a link of the team's own mailer, and the app's way.
    let body = json!({"survey": "csat", "person": {"id": "bert", "locale": "ru"}, "channel": "link"});
    let link = running.call("POST", "/v1/dispatches", Some(&body)).expect(202)["link"].as_str().unwrap().to_owned();
    assert!(!link.contains('?'), "{link}");
    let html = running.call_as(None, "GET", &link, None);
    let mut fields = unhurried(&html.body);
    fields.push(("score".to_owned(), "4".to_owned()));
    assert_eq!(running.post_form(&link, &fields).status, 200);
    let mut posts = vec![("nps", 3, "support"), ("csat", 2, "purchase"), ("ces", 6, "support")];
    posts.extend([("nps", 10, "purchase"); 10]);
    for (survey, score, touchpoint) in posts {
        let body = json!({
            "submission_id": submission(0), "survey": survey, "answers": {"score": score},
            "channel": "app", "properties": {"touchpoint": touchpoint},
        });
        let first = running.call("POST", "/v1/responses", Some(&body)).expect(201);
        let second = running.call("POST", "/v1/responses", Some(&body)).expect(200);
        assert_eq!(first, second);
    }

    // The schedule counts it within seconds.
    let day = today();
    let metrics = |survey: &str, more: &str| format!("/v1/metrics?survey={survey}&from={day}&to={day}{more}");
    for (survey, n, value) in [("nps", 12, 1000.0 / 12.0), ("csat", 2, 50.0), ("ces", 1, 100.0)] {
        let series = running.until(&metrics(survey, ""), |value| value["series"][0]["n"] == n);
        let entry = &series["series"][0];
        assert!((entry["value"].as_f64().unwrap() - value).abs() < 1e-9, "{entry}");
        assert!(entry["low"].as_f64() <= entry["value"].as_f64() && entry["value"].as_f64() <= entry["high"].as_f64());
        for interval in ["week", "month", "all"] {
            let period = running.call("GET", &metrics(survey, &format!("&interval={interval}")), None).expect(200);
            assert_eq!(period["series"][0]["n"], n, "{period}");
        }
    }
    let grouped = |dimension: &str| -> Vec<(Value, Value)> {
        let path = metrics("nps", &format!("&group_by={dimension}&interval=all"));
        let answer = running.call("GET", &path, None).expect(200);
        let series = answer["series"].as_array().unwrap();
        series.iter().map(|entry| (entry["group"][dimension].clone(), entry["n"].clone())).collect()
    };
    assert_eq!(grouped("touchpoint"), [(json!("purchase"), json!(11)), (json!("support"), json!(1))]);
    assert_eq!(grouped("channel"), [(json!("app"), json!(11)), (json!("email"), json!(1))]);

    // A request to recompute changes nothing, and says so. Without a survey it is for all of them and for all events.
    let recomputed = |body: Value| {
        let job = running.call("POST", "/v1/rollups", Some(&body)).expect(202)["id"].as_str().unwrap().to_owned();
        running.until(&format!("/v1/rollups/{job}"), |value| value["status"] == "done")
    };
    let done = recomputed(json!({"from": day, "to": day, "survey": "nps"}));
    assert_eq!((&done["buckets"], &done["changed"]), (&json!(1), &json!(0)));
    assert_eq!(recomputed(json!({"from": day, "to": day}))["buckets"], 3 + 5);

    let dashboard = running.call("GET", "/", None);
    assert!(dashboard.status == 200 && dashboard.body.contains("<svg"), "{}", dashboard.body);
    let stranger = running.call_as(None, "GET", "/", None);
    assert!(!stranger.body.contains("<svg"), "the dashboard is shown to nobody without a key");
}

#[test]
fn answers_from_one_address_past_the_limit_are_left_out_and_those_of_a_teams_server_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    running.call("PUT", "/v1/workspace", Some(&json!({"suspect_limit": 3}))).expect(200);
    let app = running.call("POST", "/v1/keys", Some(&json!({"scopes": ["respond"]}))).expect(201);
    let app = app["key"].as_str().unwrap();
    for (survey, key) in [("few", app), ("many", app), ("server", tests::ADMIN)] {
        running.call("PUT", &format!("/v1/surveys/{survey}"), Some(&json!({"name": "x", "metric": "nps"}))).expect(201);
        for _ in 0..if survey == "few" { 3 } else { 4 } {
            let body = json!({"submission_id": submission(0), "survey": survey, "answers": {"score": 9}});
            running.call_as(Some(key), "POST", "/v1/responses", Some(&body)).expect(201);
        }
    }
    let day = today();
    for (survey, n, suspect) in [("few", 3, 0), ("many", 0, 4), ("server", 4, 0)] {
        let path = format!("/v1/metrics?survey={survey}&from={day}&to={day}");
        running.until(&path, |value| {
            let entry = &value["series"][0];
            (&entry["n"], &entry["excluded"]["suspect"]) == (&json!(n), &json!(suspect))
        });
    }
}

#[test]
fn nothing_is_lost_when_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let day = today();
    let accepted;
    {
        let mut running = Running::serve(folder.path(), &[]);
        running.call("PUT", "/v1/surveys/nps", Some(&json!({"name": "x", "metric": "nps"}))).expect(201);
        for score in 0..=10 {
            let body = json!({"submission_id": submission(0), "survey": "nps", "answers": {"score": score}});
            running.call("POST", "/v1/responses", Some(&body)).expect(201);
        }
        // The last ones are on their way when it is killed: what was answered with 201 counts, one more may.
        let posting = running.poster();
        let poster = std::thread::spawn(move || {
            let body = || json!({"submission_id": submission(0), "survey": "nps", "answers": {"score": 10}});
            (0..100_000).take_while(|_| posting("/v1/responses", &body()) == Some(201)).count()
        });
        std::thread::sleep(Duration::from_secs(2));
        let (code, _) = running.end("-KILL");
        assert_eq!(code, None, "it had no time to end by itself");
        accepted = poster.join().unwrap() as u64;
        assert!(accepted > 3, "{accepted}");
    }
    let running = Running::serve(folder.path(), &[]);
    let path = format!("/v1/metrics?survey=nps&from={day}&to={day}");
    let whole =
        |value: &Value| value["series"][0]["n"].as_u64().is_some_and(|n| n == 11 + accepted || n == 12 + accepted);
    let counted = running.until(&path, whole);
    assert_eq!(counted["series"][0]["counts"]["scores"]["0"], 1);
}

#[test]
fn the_rollup_command_catches_up_while_nothing_serves_and_changes_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_string_lossy().into_owned();
    let rollup = |more: &[&str]| {
        let output = Command::new(program()).args(["rollup", "--data", &data]).args(more).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let day = today();
    let mut running = Running::serve(folder.path(), &[]);
    running.call("PUT", "/v1/surveys/nps", Some(&json!({"name": "x", "metric": "nps"}))).expect(201);
    let (code, _, said) = rollup(&[]);
    assert_eq!(code, Some(2));
    assert!(said.contains("holds the data folder") && said.contains("stop that one"), "{said}");
    let body = json!({"submission_id": submission(0), "survey": "nps", "answers": {"score": 9}});
    running.call("POST", "/v1/responses", Some(&body)).expect(201);
    running.end("-KILL");
    drop(running);
    let (code, _, said) = rollup(&[]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said, _) = rollup(&["--from", &day, "--to", &day]);
    assert_eq!((code, said.as_str()), (Some(0), "6 buckets recomputed, 0 changed\n"));
    let running = Running::serve(folder.path(), &[]);
    let counted = running.call("GET", &format!("/v1/metrics?survey=nps&from={day}&to={day}"), None).expect(200);
    assert_eq!(counted["series"][0]["n"], 1);
}

#[test]
fn a_link_that_the_command_line_signs_opens_until_its_key_is_retired() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_string_lossy().into_owned();
    let run = |words: &[&str]| {
        let output = Command::new(program()).args(words).args(["--data", &data]).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout).trim().to_owned(), text(output.stderr))
    };
    {
        let running = Running::serve(folder.path(), &[]);
        running.call("PUT", "/v1/surveys/visit", Some(&json!({"name": "Visit", "metric": "nps"}))).expect(201);
        let (code, _, said) = run(&["key", "link", "create"]);
        assert_eq!((code, said.contains("stop that one first")), (Some(2), true), "{said}");
    }
    let link = ["link", "--survey", "visit", "--person", "anna", "--order", "A/1 ž", "--locale", "lt", "--days", "2"];
    let (code, said, error) = run(&link);
    assert_eq!((code, said.as_str()), (Some(2), ""));
    assert!(error.contains("no link key") && error.contains("atbalss key link create"), "{error}");
    let (code, made, _) = run(&["key", "link", "create"]);
    assert_eq!(code, Some(0));
    let (kid, secret) = made.split_once(' ').expect("an id and a secret");
    assert!(secret.len() >= 32);
    let (code, url, error) = run(&link);
    assert_eq!(code, Some(0), "{error}");
    let at = url.strip_prefix("http://127.0.0.1:9000").expect("where `serve` listens unless told otherwise").to_owned();
    assert!(
        at.starts_with("/f/default/visit?exp=") && at.contains(&format!("&kid={kid}&locale=lt&order=A%2F1%20%C5%BE&"))
    );
    let (code, elsewhere, _) = run(&[&link[..], &["--base-url", "https://feedback.example.com/"]].concat());
    assert!(code == Some(0) && elsewhere.starts_with("https://feedback.example.com/f/default/visit?"), "{elsewhere}");
    for (wrong, why) in [
        (&["link", "--survey", "none"][..], "no survey none"),
        (&["link", "--survey", "visit", "--base-url", "feedback.example.com"], "--base-url"),
        (&["link", "--survey", "visit", "--order", "a\nb"], "open nothing"),
        (&["link", "--survey", "visit", "--locale", "de"], "--locale"),
        (&["link"], "--survey"),
        (&["key", "link", "retire", "none"], "atbalss key link list"),
    ] {
        let (code, _, error) = run(wrong);
        assert!(code == Some(2) && error.contains(why), "{wrong:?}: {error}");
    }
    assert_eq!(run(&["key", "link", "create"]).0, Some(0));
    let (code, _, error) = run(&["key", "link", "create"]);
    assert!(code == Some(2) && error.contains("atbalss key link retire"), "{error}");

    {
        let running = Running::serve(folder.path(), &[]);
        let page = running.call_as(None, "GET", &at, None);
        assert!(page.status == 200 && page.body.contains("lang=\"lt\""), "{}", page.body);
        let mut fields = unhurried(&page.body);
        fields.push(("score".to_owned(), "8".to_owned()));
        assert_eq!(running.post_form(&at, &fields).status, 200);
        let listed = running.call("GET", "/v1/surveys/visit/responses", None).expect(200);
        let stored = &listed["data"][0];
        assert_eq!((&stored["person"], &stored["properties"]["order"]), (&json!("anna"), &json!("A/1 ž")));
    }
    assert_eq!(run(&["key", "link", "retire", kid]).0, Some(0));
    let (_, listed, _) = run(&["key", "link", "list"]);
    assert!(listed.lines().next().unwrap().starts_with(kid) && listed.contains("retired") && listed.contains("living"));
    assert!(!listed.contains(secret));
    let running = Running::serve(folder.path(), &[]);
    assert_eq!(running.call_as(None, "GET", &at, None).status, 404);
}

#[test]
fn sigterm_ends_it_within_ten_seconds_and_wrong_usage_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::serve(folder.path(), &[]);
    let (code, took) = running.end("-TERM");
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10));
    for arguments in [
        &["serve"][..],
        &["serve", "--data", "/nowhere", "--send-rate", "0"],
        &["rollup", "--data", "/nowhere"],
        &["rollup"],
        &["nonsense"],
        &["rollup", "--from", "x"],
    ] {
        let output = Command::new(program()).args(arguments).env_remove("ATBALSS_TABLE_DATA").output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn the_demo_shows_a_counted_workspace_and_says_where() {
    let running = Running::start(&["demo"], &[]);
    let said = running.said.join("\n");
    let word = |starts: &str| {
        said.split_whitespace().find(|word| word.starts_with(starts)).unwrap_or_else(|| panic!("{said}"))
    };
    let dashboard = running.call_as(None, "GET", word("http"), None);
    assert!(dashboard.status == 200 && dashboard.body.contains("<svg"), "{}", dashboard.body);
    let link = said.split_whitespace().find(|word| word.contains("/s/")).expect("a survey link");
    assert_eq!(running.call_as(None, "GET", link, None).status, 200);
    let signed = said.split_whitespace().find(|word| word.contains("/f/demo/csat?")).expect("a signed link");
    let page = running.call_as(None, "GET", signed, None);
    assert!(page.status == 200 && page.body.contains("What was missing?"), "{}", page.body);
    let key = word("atb_");
    for survey in ["nps", "csat", "ces"] {
        let path = format!("/v1/metrics?survey={survey}&interval=all");
        let metrics = running.call_as(Some(key), "GET", &path, None).expect(200);
        assert!(metrics["series"][0]["n"].as_u64().unwrap() > 100, "{metrics}");
        let early = domain::day::Zone::utc().date(Timestamp::now() - jiff::SignedDuration::from_hours(58 * 24));
        let path = format!("/v1/metrics?survey={survey}&from={early}&to={early}");
        let metrics = running.call_as(Some(key), "GET", &path, None).expect(200);
        assert!(metrics["series"][0]["n"].as_u64().unwrap() > 0, "60 days were made: {metrics}");
    }
    let curl = running.said.iter().find(|line| line.trim_start().starts_with("curl")).expect("a curl line");
    let printed = Command::new("sh").args(["-c", &format!("{} -sS", curl.trim())]).output().unwrap();
    let metrics: Value = serde_json::from_slice(&printed.stdout).expect("the line works as it is printed");
    assert_eq!(metrics["metric"], "nps");
}

#[test]
fn the_first_key_survives_a_start_that_failed_and_a_retired_key_does_not_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_string_lossy().into_owned();
    let failed = Command::new(program())
        .args(["serve", "--data", &data, "--listen", "127.0.0.1:0", "--smtp", "nonsense"])
        .output();
    assert_eq!(failed.unwrap().status.code(), Some(2));
    let running = Running::start(&["serve", "--data", &data], &[("ATBALSS_ADMIN_KEY", "")]);
    let said = running.said.join(" ");
    let made =
        said.split_whitespace().find(|word| word.starts_with("atb_")).expect("the key is still shown").to_owned();
    running.call_as(Some(&made), "GET", "/v1/workspace", None).expect(200);
    drop(running);
    // Now it comes from the environment, is the only key, and is retired there.
    let id = made.split('_').nth(1).unwrap();
    let retired = Command::new(program()).args(["key", "retire", "--data", &data, id]).output().unwrap();
    assert!(retired.status.success());
    let running = Running::start(&["serve", "--data", &data], &[("ATBALSS_ADMIN_KEY", &made)]);
    assert_eq!(running.call_as(Some(&made), "GET", "/v1/workspace", None).status, 401);
}
