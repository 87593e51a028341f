//! What each reason of the closed set says, in plain words.

use domain::message::Reason;

/// Why a message was skipped, waits, or ended.
pub(super) const fn meaning(reason: Reason) -> &'static str {
    match reason {
        Reason::NoAddress => "the person has no address on the channel",
        Reason::CountryNotAllowed => "texts may not go to the number's country",
        Reason::SurveyArchived => "the survey is archived",
        Reason::LinkExpired => "the link has ended",
        Reason::NoConsent => "no consent covers this channel and kind of survey",
        Reason::Suppressed => "the address is on the suppression list",
        Reason::Throttled => "the person was asked a short time ago",
        Reason::AlreadyAnswered => "the survey was answered before",
        Reason::QuietHours => "the quiet hours don't end before the link does",
        Reason::TooLong => "the text takes more segments than sms_segments allows",
        Reason::Paused => "the account may not send at the moment",
        Reason::Rejected => "the mail system or the carrier refused it for good",
        Reason::Busy => "the mail system or the carrier could not take it",
        Reason::NoAnswer => "the connection broke while it was handed over",
        Reason::LeaseEnded => "its worker never said how it ended",
        Reason::HardBounce => "the address does not exist; it is suppressed",
        Reason::SoftBounce => "the recipient's side did not take it for days",
        Reason::AccountSuppressed => "the address is on the account's own suppression list; it is suppressed here too",
        Reason::Complaint => "the recipient called it unwanted; the address is suppressed",
        Reason::Delayed => "the recipient's side makes it wait",
        Reason::Expired => "the carrier could not deliver it in time",
        Reason::Undeliverable => "the carrier can't deliver it",
        Reason::Unreadable => "what it is made of is not there or can't be read",
    }
}
