//! `atbalss explain`: what happened to a dispatch, and what each rule of sending says of it now.
//!
//! It reads what the worker would read and asks the same rules. It shows ids and never an address: what it prints may be
//! pasted into a ticket.

mod reasons;
#[cfg(test)]
mod tests;
mod words;

use anyhow::Context;
use domain::contact::AddressKey;
use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::id::{SubmissionId, WorkspaceId};
use domain::message::{Message, Status};
use domain::person::Person;
use domain::rules::Facts;
use domain::suppression::Suppression;
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::{LastAsked, LinkState, Store};

use crate::cli::Explain;
use crate::tables;

/// Everything that a verdict hangs on, as it stands.
struct Known {
    now: Timestamp,
    /// The workspace's.
    zone: TimeZone,
    workspace: Workspace,
    survey: Survey,
    person: Person,
    dispatch: Dispatch,
    answered_by: Option<SubmissionId>,
    suppression: Option<Suppression>,
    /// The last message of another dispatch to an address of the person.
    last_asked: Option<LastAsked>,
    paused_until: Option<Timestamp>,
}

/// Runs the command.
pub async fn run(options: Explain) -> anyhow::Result<()> {
    let (opened, addresses) = tables::open_with_addresses(&options.place).await?;
    let ws = &options.place.workspace;
    let dispatch = opened.store.dispatch(ws, options.dispatch).await?.with_context(|| {
        let else_where = "if it is another workspace's, say which with --workspace";
        format!("workspace {ws} has no dispatch {}; {else_where}", options.dispatch)
    })?;
    let known = Known::read(&opened.store, &addresses, ws, dispatch, Timestamp::now()).await?;
    print!("{}", words::page(&known));
    Ok(())
}

impl Known {
    async fn read(
        store: &Store,
        addresses: &AddressKey,
        ws: &WorkspaceId,
        dispatch: Dispatch,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let workspace = store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone()));
        let survey = store.survey(ws, &dispatch.survey).await?;
        let survey = survey.with_context(|| format!("survey {} of this dispatch does not exist", dispatch.survey))?;
        // Of a person who was erased nothing is known, as the worker sees it.
        let person = store.person(ws, &dispatch.person).await?.unwrap_or_default();
        let answered_by = match store.link(ws, &dispatch.person, dispatch.id).await? {
            LinkState::Answered(id) => Some(id),
            LinkState::Open | LinkState::Used | LinkState::Gone => None,
        };
        let suppression = match person.contact(dispatch.channel) {
            Some(contact) => store.suppression(ws, addresses.id(ws, &contact)).await?,
            None => None,
        };
        let mut last_asked: Option<LastAsked> = None;
        for contact in person.contacts() {
            let last = store.throttle(ws, addresses.id(ws, &contact)).await?;
            let other = last.filter(|last| last.dispatch != dispatch.id);
            last_asked = [last_asked, other].into_iter().flatten().max_by_key(|last| last.at);
        }
        let paused_until = store.breaker(dispatch.channel).await?.filter(|until| *until > now);
        let zone = TimeZone::get(workspace.time_zone.name())?;
        Ok(Self { now, zone, workspace, survey, person, dispatch, answered_by, suppression, last_asked, paused_until })
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            now: self.now,
            workspace: &self.workspace,
            survey: &self.survey,
            person: &self.person,
            channel: self.dispatch.channel,
            expires_at: self.dispatch.expires_at,
            reminder: self.next_is_reminder(),
            answered: self.answered_by.is_some(),
            suppressed: self.suppression.is_some() || self.dispatch.is_refused(),
            last_asked: self.last_asked.map(|last| last.at),
        }
    }

    fn newest(&self) -> Option<&Message> {
        self.dispatch.messages.last()
    }

    /// Whether the message that would go out next is a reminder: the newest is one, or waits for the time of one.
    fn next_is_reminder(&self) -> bool {
        let is_out = |message: &Message| matches!(message.now().status, Status::Sent | Status::Delivered);
        self.newest().is_some_and(|newest| newest.number > 0 || newest.due_at.is_some() && is_out(newest))
    }

    /// What would go out next.
    fn next_name(&self) -> &'static str {
        match (self.is_ours(), self.next_is_reminder()) {
            (false, _) => "its link",
            (true, false) => "an invitation",
            (true, true) => "a reminder",
        }
    }

    /// Until when the message would wait before any rule is asked; one whose link has ended waits for nothing.
    fn waits_for_the_channel(&self) -> Option<Timestamp> {
        self.paused_until.filter(|_| self.is_ours() && self.dispatch.expires_at > self.now)
    }

    fn local(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// Whether we send anything on the channel of this dispatch.
    const fn is_ours(&self) -> bool {
        matches!(self.dispatch.channel, Channel::Email | Channel::Sms)
    }
}
