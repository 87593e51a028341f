//! A mail, built once for every mail system: headers, a text part and an HTML part.
//!
//! The bytes hang on the draft alone: whoever sends one draft twice sends one and the same Message-ID.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use domain::id::{DispatchId, WorkspaceId};
use domain::person::EmailAddress;
use jiff::Timestamp;
use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

/// Whom a mail comes from: an address, with a name that people see.
#[derive(Clone, PartialEq, Eq)]
pub struct Sender {
    address: lettre::Address,
    name: Option<String>,
}

impl Sender {
    /// The same address under another name; without one, mail programs show the address.
    #[must_use]
    pub fn named(&self, name: Option<&str>) -> Self {
        Self { address: self.address.clone(), name: name.map(str::to_owned) }
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender(…)")
    }
}

impl FromStr for Sender {
    type Err = BadAddress;

    /// Reads a bare address. One without a dot in its domain is fine: one machine sends as `survey@localhost`.
    ///
    /// ```
    /// use channels::Sender;
    /// assert!("survey@localhost".parse::<Sender>().is_ok());
    /// assert!("survey".parse::<Sender>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        Ok(Self { address: text.parse().map_err(|_| BadAddress)?, name: None })
    }
}

/// An address that mail can't be written to or from. It isn't shown: errors hold no contact data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an email address, such as survey@example.com")]
pub struct BadAddress;

/// All that a mail is made of.
#[derive(Clone)]
pub struct Draft {
    /// Whose message it carries.
    pub workspace: WorkspaceId,
    /// Which dispatch.
    pub dispatch: DispatchId,
    /// Which of the dispatch's messages: 0 is the invitation.
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

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({} {})", self.dispatch, self.number)
    }
}

impl Mail {
    /// Builds a mail.
    ///
    /// # Errors
    /// [`BadAddress`] where no mail can be addressed so.
    pub fn new(draft: Draft) -> Result<Self, BadAddress> {
        let Draft { workspace, dispatch, number, date, from, to, subject, text, html } = draft;
        let message_id = format!("<{dispatch}.{number}@{}>", from.address.domain());
        let to = to.as_str().parse().map_err(|_| BadAddress)?;
        // Neither transfer encoding lets `=_` into a body, so the boundary can't occur in one.
        let parts = MultiPart::alternative()
            .boundary(format!("=_{dispatch}"))
            .singlepart(SinglePart::plain(text))
            .singlepart(SinglePart::html(html));
        let message = Message::builder()
            .message_id(Some(message_id))
            .date(SystemTime::from(date))
            .from(Mailbox::new(from.name.as_deref().map(one_line), from.address))
            .to(Mailbox::new(None, to))
            .subject(one_line(&subject))
            // RFC 3834: keeps out-of-office replies away.
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .multipart(parts)
            .map_err(|_| BadAddress)?;
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
}

/// A header is one line, whatever a team wrote into a name.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
