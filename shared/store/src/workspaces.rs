//! Workspace settings.

use domain::id::WorkspaceId;
use domain::workspace::Workspace;
use serde::{Deserialize, Serialize};

use crate::item::bad;
use crate::{Result, Store, keys};

#[derive(Serialize, Deserialize)]
struct WorkspaceItem {
    settings: serde_json::Value,
}

impl Store {
    /// The settings of a workspace.
    pub async fn workspace(&self, ws: &WorkspaceId) -> Result<Option<Workspace>> {
        let key = keys::workspace(ws);
        let Some(item) = self.get::<WorkspaceItem>(&self.tables.data, &key).await? else {
            return Ok(None);
        };
        let workspace = Workspace::parse(ws.clone(), &item.settings).map_err(|error| bad(&key, &error))?;
        Ok(Some(workspace))
    }

    /// Sets the settings of a workspace.
    pub async fn put_workspace(&self, workspace: &Workspace) -> Result<()> {
        let item = WorkspaceItem { settings: workspace.to_json() };
        self.put(&self.tables.data, &keys::workspace(&workspace.id), &item).await
    }
}
