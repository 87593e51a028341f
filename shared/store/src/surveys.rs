//! Surveys: the current definition, and each version as it was.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::bucket::Source;
use domain::day::{Zone, days};
use domain::id::{SurveyId, WorkspaceId};
use domain::survey::{Shards, Survey};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::item::{Item, NEW, Put, SortKeys, bad, from_item, key_of, number, text, to_item};
use crate::page::Page;
use crate::retry::{TRIES, pause};
use crate::transaction::{Transacted, put, put_on};
use crate::{Result, Store, StoreError, keys};

#[derive(Serialize, Deserialize)]
struct SurveyItem {
    survey: String,
    version: u32,
    archived: bool,
    definition: serde_json::Value,
    /// The definition has the newest number alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    shards: Vec<(Date, u8)>,
}

fn read(item: Item) -> Result<Survey> {
    let key = key_of(&item);
    let item: SurveyItem = from_item(item)?;
    let id = item.survey.parse().map_err(|error| bad(&key, &error))?;
    let mut survey = Survey::parse(id, item.version, &item.definition).map_err(|error| bad(&key, &error))?;
    survey.archived = item.archived;
    survey.shards = Shards::read(item.shards).map_err(|error| bad(&key, &error))?;
    Ok(survey)
}

impl Store {
    /// A survey as it stands now.
    pub async fn survey(&self, ws: &WorkspaceId, id: &SurveyId) -> Result<Option<Survey>> {
        self.get_item(&self.tables.data, &keys::survey(ws, id)).await?.map(read).transpose()
    }

    /// A version of a survey as it was.
    pub async fn survey_version(&self, ws: &WorkspaceId, id: &SurveyId, version: u32) -> Result<Option<Survey>> {
        self.get_item(&self.tables.data, &keys::survey_version(ws, id, version)).await?.map(read).transpose()
    }

    /// All surveys of a workspace, archived ones included, by id.
    pub async fn surveys(&self, ws: &WorkspaceId) -> Result<Vec<Survey>> {
        let pk = keys::workspace(ws).pk;
        let items = self.query(&self.tables.data, &pk, SortKeys::Prefix(keys::SURVEY_PREFIX)).await?;
        items.into_iter().map(read).collect()
    }

    /// A page of the surveys of a workspace, archived ones included, by id; `after` is the last id of the page before.
    pub async fn surveys_after(&self, ws: &WorkspaceId, after: Option<&str>, limit: usize) -> Result<Page<Survey>> {
        let pk = keys::workspace(ws).pk;
        self.in_order(&pk, keys::SURVEY_PREFIX, after, limit).await?.read(read)
    }

    /// A survey as it was in each version, the first one first.
    pub async fn survey_versions(&self, ws: &WorkspaceId, id: &SurveyId) -> Result<Vec<Survey>> {
        let pk = keys::survey_version(ws, id, 0).pk;
        self.query(&self.tables.data, &pk, SortKeys::All).await?.into_iter().map(read).collect()
    }

    /// Stores a version of a survey on top of the one before it; `false` where somebody else stored that version first.
    pub async fn put_survey(&self, ws: &WorkspaceId, survey: &Survey) -> Result<bool> {
        // Before the survey: what is not listed is looked after by nobody.
        self.register_workspace(ws).await?;
        let item = SurveyItem {
            survey: survey.id.to_string(),
            version: survey.version,
            archived: survey.archived,
            definition: survey.definition(),
            shards: survey.shards.entries().to_vec(),
        };
        let version =
            put(&self.tables.data, to_item(&keys::survey_version(ws, &survey.id, survey.version), &item)?, Some(NEW))?;
        // On top of the version before it, and never over an archiving that came between.
        let before = vec![(":before", number(survey.version.saturating_sub(1))), (":no", AttributeValue::Bool(false))];
        let current = put_on(
            &self.tables.data,
            to_item(&keys::survey(ws, &survey.id), &item)?,
            "attribute_not_exists(pk) OR (version = :before AND archived = :no)",
            before,
        )?;
        Ok(matches!(self.transact(vec![version, current]).await?, Transacted::Done))
    }

    /// Archives a survey: nothing is sent or taken in for it any more, everything stays readable.
    pub async fn archive_survey(&self, ws: &WorkspaceId, id: &SurveyId) -> Result<bool> {
        let key = keys::survey(ws, id);
        for attempt in 0..TRIES {
            let Some(item) = self.get::<SurveyItem>(&self.tables.data, &key).await? else {
                return Ok(false);
            };
            let seen = vec![(":seen", number(item.version))];
            let archived = to_item(&key, &SurveyItem { archived: true, ..item })?;
            // A version that was put meanwhile is archived too, and not written over.
            if let Put::Done = self.put_if(&self.tables.data, archived, "version = :seen", seen).await? {
                return Ok(true);
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }

    /// The first and the last local day of a survey or a kind of timelines that were ever counted.
    pub async fn counted_days(&self, ws: &WorkspaceId, source: &Source) -> Result<Option<(Date, Date)>> {
        let pk = keys::totals(ws, source, Date::ZERO).pk;
        let (first, last) = (self.end_of(&pk, true).await?, self.end_of(&pk, false).await?);
        Ok(first.zip(last))
    }

    async fn end_of(&self, pk: &str, first: bool) -> Result<Option<Date>> {
        let got = self
            .client
            .query()
            .table_name(&self.tables.rollups)
            .consistent_read(true)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(pk))
            .scan_index_forward(first)
            .limit(1)
            .send()
            .await?;
        let Some(item) = got.items().first() else { return Ok(None) };
        let key = key_of(item);
        key.sk.parse().map(Some).map_err(|error: jiff::Error| bad(&key, &error))
    }

    /// Whether a survey has been answered. A new response's own time is at most 30 days back, so what no rollup has
    /// counted yet lies in the partitions of the last 32 dates.
    pub async fn is_answered(&self, ws: &WorkspaceId, survey: &Survey, now: Timestamp) -> Result<bool> {
        let counted = keys::totals(ws, &Source::from(&survey.id), Date::ZERO).pk;
        if self.has_any(&self.tables.rollups, &counted).await? {
            return Ok(true);
        }
        let today = Zone::utc().date(now);
        let first = today.checked_sub(31.days()).unwrap_or(today);
        let last = today.tomorrow().unwrap_or(today);
        for date in days(first, last) {
            for shard in 0..survey.shards.of(date) {
                let partition = keys::response_partition(ws, &survey.id, date, shard);
                if self.has_any(&self.tables.data, &partition).await? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}
