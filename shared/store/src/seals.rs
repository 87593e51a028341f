//! Seals: the days of a survey that are never recomputed again, because answers of theirs are about to expire.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use domain::id::{SurveyId, WorkspaceId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::{address, text};
use crate::{Result, Store, keys};

/// How far a survey's days are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The last local day that is sealed, and all before it are; none where none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Date>,
    /// The UTC date on which somebody last looked for days to seal.
    pub looked: Date,
}

impl Seal {
    /// Whether a day is sealed.
    pub fn covers(&self, day: Date) -> bool {
        self.through.is_some_and(|through| day <= through)
    }
}

impl Store {
    /// How far a survey's days are sealed; none where nobody ever looked.
    pub async fn seal(&self, ws: &WorkspaceId, survey: &SurveyId) -> Result<Option<Seal>> {
        self.get(&self.tables.rollups, &keys::seal(ws, survey)).await
    }

    /// The last day of a survey that is sealed.
    pub async fn sealed_through(&self, ws: &WorkspaceId, survey: &SurveyId) -> Result<Option<Date>> {
        Ok(self.seal(ws, survey).await?.and_then(|seal| seal.through))
    }

    /// Seals a survey's days, and notes that somebody looked. Neither is ever taken back: of two that meet, the further one
    /// stands, whichever writes last.
    pub async fn put_seal(&self, ws: &WorkspaceId, survey: &SurveyId, seal: Seal) -> Result<()> {
        let looked = ("looked", seal.looked);
        if let Some(through) = seal.through
            && self.advance(ws, survey, ("through", through), Some(looked)).await?
        {
            return Ok(());
        }
        self.advance(ws, survey, looked, None).await.map(drop)
    }

    /// Moves a date of a seal forward, and sets another beside it. `false` where it stands as far already.
    async fn advance(
        &self,
        ws: &WorkspaceId,
        survey: &SurveyId,
        (name, date): (&str, Date),
        beside: Option<(&str, Date)>,
    ) -> Result<bool> {
        let update = self.client.update_item().table_name(&self.tables.rollups);
        let update = update.set_key(Some(address(&keys::seal(ws, survey))));
        let update = update.condition_expression("attribute_not_exists(#name) OR #name < :date");
        let update = update.expression_attribute_names("#name", name);
        let update = update.expression_attribute_values(":date", text(date.to_string()));
        let update = match beside {
            None => update.update_expression("SET #name = :date"),
            Some((name, date)) => update
                .update_expression("SET #name = :date, #beside = :beside")
                .expression_attribute_names("#beside", name)
                .expression_attribute_values(":beside", text(date.to_string())),
        };
        match update.send().await {
            Ok(_) => Ok(true),
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), UpdateItemError::ConditionalCheckFailedException(_)) =>
            {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }
}
