//! A queue in the process. It delivers each message at least once while the process lives; what it held when the process
//! ended comes again from due entries and marks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use runtime::batch::{BatchAnswer, NoId, SqsBatch, SqsRecord};
use runtime::queue::{Outgoing, Queue, QueueError, Sending};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How often a message is delivered before it is given up, as the deployed queue does.
const DELIVERIES: u32 = 5;

/// The end of a queue that is written to.
#[derive(Clone, Debug)]
pub struct LocalQueue {
    sender: UnboundedSender<Outgoing>,
    waiting: Arc<AtomicUsize>,
}

/// The end of a queue that is read from.
pub struct Deliveries {
    receiver: UnboundedReceiver<Outgoing>,
    waiting: Arc<AtomicUsize>,
}

/// Makes a queue.
pub fn local() -> (LocalQueue, Deliveries) {
    let (sender, receiver) = unbounded_channel();
    let waiting = Arc::new(AtomicUsize::new(0));
    (LocalQueue { sender, waiting: waiting.clone() }, Deliveries { receiver, waiting })
}

impl Queue for LocalQueue {
    fn send(&self, messages: Vec<Outgoing>) -> Sending<'_> {
        Box::pin(async move {
            for message in messages {
                self.sender.send(message).map_err(|_| QueueError("the process is ending".to_owned()))?;
                self.waiting.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        })
    }
}

impl Deliveries {
    /// How many messages are not worked off yet.
    pub fn waiting(&self) -> Arc<AtomicUsize> {
        self.waiting.clone()
    }

    /// Delivers messages, some side by side, until the process ends.
    pub async fn run<H, F>(mut self, name: &'static str, at_once: usize, handle: H)
    where
        H: Fn(SqsBatch) -> F + Clone + Send + 'static,
        F: Future<Output = Result<BatchAnswer, NoId>> + Send,
    {
        let places = Arc::new(tokio::sync::Semaphore::new(at_once));
        while let Some(message) = self.receiver.recv().await {
            let (handle, places, waiting) = (handle.clone(), places.clone(), self.waiting.clone());
            tokio::spawn(async move {
                tokio::time::sleep(message.delay).await;
                // The semaphore is never closed.
                let _place = places.acquire().await;
                deliver(name, &message.body, handle).await;
                waiting.fetch_sub(1, Ordering::Relaxed);
            });
        }
    }
}

async fn deliver<H, F>(name: &'static str, body: &str, handle: H)
where
    H: Fn(SqsBatch) -> F,
    F: Future<Output = Result<BatchAnswer, NoId>>,
{
    for delivery in 1..=DELIVERIES {
        let record = SqsRecord { message_id: Some("local".to_owned()), body: body.to_owned() };
        match handle(SqsBatch { records: vec![record] }).await {
            Ok(answer) if answer.failures.is_empty() => return,
            _ => tokio::time::sleep(Duration::from_secs(1 << delivery)).await,
        }
    }
    tracing::error!(queue = name, "a message was given up; its due entry or mark brings it back if it is still wanted");
}
