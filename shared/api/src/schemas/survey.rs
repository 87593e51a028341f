//! A survey as it stands.

use utoipa::ToSchema;

use super::definition::{Direction, Method, Pages, Period, Reminder, SurveyKind, SurveyMetric};
use super::own::OwnMetric;
use super::question::{Look, Question, Scale};
use super::words::{ClientId, Locale, TextOverrides};

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum WarningCode {
    NoSingleGoal,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyWarning {
    code: WarningCode,
    /// What to do.
    reason: String,
}

/// A survey with everything that follows from its definition: defaults, what it takes from the workspace, its
/// questions.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    id: ClientId,
    #[schema(minimum = 1)]
    version: u64,
    archived: bool,
    /// The team's own name; customers don't see it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// `enps` asks employees: in `periods`, and so that nobody can tell who answered. docs/metrics/enps.md.
    metric: SurveyMetric,
    /// `relationship` is for NPS: known customers about the whole. Answers of people who are not known are stored and
    /// counted apart.
    #[schema(default = json!("transactional"))]
    kind: SurveyKind,
    scale: Scale,
    /// `lower_is_better` is for a CES that asks how much effort it took.
    #[schema(default = json!("higher_is_better"))]
    direction: Direction,
    /// `mean` is for CES.
    #[schema(default = json!("top_box"))]
    method: Method,
    /// CSAT alone: from which value on an answer counts as positive; the positive classes unless set.
    #[schema(nullable = false)]
    positive_from: Option<i64>,
    /// GCR alone: what people came for.
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    goal: Option<String>,
    #[schema(nullable = false)]
    look: Option<Look>,
    /// Where in the journey it is asked, such as `purchase`; a word of `a-z 0-9 _ -`.
    #[schema(min_length = 1, max_length = 64, nullable = false)]
    touchpoint: Option<String>,
    /// The languages that it offers; the workspace's unless set.
    #[schema(min_items = 1, max_items = 4)]
    locales: Vec<Locale>,
    default_locale: Locale,
    /// The IANA zone of its days; the workspace's unless set.
    time_zone: String,
    /// Properties that are dimensions beside touchpoint, channel, locale, segment, agent, version and variant.
    #[schema(max_items = 4)]
    dimensions: Vec<String>,
    /// Metrics of your own over the questions of this survey; not there where there are none, and not for eNPS.
    #[schema(max_items = 10, nullable = false)]
    metrics: Option<Vec<OwnMetric>>,
    /// How long a link opens the page.
    #[schema(minimum = 1, maximum = 365, default = json!(30))]
    link_days: u64,
    /// How long after the finish a response may still be changed.
    #[schema(minimum = 0, maximum = 1440, default = json!(0))]
    edit_minutes: u64,
    /// How many days have to lie between the last message to a person, of any survey and on any channel, and an
    /// invitation to this one. 0 asks at any time.
    #[schema(minimum = 0, maximum = 365, default = json!(30))]
    throttle_days: u64,
    /// Over how many partitions the answers of a UTC date are spread. A change of an existing survey starts on the
    /// second UTC date after today.
    #[schema(minimum = 1, maximum = 16, default = json!(1))]
    shards: u64,
    /// eNPS alone, and required for it: the local days in which employees are asked, in their order. One that has
    /// begun stays; new ones begin today or later.
    #[schema(min_items = 1, max_items = 200, nullable = false)]
    periods: Option<Vec<Period>>,
    /// eNPS alone: the one property that its results are grouped by; `segment`, `agent`, `touchpoint` and `variant`
    /// may be named too. It stays once the first period has begun.
    #[schema(min_length = 1, max_length = 64, nullable = false)]
    group: Option<String>,
    #[schema(nullable = false)]
    reminder: Option<Reminder>,
    /// All that is asked, in the order of the page: the score, yours, the comment, and for GCR the offer to be
    /// contacted.
    questions: Vec<Question>,
    /// All questions on one page, or one question a page.
    #[schema(default = json!("one"))]
    pages: Pages,
    #[schema(nullable = false)]
    texts: Option<TextOverrides>,
    /// What the survey is taken with and its numbers would not say as they seem to; not there where there is nothing.
    /// `no_single_goal`: GCR with the touchpoint `website`; people come to a home or landing page for different
    /// things.
    #[schema(min_items = 1, nullable = false)]
    warnings: Option<Vec<SurveyWarning>>,
}
