//! What is sent and what is not, by the outer contract alone: mails and texts in the outbox, the links that say stop, the
//! suppression list, and the command that explains.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::process::Command;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tests::{Running, program, unhurried};

/// A program with a survey that asks anybody any time, and one that asks at most every 30 days.
fn serving(folder: &std::path::Path) -> Running {
    let running = Running::serve(folder, &[]);
    let settings = json!({"company": "Acme", "sms_sender": "Acme", "time_zone": "Europe/Riga"});
    running.call("PUT", "/v1/workspace", Some(&settings)).expect(200);
    for (id, throttle_days) in [("often", 0), ("rarely", 30)] {
        let body = json!({"name": id, "metric": "csat", "throttle_days": throttle_days});
        running.call("PUT", &format!("/v1/surveys/{id}"), Some(&body)).expect(201);
    }
    let yes = json!({"basis": "opt_in", "source": "checkout", "at": "2026-01-01T00:00:00Z"});
    let person = json!({
        "email": "anna@example.com", "phone": "+37126123456", "locale": "en", "time_zone": zone_at(12),
        "consent": {"sms": yes},
    });
    running.call("PUT", "/v1/people/anna", Some(&person)).expect(201);
    running
}

/// A zone where it is about this hour: texts have quiet hours.
fn zone_at(hour: i8) -> String {
    let ahead = hour - Timestamp::now().to_zoned(TimeZone::UTC).hour();
    // These zones are named the other way round, from 12 hours behind to 14 ahead.
    match if ahead > 12 { ahead - 24 } else { ahead } {
        0 => "UTC".to_owned(),
        ahead => format!("Etc/GMT{:+}", -ahead),
    }
}

/// Asks for a dispatch to anna; its outcome, its reason and its id.
fn ask(running: &Running, survey: &str, channel: &str) -> (String, Option<String>, String) {
    let body = json!({"survey": survey, "person": "anna", "channel": channel});
    let asked = running.call("POST", "/v1/dispatches", Some(&body)).expect(202);
    let word = |name: &str| asked[name].as_str().map(str::to_owned);
    (word("outcome").unwrap(), word("reason"), word("id").unwrap())
}

/// Asks for a dispatch that goes out, and gives its id and its message as it went out.
fn sent(running: &Running, survey: &str, channel: &str) -> (String, String) {
    let (outcome, reason, id) = ask(running, survey, channel);
    assert_eq!((outcome.as_str(), reason), ("scheduled", None));
    running.until(&format!("/v1/dispatches/{id}"), |value| value["status"] == "sent");
    let kind = if channel == "sms" { "txt" } else { "eml" };
    let message = running.call("GET", &format!("/outbox/{id}.{kind}"), None);
    assert_eq!(message.status, 200, "{}", message.body);
    (id, message.body)
}

/// The path of the first link in a text that begins so.
fn path(text: &str, begins: &str) -> String {
    let start = text.find(begins).unwrap_or_else(|| panic!("no {begins} in {text}"));
    text[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c)).collect()
}

fn suppressed(running: &Running) -> Vec<(Value, Value)> {
    let listed = running.call("GET", "/v1/suppressions", None).expect(200);
    let data = listed["data"].as_array().unwrap();
    data.iter().map(|it| (it["channel"].clone(), it["reason"].clone())).collect()
}

fn skipped_as_suppressed(running: &Running, channel: &str) {
    let (outcome, reason, _) = ask(running, "often", channel);
    assert_eq!((outcome.as_str(), reason.as_deref()), ("skipped", Some("suppressed")));
}

#[test]
fn an_address_on_the_list_gets_nothing_until_it_is_taken_off() {
    let folder = tempfile::tempdir().unwrap();
    let running = serving(folder.path());
    let body = json!({"channel": "email", "address": "ANNA@example.com", "reason": "asked by phone"});
    let made = running.call("PUT", "/v1/suppressions", Some(&body)).expect(201);
    assert!(!made.to_string().to_lowercase().contains("anna@"), "{made}");
    assert_eq!(running.call("PUT", "/v1/suppressions", Some(&body)).expect(200), made);
    skipped_as_suppressed(&running, "email");
    // On another channel she said nothing.
    assert_eq!(ask(&running, "often", "sms").0, "scheduled");
    let id = made["id"].as_str().unwrap();
    assert_eq!(running.call("DELETE", &format!("/v1/suppressions/{id}"), None).status, 204);
    sent(&running, "often", "email");
    // Whoever was just asked waits, and is told how long.
    let (outcome, reason, id) = ask(&running, "rarely", "email");
    assert_eq!((outcome.as_str(), reason.as_deref()), ("skipped", Some("throttled")));
    let shown = running.call("GET", &format!("/v1/dispatches/{id}"), None).expect(200);
    assert!(shown["eligible_at"].is_string(), "{shown}");
}

#[test]
fn the_link_in_a_mails_header_stops_the_mails_and_only_asks_when_it_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let running = serving(folder.path());
    let (_, mail) = sent(&running, "often", "email");
    let header = mail.split("List-Unsubscribe: ").nth(1).expect("the header");
    assert!(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{mail}");
    let stop = path(header, "/u/");
    for method in ["GET", "HEAD"] {
        let page = running.call_as(None, method, &stop, None);
        assert_eq!(page.status, 200, "{}", page.body);
        assert_eq!(page.body.contains("<form"), method == "GET");
    }
    assert_eq!(suppressed(&running), []);
    // As a mail program does it: no cookie, no key, no page seen before.
    let one_click = [("content-type", "application/x-www-form-urlencoded")];
    for _ in 0..2 {
        let answer = running.send("POST", &stop, &one_click, Some("List-Unsubscribe=One-Click".to_owned()));
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    assert_eq!(suppressed(&running), [(json!("email"), json!("unsubscribed"))]);
    skipped_as_suppressed(&running, "email");
    // The mail that is out still has its survey.
    let survey = path(&mail.replace("=\r\n", ""), "/s/");
    assert_eq!(running.call_as(None, "GET", &survey, None).status, 200);
    // The next process knows it too, by the key that the first one kept.
    drop(running);
    let key = std::fs::metadata(folder.path().join("address-key")).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&key.permissions()) & 0o777, 0o600);
    skipped_as_suppressed(&Running::serve(folder.path(), &[]), "email");
}

#[test]
fn a_text_has_a_short_link_to_its_survey_and_one_that_stops_the_texts() {
    let folder = tempfile::tempdir().unwrap();
    let running = serving(folder.path());
    let (id, text) = sent(&running, "often", "sms");
    assert!(running.call("GET", "/outbox", None).body.contains(&format!("/outbox/{id}.txt")));
    let (survey, stop) = (path(&text, "/s/"), path(&text, "/u/"));
    assert_eq!((survey.len(), stop.len()), (15, 15), "{text}");
    let page = running.call_as(None, "GET", &survey, None);
    assert_eq!(page.status, 200, "{}", page.body);
    let mut fields = unhurried(&page.body);
    fields.push(("score".to_owned(), "4".to_owned()));
    assert_eq!(running.post_form(&survey, &fields).status, 200);
    running.until(&format!("/v1/dispatches/{id}"), |value| value["status"] == "responded");
    assert_eq!(running.post_form(&stop, &[]).status, 200);
    assert_eq!(suppressed(&running), [(json!("sms"), json!("unsubscribed"))]);
    skipped_as_suppressed(&running, "sms");
    sent(&running, "often", "email");
}

/// What `atbalss explain` answers: its exit code, what it prints, and what it says of errors.
fn explain(folder: &std::path::Path, dispatch: &str) -> (Option<i32>, String, String) {
    let output = Command::new(program()).args(["explain", dispatch, "--data"]).arg(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The same text whenever it is printed: ids, dates and times are blotted out.
fn blotted(text: &str) -> String {
    let word = |word: &str| {
        let shape: String = word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        let id = ["dsp_", "sup_"].into_iter().find(|prefix| word.starts_with(prefix) && word.len() >= 36);
        match id {
            Some(prefix) => format!("{prefix}…{}", &word[36..]),
            None if shape.starts_with("0000-00-00") => format!("DATE{}", &word[10..]),
            None if shape.starts_with("00:00:00") => format!("TIME{}", &word[8..]),
            None => word.to_owned(),
        }
    };
    let line = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn explain_tells_what_happened_and_what_each_rule_says_now() {
    let folder = tempfile::tempdir().unwrap();
    let explain = |dispatch: &str| explain(folder.path(), dispatch);
    let running = serving(folder.path());
    let (mailed, mail) = sent(&running, "often", "email");
    assert_eq!(running.post_form(&path(&mail, "/u/"), &[]).status, 200);
    let (_, _, refused) = ask(&running, "rarely", "email");
    let (code, _, said) = explain(&mailed);
    assert!(code == Some(2) && said.contains("stop that one first"), "{said}");
    drop(running);

    let (code, said, error) = explain(&mailed);
    assert_eq!(code, Some(0), "{error}");
    insta::assert_snapshot!(blotted(&said), @r"
    Dispatch dsp_… of workspace default
      asks person anna by email: survey often (transactional csat)
      asked for on DATE TIME, its link ends on DATE TIME
      times are of the zone Europe/Riga; now it is DATE TIME

    What happened
      invitation
        DATE TIME  scheduled  waits for its time
        DATE TIME  claimed    a worker is about to send it
        DATE TIME  sent       the mail system or the carrier took it
      on DATE TIME the person wanted no more of this dispatch

    What is known now
      answer       none yet
      suppression  the address is on the list since DATE TIME (unsubscribed), as sup_…
      last asked   by no other dispatch
      channel      email is open

    What each rule says of sending an invitation now
      yes  link        the link opens the survey until DATE TIME
      yes  survey      the survey takes answers
      yes  address     the person has an address for email
      yes  consent     no basis is stored; a transactional survey may follow by mail unless withdrawn
      no   suppression the address is on the suppression list
      yes  throttle    the survey's throttle is off
      yes  hours       the workspace sets no quiet hours for email

    The invitation is sent, and never sent again. Of a new one: it would be skipped (suppressed).
    ");
    let (code, said, error) = explain(&refused);
    assert_eq!(code, Some(0), "{error}");
    insta::assert_snapshot!(blotted(&said), @r"
    Dispatch dsp_… of workspace default
      asks person anna by email: survey rarely (transactional csat)
      asked for on DATE TIME, its link ends on DATE TIME
      times are of the zone Europe/Riga; now it is DATE TIME

    What happened
      invitation
        DATE TIME  skipped    suppressed: the address is on the suppression list

    What is known now
      answer       none yet
      suppression  the address is on the list since DATE TIME (unsubscribed), as sup_…
      last asked   on DATE TIME, by dispatch dsp_…
      channel      email is open

    What each rule says of sending an invitation now
      yes  link        the link opens the survey until DATE TIME
      yes  survey      the survey takes answers
      yes  address     the person has an address for email
      yes  consent     no basis is stored; a transactional survey may follow by mail unless withdrawn
      no   suppression the address is on the suppression list
      no   throttle    the person was asked a short time ago; throttle_days is 30, so until DATE TIME
      yes  hours       the workspace sets no quiet hours for email

    The invitation is skipped, and never sent again. Of a new one: it would be skipped (suppressed).
    ");
    assert!(!said.contains("anna@") && !said.contains("26123456"), "{said}");

    let (code, said, error) = explain("dsp_01a1ffe8a8807c1e8d2f3a4b5c6d7e8f");
    assert_eq!((code, said.as_str()), (Some(2), ""));
    assert!(error.contains("no dispatch dsp_01a1ffe8") && error.contains("--workspace"), "{error}");
    let (code, _, error) = explain("anna");
    assert!(code == Some(2) && error.contains("DISPATCH"), "{error}");
    let deployed = Command::new(program())
        .args(["explain", &mailed])
        .envs([("ATBALSS_TABLE_DATA", "Data"), ("ATBALSS_TABLE_ROLLUPS", "Rollups")])
        .env_remove("ATBALSS_ADDRESS_KEY")
        .output()
        .unwrap();
    let error = String::from_utf8(deployed.stderr).unwrap();
    assert!(deployed.status.code() == Some(2) && error.contains("ATBALSS_ADDRESS_KEY is missing"), "{error}");
    let help = Command::new(program()).args(["explain", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.contains("The first `no` decides") && help.contains("ATBALSS_ADDRESS_KEY"), "{help}");
}

#[test]
fn explain_tells_what_waits_for_the_morning_and_what_is_not_ours_to_send() {
    let folder = tempfile::tempdir().unwrap();
    let running = serving(folder.path());
    running
        .call("PUT", "/v1/people/anna", Some(&json!({"phone": "+37126123456", "time_zone": zone_at(23)})))
        .expect(200);
    let (outcome, reason, _) = ask(&running, "often", "sms");
    assert_eq!((outcome.as_str(), reason.as_deref()), ("skipped", Some("no_consent")));
    let yes = json!({"basis": "consent", "source": "shop", "at": "2026-01-01T00:00:00Z"});
    let person = json!({"phone": "+37126123456", "time_zone": zone_at(23), "consent": {"sms": yes}});
    running.call("PUT", "/v1/people/anna", Some(&person)).expect(200);
    let (outcome, _, waits) = ask(&running, "often", "sms");
    assert_eq!(outcome, "scheduled");
    let (_, _, link) = ask(&running, "often", "link");
    drop(running);

    let (_, said, _) = explain(folder.path(), &waits);
    let said = blotted(&said);
    for line in [
        "    DATE TIME  scheduled  waits for its time",
        "    DATE TIME  scheduled  quiet_hours: waits until they end, not before DATE TIME",
        "  it is looked at again on DATE TIME",
        "  yes  country     texts may go to any country",
        "  yes  consent     basis consent since DATE TIME; a text needs consent, opt_in or double_opt_in",
        "  wait hours       quiet hours, until DATE TIME",
        "So it would wait until DATE TIME. The invitation is scheduled; it is judged again when its time comes.",
    ] {
        assert!(said.lines().any(|said| said == line), "{line} is not in {said}");
    }
    let (_, said, _) = explain(folder.path(), &link);
    assert!(said.contains("a mailer of the team's own") && !said.contains("consent"), "{said}");
    assert!(said.ends_with("\nSo nothing stands against its link.\n"), "{said}");
}
