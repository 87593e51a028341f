//! Dispatches: one survey meant for one person.

use utoipa::ToSchema;

use super::person::PersonWithId;
use super::words::{ClientId, DispatchId, MessageKind, Properties, SendChannel};

#[derive(ToSchema)]
#[serde(untagged)]
pub enum OrderPerson {
    Id(ClientId),
    Fields(PersonWithId),
}

/// What is asked for; a key stands before it, and a batch needs it.
macro_rules! order {
    ($(#[$about:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$about])*
        #[derive(ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            survey: ClientId,
            /// An id, or an id with fields: those named are added or changed, the others stay.
            person: OrderPerson,
            /// `link` answers a signed URL for a mailer of your own.
            channel: SendChannel,
            /// Not before; at most 90 days ahead. A time that is past means at once.
            #[schema(format = DateTime, nullable = false)]
            send_at: Option<String>,
            /// Spread over so many minutes from then on, each by its own share: for the many of one batch.
            #[schema(minimum = 1, maximum = 1440, nullable = false)]
            spread_minutes: Option<u64>,
            #[schema(nullable = false)]
            properties: Option<Properties>,
        }
    };
}

order! {
    Order {
        /// Your own id for this invitation. The same key gets the first outcome, for ever, whatever the body says then,
        /// as long as it is an order.
        #[schema(min_length = 1, max_length = 128, nullable = false)]
        key: Option<String>,
    }
}

order! {
    OrderWithKey {
        /// Your own id for this invitation. The same key gets the first outcome, for ever, whatever the body says then,
        /// as long
    /// as it is an order.
        #[schema(min_length = 1, max_length = 128)]
        key: String,
    }
}

/// Why nothing will be sent. The set is closed; docs/dispatches.md says what each means.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum SkipReason {
    NoAddress,
    CountryNotAllowed,
    SurveyArchived,
    NoConsent,
    Suppressed,
    Throttled,
    QuietHours,
}

/// Why it stands so, where there is a reason. The set is closed; docs/dispatches.md says what each means.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Reason {
    NoAddress,
    CountryNotAllowed,
    SurveyArchived,
    LinkExpired,
    NoConsent,
    Suppressed,
    Throttled,
    AlreadyAnswered,
    QuietHours,
    TooLong,
    Paused,
    Rejected,
    Busy,
    NoAnswer,
    LeaseEnded,
    HardBounce,
    SoftBounce,
    AccountSuppressed,
    Complaint,
    Delayed,
    Expired,
    Undeliverable,
    Unreadable,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum MessageStatus {
    Scheduled,
    Claimed,
    Sent,
    Delivered,
    Failed,
    Bounced,
    Complained,
    Unknown,
    Skipped,
}

/// The newest message's, or `responded`: somebody answered, and no machine.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum DispatchStatus {
    Scheduled,
    Claimed,
    Sent,
    Delivered,
    Responded,
    Failed,
    Bounced,
    Complained,
    Unknown,
    Skipped,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum OutcomeKind {
    Scheduled,
    Skipped,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    id: DispatchId,
    outcome: OutcomeKind,
    #[schema(nullable = false)]
    reason: Option<SkipReason>,
    /// With `throttled`: from when on another may be asked for.
    #[schema(format = DateTime, nullable = false)]
    eligible_at: Option<String>,
    /// With channel `link`: the signed URL of the survey page, without a query.
    #[schema(format = "uri", nullable = false)]
    link: Option<String>,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageStep {
    status: MessageStatus,
    #[schema(format = DateTime)]
    at: String,
    #[schema(required)]
    reason: Option<Reason>,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DispatchMessage {
    kind: MessageKind,
    status: MessageStatus,
    #[schema(min_items = 1)]
    history: Vec<MessageStep>,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    id: DispatchId,
    survey: ClientId,
    /// Null for who was erased.
    #[schema(required)]
    person: Option<ClientId>,
    channel: SendChannel,
    outcome: OutcomeKind,
    status: DispatchStatus,
    #[schema(required)]
    reason: Option<Reason>,
    /// With `throttled`: from when on another may be asked for. Of one that waits (`busy`, `paused`, `quiet_hours`):
    /// not before then.
    #[schema(format = DateTime, required)]
    eligible_at: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
    /// From when on its link opens nothing.
    #[schema(format = DateTime)]
    expires_at: String,
    messages: Vec<DispatchMessage>,
}
