//! What a closed period of a survey of employees leaves behind: its result, its comments, and nothing else.
//!
//! Closing may stop anywhere and begin again. The gate closes first, so that what is counted stays the same; the result is
//! the last to be written before the answers are removed, and is written once.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::enps::{Closed, Period, Row};
use domain::id::{SurveyId, WorkspaceId};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::enps::{CommentItem, Gate, GateItem, PeriodOf, ScoreItem, read_gate};
use crate::item::{Item, NEW, Put, SortKeys, bad, from_item, key_of, text, to_item};
use crate::{Result, Store, keys};

/// The most bytes of comments in one item.
const PART_BYTES: usize = 200_000;
/// How many answers are removed at the same time.
const AT_ONCE: usize = 16;

/// The result of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnpsResult {
    /// The period.
    pub period: Period,
    /// What was counted; none where there were too few answers to keep anything of them.
    pub closed: Option<Closed>,
    /// How many items hold its comments.
    pub parts: usize,
    /// Always 1: it is written once.
    pub revision: u64,
}

#[derive(Serialize, Deserialize)]
struct ResultItem {
    to: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counts: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    comments: usize,
    revision: u64,
}

#[derive(Serialize, Deserialize)]
struct SaidItem {
    comments: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ttl: Option<i64>,
}

fn read(item: Item) -> Result<EnpsResult> {
    let key = key_of(&item);
    let item: ResultItem = from_item(item)?;
    let from = key.sk.parse().map_err(|error: jiff::Error| bad(&key, &error))?;
    let counts = item.counts.map(|text| serde_json::from_str(&text)).transpose();
    Ok(EnpsResult {
        period: Period { from, to: item.to },
        closed: counts.map_err(|error| bad(&key, &error))?,
        parts: item.comments,
        revision: item.revision,
    })
}

impl Store {
    /// The gates of a survey's periods, by their first days.
    pub async fn enps_gates(&self, ws: &WorkspaceId, survey: &SurveyId) -> Result<Vec<(Date, Gate)>> {
        let pk = keys::enps_gate(ws, survey, Date::ZERO).pk;
        let items = self.query(&self.tables.rollups, &pk, SortKeys::All).await?;
        let gate = |item: Item| {
            let key = key_of(&item);
            let from = key.sk.parse().map_err(|error: jiff::Error| bad(&key, &error))?;
            Ok((from, read_gate(&key, item)?))
        };
        items.into_iter().map(gate).collect()
    }

    /// Closes a gate for good: its secret is destroyed, and no answer comes in any more. `true` where the period was done
    /// already.
    pub async fn close_enps_gate(&self, of: PeriodOf<'_>) -> Result<bool> {
        let item = to_item(&of.gate(), &GateItem { secret: None, closed: Some(true), done: None })?;
        let put = self.put_if(&self.tables.rollups, item, "attribute_not_exists(done)", vec![]).await?;
        Ok(matches!(put, Put::Refused(_)))
    }

    /// Notes that nothing is left to do for a closed period.
    pub async fn finish_enps_gate(&self, of: PeriodOf<'_>) -> Result<()> {
        let item = GateItem { secret: None, closed: Some(true), done: Some(true) };
        self.put(&self.tables.rollups, &of.gate(), &item).await
    }

    /// Every answer of a period, in the order of keys that tell nothing; none of them with its comment.
    pub async fn enps_rows(&self, of: PeriodOf<'_>, mut each: impl FnMut(&Row)) -> Result<()> {
        let scores = keys::enps_scores(of.workspace, of.survey, of.period.from);
        let mut pages = self.enps_query(&scores).into_paginator().items().send();
        while let Some(item) = pages.next().await {
            let ScoreItem { score, group, suspect } = from_item(item?)?;
            each(&Row { score, group, comment: None, suspect: suspect.is_some() });
        }
        Ok(())
    }

    fn enps_query(&self, pk: &str) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.tables.rollups).consistent_read(true);
        query.key_condition_expression("pk = :pk").expression_attribute_values(":pk", text(pk))
    }

    /// Writes a period's comments into items that stay, in the order of their keys: digests under a secret that is gone by
    /// now, so no order of theirs says more than a shuffle. How many items they are. What was written before stays.
    pub async fn put_enps_comments(&self, of: PeriodOf<'_>, kept_until: Option<Timestamp>) -> Result<usize> {
        let comments = keys::enps_comments(of.workspace, of.survey, of.period.from);
        let mut pages = self.enps_query(&comments).into_paginator().items().send();
        let (mut part, mut bytes, mut parts) = (Vec::new(), 0, 0);
        while let Some(item) = pages.next().await {
            let CommentItem { text } = from_item(item?)?;
            // Three bytes and a few more are what a list takes for each.
            let size = text.len() + 8;
            if bytes + size > PART_BYTES && !part.is_empty() {
                self.put_said(of, parts, std::mem::take(&mut part), kept_until).await?;
                (bytes, parts) = (0, parts + 1);
            }
            bytes += size;
            part.push(text);
        }
        if !part.is_empty() {
            self.put_said(of, parts, part, kept_until).await?;
            parts += 1;
        }
        Ok(parts)
    }

    async fn put_said(
        &self,
        of: PeriodOf<'_>,
        part: usize,
        comments: Vec<String>,
        kept_until: Option<Timestamp>,
    ) -> Result<()> {
        let key = keys::enps_said(of.workspace, of.survey, of.period.from, part);
        let item = to_item(&key, &SaidItem { comments, ttl: kept_until.map(Timestamp::as_second) })?;
        // Whoever reads while another removes sees less: the first to write saw all.
        self.put_if(&self.tables.rollups, item, NEW, vec![]).await?;
        Ok(())
    }

    /// Writes a period's result, once: a second run changes nothing.
    pub async fn put_enps_result(&self, of: PeriodOf<'_>, closed: Option<&Closed>, parts: usize) -> Result<()> {
        let item = ResultItem {
            to: of.period.to,
            counts: closed.map(Closed::text),
            digest: closed.map(Closed::digest),
            comments: parts,
            revision: 1,
        };
        let key = keys::enps_result(of.workspace, of.survey, of.period.from);
        self.put_if(&self.tables.rollups, to_item(&key, &item)?, NEW, vec![]).await?;
        Ok(())
    }

    /// The results of a survey's closed periods, the oldest first.
    pub async fn enps_results(&self, ws: &WorkspaceId, survey: &SurveyId) -> Result<Vec<EnpsResult>> {
        let pk = keys::enps_result(ws, survey, Date::ZERO).pk;
        self.query(&self.tables.rollups, &pk, SortKeys::All).await?.into_iter().map(read).collect()
    }

    /// The result of one period.
    pub async fn enps_result(&self, of: PeriodOf<'_>) -> Result<Option<EnpsResult>> {
        let key = keys::enps_result(of.workspace, of.survey, of.period.from);
        let found = self.query(&self.tables.rollups, &key.pk, SortKeys::Between(&key.sk, &key.sk)).await?;
        found.into_iter().next().map(read).transpose()
    }

    /// One item's comments of a closed period; none where they have expired.
    pub async fn enps_comments(&self, of: PeriodOf<'_>, part: usize) -> Result<Vec<String>> {
        let key = keys::enps_said(of.workspace, of.survey, of.period.from, part);
        let found = self.query(&self.tables.rollups, &key.pk, SortKeys::Between(&key.sk, &key.sk)).await?;
        let said = found.into_iter().next().map(from_item::<SaidItem>).transpose()?;
        Ok(said.map_or_else(Vec::new, |said| said.comments))
    }

    /// Removes all that was answered in a period, comments first. Its result must stand.
    pub async fn remove_enps_rows(&self, of: PeriodOf<'_>) -> Result<()> {
        let partitions = [
            keys::enps_comments(of.workspace, of.survey, of.period.from),
            keys::enps_scores(of.workspace, of.survey, of.period.from),
        ];
        for pk in partitions {
            loop {
                let page = self.enps_keys(&pk).await?;
                if page.is_empty() {
                    break;
                }
                let remove = |key| async move { self.delete(&self.tables.rollups, &key).await };
                stream::iter(page).map(remove).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
            }
        }
        Ok(())
    }

    async fn enps_keys(&self, pk: &str) -> Result<Vec<keys::Key>> {
        let page = self.enps_query(pk).projection_expression("pk, sk").send().await?;
        Ok(page.items().iter().map(key_of).collect())
    }
}
