//! Goes on with an erasure that was begun: to its end where that took too long for a request, and through everything once more
//! when all that was under way at its begin has ended.

use std::time::{Duration, Instant};

use domain::id::{ErasureId, WorkspaceId};
use domain::task::JobTask;
use store::{Erasing, LedgerEntry, LedgerState};

use crate::{JobError, Jobs, PATIENCE};

/// How long a pass may take before the rest is queued anew.
const PASS: Duration = Duration::from_mins(5);

impl Jobs {
    /// Goes on with an erasure, unless it has ended.
    pub(crate) async fn erase(&self, ws: &WorkspaceId, id: ErasureId) -> Result<(), JobError> {
        tracing::Span::current().record("workspace", ws.as_str());
        let Some(erasure) = self.store.running_erasure(ws, id).await? else { return Ok(()) };
        // Whoever began it may have died before this was written.
        self.copies.note(ws, &LedgerEntry { id, erased_at: erasure.erased_at, state: LedgerState::Running }).await?;
        let until = Instant::now() + self.patience.unwrap_or(PATIENCE).min(PASS);
        let delay = match self.store.go_on_erasing(ws, &erasure, &*self.copies, self.clock.now(), until).await? {
            Erasing::Done => {
                tracing::info!(workspace = %ws, erasure = %id, "an erasure has ended");
                return Ok(());
            }
            Erasing::Early(delay) => delay,
            Erasing::Running => Duration::ZERO,
        };
        let task = JobTask::Erase { workspace: ws.to_string(), erasure: id.to_string() };
        self.send(&task, delay).await
    }
}
