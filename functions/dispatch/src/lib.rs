//! Claims one message, renders it and sends it: at most once, whatever is delivered twice, crashes or breaks.
//!
//! The claim is the point of no return. Before it everything may be repeated; after it nobody sends the message again unless
//! the mail system surely refused it, and where that can't be told the message is `unknown`.
//!
//! What a workspace and a survey are set to is remembered for ten seconds, so a change takes that long to reach a message.
//! What concerns the person alone — their consent, their addresses, a "stop", an answer, who else wrote to them — is looked
//! at in the claim itself.

use std::sync::Arc;

use channels::{Mailer, Sender, Texter};
use domain::context::Channel;
use domain::id::{SurveyId, WorkspaceId};
use domain::message::Stage;
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::{SignedDuration, Timestamp};
use runtime::batch::{BatchAnswer, NoId, SqsBatch, each};
use store::Updated;
use web::backend::Backend;

use crate::remembered::Remembered;
use crate::target::{Obstacle, Target};

mod candidate;
mod ending;
mod parcel;
mod remembered;
mod target;
mod work;

pub use target::DispatchError;

/// How long settings are remembered.
const SETTINGS: SignedDuration = SignedDuration::from_secs(10);
/// How long it is remembered whether a channel is paused.
const BREAKER: SignedDuration = SignedDuration::from_secs(5);

/// What carries the messages out.
#[derive(Clone, Debug)]
pub struct Channels {
    /// Mails.
    pub mailer: Arc<dyn Mailer>,
    /// Texts.
    pub texter: Arc<dyn Texter>,
}

/// Sends messages.
#[derive(Clone, Debug)]
pub struct Dispatcher {
    backend: Backend,
    channels: Channels,
    from: Sender,
    memory: Arc<Memory>,
}

/// What an instance remembers.
#[derive(Debug)]
struct Memory {
    workspaces: Remembered<WorkspaceId, Arc<Workspace>>,
    surveys: Remembered<(WorkspaceId, SurveyId), Arc<Survey>>,
    /// Until when a channel is paused, if it is.
    breakers: Remembered<Channel, Option<Timestamp>>,
}

impl Dispatcher {
    /// Sends through `channels`; mails come from `from` where a workspace names no address of its own.
    pub fn new(backend: Backend, channels: Channels, from: Sender) -> Self {
        let memory = Memory {
            workspaces: Remembered::new(SETTINGS),
            surveys: Remembered::new(SETTINGS),
            breakers: Remembered::new(BREAKER),
        };
        Self { backend, channels, from, memory: Arc::new(memory) }
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
        match self.attend(&target).await {
            Ok(()) => Ok(()),
            Err(Obstacle::Again(error)) => Err(error),
            Err(Obstacle::Never(why)) => self.give_up(&target, &why).await,
        }
    }

    /// Does what is to be done with a message.
    async fn attend(&self, target: &Target) -> Result<(), Obstacle> {
        let known = self.backend.store.dispatch_with_revisions(&target.workspace, target.dispatch).await;
        let (dispatch, revisions) = known.map_err(Obstacle::of_item)?.ok_or_else(|| target.unknown("dispatch"))?;
        let mut messages = dispatch.messages.iter().zip(revisions);
        let found = messages.find(|(message, _)| message.number == target.number);
        let (message, revision) = found.ok_or_else(|| target.unknown("message"))?;
        match message.stage(self.backend.now()) {
            // Delivered twice, most of the time: another worker has it, or it has ended.
            Stage::Rest => Ok(()),
            Stage::Send => self.work(target, &dispatch).send(message, revision).await,
            Stage::Remind => self.work(target, &dispatch).remind(message, revision).await,
        }
    }

    /// Ends a message that can never be sent.
    async fn give_up(&self, target: &Target, why: &str) -> Result<(), DispatchError> {
        let Target { workspace, dispatch, number } = target;
        let store = &self.backend.store;
        let known = store.message(workspace, *dispatch, *number).await?;
        let (message, revision) = known.ok_or_else(|| target.unknown("message"))?;
        let now = self.backend.now();
        // A look for a reminder ends too, and what went out before stays as it is.
        let Some(ended) = message.clone().fail(now).or_else(|| message.settle()) else { return Ok(()) };
        if store.update_message(workspace, *dispatch, &ended, revision).await? == Updated::Done {
            tracing::error!(%workspace, %dispatch, number, why, "a message can never be sent");
        }
        Ok(())
    }

    async fn workspace(&self, id: &WorkspaceId) -> Result<Arc<Workspace>, DispatchError> {
        let now = self.backend.now();
        if let Some(known) = self.memory.workspaces.get(id, now) {
            return Ok(known);
        }
        let read = self.backend.store.workspace(id).await?;
        let workspace = Arc::new(read.unwrap_or_else(|| Workspace::new(id.clone())));
        self.memory.workspaces.put(id.clone(), now, workspace.clone());
        Ok(workspace)
    }

    async fn survey(&self, ws: &WorkspaceId, id: &SurveyId) -> Result<Arc<Survey>, Obstacle> {
        let now = self.backend.now();
        let key = (ws.clone(), id.clone());
        if let Some(known) = self.memory.surveys.get(&key, now) {
            return Ok(known);
        }
        let read = self.backend.store.survey(ws, id).await.map_err(Obstacle::of_item)?;
        let survey = Arc::new(read.ok_or_else(|| Obstacle::Never("its survey does not exist".to_owned()))?);
        self.memory.surveys.put(key, now, survey.clone());
        Ok(survey)
    }

    /// Until when nothing is sent on a channel, where the account may not send at the moment.
    async fn paused_until(&self, channel: Channel, now: Timestamp) -> Result<Option<Timestamp>, DispatchError> {
        let until = if let Some(known) = self.memory.breakers.get(&channel, now) {
            known
        } else {
            let read = self.backend.store.breaker(channel).await?;
            self.memory.breakers.put(channel, now, read);
            read
        };
        Ok(until.filter(|until| *until > now))
    }
}

/// The number that a dispatch draws below `most`: out of its id's bits, which are random, so that messages that wait for one
/// thing don't all come back at once.
fn spread(dispatch: domain::id::DispatchId, turn: u32, most: u64) -> SignedDuration {
    let (high, low) = dispatch.bits().as_u64_pair();
    let drawn = (high ^ low).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(turn) % most;
    SignedDuration::from_secs(i64::try_from(drawn).unwrap_or(0))
}
