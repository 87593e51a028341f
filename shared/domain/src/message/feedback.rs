//! What comes back from mail systems and carriers: facts about a message, in any order and more than once.

use super::{Reason, Status};

/// What a mail system or a carrier says of a message that it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feedback {
    /// It took the message.
    Sent,
    /// The recipient's side makes it wait.
    Delayed,
    /// It looked at the message and refused it.
    Rejected,
    /// A text's window ended before it could be delivered.
    Expired,
    /// A text can't be delivered.
    Undeliverable,
    /// The recipient's side took it.
    Delivered,
    /// The recipient's side did not take it for days.
    SoftBounce,
    /// The address does not exist.
    HardBounce,
    /// The address is on the account's own suppression list.
    AccountSuppressed,
    /// The recipient called it unwanted.
    Complained,
}

impl Feedback {
    /// All of them, from the one that any other overrules to the one that overrules all.
    pub const ALL: [Self; 10] = [
        Self::Sent,
        Self::Delayed,
        Self::Rejected,
        Self::Expired,
        Self::Undeliverable,
        Self::Delivered,
        Self::SoftBounce,
        Self::HardBounce,
        Self::AccountSuppressed,
        Self::Complained,
    ];

    /// What a message becomes by it.
    pub const fn becomes(self) -> (Status, Option<Reason>) {
        match self {
            Self::Sent => (Status::Sent, None),
            Self::Delayed => (Status::Sent, Some(Reason::Delayed)),
            Self::Rejected => (Status::Failed, Some(Reason::Rejected)),
            Self::Expired => (Status::Failed, Some(Reason::Expired)),
            Self::Undeliverable => (Status::Failed, Some(Reason::Undeliverable)),
            Self::Delivered => (Status::Delivered, None),
            Self::SoftBounce => (Status::Bounced, Some(Reason::SoftBounce)),
            Self::HardBounce => (Status::Bounced, Some(Reason::HardBounce)),
            Self::AccountSuppressed => (Status::Bounced, Some(Reason::AccountSuppressed)),
            Self::Complained => (Status::Complained, Some(Reason::Complaint)),
        }
    }

    /// Whether nobody may write to the address any more.
    pub const fn suppresses(self) -> bool {
        matches!(self, Self::HardBounce | Self::AccountSuppressed | Self::Complained)
    }

    /// What a status and its reason already say, where a mail system said it. Feedback that ranks higher changes them, any
    /// other changes nothing: so every order of arrival ends in the same status, and none goes back.
    pub(super) fn said(status: Status, reason: Option<Reason>) -> Option<Self> {
        Self::ALL.into_iter().find(|feedback| feedback.becomes() == (status, reason))
    }
}
