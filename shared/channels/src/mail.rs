//! A mail, built once for every mail system: headers, a text part and an HTML part.
//!
//! The bytes hang on the draft alone: whoever sends one draft twice sends one and the same Message-ID.

use std::fmt;
use std::time::SystemTime;

use domain::contact::EmailAddress;
use domain::id::{DispatchId, SurveyId, WorkspaceId};
use jiff::Timestamp;
use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

mod headers;
mod sender;

pub use self::sender::{BadAddress, Sender};

/// All that a mail is made of.
#[derive(Clone)]
pub struct Draft {
    /// Whose message it carries.
    pub workspace: WorkspaceId,
    /// What it asks.
    pub survey: SurveyId,
    /// Which dispatch.
    pub dispatch: DispatchId,
    /// Which of the dispatch's messages: 0 is the invitation, the others are reminders.
    pub number: u32,
    /// The mail's own date.
    pub date: Timestamp,
    /// Whom it comes from.
    pub from: Sender,
    /// Whom it goes to.
    pub to: EmailAddress,
    /// The subject, one line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part, a whole document.
    pub html: String,
    /// Where one click ends it (RFC 8058): a link without login, at most 900 bytes of printable ASCII, to which a POST
    /// unsubscribes. Mail programs follow `https://` alone.
    pub unsubscribe: String,
}

/// A mail that is ready to be handed over.
#[derive(Clone)]
pub struct Mail {
    workspace: WorkspaceId,
    dispatch: DispatchId,
    number: u32,
    envelope: Envelope,
    bytes: Vec<u8>,
}

/// Why no mail can be made of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDraft {
    /// Nobody can be written to so. The address isn't shown: errors hold no contact data.
    #[error("no mail can be written to the address")]
    Recipient,
    /// A mail without a way off the list is not sent.
    #[error("the link that ends it is not one")]
    Unsubscribe,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({} {})", self.dispatch, self.number)
    }
}

impl Mail {
    /// Builds a mail.
    ///
    /// # Errors
    /// [`BadDraft::Recipient`] where no mail can be addressed so, [`BadDraft::Unsubscribe`] where the link is blank or none.
    pub fn new(draft: Draft) -> Result<Self, BadDraft> {
        let Draft { workspace, survey, dispatch, number, date, from, to, subject, text, html, unsubscribe } = draft;
        let unsubscribe = headers::unsubscribe(&unsubscribe).ok_or(BadDraft::Unsubscribe)?;
        let domain = from.address.domain().to_owned();
        let message_id = |number: u32| format!("<{dispatch}.{number}@{domain}>");
        let to = to.wire().parse().map_err(|_| BadDraft::Recipient)?;
        // Neither transfer encoding lets `=_` into a body, so the boundary can't occur in one.
        let parts = MultiPart::alternative()
            .boundary(format!("=_{dispatch}"))
            .singlepart(SinglePart::plain(text))
            .singlepart(SinglePart::html(html));
        let mut message = Message::builder()
            .message_id(Some(message_id(number)))
            .date(SystemTime::from(date))
            .from(Mailbox::new(from.name.as_deref().map(one_line), from.address))
            .to(Mailbox::new(None, to))
            .subject(one_line(&subject))
            // RFC 3834: keeps out-of-office replies away.
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(header("List-Unsubscribe", unsubscribe))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()))
            .raw_header(header("List-Id", headers::list_id(&survey, &workspace, &domain)))
            .raw_header(header("Feedback-ID", headers::feedback_id(&survey, &workspace, number)));
        if number > 0 {
            // Mail programs show a reminder beside the invitation.
            message = message.in_reply_to(message_id(0)).references(message_id(0));
        }
        let message = message.multipart(parts).map_err(|_| BadDraft::Recipient)?;
        let (envelope, bytes) = (message.envelope().clone(), message.formatted());
        Ok(Self { workspace, dispatch, number, envelope, bytes })
    }

    /// Whose message it carries.
    pub const fn workspace(&self) -> &WorkspaceId {
        &self.workspace
    }

    /// Which dispatch it carries.
    pub const fn dispatch(&self) -> DispatchId {
        self.dispatch
    }

    /// Which of the dispatch's messages.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// Whom mail systems deliver it for and to.
    pub const fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The mail as it travels (RFC 5322), lines ending in CRLF.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether every mail system takes it. Bodies and domains always are plain; what stands before an address's `@` in
    /// another script is not, and needs a server that takes it (RFC 6531).
    pub fn is_ascii(&self) -> bool {
        self.bytes.is_ascii()
    }
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// A header is one line, whatever a team wrote into a name.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
