//! What tells whether the stream runs: heartbeats that go through it, and when one was heard last. And whom to look after:
//! every workspace, since nothing else lists them.
//!
//! A beat's time stands in its key, because a record of the stream holds keys alone: one that comes late must not be taken
//! for the newest.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use domain::id::WorkspaceId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::item::{SortKeys, address, bad, key_of, text};
use crate::{Result, Store, keys};

/// How long a beat is kept: longer than any stream lags.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What the time of the last one is kept of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    /// The newest beat that came through the stream.
    Heard,
    /// The last sweep.
    Swept,
    /// The last time that workspaces were looked after.
    Night,
}

impl Last {
    const fn name(self) -> &'static str {
        match self {
            Self::Heard => "heard",
            Self::Swept => "swept",
            Self::Night => "night",
        }
    }
}

#[derive(Serialize, Deserialize)]
struct BeatItem {
    ttl: i64,
}

#[derive(Serialize, Deserialize)]
struct LastItem {
    at: Timestamp,
}

#[derive(Serialize)]
struct WorkspaceEntry {}

impl Store {
    /// The time of a beat, read from the keys of its item; none for other items.
    pub fn beat_of_key(pk: &str, sk: &str) -> Option<Timestamp> {
        (pk == keys::BEAT).then(|| sk.parse().ok()).flatten()
    }

    /// Sends a beat through the stream.
    pub async fn beat(&self, at: Timestamp) -> Result<()> {
        let item = BeatItem { ttl: (at + KEPT).as_second() };
        self.put(&self.tables.data, &keys::beat(at), &item).await
    }

    /// The oldest beat that was sent after a time, or ever where there is none; none where all were before.
    pub async fn first_beat_after(&self, after: Option<Timestamp>) -> Result<Option<Timestamp>> {
        // `~` sorts after every digit.
        let from = after.map_or_else(|| "0".to_owned(), |after| format!("{after}~"));
        let got = self
            .client
            .query()
            .table_name(&self.tables.data)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(keys::BEAT))
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":to", text("~"))
            .limit(1)
            .send()
            .await?;
        let Some(item) = got.items().first() else { return Ok(None) };
        let key = key_of(item);
        key.sk.parse().map(Some).map_err(|error: jiff::Error| bad(&key, &error))
    }

    /// When something was done last.
    pub async fn last(&self, of: Last) -> Result<Option<Timestamp>> {
        let key = keys::last(of.name());
        Ok(self.get::<LastItem>(&self.tables.rollups, &key).await?.map(|item| item.at))
    }

    /// Notes when something was done; what was done later stays noted. `false` where that was so.
    pub async fn note_last(&self, of: Last, at: Timestamp) -> Result<bool> {
        let noted = self
            .client
            .update_item()
            .table_name(&self.tables.rollups)
            .set_key(Some(address(&keys::last(of.name()))))
            .update_expression("SET #at = :at")
            .condition_expression("attribute_not_exists(pk) OR #at < :at")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":at", text(at.to_string()))
            .send()
            .await;
        match noted {
            Ok(_) => Ok(true),
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), UpdateItemError::ConditionalCheckFailedException(_)) =>
            {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Notes that a beat came through the stream.
    pub async fn hear(&self, at: Timestamp) -> Result<()> {
        self.note_last(Last::Heard, at).await.map(drop)
    }

    /// Lets a workspace be found by [`Store::workspaces`].
    pub async fn register_workspace(&self, ws: &WorkspaceId) -> Result<()> {
        self.put(&self.tables.data, &keys::workspace_entry(ws), &WorkspaceEntry {}).await
    }

    /// Every workspace that has settings or a survey, by id.
    pub async fn workspaces(&self) -> Result<Vec<WorkspaceId>> {
        let items = self.query(&self.tables.data, keys::WORKSPACES, SortKeys::All).await?;
        let read = |item| {
            let key = key_of(&item);
            key.sk.parse().map_err(|error| bad(&key, &error))
        };
        items.into_iter().map(read).collect()
    }
}
