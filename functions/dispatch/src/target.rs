//! Which message a record is about, and why it could not be looked after.

use domain::id::{DispatchId, WorkspaceId};
use domain::task::SendTask;
use store::StoreError;

/// Why a message was not looked after; its record comes again, and ends in the dead-letter queue.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// The record is not a task.
    #[error("the record is not a message to send")]
    NotATask,
    /// It names something that does not stand in the tables.
    #[error("there is no {what} for dispatch {dispatch} of workspace {workspace}")]
    Unknown {
        /// What is missing.
        what: &'static str,
        /// Whose.
        workspace: WorkspaceId,
        /// Of which dispatch.
        dispatch: DispatchId,
    },
    /// The base URL of the settings makes no link that ends the mails.
    #[error("ATBALSS_BASE_URL is not where the public pages are: no mail can be unsubscribed from")]
    NoLink,
    /// What speaks for or against it changed each time it was looked at.
    #[error("what dispatch {0} hangs on does not stand still")]
    Restless(DispatchId),
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a message is not sent at the moment.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Obstacle {
    /// It can never be: what it is made of is not there, or can't be read. The reason names keys, and quotes nothing.
    #[error("{0}")]
    Never(String),
    /// Its record comes again.
    #[error(transparent)]
    Again(#[from] DispatchError),
}

impl From<StoreError> for Obstacle {
    fn from(error: StoreError) -> Self {
        Self::Again(error.into())
    }
}

impl Obstacle {
    /// An item that can't be read will not be the next time either; whatever else is wrong with the tables passes.
    pub fn of_item(error: StoreError) -> Self {
        match error {
            StoreError::BadItem { .. } => Self::Never(error.to_string()),
            error => error.into(),
        }
    }
}

/// Which message, of whom.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub workspace: WorkspaceId,
    pub dispatch: DispatchId,
    pub number: u32,
}

impl Target {
    /// Reads the body of a record.
    pub fn read(body: &str) -> Result<Self, DispatchError> {
        // What is wrong is not said: the reason would quote the record.
        let task: SendTask = serde_json::from_str(body).map_err(|_| DispatchError::NotATask)?;
        let workspace: WorkspaceId = task.workspace.parse().map_err(|_| DispatchError::NotATask)?;
        tracing::Span::current().record("workspace", workspace.as_str());
        let dispatch = task.dispatch.parse().map_err(|_| DispatchError::NotATask)?;
        Ok(Self { workspace, dispatch, number: task.message })
    }

    pub fn unknown(&self, what: &'static str) -> DispatchError {
        DispatchError::Unknown { what, workspace: self.workspace.clone(), dispatch: self.dispatch }
    }
}
