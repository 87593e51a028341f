//! What is read for people: numbers over time and lists of answers, made once for the API, the dashboard and the exports, so
//! that all three say the same. It writes nothing.

pub mod counting;
pub mod dispatches;
pub mod metrics;
pub mod responses;
pub mod rows;
pub mod surveys;

use domain::id::WorkspaceId;
use domain::workspace::Workspace;
use store::Store;
use web::problem::Problem;

/// The settings of a workspace; the usual ones where it has none.
///
/// # Errors
/// 503 or 500 where the tables can't be read.
pub async fn workspace(store: &Store, ws: &WorkspaceId) -> Result<Workspace, Problem> {
    Ok(store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone())))
}
