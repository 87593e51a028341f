//! A text, ready to be handed over. Its words were counted and cut elsewhere; here nothing of it changes.

use std::fmt;

use domain::contact::PhoneNumber;
use domain::id::{DispatchId, WorkspaceId};
use domain::workspace::SmsSender;
use jiff::Timestamp;

#[cfg(feature = "aws-sms")]
pub mod aws;

/// All that a text is made of.
#[derive(Clone)]
pub struct Text {
    /// Whose message it carries.
    pub workspace: WorkspaceId,
    /// Which dispatch.
    pub dispatch: DispatchId,
    /// Which of the dispatch's messages: 0 is the invitation.
    pub number: u32,
    /// When it is handed over.
    pub date: Timestamp,
    /// Whom it goes to.
    pub to: PhoneNumber,
    /// Whom it comes from; the account's own choice where there is none.
    pub sender: Option<SmsSender>,
    /// Its words.
    pub body: String,
    /// When nobody may be reached with it any more, such as when the night begins: a phone that is off until then never
    /// gets it.
    pub expires_at: Option<Timestamp>,
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} {})", self.dispatch, self.number)
    }
}
