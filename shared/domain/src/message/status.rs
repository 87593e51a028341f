//! Where a message stands, and the closed set of reasons.

use serde::{Deserialize, Serialize};

/// Writes an enum of words once: its variants with their documentation, and the name of each in the API and in the tables.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $variant),+ }

        impl $name {
            /// All of them, in the order of their documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in the API.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

words!(
    /// Where a message stands.
    Status {
        /// Waits for its time.
        Scheduled = "scheduled",
        /// A worker is about to send it.
        Claimed = "claimed",
        /// Accepted by the mail system or the carrier.
        Sent = "sent",
        /// Handed to the recipient's own mail server or phone.
        Delivered = "delivered",
        /// It will never arrive, for a reason that is not the address.
        Failed = "failed",
        /// The recipient's side sent it back.
        Bounced = "bounced",
        /// The recipient called it unwanted.
        Complained = "complained",
        /// It may have gone out: a worker claimed it and did not say how it ended.
        Unknown = "unknown",
        /// Not sent, for the reason beside it.
        Skipped = "skipped",
    }
);

words!(
    /// Why a message was not sent, did not arrive, or waits. The set is closed: clients may branch on it.
    Reason {
        /// Skipped: the person has no address on the channel.
        NoAddress = "no_address",
        /// Skipped: the phone number's country is not one that the workspace sends to.
        CountryNotAllowed = "country_not_allowed",
        /// Skipped: the survey was archived.
        SurveyArchived = "survey_archived",
        /// Skipped: the link had expired before the message went out.
        LinkExpired = "link_expired",
        /// Skipped: the person gave no consent that covers the channel and the kind of survey, or withdrew it.
        NoConsent = "no_consent",
        /// Skipped: the address is on the suppression list.
        Suppressed = "suppressed",
        /// Skipped: the person was asked too short a time ago; `eligible_at` says from when they may be asked.
        Throttled = "throttled",
        /// Skipped: the survey was answered before the reminder went out.
        AlreadyAnswered = "already_answered",
        /// Waits until the quiet hours end; skipped where they never do before the link ends.
        QuietHours = "quiet_hours",
        /// Skipped: the text takes more segments than the workspace allows, even in its short form.
        TooLong = "too_long",
        /// Waits: the account's sending is paused.
        Paused = "paused",
        /// Failed: the mail system refused the message.
        Rejected = "rejected",
        /// Waits: the mail system could not take it at the moment; it is tried again.
        Busy = "busy",
        /// Unknown: the connection broke while the message was handed over.
        NoAnswer = "no_answer",
        /// Unknown: the worker's lease ended without a word.
        LeaseEnded = "lease_ended",
        /// Bounced: the address does not exist; it is suppressed.
        HardBounce = "hard_bounce",
        /// Bounced: the recipient's side did not take it for days; the address stays.
        SoftBounce = "soft_bounce",
        /// Bounced: the address is on the account's own suppression list; it is suppressed here too.
        AccountSuppressed = "account_suppressed",
        /// Complained: the recipient called it unwanted; the address is suppressed.
        Complaint = "complaint",
        /// Sent, but the recipient's side makes it wait.
        Delayed = "delayed",
        /// Failed: the text's window ended before the carrier could deliver it.
        Expired = "expired",
        /// Failed: the carrier can't deliver the text.
        Undeliverable = "undeliverable",
        /// Failed: what the message is made of is not there or can't be read.
        Unreadable = "unreadable",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_spelled_in_the_tables_as_in_the_api() {
        for status in Status::ALL {
            assert_eq!(serde_json::json!(status), status.name());
        }
        for reason in Reason::ALL {
            assert_eq!(serde_json::json!(reason), reason.name());
        }
    }
}
