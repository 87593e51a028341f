//! What the log says of what comes back: which dispatch of which workspace, and never whose address.

use std::io;
use std::sync::Mutex;

use outcome::Batch;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::words::{OURS, word};
use crate::*;

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
async fn no_address_no_number_and_no_word_of_anybody_stands_in_the_log() {
    let lines = Lines::default();
    let kept = lines.clone();
    let log = tracing_subscriber::fmt().json().with_max_level(tracing::Level::DEBUG).with_writer(move || kept.clone());
    let ours: Targets = "outcome=debug,runtime=debug,store=debug".parse().unwrap();
    // For this thread, which all of this test runs on.
    let _log = tracing::subscriber::set_default(log.finish().with(ours));
    let setting = Setting::start().await;
    let id = setting.sent(1, Channel::Email).await;
    setting.texts("acme", 2, Some(OURS), Locale::Lv).await;
    setting.done(&delivery(id, ANNA)).await;
    setting.done(&bounce(id, ANNA, "Permanent", "General")).await;
    setting.done(&complaint(dispatch_id(3), ANNA)).await;
    setting.done(&text(dispatch_id(2), "TEXT_INVALID", true)).await;
    setting.carrier.plan(Handover::NoAnswer);
    for words in ["STOP anna", "START", "HELP", "anna says 9"] {
        setting.done(&word(words, OURS)).await;
    }
    let mut odd = bounce(id, "anna", "Permanent", "General");
    odd["mail"]["destination"] = json!([]);
    setting.done(&odd).await;
    let bad = [json!({"eventType": ANNA}), json!(ANNA), json!({"originationNumber": ANNA, "messageBody": ANNA})];
    let records = bad.into_iter().map(|body| Record {
        body: body.to_string(),
        message_id: Some("1".to_owned()),
        ..Record::default()
    });
    setting.outcome.handle(Batch { records: records.collect() }).await.unwrap();
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert!(lines.len() > 8, "{text}");
    assert!(lines.iter().any(|line| line.contains(&id.to_string()) && line.contains("acme")), "{text}");
    for part in ["anna", &PHONE[1..], &OURS[1..], &email_id(ANNA).to_string(), &number().to_string()] {
        assert!(!text.contains(part), "{part}: {text}");
    }
}
