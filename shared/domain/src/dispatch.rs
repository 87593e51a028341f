//! Dispatches: one survey meant for one person over one channel.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::context::{Channel, Properties};
use crate::id::{DispatchId, PersonId, SurveyId};
use crate::locale::Locale;
use crate::message::{Message, Reason, Status};
use crate::stamped::millis;

/// One survey meant for one person over one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispatch {
    /// Its id.
    pub id: DispatchId,
    /// Which survey.
    pub survey: SurveyId,
    /// For whom.
    pub person: PersonId,
    /// How: email, SMS or link.
    pub channel: Channel,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// From when on its link opens nothing.
    pub expires_at: Timestamp,
    /// What the team sent along: touchpoint, agent, ticket, order, variant and its own.
    pub properties: Properties,
    /// The person's group when it was asked for.
    pub segment: Option<String>,
    /// Since when the person wants no more of them, where it was this dispatch that made them say so.
    pub unsubscribed_at: Option<Timestamp>,
    /// The person's language when it was asked for.
    pub locale: Option<Locale>,
    /// The mails or texts that carry it; none where a team's own mailer sends the link.
    pub messages: Vec<Message>,
}

impl Dispatch {
    /// `scheduled`, or `skipped` with a reason and the time from which another may be asked for: what the call that asked
    /// for it answered, and answers for ever.
    pub fn outcome(&self) -> (Status, Option<Reason>, Option<Timestamp>) {
        match self.messages.first().map(|message| &message.history()[0]) {
            Some(first) => (first.status, first.reason, first.eligible_at),
            None => (Status::Scheduled, None, None),
        }
    }

    /// Whether the person wanted no more of this very dispatch: they hear no more of it, at whichever address.
    pub const fn is_refused(&self) -> bool {
        self.unsubscribed_at.is_some()
    }

    /// The dispatch as the API shows it.
    pub fn to_json(&self) -> Value {
        let newest = self.messages.last().map(Message::now);
        json!({
            "id": self.id.to_string(),
            "survey": self.survey.as_str(),
            "person": (!self.person.is_nobody()).then(|| self.person.as_str()),
            "channel": self.channel.name(),
            "outcome": self.outcome().0.name(),
            "status": newest.map_or(Status::Scheduled, |entry| entry.status).name(),
            "reason": newest.and_then(|entry| entry.reason).map(Reason::name),
            "eligible_at": newest.and_then(|entry| entry.eligible_at).map(millis),
            "created_at": millis(self.created_at),
            "expires_at": millis(self.expires_at),
            "messages": self.messages.iter().map(Message::to_json).collect::<Vec<_>>(),
        })
    }
}
