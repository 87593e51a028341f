//! What every adapter must do, run on each. What only one can meet (a broken connection, a refusal) stands with that one.

use channels::{Mail, Mailer};
use domain::message::Handover;

use crate::dispatch_draft;

/// Runs the contract; `taken` gives all mails that the mail system holds, in any order.
pub async fn run(mailer: &dyn Mailer, taken: impl AsyncFn() -> Vec<Vec<u8>>) {
    assert!(taken().await.is_empty());
    let mails: Vec<_> = (1..=3).map(|bits| Mail::new(dispatch_draft(bits)).unwrap()).collect();
    for (number, mail) in mails.iter().enumerate() {
        assert_eq!(mailer.send(mail).await, Handover::Accepted);
        assert_eq!(taken().await.len(), number + 1, "an accepted mail is there at once, and once");
    }
    let mut expected: Vec<_> = mails.iter().map(|mail| mail.bytes().to_vec()).collect();
    let mut found = taken().await;
    expected.sort();
    found.sort();
    assert!(found == expected, "every byte is as it was built");
}

/// Where nobody listens, nothing was accepted.
pub async fn run_unreachable(mailer: &dyn Mailer) {
    assert_eq!(mailer.send(&crate::mail()).await, Handover::Busy);
}
