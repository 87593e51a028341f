//! The workspace's settings.

use utoipa::ToSchema;

use super::own::OwnMetric;
use super::words::{Date, Locale, SenderName, TextOverrides};

/// When messages stay away, in the person's own time zone; where that is not known, in the survey's and the
/// workspace's at once.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    #[schema(nullable = false)]
    sms: Option<Hours>,
    email: Option<Hours>,
}

/// What an erasure leaves behind.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Forgetting {
    /// Whether what the person wrote in their own words stays, under no name. Contact data never does.
    #[schema(nullable = false)]
    keep_comments: Option<bool>,
}

/// A PUT replaces the whole; what is left out has its default again.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Workspace {
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    name: Option<String>,
    /// The name that customers know; questions name it where it is set.
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    company: Option<String>,
    /// The IANA zone of its days.
    #[schema(default = json!("UTC"), nullable = false)]
    time_zone: Option<String>,
    #[schema(min_items = 1, max_items = 4, default = json!(["en", "lv", "lt", "ru"]), nullable = false)]
    locales: Option<Vec<Locale>>,
    /// When messages stay away, in the person's own time zone; where that is not known, in the survey's and the
    /// workspace's at once.
    #[schema(nullable = false)]
    quiet_hours: Option<QuietHours>,
    /// Whom mails come from, by address; the stack's own sender unless set.
    #[schema(format = Email, nullable = false)]
    from_email: Option<String>,
    /// Whom mails come from, by name: one for everybody, or one by language; the company unless set.
    #[schema(nullable = false)]
    from_name: Option<SenderName>,
    /// Whom texts come from: a number, or a name of at most 11 letters and digits; the account's own choice unless
    /// set. Nobody can reply to a name, so texts from one say how to refuse more.
    #[schema(pattern = r"^(\+[1-9][0-9]{6,14}|[A-Za-z0-9]{1,11})$", nullable = false)]
    sms_sender: Option<String>,
    /// The countries that texts go to, by ISO 3166-1; all unless set.
    #[schema(max_items = 250, nullable = false)]
    sms_countries: Option<Vec<Country>>,
    /// The most parts that one text is sent and paid for in.
    #[schema(minimum = 1, maximum = 6, default = json!(2), nullable = false)]
    sms_segments: Option<u64>,
    /// The websites whose pages may post answers, exactly as browsers name them: `https://shop.example.com`.
    /// `invalid_origin` for others.
    #[schema(max_items = 40, default = json!([]), nullable = false)]
    allowed_origins: Option<Vec<Origin>>,
    /// How many answers without a link or a `send` key one source address may give to a survey in a day before all of
    /// them are left out as suspect.
    #[schema(minimum = 1, maximum = 100_000, default = json!(20), nullable = false)]
    suspect_limit: Option<u64>,
    /// The currency of amounts that come without one, by ISO 4217.
    #[schema(pattern = r"^[A-Z]{3}$", nullable = false)]
    currency: Option<String>,
    /// What of the revenue is left after what was sold is paid for, in percent; at most two decimals. Without it
    /// there is no customer lifetime value.
    #[schema(minimum = 0, maximum = 100, nullable = false)]
    gross_margin: Option<f64>,
    #[schema(nullable = false)]
    business_hours: Option<BusinessHours>,
    #[schema(nullable = false)]
    targets: Option<Targets>,
    /// Metrics of your own over business events; not there where there are none.
    #[schema(max_items = 10, nullable = false)]
    metrics: Option<Vec<OwnMetric>>,
    /// For how many days answers are kept; for good unless set. Their counts stay.
    #[schema(minimum = 60, maximum = 3650, nullable = false)]
    retention_days: Option<u64>,
    #[schema(nullable = false)]
    erasure: Option<Forgetting>,
    #[schema(nullable = false)]
    brand: Option<Brand>,
    #[schema(nullable = false)]
    texts: Option<TextOverrides>,
}

/// What your pages look like.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// An https address of a picture.
    #[schema(format = "uri", max_length = 500, nullable = false)]
    logo_url: Option<String>,
    /// The colour of buttons and marks. Its contrast with white has to be 3:1 at least; `low_contrast` names the
    /// nearest darker shade that has it.
    #[schema(pattern = r"^#[0-9a-fA-F]{6}$", nullable = false)]
    color: Option<String>,
    /// Your privacy notice, an https address.
    #[schema(format = "uri", max_length = 500, nullable = false)]
    privacy_url: Option<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// Nothing is sent from `from` until `to`, by the local clock, nor on other days than `days`. Texts are quiet from
/// 21:00 to 08:00 at least: `too_wide` for less.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    #[schema(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    from: String,
    #[schema(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    to: String,
    /// The days on which anything is sent; all seven unless set.
    #[schema(min_items = 1, max_items = 7, nullable = false)]
    days: Option<Vec<Weekday>>,
}

/// When somebody is there to work, by the workspace's zone: for each weekday its intervals, which don't overlap;
/// `24:00` may end one. Days without intervals and `holidays` are free.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessHours {
    #[schema(nullable = false)]
    mon: Option<WorkDay>,
    #[schema(nullable = false)]
    tue: Option<WorkDay>,
    #[schema(nullable = false)]
    wed: Option<WorkDay>,
    #[schema(nullable = false)]
    thu: Option<WorkDay>,
    #[schema(nullable = false)]
    fri: Option<WorkDay>,
    #[schema(nullable = false)]
    sat: Option<WorkDay>,
    #[schema(nullable = false)]
    sun: Option<WorkDay>,
    #[schema(max_items = 500, nullable = false)]
    holidays: Option<Vec<Date>>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum HoursKind {
    Calendar,
    Business,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// Within how many minutes a ticket is to get its first response.
    #[schema(minimum = 1, maximum = 43200, default = json!(1440), nullable = false)]
    first_response_minutes: Option<u64>,
    /// In which hours those minutes are counted; `business` needs `business_hours`.
    #[schema(default = json!("calendar"), nullable = false)]
    first_response_hours: Option<HoursKind>,
    /// Under what part of the revenue the cost of support is to stay; at most two decimals.
    #[schema(minimum = 0, maximum = 100, default = json!(10), nullable = false)]
    support_cost_percent: Option<f64>,
}

/// The intervals of a weekday, each from a time to a time.
#[derive(ToSchema)]
#[schema(max_items = 8)]
pub struct WorkDay(Vec<Interval>);

/// From a time to a time.
#[derive(ToSchema)]
#[schema(min_items = 2, max_items = 2)]
pub struct Interval(Vec<ClockTime>);

/// A time of the local clock.
#[derive(ToSchema)]
#[schema(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
pub struct ClockTime(String);

/// A country, by ISO 3166-1.
#[derive(ToSchema)]
#[schema(pattern = r"^[A-Z]{2}$")]
pub struct Country(String);

/// A website, exactly as browsers name it.
#[derive(ToSchema)]
#[schema(pattern = r"^https?://[a-z0-9.:\[\]-]+$")]
pub struct Origin(String);
