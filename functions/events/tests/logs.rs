//! What the log says of events: that they came, and nothing of what they say.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "events/driver.rs"]
mod driver;

use std::io;
use std::sync::{Arc, Mutex};

use driver::{Api, event};
use serde_json::{Value, json};
use testing::faults::Fault;

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
async fn nothing_of_an_event_stands_in_the_log_whether_it_was_taken_refused_or_lost() {
    let (api, proxy) = Api::on_proxy().await;
    let lines = Lines::default();
    let kept = lines.clone();
    // For the whole process: this test stands alone in its file.
    tracing_subscriber::fmt().json().with_writer(move || kept.clone()).init();
    let told =
        json!({"ticket": "zenta-1", "person": "zenta-2", "agent": "Zenta", "category": "zenta", "channel": "zenta"});
    let opened = event("zenta-3", "ticket_opened", &told);
    api.post(&opened).await;
    api.post(&opened).await;
    api.post(&event("zenta-3", "ticket_resolved", &told)).await;
    api.batch(&[opened.clone(), json!({"event_id": "zenta zenta", "zenta": "zenta"})]).await;
    api.post(&json!({"event_id": "zenta@example.com", "type": "zenta", "at": "zenta"})).await;
    for operation in ["TransactWriteItems", "PutItem", "GetItem"] {
        for _ in 0..3 {
            proxy.plan(operation, Fault::Fail);
        }
        api.post(&opened).await;
    }
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(!text.to_lowercase().contains("zenta"), "{text}");
    assert!(!text.contains(api.key.rsplit('_').next().unwrap()), "{text}");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answered: Vec<_> = lines.iter().filter(|line| line["fields"]["message"] == "answered").collect();
    assert_eq!(answered.len(), 8);
    assert!(answered.iter().all(|line| line["fields"]["route"] == "/v1/events"));
    assert!(lines.iter().any(|line| line["fields"]["kind"] == "unavailable"), "{text}");
}
