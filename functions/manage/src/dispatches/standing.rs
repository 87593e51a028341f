//! What the tables say against writing to somebody: whether their address is suppressed, and when they were asked last.

use domain::contact::Contact;
use domain::context::Channel;
use domain::id::DispatchId;
use domain::person::Person;
use domain::survey::Survey;
use jiff::Timestamp;
use web::problem::Problem;

use super::ask::Asker;

/// How somebody's addresses stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether the address of the channel is on the suppression list.
    pub suppressed: bool,
    /// When the last message of another dispatch went to any of their addresses.
    pub last_asked: Option<Timestamp>,
}

impl Standing {
    /// Looks up how a person's addresses stand for a dispatch. A link that a team's own mailer sends is none of our writing,
    /// so nothing is looked up for it.
    pub async fn of(
        asker: &Asker<'_>,
        survey: &Survey,
        person: &Person,
        channel: Channel,
        own: DispatchId,
    ) -> Result<Self, Problem> {
        let Some(contact) = person.contact(channel) else { return Ok(Self::default()) };
        let (store, ws) = (&asker.backend.store, &asker.workspace.id);
        let id = |contact: &Contact| asker.backend.addresses.id(ws, contact);
        let addresses: Vec<_> = person.contacts().map(|one| id(&one)).collect();
        let last_asked = async {
            // Where the survey asks at any time, nobody needs to know when it was done last.
            if survey.throttle_days == 0 { Ok(None) } else { store.last_asked(ws, &addresses, Some(own)).await }
        };
        let (suppression, last_asked) = futures::try_join!(store.suppression(ws, id(&contact)), last_asked)?;
        Ok(Self { suppressed: suppression.is_some(), last_asked })
    }
}
