//! What every adapter must do, run on each. What only one can meet (a broken connection, a refusal) stands with that one.

use std::fmt::Debug;

use channels::{Mail, Mailer, Text, Texter};
use domain::message::Handover;

use crate::{dispatch_draft, dispatch_text};

/// Runs the contract; `taken` gives all mails that the mail system holds, in any order.
pub async fn run(mailer: &dyn Mailer, taken: impl AsyncFn() -> Vec<Vec<u8>>) {
    assert!(taken().await.is_empty());
    let mails: Vec<_> = (1..=3).map(|bits| Mail::new(dispatch_draft(bits)).unwrap()).collect();
    for (number, mail) in mails.iter().enumerate() {
        assert_eq!(mailer.send(mail).await, Handover::Accepted);
        assert_eq!(taken().await.len(), number + 1, "an accepted mail is there at once, and once");
    }
    let expected = mails.iter().map(|mail| mail.bytes().to_vec()).collect();
    assert_same(expected, taken().await);
    assert_debug_shows_nobody(&mails);
}

/// A text as a carrier has it: to, from, words.
pub type Carried = (String, Option<String>, String);

/// Runs the contract on an adapter of texts.
pub async fn run_texts(texter: &dyn Texter, taken: impl AsyncFn() -> Vec<Carried>) {
    assert!(taken().await.is_empty());
    let mut texts: Vec<_> = (1..=3).map(dispatch_text).collect();
    texts[1].sender = None;
    texts[2].body.push_str("\nĪss jautājums 🙂 \"x\"");
    for (number, text) in texts.iter().enumerate() {
        assert_eq!(texter.send_text(text).await, Handover::Accepted);
        assert_eq!(taken().await.len(), number + 1, "an accepted text is there at once, and once");
    }
    let carried = |text: &Text| {
        let sender = text.sender.as_ref().map(|sender| sender.as_str().to_owned());
        (text.to.as_str().to_owned(), sender, text.body.clone())
    };
    assert_same(texts.iter().map(carried).collect(), taken().await);
    assert_debug_shows_nobody(&texts);
}

fn assert_same<T: Ord>(mut expected: Vec<T>, mut found: Vec<T>) {
    expected.sort();
    found.sort();
    assert!(found == expected, "everything is as it was built");
}

fn assert_debug_shows_nobody(messages: &dyn Debug) {
    let shown = format!("{messages:?}");
    assert!(shown.contains("dsp_") && !shown.contains('@') && !shown.contains("+371"), "{shown}");
}

/// Where nobody listens, nothing was accepted.
pub async fn run_unreachable(mailer: &dyn Mailer) {
    assert_eq!(mailer.send(&crate::mail()).await, Handover::Busy);
}

/// Where nobody listens, nothing was accepted.
pub async fn run_unreachable_texts(texter: &dyn Texter) {
    assert_eq!(texter.send_text(&crate::text()).await, Handover::Busy);
}
