//! Claims one message, renders it and sends it: at most once, whatever is delivered twice, crashes or breaks.
//!
//! The claim is the point of no return. Before it everything may be repeated; after it nobody sends the message again unless
//! the mail system surely refused it, and where that can't be told the message is `unknown`.

use std::sync::Arc;
use std::time::Duration;

use channels::{Draft, Mail, Mailer, Sender};
use domain::id::{DispatchId, WorkspaceId};
use domain::message::{Handover, Message, Reason, Status};
use domain::task::SendTask;
use domain::workspace::Workspace;
use jiff::SignedDuration;
use runtime::batch::{BatchAnswer, NoId, SqsBatch, each};
use store::{StoreError, Updated};
use web::backend::Backend;

mod invitation;

pub use invitation::Invitation;

/// How often the end of a message that was handed over is written, before its claim is left to end by itself.
const TRIES: u32 = 3;

/// Sends messages.
#[derive(Clone, Debug)]
pub struct Dispatcher {
    backend: Backend,
    mailer: Arc<dyn Mailer>,
    from: Sender,
}

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
    /// The message could not be rendered.
    #[error("the message of dispatch {0} could not be rendered")]
    Template(DispatchId),
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Which message, of whom.
struct Target {
    workspace: WorkspaceId,
    dispatch: DispatchId,
    number: u32,
}

impl Target {
    fn read(body: &str) -> Result<Self, DispatchError> {
        // What is wrong is not said: the reason would quote the record.
        let task: SendTask = serde_json::from_str(body).map_err(|_| DispatchError::NotATask)?;
        tracing::Span::current().record("workspace", &task.workspace);
        let workspace = task.workspace.parse().map_err(|_| DispatchError::NotATask)?;
        let dispatch = task.dispatch.parse().map_err(|_| DispatchError::NotATask)?;
        Ok(Self { workspace, dispatch, number: task.message })
    }

    fn unknown(&self, what: &'static str) -> DispatchError {
        DispatchError::Unknown { what, workspace: self.workspace.clone(), dispatch: self.dispatch }
    }
}

/// What is to be done with a message.
enum Plan {
    Send(Box<Mail>),
    Skip(Reason),
}

impl Dispatcher {
    /// Sends through `mailer`, from one address; the name beside it is the workspace's.
    pub fn new(backend: Backend, mailer: Arc<dyn Mailer>, from: Sender) -> Self {
        Self { backend, mailer, from }
    }

    /// Sends the messages of a batch, each by itself.
    ///
    /// # Errors
    /// [`NoId`] where a record has no id; nothing is sent then.
    pub async fn handle(&self, batch: SqsBatch) -> Result<BatchAnswer, NoId> {
        each(
            batch.records,
            |record| record.message_id.clone(),
            |record| async move { self.deliver(&record.body).await },
        )
        .await
    }

    async fn deliver(&self, body: &str) -> Result<(), DispatchError> {
        let target = Target::read(body)?;
        let store = &self.backend.store;
        let known = store.message(&target.workspace, target.dispatch, target.number).await?;
        let (message, revision) = known.ok_or_else(|| target.unknown("message"))?;
        if message.now().status != Status::Scheduled {
            // Delivered twice: another worker has it, or it has ended.
            return Ok(());
        }
        let plan = self.plan(&target).await?;
        let now = self.backend.now();
        let changed = match &plan {
            Plan::Send(_) => message.claim(now),
            Plan::Skip(reason) => message.skip(now, *reason),
        };
        let Some(changed) = changed else { return Ok(()) };
        let updated = store.update_message(&target.workspace, target.dispatch, &changed, revision).await?;
        match (plan, updated) {
            (Plan::Send(mail), Updated::Done) => {
                let handover = self.mailer.send(&mail).await;
                self.conclude(&target, changed, revision + 1, handover).await;
            }
            (Plan::Skip(reason), Updated::Done) => {
                tracing::info!(workspace = %target.workspace, dispatch = %target.dispatch, reason = reason.name(), "a message was skipped");
            }
            (_, Updated::Overtaken) => {}
        }
        Ok(())
    }

    /// Looks at everything that may speak against sending, and renders the mail. It changes nothing.
    async fn plan(&self, target: &Target) -> Result<Plan, DispatchError> {
        let (store, ws) = (&self.backend.store, &target.workspace);
        let dispatch = store.dispatch(ws, target.dispatch).await?.ok_or_else(|| target.unknown("dispatch"))?;
        let now = self.backend.now();
        // First, so that whatever can't be read ends with its link.
        if dispatch.expires_at <= now {
            return Ok(Plan::Skip(Reason::LinkExpired));
        }
        let survey = store.survey(ws, &dispatch.survey).await?.ok_or_else(|| target.unknown("survey"))?;
        if survey.archived {
            return Ok(Plan::Skip(Reason::SurveyArchived));
        }
        let workspace = store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone()));
        // A person who was deleted in the meantime has no address either.
        let person = store.person(ws, &dispatch.person).await?;
        let Some(to) = person.and_then(|person| person.email) else { return Ok(Plan::Skip(Reason::NoAddress)) };
        let link = self.backend.survey_link(ws, dispatch.id, dispatch.expires_at);
        let invitation = Invitation::render(&workspace, &survey, &dispatch, link)
            .map_err(|_| DispatchError::Template(target.dispatch))?;
        let draft = Draft {
            workspace: ws.clone(),
            dispatch: dispatch.id,
            number: target.number,
            date: now,
            from: self.from.named(workspace.from_name.as_deref().or(workspace.company.as_deref())),
            to,
            subject: invitation.subject,
            text: invitation.text,
            html: invitation.html,
        };
        Ok(Mail::new(draft).map_or(Plan::Skip(Reason::NoAddress), |mail| Plan::Send(Box::new(mail))))
    }

    /// Writes down what the mail system said. Nothing that fails here may bring the record back: the mail may be out.
    async fn conclude(&self, target: &Target, claimed: Message, revision: u64, handover: Handover) {
        let Target { workspace, dispatch, .. } = target;
        let now = self.backend.now();
        let retry_at = now + pause(*dispatch, claimed.attempt);
        let Some(ended) = claimed.hand_over(now, handover, retry_at) else { return };
        for again in 0..TRIES {
            match self.backend.store.update_message(workspace, *dispatch, &ended, revision).await {
                Ok(Updated::Done) => {
                    let (status, attempt) = (ended.now().status.name(), ended.attempt);
                    tracing::info!(%workspace, %dispatch, status, attempt, "a message was handed over");
                    return;
                }
                // Written already, by a try whose reply was lost; or the claim's lease has ended.
                Ok(Updated::Overtaken) => return,
                Err(error) => tracing::warn!(%workspace, %dispatch, %error, "the end of a message was not written"),
            }
            tokio::time::sleep(Duration::from_millis(100 << again)).await;
        }
        tracing::error!(%workspace, %dispatch, "a message was handed over and that is not written; it will be unknown");
    }
}

/// How long a message that was refused for now waits: 1 to 5 minutes, doubled with each attempt up to 256 times, so that a
/// long outage doesn't fill its history. Spread by the id's bits, which are random.
fn pause(dispatch: DispatchId, attempt: u32) -> SignedDuration {
    let (high, low) = dispatch.bits().as_u64_pair();
    let spread = (high ^ low).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(attempt) % 240;
    let base = 60 + i64::try_from(spread).unwrap_or(0);
    SignedDuration::from_secs(base << attempt.saturating_sub(1).min(8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_messages_wait_one_to_five_minutes_and_not_all_the_same() {
        let pauses = |attempt| {
            (0..1000u128).map(move |bits| pause(DispatchId::new(uuid::Uuid::from_u128(bits << 64 | 7)), attempt))
        };
        let (first, last) = (pauses(1).min().unwrap(), pauses(1).max().unwrap());
        assert!(first >= SignedDuration::from_mins(1) && last < SignedDuration::from_mins(5));
        assert!(last - first > SignedDuration::from_mins(3));
        assert!(pauses(2).all(|pause| pause >= SignedDuration::from_mins(2)));
        assert!(pauses(u32::MAX).all(|pause| pause <= SignedDuration::from_hours(22)));
    }
}
