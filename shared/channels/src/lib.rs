//! What carries a message out: mails by SES, SMTP or an outbox folder; texts by AWS End User Messaging or that folder. A
//! mail is built once, by [`mail::Mail`], and handed over by whichever adapter the program was started with.
//!
//! Nothing here decides whether a message may be sent, or sends one twice: that is for whoever holds the claim.

use std::pin::Pin;

use domain::message::Handover;

#[cfg(feature = "aws")]
mod aws;
pub mod mail;
#[cfg(feature = "outbox")]
pub mod outbox;
#[cfg(feature = "ses")]
pub mod ses;
pub mod sms;
#[cfg(feature = "smtp")]
pub mod smtp;

pub use mail::{Draft, Mail, Sender};
pub use sms::Text;

/// The future of a handover.
pub type HandingOver<'a> = Pin<Box<dyn Future<Output = Handover> + Send + 'a>>;

/// Hands mails to a mail system.
///
/// Mail can't be sent idempotently, so what an adapter answers decides whether somebody gets a mail twice. It
/// - MUST try once: no retry of its own once a mail system was told of the mail, none of the SDK or the connection below it;
/// - MUST answer `Accepted` only where the mail system took the responsibility for the mail, in words;
/// - MUST answer `Rejected` only where the mail system said that it will never take this mail;
/// - MUST answer `Bounced` only where it said that this recipient is not there or wants nothing: the address gets nothing
///   more, of no survey;
/// - MUST answer `Busy` only where the mail was surely not accepted: the refusal was read, or the mail never left. It is
///   sent again;
/// - MUST answer `Paused` only where, besides, the refusal was of the account and holds for every other mail as well: all
///   sending stops for a while;
/// - MUST answer `NoAnswer` wherever the mail may have been accepted: when in doubt, this;
/// - MUST answer within four minutes, less than a claim's lease ([`domain::message::LEASE`]);
/// - MUST NOT write an address, a name or the mail system's own words to the log: they quote addresses.
pub trait Mailer: Send + Sync + std::fmt::Debug {
    /// Hands one mail over.
    fn send<'a>(&'a self, mail: &'a Mail) -> HandingOver<'a>;
}

/// Hands texts to a carrier. What it must and must not do is word for word what a [`Mailer`] must, of texts and numbers.
pub trait Texter: Send + Sync + std::fmt::Debug {
    /// Hands one text over.
    fn send_text<'a>(&'a self, text: &'a Text) -> HandingOver<'a>;
}
