//! Handles the records of a batch one by one. A record that fails, or panics, is reported by its id and comes again; the
//! others are done with. A record without an id fails the whole batch, since nobody could be told which one it was.

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use serde::{Deserialize, Serialize};

/// A batch of SQS.
#[derive(Debug, Deserialize)]
pub struct SqsBatch {
    /// Its records.
    #[serde(rename = "Records")]
    pub records: Vec<SqsRecord>,
}

/// One message of SQS.
#[derive(Debug, Deserialize)]
pub struct SqsRecord {
    /// What it is reported by.
    #[serde(rename = "messageId")]
    pub message_id: Option<String>,
    /// What was sent.
    #[serde(default)]
    pub body: String,
}

/// A batch of a table's stream, with keys only.
#[derive(Debug, Deserialize)]
pub struct StreamBatch {
    /// Its records, in the order of the stream.
    #[serde(rename = "Records")]
    pub records: Vec<StreamRecord>,
}

/// One change of an item.
#[derive(Debug, Deserialize)]
pub struct StreamRecord {
    /// `INSERT`, `MODIFY` or `REMOVE`.
    #[serde(rename = "eventName", default)]
    pub event: String,
    /// The change itself.
    pub dynamodb: StreamChange,
    /// Who removed the item, where it was not us: TTL removals say so.
    #[serde(rename = "userIdentity", default)]
    pub user_identity: Option<serde_json::Value>,
}

/// The part of a change that we read.
#[derive(Debug, Deserialize)]
pub struct StreamChange {
    /// The keys of the item.
    #[serde(rename = "Keys")]
    pub keys: StreamKeys,
    /// What it is reported by.
    #[serde(rename = "SequenceNumber")]
    pub sequence_number: Option<String>,
}

/// The keys of an item, in DynamoDB's spelling.
#[derive(Debug, Deserialize)]
pub struct StreamKeys {
    /// The partition key.
    pub pk: StringValue,
    /// The sort key.
    pub sk: StringValue,
}

/// A string, in DynamoDB's spelling.
#[derive(Debug, Deserialize)]
pub struct StringValue {
    /// The string.
    #[serde(rename = "S")]
    pub s: String,
}

/// Which records have to come again.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct BatchAnswer {
    /// One entry each.
    #[serde(rename = "batchItemFailures")]
    pub failures: Vec<BatchFailure>,
}

/// A record that has to come again.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct BatchFailure {
    /// Its id.
    #[serde(rename = "itemIdentifier")]
    pub id: String,
}

/// A record has no id, so nobody could be told that it failed.
#[derive(Debug, thiserror::Error)]
#[error("a record of the batch has no id; the whole batch has to come again")]
pub struct NoId;

/// The future of a record on the heap: those of the AWS SDK are large and stand deep in each other.
fn boxed<T, F: Future<Output = T>>(run: impl FnOnce() -> F) -> impl Future<Output = T> {
    Box::pin(async { run().await })
}

/// Runs `handle` on every record, each by itself.
///
/// # Errors
/// [`NoId`] where a record has none; nothing is run then.
pub async fn each<R, E, F>(
    records: Vec<R>,
    id: impl Fn(&R) -> Option<String>,
    handle: impl Fn(R) -> F,
) -> Result<BatchAnswer, NoId>
where
    E: std::fmt::Display,
    F: Future<Output = Result<(), E>>,
{
    let ids: Option<Vec<String>> = records.iter().map(id).collect();
    let ids = ids.ok_or(NoId)?;
    let mut answer = BatchAnswer::default();
    for (record, id) in records.into_iter().zip(ids) {
        let failure = match AssertUnwindSafe(boxed(|| handle(record))).catch_unwind().await {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "the handler panicked".to_owned(),
        };
        tracing::error!(record = id, error = failure, "a record failed and comes again");
        answer.failures.push(BatchFailure { id });
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(records: Vec<(Option<&'static str>, u8)>) -> Result<BatchAnswer, NoId> {
        let handled = each(
            records,
            |(id, _)| id.map(str::to_owned),
            |(_, what)| async move {
                match what {
                    0 => Ok(()),
                    1 => Err("no"),
                    _ => panic!("a poison record"),
                }
            },
        );
        handled.now_or_never().expect("nothing waits here")
    }

    #[test]
    fn a_bad_record_and_a_panic_leave_the_others_done() {
        let answer = run(vec![(Some("a"), 0), (Some("b"), 1), (Some("c"), 2), (Some("d"), 0)]).unwrap();
        assert_eq!(
            serde_json::to_string(&answer).unwrap(),
            r#"{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"c"}]}"#
        );
    }

    #[test]
    fn a_record_without_an_id_fails_the_whole_batch() {
        assert!(run(vec![(Some("a"), 0), (None, 0)]).is_err());
    }

    #[test]
    fn stream_records_are_read_as_lambda_sends_them() {
        let event = serde_json::json!({"Records": [{
            "eventID": "1", "eventName": "INSERT", "eventSource": "aws:dynamodb",
            "dynamodb": {"Keys": {"pk": {"S": "r#acme#nps#2026-11-21#00"}, "sk": {"S": "x"}}, "SequenceNumber": "42", "StreamViewType": "KEYS_ONLY"}
        }]});
        let batch: StreamBatch = serde_json::from_value(event).unwrap();
        assert_eq!(batch.records[0].dynamodb.sequence_number.as_deref(), Some("42"));
    }
}
