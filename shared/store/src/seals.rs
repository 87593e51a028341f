//! Seals: the days of a survey that are never recomputed again, because answers of theirs are about to expire.

use domain::id::{SurveyId, WorkspaceId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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

    /// Seals a survey's days. A seal is never taken back: of two that meet, the further one stands after the next look.
    pub async fn put_seal(&self, ws: &WorkspaceId, survey: &SurveyId, seal: Seal) -> Result<()> {
        let before = self.sealed_through(ws, survey).await?;
        let seal = Seal { through: seal.through.max(before), ..seal };
        self.put(&self.tables.rollups, &keys::seal(ws, survey), &seal).await
    }
}
