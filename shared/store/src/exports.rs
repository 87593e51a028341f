//! Exports: what was asked for, how far it is, and who works on it. A run that begins takes the export over from the one
//! before it; whatever a run notes holds only while it is the last one and the export still runs.
//!
//! An item outlives its file, so that whoever erases a person finds every file that may hold them.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use domain::export::{Asked, Export, Failed, KEPT, State};
use domain::id::{ExportId, WorkspaceId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::item::{Item, SortKeys, address, bad, from_item, key_of, number, text};
use crate::{Result, Store, StoreError, keys};

#[derive(Serialize, Deserialize)]
struct ExportItem {
    survey: String,
    format: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    bom: bool,
    first: Date,
    last: Date,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    filters: BTreeMap<String, String>,
    asked_at: Timestamp,
    progress: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    written_rows: u64,
    written_bytes: u64,
    tries: u32,
    ttl: i64,
}

impl ExportItem {
    fn of(export: &Export) -> Self {
        let reason = match export.state {
            State::Failed(failed) => Some(failed.name().to_owned()),
            State::Running | State::Done => None,
        };
        Self {
            survey: export.asked.survey.to_string(),
            format: export.asked.format.name().to_owned(),
            bom: export.asked.bom,
            first: export.asked.first,
            last: export.asked.last,
            filters: export.asked.filters.clone(),
            asked_at: export.asked_at,
            progress: export.state.name().to_owned(),
            reason,
            written_rows: export.rows,
            written_bytes: export.bytes,
            tries: export.tries,
            // Twice as long as the file can be fetched: what removes files may be days late.
            ttl: (export.expires_at() + KEPT).as_second(),
        }
    }

    fn state(&self) -> Option<State> {
        match self.progress.as_str() {
            "running" => Some(State::Running),
            "done" => Some(State::Done),
            "failed" => Failed::named(self.reason.as_deref()?).map(State::Failed),
            _ => None,
        }
    }
}

fn read(item: Item) -> Result<Export> {
    let key = key_of(&item);
    let id = keys::read_export(&key.sk).ok_or_else(|| bad(&key, &"no id of an export"))?;
    let item: ExportItem = from_item(item)?;
    let state = item.state().ok_or_else(|| bad(&key, &"no state of an export"))?;
    Ok(Export {
        id,
        asked: Asked {
            survey: item.survey.parse().map_err(|error| bad(&key, &error))?,
            format: item.format.parse().map_err(|error| bad(&key, &error))?,
            bom: item.bom,
            first: item.first,
            last: item.last,
            filters: item.filters,
        },
        asked_at: item.asked_at,
        state,
        rows: item.written_rows,
        bytes: item.written_bytes,
        tries: item.tries,
    })
}

/// A run that works on an export.
#[derive(Clone, Debug)]
pub struct ExportRun {
    workspace: WorkspaceId,
    export: ExportId,
    token: Uuid,
}

const RUNS: &str = "progress = :running AND run = :run";

impl Store {
    /// Stores an export that somebody asked for.
    pub async fn put_export(&self, ws: &WorkspaceId, export: &Export) -> Result<()> {
        self.put(&self.tables.data, &keys::export(ws, export.id), &ExportItem::of(export)).await
    }

    /// An export of this workspace, also one that has expired.
    pub async fn export(&self, ws: &WorkspaceId, id: ExportId) -> Result<Option<Export>> {
        self.get_item(&self.tables.data, &keys::export(ws, id)).await?.map(read).transpose()
    }

    /// All exports of a workspace, oldest first, also those that have expired.
    pub async fn exports(&self, ws: &WorkspaceId) -> Result<Vec<Export>> {
        let pk = keys::workspace(ws).pk;
        let items = self.query(&self.tables.data, &pk, SortKeys::Prefix(keys::EXPORT_PREFIX)).await?;
        items.into_iter().map(read).collect()
    }

    /// The exports of a workspace that run. One that can't be read stops none of the others: it may be one of them.
    pub async fn running_exports(&self, ws: &WorkspaceId, now: Timestamp) -> Result<Vec<ExportId>> {
        let pk = keys::workspace(ws).pk;
        let items = self.query(&self.tables.data, &pk, SortKeys::Prefix(keys::EXPORT_PREFIX)).await?;
        let of_it = |item: Item| {
            let key = key_of(&item);
            match read(item) {
                Ok(export) => (export.state_at(now) == State::Running).then_some(export.id),
                Err(_) => keys::read_export(&key.sk),
            }
        };
        Ok(items.into_iter().filter_map(of_it).collect())
    }

    /// Begins a run on an export that runs, and takes it over from any other; none where there is nothing to do.
    pub async fn begin_export(
        &self,
        ws: &WorkspaceId,
        id: ExportId,
        token: Uuid,
    ) -> Result<Option<(Export, ExportRun)>> {
        let values = vec![(":running", text("running")), (":run", text(token)), (":one", number(1))];
        let begun = self.change_export(ws, id, "SET run = :run ADD tries :one", "progress = :running", values).await?;
        let run = ExportRun { workspace: ws.clone(), export: id, token };
        Ok(begun.map(|export| (export, run)))
    }

    /// Notes how much a run has written; `false` where the export is no longer its own.
    pub async fn note_export(&self, run: &ExportRun, rows: u64, bytes: u64) -> Result<bool> {
        self.change_run(run, "SET written_rows = :rows, written_bytes = :bytes", written(rows, bytes)).await
    }

    /// Notes that a run's file is whole; `false` where the export is no longer its own.
    pub async fn finish_export(&self, run: &ExportRun, rows: u64, bytes: u64) -> Result<bool> {
        let update = "SET written_rows = :rows, written_bytes = :bytes, progress = :done REMOVE run";
        let values = written(rows, bytes).into_iter().chain([(":done", text("done"))]).collect();
        self.change_run(run, update, values).await
    }

    /// Notes that a run's export gets no file; `false` where it is no longer its own.
    pub async fn fail_export(&self, run: &ExportRun, why: Failed) -> Result<bool> {
        let values = vec![(":failed", text("failed")), (":why", text(why.name()))];
        self.change_run(run, "SET progress = :failed, reason = :why REMOVE run", values).await
    }

    /// Takes an export back, however far it is: from now on nobody gets its file, and no run makes it whole.
    pub async fn void_export(&self, ws: &WorkspaceId, id: ExportId, why: Failed) -> Result<()> {
        let values = vec![(":failed", text("failed")), (":why", text(why.name()))];
        let update = "SET progress = :failed, reason = :why REMOVE run";
        self.change_export(ws, id, update, "attribute_exists(pk)", values).await.map(drop)
    }

    async fn change_run(&self, run: &ExportRun, update: &str, values: Vec<(&str, AttributeValue)>) -> Result<bool> {
        let own = [(":running", text("running")), (":run", text(run.token))];
        let values = values.into_iter().chain(own).collect();
        Ok(self.change_export(&run.workspace, run.export, update, RUNS, values).await?.is_some())
    }

    /// Changes an export where `condition` holds; none where it doesn't.
    async fn change_export(
        &self,
        ws: &WorkspaceId,
        id: ExportId,
        update: &str,
        condition: &str,
        values: Vec<(&str, AttributeValue)>,
    ) -> Result<Option<Export>> {
        let values: HashMap<_, _> = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let changed = self
            .client
            .update_item()
            .table_name(&self.tables.data)
            .set_key(Some(address(&keys::export(ws, id))))
            .update_expression(update)
            .condition_expression(condition)
            .set_expression_attribute_values(Some(values))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        match changed {
            Ok(changed) => changed.attributes.map(read).transpose(),
            Err(SdkError::ServiceError(error)) => match error.into_err() {
                UpdateItemError::ConditionalCheckFailedException(_) => Ok(None),
                error => Err(StoreError::of_code(error.code())),
            },
            Err(error) => Err(error.into()),
        }
    }
}

fn written(rows: u64, bytes: u64) -> Vec<(&'static str, AttributeValue)> {
    vec![(":rows", number(rows)), (":bytes", number(bytes))]
}
