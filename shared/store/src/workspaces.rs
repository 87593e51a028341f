//! Workspace settings, and the items by which an origin is found that browsers may post from.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::id::WorkspaceId;
use domain::origin::Origin;
use domain::workspace::Workspace;
use serde::{Deserialize, Serialize};

use crate::item::{bad, number, to_item};
use crate::retry::{TRIES, pause};
use crate::transaction::{Transacted, delete, put, put_on};
use crate::{Result, Store, StoreError, keys};

#[derive(Serialize, Deserialize)]
struct WorkspaceItem {
    /// The first settings were stored without one.
    #[serde(default)]
    revision: u64,
    settings: serde_json::Value,
}

#[derive(Serialize)]
struct OriginItem {}

impl Store {
    /// The settings of a workspace.
    pub async fn workspace(&self, ws: &WorkspaceId) -> Result<Option<Workspace>> {
        Ok(self.revised_workspace(ws).await?.map(|(workspace, _)| workspace))
    }

    /// Sets the settings of a workspace. Its origins' items are kept in step in the same transaction: what is removed and
    /// what is added is known from the settings that were read, and the write holds only on top of those.
    pub async fn put_workspace(&self, workspace: &Workspace) -> Result<()> {
        for attempt in 0..TRIES {
            let (before, seen) = match self.revised_workspace(&workspace.id).await? {
                Some((before, seen)) => (before.allowed_origins, seen),
                None => (Vec::new(), 0),
            };
            let item = WorkspaceItem { revision: seen + 1, settings: workspace.to_json() };
            let mut parts = vec![put_on(
                &self.tables.data,
                to_item(&keys::workspace(&workspace.id), &item)?,
                "attribute_not_exists(revision) OR revision = :seen",
                vec![(":seen", number(seen))],
            )?];
            parts.extend(self.origin_changes(&workspace.id, &before, &workspace.allowed_origins)?);
            if let Transacted::Done = self.transact(parts).await? {
                self.retention.remember(&workspace.id, workspace.counting.retention_days);
                return self.register_workspace(&workspace.id).await;
            }
            // Another's settings came between, or the reply to this write was lost: then it is merely written once more.
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }

    /// Whether any workspace lets browsers post from an origin. A preflight names no more than that.
    pub async fn origin_known(&self, origin: &Origin) -> Result<bool> {
        self.has_any(&self.tables.data, &keys::origin_partition(origin)).await
    }

    /// Whether a workspace lets browsers post from an origin.
    pub async fn origin_of(&self, ws: &WorkspaceId, origin: &Origin) -> Result<bool> {
        Ok(self.get_item(&self.tables.data, &keys::origin(ws, origin)).await?.is_some())
    }

    async fn revised_workspace(&self, ws: &WorkspaceId) -> Result<Option<(Workspace, u64)>> {
        let key = keys::workspace(ws);
        let Some(item) = self.get::<WorkspaceItem>(&self.tables.data, &key).await? else {
            self.retention.remember(ws, None);
            return Ok(None);
        };
        let workspace = Workspace::parse(ws.clone(), &item.settings).map_err(|error| bad(&key, &error))?;
        self.retention.remember(ws, workspace.counting.retention_days);
        Ok(Some((workspace, item.revision)))
    }

    fn origin_changes(&self, ws: &WorkspaceId, before: &[Origin], now: &[Origin]) -> Result<Vec<TransactWriteItem>> {
        // A transaction may name an item once, so a list that repeats an origin must not.
        let (before, now): (BTreeSet<_>, BTreeSet<_>) = (before.iter().collect(), now.iter().collect());
        let removed = before.difference(&now).map(|origin| delete(&self.tables.data, &keys::origin(ws, origin)));
        let added = now
            .difference(&before)
            .map(|origin| put(&self.tables.data, to_item(&keys::origin(ws, origin), &OriginItem {})?, None));
        removed.chain(added).collect()
    }
}
