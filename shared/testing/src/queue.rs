//! A queue that keeps what it was given, and can refuse.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use runtime::queue::{Outgoing, Queue, QueueError, Sending};

/// A queue that keeps what it was given.
#[derive(Debug, Default)]
pub struct MemoryQueue {
    sent: Mutex<Vec<Outgoing>>,
    broken: AtomicBool,
}

impl MemoryQueue {
    /// Takes what was sent so far, oldest first.
    ///
    /// # Panics
    /// Where another thread panicked while it held the queue.
    pub fn take(&self) -> Vec<Outgoing> {
        std::mem::take(&mut *self.sent.lock().expect("the queue"))
    }

    /// Makes the queue refuse everything, or take it again.
    pub fn break_down(&self, broken: bool) {
        self.broken.store(broken, Ordering::SeqCst);
    }
}

impl Queue for MemoryQueue {
    fn send(&self, messages: Vec<Outgoing>) -> Sending<'_> {
        Box::pin(async move {
            if self.broken.load(Ordering::SeqCst) {
                return Err(QueueError("broken".to_owned()));
            }
            self.sent.lock().expect("the queue").extend(messages);
            Ok(())
        })
    }
}
