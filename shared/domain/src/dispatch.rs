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
    /// How: email or link.
    pub channel: Channel,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// From when on its link opens nothing.
    pub expires_at: Timestamp,
    /// What the team sent along: touchpoint, agent, ticket, order, variant and its own.
    pub properties: Properties,
    /// The person's group when it was asked for.
    pub segment: Option<String>,
    /// The person's language when it was asked for.
    pub locale: Option<Locale>,
    /// The mails that carry it; none where a team's own mailer sends the link.
    pub messages: Vec<Message>,
}

impl Dispatch {
    /// `scheduled`, or `skipped` with a reason: what the call that asked for it answered, and answers for ever.
    pub fn outcome(&self) -> (Status, Option<Reason>) {
        match self.messages.first().map(|message| &message.history()[0]) {
            Some(first) => (first.status, first.reason),
            None => (Status::Scheduled, None),
        }
    }

    /// The dispatch as the API shows it.
    pub fn to_json(&self) -> Value {
        let newest = self.messages.last().map(Message::now);
        json!({
            "id": self.id.to_string(),
            "survey": self.survey.as_str(),
            "person": self.person.as_str(),
            "channel": self.channel.name(),
            "outcome": self.outcome().0.name(),
            "status": newest.map_or(Status::Scheduled, |entry| entry.status).name(),
            "reason": newest.and_then(|entry| entry.reason).map(Reason::name),
            "eligible_at": Value::Null,
            "created_at": millis(self.created_at),
            "expires_at": millis(self.expires_at),
            "messages": self.messages.iter().map(Message::to_json).collect::<Vec<_>>(),
        })
    }
}
