//! Addresses that may be written to, and the names under which they are remembered.
//!
//! An address itself stands with its person only. Who must not be written to any more, who was written to last, and whose
//! number a reply came from are kept under keyed digests, so that forgetting a person doesn't forget what they forbade.

mod email;
mod key;
mod phone;
#[cfg(test)]
mod tests;

pub use email::EmailAddress;
pub use key::{AddressKey, NumberHash, ShortCode};
pub use phone::{Country, PhoneNumber};

use crate::context::Channel;

/// An address on the channel that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Contact {
    /// Where mail goes.
    Email(EmailAddress),
    /// Where texts go.
    Phone(PhoneNumber),
}

impl Contact {
    /// The channel that writes to it.
    pub const fn channel(&self) -> Channel {
        match self {
            Self::Email(_) => Channel::Email,
            Self::Phone(_) => Channel::Sms,
        }
    }

    /// The one spelling of the address, whichever of its spellings was written.
    pub fn canonical(&self) -> String {
        match self {
            Self::Email(email) => email.canonical(),
            Self::Phone(phone) => phone.as_str().to_owned(),
        }
    }
}

impl From<EmailAddress> for Contact {
    fn from(email: EmailAddress) -> Self {
        Self::Email(email)
    }
}

impl From<PhoneNumber> for Contact {
    fn from(phone: PhoneNumber) -> Self {
        Self::Phone(phone)
    }
}
