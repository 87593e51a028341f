//! Exports as copies of what the tables hold. Whoever erases a person does not look into files, since all of them are made
//! again within minutes: every export of the workspace is taken back.

use std::sync::Arc;

use domain::export::Failed;
use domain::id::{DispatchId, WorkspaceId};
use store::{Copies, Forgetting, Store, StoreError};

use crate::{Files, FilesError};

/// The exports of all workspaces.
#[derive(Clone, Debug)]
pub struct Exports {
    store: Store,
    files: Arc<dyn Files>,
}

impl Exports {
    /// Those that this store knows, whose files lie here.
    pub fn new(store: Store, files: Arc<dyn Files>) -> Self {
        Self { store, files }
    }

    /// Takes back every export of a workspace, because somebody who may stand in it was erased. A run that writes one at the
    /// moment finds it gone and drops its file. To be called once nothing of the person is left to read; may be repeated.
    ///
    /// # Errors
    /// The tables or the files; what was taken back until then stays so.
    pub async fn take_back(&self, workspace: &WorkspaceId) -> Result<(), FilesError> {
        for export in self.store.exports(workspace).await? {
            // The file after the item: so no run that ends in between leaves a file that somebody can fetch.
            self.store.void_export(workspace, export.id, Failed::PersonErased).await?;
            self.files.delete(export.file()).await?;
        }
        Ok(())
    }
}

impl Copies for Exports {
    fn forget<'a>(&'a self, ws: &'a WorkspaceId, _: &'a [DispatchId]) -> Forgetting<'a> {
        Box::pin(async move {
            self.take_back(ws).await.map_err(|error| match error {
                FilesError::Store(error) => error,
                error => StoreError::Unavailable(error.to_string()),
            })
        })
    }
}
