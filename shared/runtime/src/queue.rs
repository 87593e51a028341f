//! A queue to write to: SQS in AWS, a channel of the process on one machine.

use std::pin::Pin;
use std::time::Duration;

use aws_sdk_sqs::error::ProvideErrorMetadata;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;

/// The most messages that one call to SQS takes.
const BATCH: usize = 10;

/// A message and how long it is held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The body, JSON.
    pub body: String,
    /// How long nobody sees it; at most 15 minutes.
    pub delay: Duration,
}

/// Why messages could not be queued. Some of them may have been.
#[derive(Debug, thiserror::Error)]
#[error("the queue did not take the messages ({0})")]
pub struct QueueError(pub String);

/// The future of a send.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), QueueError>> + Send + 'a>>;

/// A queue to write to. An adapter MUST deliver each message that it took at least once, and may deliver it more often
/// and in any order: whoever reads has to claim first.
pub trait Queue: Send + Sync + std::fmt::Debug {
    /// Queues messages, in calls as large as the queue takes.
    fn send(&self, messages: Vec<Outgoing>) -> Sending<'_>;
}

/// A queue of SQS.
#[derive(Debug)]
pub struct SqsQueue {
    client: aws_sdk_sqs::Client,
    url: String,
}

impl SqsQueue {
    /// The queue of this URL, for the function of Lambda that this is.
    pub fn of_function(url: String) -> Self {
        Self { client: aws_sdk_sqs::Client::new(&aws::of_function(aws::Service::Sqs)), url }
    }

    async fn send_batch(&self, messages: &[Outgoing]) -> Result<(), QueueError> {
        let entries: Result<Vec<_>, _> = messages
            .iter()
            .enumerate()
            .map(|(number, message)| {
                SendMessageBatchRequestEntry::builder()
                    .id(number.to_string())
                    .message_body(&message.body)
                    .delay_seconds(i32::try_from(message.delay.as_secs().min(900)).unwrap_or(900))
                    .build()
            })
            .collect();
        let entries = entries.map_err(|error| QueueError(error.to_string()))?;
        let sent = self.client.send_message_batch().queue_url(&self.url).set_entries(Some(entries)).send().await;
        let sent = sent.map_err(|error| QueueError(error.code().unwrap_or("unreachable").to_owned()))?;
        match sent.failed().first() {
            None => Ok(()),
            Some(failed) => Err(QueueError(failed.code().to_owned())),
        }
    }
}

impl Queue for SqsQueue {
    fn send(&self, messages: Vec<Outgoing>) -> Sending<'_> {
        Box::pin(async move {
            for batch in messages.chunks(BATCH) {
                self.send_batch(batch).await?;
            }
            Ok(())
        })
    }
}
