//! What carries a message out: SES, SMTP and an outbox folder. A mail is built once, by [`mail::Mail`], and handed over by
//! whichever adapter the program was started with.
//!
//! Nothing here decides whether a mail may be sent, or sends one twice: that is for whoever holds the claim.

use std::pin::Pin;

use domain::message::Handover;

pub mod mail;
#[cfg(feature = "outbox")]
pub mod outbox;
#[cfg(feature = "ses")]
pub mod ses;
#[cfg(feature = "smtp")]
pub mod smtp;

pub use mail::{Draft, Mail, Sender};

/// The future of a handover.
pub type HandingOver<'a> = Pin<Box<dyn Future<Output = Handover> + Send + 'a>>;

/// Hands mails to a mail system.
///
/// Mail can't be sent idempotently, so what an adapter answers decides whether somebody gets a mail twice. It
/// - MUST try once: no retry of its own, none of the SDK or the connection below it;
/// - MUST answer `Accepted` only where the mail system took the responsibility for the mail, in words;
/// - MUST answer `Rejected` only where the mail system said that it will never take this mail;
/// - MUST answer `Busy` only where the mail was surely not accepted: the refusal was read, or the mail never left. It is
///   sent again;
/// - MUST answer `NoAnswer` wherever the mail may have been accepted: when in doubt, this;
/// - MUST answer within four minutes, less than a claim's lease ([`domain::message::LEASE`]);
/// - MUST NOT write an address, a name or the mail system's own words to the log: they quote addresses.
pub trait Mailer: Send + Sync + std::fmt::Debug {
    /// Hands one mail over.
    fn send<'a>(&'a self, mail: &'a Mail) -> HandingOver<'a>;
}
