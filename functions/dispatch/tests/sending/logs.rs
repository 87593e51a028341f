//! Logs are for everybody's eyes: no address, name or token stands in them.

use std::io::Write;
use std::sync::{Arc, Mutex};

use domain::message::Handover;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::post::Deed;
use crate::{Setting, task};

/// Keeps what is logged.
#[derive(Clone, Default)]
pub struct Book(Arc<Mutex<Vec<u8>>>);

impl Book {
    /// All lines so far.
    pub fn read(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Book {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Book {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_log_line_holds_an_address_a_number_a_name_or_a_link() {
    let book = Book::default();
    // For the whole process, so that what the tests beside this one log is held to the same.
    tracing_subscriber::fmt().json().with_writer(book.clone()).init();
    let setting = Setting::new().await;
    let mut person = json!({"email": "anna@example.com", "phone": "+37120000000", "properties": {"name": "Anna"}});
    person["consent"] = crate::texts::consent();
    setting.person(&person).await;
    setting.post.plan([
        Deed::Say(Handover::Busy),
        Deed::Say(Handover::Rejected),
        Deed::Say(Handover::NoAnswer),
        Deed::Crash,
        Deed::Say(Handover::Accepted),
        Deed::Say(Handover::Accepted),
        Deed::Say(Handover::Paused),
        Deed::Say(Handover::Bounced),
    ]);
    let mut bodies = vec!["{\"workspace\": \"anna@example.com\"".to_owned(), "{\"anna@example.com\": 1}".to_owned()];
    for number in 1..=6 {
        bodies.push(task(setting.dispatch(number).await));
    }
    for number in 7..=9 {
        bodies.push(task(setting.text_dispatch("nps", number).await));
    }
    setting.deliver(&bodies).await;
    setting.minutes(6).await;
    let read = book.read();
    assert!(read.lines().count() >= 8, "{read}");
    for secret in ["anna@", "@example.com", "2000000", "Anna", "/s/", "/u/", "https://"] {
        assert!(!read.contains(secret), "{secret}: {read}");
    }
}
