//! People, and the addresses that must not be written to.

use serde_json::Value;
use utoipa::ToSchema;

use super::response::HeldAnswer;
use super::words::{AddressChannel, ClientId, Locale, Properties};

/// Why somebody may be written to on a channel. Texts, and surveys of kind `relationship`, go to nobody without it.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// `consent`, `opt_in` and `double_opt_in` are a yes; `legitimate_interest` carries mails of relationship
    /// surveys; `withdrawn` is a no. Any other, such as `transactional`, carries no more than a mail about one event.
    #[schema(min_length = 1, max_length = 64)]
    basis: String,
    /// Where it was given.
    #[schema(min_length = 1, max_length = 200)]
    source: String,
    /// When it was given. One that is still to come is none yet.
    #[schema(format = DateTime)]
    at: String,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consents {
    #[schema(nullable = false)]
    email: Option<Consent>,
    #[schema(nullable = false)]
    sms: Option<Consent>,
}

/// What is held of a person; an id stands before it or not.
macro_rules! person {
    ($(#[$about:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$about])*
        #[derive(ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            #[schema(format = Email, nullable = false)]
            email: Option<String>,
            /// E.164. `invalid_phone` for what is no number of its country's plan.
            #[schema(pattern = r"^\+[1-9][0-9]{6,14}$", nullable = false)]
            phone: Option<String>,
            #[schema(nullable = false)]
            locale: Option<Locale>,
            /// IANA.
            #[schema(nullable = false)]
            time_zone: Option<String>,
            #[schema(nullable = false)]
            segment: Option<ClientId>,
            #[schema(nullable = false)]
            properties: Option<Properties>,
            #[schema(nullable = false)]
            consent: Option<Consents>,
        }
    };
}

person! {
    /// A PUT replaces the whole.
    PersonFields {}
}

person! {
    Person {
        id: ClientId,
    }
}

person! {
    /// Adds or changes the fields named; takes nothing away.
    PersonWithId {
        id: ClientId,
    }
}

/// An erasure that goes on by itself.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasureRunning {
    /// `running`.
    #[schema(pattern = "^running$")]
    status: String,
}

/// What is kept of an address under its digest.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldAddress {
    /// The keyed digest of the address, as in the suppression list.
    #[schema(pattern = r"^sup_[0-9a-f]{32}$")]
    id: String,
    channel: AddressChannel,
    #[schema(required)]
    suppression: Option<Suppression>,
    #[schema(required, format = DateTime)]
    last_asked_at: Option<String>,
    /// The dispatch that asked.
    #[schema(required, pattern = r"^dsp_[0-9a-f]{32}$")]
    last_asked_by: Option<String>,
    /// Which senders wrote to the number.
    texted: Vec<Texted>,
}

/// That a number was written to.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Texted {
    /// Null where the account chose.
    #[schema(required)]
    sender: Option<String>,
    locale: Locale,
    #[schema(format = DateTime)]
    at: String,
}

/// How many there are beyond those that are shown.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    #[schema(minimum = 0)]
    dispatches: u64,
    #[schema(minimum = 0)]
    answers: u64,
    /// Of those that were looked at.
    #[schema(minimum = 0)]
    events: u64,
    /// Whether more events may name the person: about 5,000 are looked at, those of their own life as a customer first.
    more_events: bool,
}

/// Everything that is held of a person. At most the newest 1,000 of each kind.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonExport {
    id: ClientId,
    #[schema(format = DateTime)]
    exported_at: String,
    /// As GET /v1/people/{id} shows them; null where nobody ever put them.
    #[schema(required)]
    person: Option<PersonFields>,
    /// As GET /v1/dispatches/{id} shows them, with `properties`, `segment`, `locale`, `unsubscribed_at` and `answer`,
    /// the submission id of what came back.
    dispatches: Vec<Value>,
    /// As GET /v1/surveys/{id}/responses shows them, and whether they came `by_link`.
    answers: Vec<HeldAnswer>,
    /// The definitions of the surveys that were answered, by id: the questions stand there.
    #[schema(value_type = Object)]
    surveys: Value,
    /// As POST /v1/events takes them, with the person's `segment` of that time.
    events: Vec<Value>,
    addresses: Vec<HeldAddress>,
    left_out: LeftOut,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSuppression {
    channel: AddressChannel,
    /// An email address, or an E.164 number with `sms`. It is kept as a keyed digest, and never shown.
    address: String,
    /// Why, in your own words: never contact data.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
}

/// An address that must not be written to.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// The keyed digest of the address: the same for every spelling, another in every workspace.
    #[schema(pattern = r"^sup_[0-9a-f]{32}$")]
    id: String,
    channel: AddressChannel,
    /// `hard_bounce`, `account_suppressed`, `complaint`, `unsubscribed`, `stop`, or your own words.
    reason: String,
    #[schema(format = DateTime)]
    created_at: String,
}
