//! A queue in the process. It delivers each message at least once while the process lives; what it held when the process
//! ended comes again from due entries and marks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use runtime::batch::{BatchAnswer, NoId, SqsBatch, SqsRecord};
use runtime::queue::{Outgoing, Queue, QueueError, Sending};
use tokio::sync::Semaphore;
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
    hands: Hands,
}

/// Those who work off a queue, so many side by side.
#[derive(Clone, Debug)]
pub struct Hands {
    number: u32,
    places: Arc<Semaphore>,
    closed: Arc<AtomicBool>,
}

impl Hands {
    /// Lets them begin nothing more. What is left comes again once the program runs again.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    /// Whether they begin nothing more.
    pub fn are_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// Waits until what they have begun is done.
    pub async fn done(&self) {
        // The semaphore is never closed.
        let _ = self.places.acquire_many(self.number).await;
    }
}

/// Makes a queue that is worked off by so many hands.
pub fn local(number: u16) -> (LocalQueue, Deliveries) {
    let (sender, receiver) = unbounded_channel();
    let waiting = Arc::new(AtomicUsize::new(0));
    let places = Arc::new(Semaphore::new(usize::from(number)));
    let hands = Hands { number: u32::from(number), places, closed: Arc::default() };
    (LocalQueue { sender, waiting: waiting.clone() }, Deliveries { receiver, waiting, hands })
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

    /// Who works them off.
    pub fn hands(&self) -> Hands {
        self.hands.clone()
    }

    /// The next message, and how long nobody would see it.
    #[cfg(test)]
    pub async fn next(&mut self) -> Option<Outgoing> {
        self.receiver.recv().await
    }

    /// Delivers messages, some side by side, until the process ends.
    pub async fn run<H, F>(mut self, name: &'static str, handle: H)
    where
        H: Fn(SqsBatch) -> F + Clone + Send + 'static,
        F: Future<Output = Result<BatchAnswer, NoId>> + Send,
    {
        while let Some(message) = self.receiver.recv().await {
            let (handle, hands, waiting) = (handle.clone(), self.hands.clone(), self.waiting.clone());
            tokio::spawn(async move {
                tokio::time::sleep(message.delay).await;
                // The semaphore is never closed.
                let _place = hands.places.acquire().await;
                if !hands.are_closed() {
                    deliver(name, &message.body, handle).await;
                }
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
    tracing::error!(
        queue = name,
        "a message was given up; its due entry or mark, or the next start, brings it back if it is still wanted"
    );
}
