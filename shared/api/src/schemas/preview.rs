//! What messages will say.

use utoipa::ToSchema;

use super::words::{Locale, MessageKind};

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Mail {
    Email,
}

#[derive(ToSchema)]
pub struct MailPreviewed {
    locale: Locale,
    subject: String,
    /// The workspace's `from_name`, else its company; mail programs show the address where there is neither.
    #[schema(required)]
    from_name: Option<String>,
    /// The text part.
    text: String,
    /// The HTML part, a whole document.
    html: String,
    /// Both parts, in UTF-8. A mail is always under 100 KB.
    bytes: i64,
}

#[derive(ToSchema)]
pub struct MailPreview {
    channel: Mail,
    kind: MessageKind,
    data: Vec<MailPreviewed>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Text {
    Sms,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Encoding {
    #[schema(rename = "GSM-7")]
    Gsm7,
    #[schema(rename = "UCS-2")]
    Ucs2,
}

#[derive(ToSchema)]
pub struct SmsPreviewed {
    locale: Locale,
    /// The workspace's `sms_sender`.
    #[schema(required)]
    sender: Option<String>,
    /// The question where it fits; shorter wordings where it doesn't.
    text: String,
    encoding: Encoding,
    /// Septets, or UTF-16 units.
    units: i64,
    /// How many parts are sent and paid for.
    segments: i64,
    /// Even this wording has more segments than the workspace's `sms_segments`: it would be skipped (`too_long`).
    too_long: bool,
}

#[derive(ToSchema)]
pub struct SmsPreview {
    channel: Text,
    kind: MessageKind,
    data: Vec<SmsPreviewed>,
}
