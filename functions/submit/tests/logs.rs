//! What the log says of a survey page: whose it was, and never its token.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::io;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use serde_json::{Value, json};
use support::House;
use testing::builders::workspace;

/// Lines of the log, kept.
#[derive(Clone, Debug, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_names_the_workspace_of_a_link_that_was_signed_here_and_never_the_link() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let lines = Lines::default();
    let kept = lines.clone();
    // For the whole process: this test stands alone in its file.
    tracing_subscriber::fmt().json().with_writer(move || kept.clone()).init();
    house.get(&link).await;
    house.submit(&link, &[("score", "9")]).await;
    house.get("/s/forged").await;
    house.clock.advance(SignedDuration::from_hours(24 * 30));
    house.get(&link).await;

    let link_key = house.link_key(7).await;
    let signed = House::signed(&survey, &[("person", "zenta-7"), ("order", "order-zenta")], &link_key);
    house.get(&signed).await;
    house.submit(&signed, &[("score", "9"), ("comment", "said by zenta\u{202e}")]).await;
    house.get(&signed.replace("zenta-7", "zenta-8")).await;
    let key = house.key(&[domain::key::Scope::Respond]).await;
    let (id, _) = house.invite(&survey, 2, None).await;
    let (_, refusal) = house.refusal(id, "zenta@example.com");
    house.get(&refusal).await;
    house.submit(&refusal, &[("zenta", "zenta")]).await;
    house.get("/u/forged").await;
    let sent = house.text(&survey, 3, None).await;
    house.get(&format!("/s/{}", sent.code)).await;
    house.submit(&format!("/u/{}", sent.code), &[]).await;
    house.get("/s/zenta-zenta-").await;
    let bad = json!({"submission_id": "zenta", "survey": "s", "answers": {"score": "zenta", "comment": "zenta\0"},
        "person": "zenta-7", "person_sig": "k1.1.zenta"});
    house.post(&key, &bad).await;
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let answered = lines.filter(|line| line["fields"]["message"] == "answered");
    let named: Vec<_> = answered.map(|line| line["span"]["workspace"].as_str().map(str::to_owned)).collect();
    let acme = Some(workspace().to_string());
    // Of what names no link of ours the log says nothing.
    let [surveys, signed, mails, texts] = [[1, 1, 0, 0].as_slice(), &[1, 1, 0], &[1, 1, 0], &[1, 1, 0]];
    let ours = [surveys, signed, mails, texts, &[1]].concat();
    assert_eq!(named, ours.iter().map(|ours| acme.clone().filter(|_| *ours == 1)).collect::<Vec<_>>());
    for link in [&link[3..], &refusal[3..], sent.code.as_str(), support::texts::NUMBER] {
        assert!(!text.contains(link), "{text}");
    }
    // Neither who a link is for nor what somebody wrote, right or wrong, and no part of a key.
    for part in ["zenta", "sig=", key.rsplit('_').next().unwrap()] {
        assert!(!text.contains(part), "{part}: {text}");
    }
}
