//! What the log says where something that is held of a person can't be read: not whose it is.

use std::io;
use std::sync::{Arc, Mutex};

use crate::driver::Api;
use crate::planted::{self, ANNA, world};

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
async fn the_log_of_a_person_who_can_not_be_read_does_not_tell_who_it_is() {
    let api = Api::start().await;
    let (_, anna, _) = world(&api).await;
    api.database.spoil(&format!("w#acme#p#{ANNA}"), "person");
    api.database.spoil(&format!("w#acme#p#{ANNA}"), &format!("link#{}", anna.open));
    api.database.spoil(&format!("v#acme#customers#{ANNA}"), "a-1");
    let lines = Lines::default();
    let kept = lines.clone();
    let log = tracing_subscriber::fmt().json().with_writer(move || kept.clone()).finish();
    // This test runs on one thread.
    let guard = tracing::subscriber::set_default(log);
    let path = format!("/v1/people/{ANNA}");
    let mut replies = vec![api.get(&path).await, api.get(&format!("{path}/export")).await];
    replies.push(api.put(&path, &serde_json::json!({"email": "anna@example.com"})).await);
    replies.push(api.call("DELETE", &path).send().await);
    drop(guard);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(text.matches("the store failed").count() >= 3 && text.contains("w#acme#p#… person"), "{text}");
    assert!(!planted::tells(&text), "{text}");
    for reply in replies {
        assert!(!planted::tells(&reply.body), "{}", reply.body);
    }
}
