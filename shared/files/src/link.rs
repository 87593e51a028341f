//! Links to files on one machine: tokens that name an export and end.

use domain::id::{ExportId, WorkspaceId};
use domain::link::{LinkError, LinkKeys, Purpose, Signed};
use jiff::Timestamp;
use uuid::Uuid;

/// Makes the token that opens the file of an export.
pub fn seal_download(keys: &LinkKeys, workspace: &WorkspaceId, export: ExportId, until: Timestamp) -> String {
    let subject = export.bits().as_bytes().to_vec();
    keys.seal(Purpose::Download, &Signed { workspace: workspace.clone(), subject, expires_at: until })
}

/// Whose file a token opens: the inverse of [`seal_download`].
///
/// # Errors
/// [`LinkError::Expired`] where all but the time is right, else [`LinkError::Invalid`].
pub fn whose_download(keys: &LinkKeys, token: &str, now: Timestamp) -> Result<(WorkspaceId, ExportId), LinkError> {
    let signed = keys.open(Purpose::Download, token, now)?;
    let bits = Uuid::from_slice(&signed.subject).map_err(|_| LinkError::Invalid)?;
    Ok((signed.workspace, ExportId::new(bits)))
}
