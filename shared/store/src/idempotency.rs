//! Idempotency keys: the first answer to a request, kept for 24 hours.

use domain::id::WorkspaceId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::item::{Put, from_item, number, to_item};
use crate::{Result, Store, keys};

/// How long the first answer is given again.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// After this long without an answer a request counts as lost, and its repetition may run.
const LOST: SignedDuration = SignedDuration::from_mins(2);

/// The first answer to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// What an idempotency key stands for.
#[derive(Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// Nobody used it: the request may run.
    Fresh,
    /// The same request was answered before.
    Answered(FirstAnswer),
    /// The same request is still running.
    Running,
    /// It was used with another body.
    Reused,
}

#[derive(Serialize, Deserialize)]
struct IdempotencyItem {
    /// Who began: a claim whose reply was lost is repeated by the client below, and must not meet itself.
    claim: String,
    body: String,
    began_at: i64,
    ttl: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<FirstAnswer>,
}

impl Store {
    /// Claims an idempotency key for a request; `key` and `body` are digests, of which others are kept, under the stack's
    /// secret: a body may name somebody.
    pub async fn begin_idempotent(
        &self,
        ws: &WorkspaceId,
        key: &str,
        body: &str,
        now: Timestamp,
    ) -> Result<Idempotency> {
        let second = now.as_second();
        let (key, body) = (self.digest_of_request(ws, key)?, self.digest_of_request(ws, body)?);
        let claim = uuid::Uuid::new_v4().simple().to_string();
        let item = IdempotencyItem {
            claim: claim.clone(),
            body: body.clone(),
            began_at: second,
            ttl: (now + KEPT).as_second(),
            answer: None,
        };
        let item = to_item(&keys::idempotency(ws, &key), &item)?;
        // An item past its time may still stand there: DynamoDB removes it when it comes to it.
        let condition =
            "attribute_not_exists(pk) OR #ttl <= :now OR (attribute_not_exists(answer) AND began_at <= :lost)";
        let values = vec![(":now", number(second)), (":lost", number((now - LOST).as_second()))];
        let put = self.put_if(&self.tables.data, item, condition, values).await?;
        let Put::Refused(Some(old)) = put else { return Ok(Idempotency::Fresh) };
        let old: IdempotencyItem = from_item(old)?;
        Ok(match old.answer {
            _ if old.claim == claim => Idempotency::Fresh,
            _ if old.body != body => Idempotency::Reused,
            Some(answer) => Idempotency::Answered(answer),
            None => Idempotency::Running,
        })
    }

    /// Keeps the first answer.
    pub async fn end_idempotent(
        &self,
        ws: &WorkspaceId,
        key: &str,
        body: &str,
        answer: FirstAnswer,
        now: Timestamp,
    ) -> Result<()> {
        let item = IdempotencyItem {
            claim: String::new(),
            body: self.digest_of_request(ws, body)?,
            began_at: now.as_second(),
            ttl: (now + KEPT).as_second(),
            answer: Some(answer),
        };
        let key = self.digest_of_request(ws, key)?;
        self.put(&self.tables.data, &keys::idempotency(ws, &key), &item).await
    }

    /// Gives a key back after an error that the client may try again.
    pub async fn forget_idempotent(&self, ws: &WorkspaceId, key: &str) -> Result<()> {
        let key = self.digest_of_request(ws, key)?;
        self.delete(&self.tables.data, &keys::idempotency(ws, &key)).await
    }
}
