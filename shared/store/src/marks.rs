//! Marks: a (survey, UTC date) whose responses changed. Each put gives the mark a new random token, and only who saw the
//! newest token may remove it: so a change during a recomputation is never forgotten.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use domain::id::{SurveyId, WorkspaceId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::{SortKeys, address, key_of, text};
use crate::{Result, Store, keys};

/// What has to be recomputed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Which survey.
    pub survey: SurveyId,
    /// The UTC date whose responses changed.
    pub date: Date,
}

#[derive(Serialize, Deserialize)]
struct MarkItem {
    token: String,
}

impl Store {
    /// What a response's partition key says must be recomputed; none for other items' keys.
    pub fn mark_of_key(pk: &str) -> Option<Mark> {
        let (workspace, survey, date) = keys::read_response_partition(pk)?;
        Some(Mark { workspace, survey, date })
    }

    /// Sets a mark, with a token that nobody has seen yet.
    pub async fn put_mark(&self, mark: &Mark, token: &str) -> Result<()> {
        let key = keys::mark(&mark.workspace, &mark.survey, mark.date);
        self.put(&self.tables.rollups, &key, &MarkItem { token: token.to_owned() }).await
    }

    /// The newest token of a mark; none where nothing has to be recomputed.
    pub async fn mark_token(&self, mark: &Mark) -> Result<Option<String>> {
        let key = keys::mark(&mark.workspace, &mark.survey, mark.date);
        Ok(self.get::<MarkItem>(&self.tables.rollups, &key).await?.map(|item| item.token))
    }

    /// Removes a mark if its token is still the one that was seen before the answers were read.
    pub async fn clear_mark(&self, mark: &Mark, seen: &str) -> Result<bool> {
        let key = keys::mark(&mark.workspace, &mark.survey, mark.date);
        let deleted = self
            .client
            .delete_item()
            .table_name(&self.tables.rollups)
            .set_key(Some(address(&key)))
            .condition_expression("#token = :seen")
            .expression_attribute_names("#token", "token")
            .expression_attribute_values(":seen", text(seen))
            .send()
            .await;
        match deleted {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(DeleteItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// All marks that stand.
    pub async fn marks(&self) -> Result<Vec<Mark>> {
        let mut marks = Vec::new();
        for shard in 0..keys::SHARDS {
            for item in self.query(&self.tables.rollups, &keys::mark_partition(shard), SortKeys::All).await? {
                let key = key_of(&item);
                if let Some((workspace, survey, date)) = keys::read_mark(&key.sk) {
                    marks.push(Mark { workspace, survey, date });
                } else {
                    tracing::error!(pk = key.pk, sk = key.sk, "an item among the marks is not a mark");
                }
            }
        }
        Ok(marks)
    }
}
