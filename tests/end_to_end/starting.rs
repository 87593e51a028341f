//! Starts that must not be: with a secret lost, on a port that is taken, with settings that nobody could have meant.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::json;
use tests::{ADMIN, Running, program};

fn serve(folder: &Path, more: &[&str], key: &str) -> Output {
    let mut serve = Command::new(program());
    serve.arg("serve").arg("--data").arg(folder).args(more).env("ATBALSS_ADMIN_KEY", key).output().unwrap()
}

fn said(ran: &Output) -> String {
    String::from_utf8_lossy(&ran.stderr).into_owned()
}

#[test]
fn a_database_whose_secrets_are_lost_is_not_served_and_whoever_opted_out_gets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    {
        let running = Running::serve(&data, &[]);
        running.call("PUT", "/v1/surveys/nps", Some(&json!({"name": "NPS", "metric": "nps"}))).expect(201);
        let stop = json!({"channel": "email", "address": "stop@example.com", "reason": "asked"});
        running.call("PUT", "/v1/suppressions", Some(&stop)).expect(201);
    }
    let secrets = ["address-key", "link-keys"];
    let kept = secrets.map(|name| std::fs::read(data.join(name)).unwrap());
    for (name, text) in secrets.into_iter().zip(&kept) {
        std::fs::remove_file(data.join(name)).unwrap();
        let ran = serve(&data, &["--listen", "127.0.0.1:0"], ADMIN);
        assert_eq!(ran.status.code(), Some(2), "{}", said(&ran));
        assert!(said(&ran).contains(&format!("no `{name}`: bring that file back from the backup")), "{}", said(&ran));
        assert!(!data.join(name).exists(), "it is not made anew");
        let mut rollup = Command::new(program());
        let ran = rollup.args(["rollup", "--data"]).arg(&data).output().unwrap();
        // What signs links is no matter of a rollup.
        assert_eq!(ran.status.code(), Some(if name == "address-key" { 2 } else { 0 }), "{}", said(&ran));
        std::fs::write(data.join(name), text).unwrap();
    }
    let running = Running::serve(&data, &[]);
    let order = json!({"survey": "nps", "person": {"id": "stopper", "email": "stop@example.com"}, "channel": "email"});
    let outcome = running.call("POST", "/v1/dispatches", Some(&order)).expect(202);
    assert_eq!((&outcome["outcome"], &outcome["reason"]), (&json!("skipped"), &json!("suppressed")));
    assert_eq!(secrets.map(|name| std::fs::read(data.join(name)).unwrap()), kept);
}

#[test]
fn a_start_that_cannot_be_leaves_no_folder_behind() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let listening = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listening.local_addr().unwrap().to_string();
    for (more, key, why) in [
        (&["--listen", &taken][..], ADMIN, "another program may have it"),
        (&["--listen", "127.0.0.1:0"], "atb_short", "ATBALSS_ADMIN_KEY"),
        (&["--listen", "127.0.0.1:0", "--smtp", "mail.example.com"], ADMIN, "--smtp"),
        (&["--listen", "127.0.0.1:0", "--from-email", "nobody"], ADMIN, "--from-email"),
        (&["--listen", "localhost:9000"], ADMIN, "127.0.0.1:9000"),
        (&["--base-url", "https://x.example/a?b=1"], ADMIN, "--base-url"),
    ] {
        let ran = serve(&data, more, key);
        assert!(ran.status.code() == Some(2) && said(&ran).contains(why), "{more:?}: {}", said(&ran));
        assert!(!data.exists(), "{more:?}");
    }
}

#[test]
fn whoever_listens_beyond_loopback_without_a_base_url_is_warned_of_links_that_lead_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut serve = Command::new(program());
    serve.args(["serve", "--listen", "0.0.0.0:0", "--data"]).arg(folder.path());
    let mut child = serve.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut warned = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut warned).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(warned.contains("http://0.0.0.0:") && warned.contains("--base-url"), "{warned}");
}
