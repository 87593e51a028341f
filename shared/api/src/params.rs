//! Parameters, as the document names them.

use utoipa::IntoParams;

use crate::schemas::{AnswerChannel, ClientId, DispatchStatus, Locale};

mod link;
mod words;

pub use link::{Lang, PageWishes, SignedLink, View};
use words::{Comparison, Interval, PreviewChannel, PreviewKind, TrueOrFalse};

/// A page of a list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// How many at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// `next_cursor` of the answer before, with the same query; good for 24 hours.
    cursor: Option<String>,
}

/// The same answer, however often.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub struct Once {
    /// The same key and body get the first answer again for 24 hours, refusals included, but for 429 and 5xx, after
    /// which the request runs again. Bodies are compared as JSON, not byte by byte.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    idempotency_key: Option<String>,
}

/// Whether an answer is still the one that is known.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub struct Fresh {
    /// The `ETag` of the answer that is known; 304 where it is still the same.
    #[param(rename = "If-None-Match")]
    if_none_match: Option<String>,
}

/// Which dispatches.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Dispatches {
    /// Of this survey; 404 for one that is not there.
    survey: Option<ClientId>,
    /// To this person: all of them, unless days are named too.
    person: Option<ClientId>,
    /// That stand so.
    status: Option<DispatchStatus>,
    /// Asked for on this local day, of the survey's zone where one is named, else of the workspace's.
    #[param(format = Date)]
    day: Option<String>,
    /// In the place of `day`, the first local day; 30 days up to `to` unless set, at most 366.
    #[param(format = Date)]
    from: Option<String>,
    /// The last local day; today unless set.
    #[param(format = Date)]
    to: Option<String>,
}

/// Which messages.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Preview {
    /// Mails or texts.
    #[param(inline)]
    channel: PreviewChannel,
    /// One language; all that the survey offers unless set. `not_offered` for others.
    locale: Option<Locale>,
    /// The first message, or one of those that remind of it.
    #[param(inline)]
    kind: Option<PreviewKind>,
}

/// Which comments.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Comments {
    /// The first day of the period.
    #[param(format = Date)]
    period: String,
    /// How many at most; a page may have fewer.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u32>,
    /// `next_cursor` of the answer before, with the same query.
    cursor: Option<String>,
}

/// Which responses.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Responses {
    /// The first local day; 30 days before `to` unless set. At most 366 days.
    #[param(format = Date)]
    from: Option<String>,
    /// The last local day, included; today unless set.
    #[param(format = Date)]
    to: Option<String>,
    /// Only those that came in so.
    channel: Option<AnswerChannel>,
    /// Only those in this language.
    locale: Option<Locale>,
    /// Only those of this touchpoint.
    touchpoint: Option<String>,
    /// Only those of this segment.
    segment: Option<String>,
    /// Only those of this agent.
    agent: Option<String>,
    /// Only those with this score or a higher one.
    score_min: Option<String>,
    /// Only those with this score or a lower one.
    score_max: Option<String>,
    /// Only those that are kept out of the counts, or only the others.
    #[param(inline)]
    suspect: Option<TrueOrFalse>,
    /// Whether a CSV begins with a byte order mark, which some spreadsheets need.
    #[param(inline)]
    bom: Option<TrueOrFalse>,
}

/// Which number.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Metrics {
    /// Which metric; the survey's own where it is left out. Beside `nps`, `enps`, `csat`, `ces` and `gcr` of a survey:
    /// `net_churn`, `gross_churn`, `retention`, `clv`, `first_response`, `reply_time`, `resolution`, `time_to_resolve`,
    /// `first_contact`, `transfers`, `support_cost`, `kept_appointments`, `delivery`, `response_rate`, `completion`,
    /// `opt_out`; or the id of one of your own, of the survey where one is named, else of the workspace.
    #[param(pattern = r"^[A-Za-z0-9._:-]{1,64}$")]
    metric: Option<String>,
    /// Which survey; needed for what is made of answers. With `delivery`, `response_rate`, `completion` and `opt_out`
    /// only its own dispatches count; the other metrics over events take none.
    survey: Option<ClientId>,
    /// The first local day; 30 days before `to` unless set. At most 3,660 days.
    #[param(format = Date)]
    from: Option<String>,
    /// The last local day, included; today unless set. May lie ahead.
    #[param(format = Date)]
    to: Option<String>,
    /// `week` is Monday to Sunday; `all` is the whole range in one.
    #[param(inline)]
    interval: Option<Interval>,
    /// One or two dimensions, comma-separated. Of answers: agent, channel, locale, segment, touchpoint, variant,
    /// version and the survey's own. Of customers: plan, segment. Of tickets and appointments: agent, category,
    /// channel, segment. Of
    /// `support_cost`: agent, category, channel. Of invitations: agent, channel, locale, segment, survey, touchpoint,
    /// variant. Of your own over events: agent, automatic, by, category, channel, plan, segment.
    group_by: Option<String>,
    /// `previous`: each period with the one before it, which for a whole month is the whole month before, for days of a week
    /// the same days of the week before, and else as many days right before. `groups`: each group of a period with all
    /// others together (p adjusted by Holm's method), and whether they differ at all; it needs `group_by`.
    #[param(inline)]
    compare: Option<Comparison>,
}
