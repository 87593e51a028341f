//! What a team says of a survey.

use utoipa::ToSchema;

use super::own::OwnMetric;
use super::question::{Look, QuestionDefinition, Scale};
use super::words::{Locale, TextOverrides};

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first local day.
    #[schema(format = Date)]
    from: String,
    /// The last local day, included.
    #[schema(format = Date)]
    to: String,
}

/// Those who don't answer are asked again, with the same link.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// How many days after the message before.
    #[schema(minimum = 1, maximum = 30)]
    after_days: u64,
    /// How often at most.
    #[schema(minimum = 1, maximum = 3, default = json!(1), nullable = false)]
    at_most: Option<u64>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum SurveyMetric {
    Nps,
    Enps,
    Csat,
    Ces,
    Gcr,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum SurveyKind {
    Transactional,
    Relationship,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Direction {
    HigherIsBetter,
    LowerIsBetter,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Method {
    TopBox,
    Mean,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Pages {
    One,
    Several,
}

/// Everything but `name` and `metric` has a default.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyDefinition {
    /// The team's own name; customers don't see it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// `enps` asks employees: in `periods`, and so that nobody can tell who answered. docs/metrics/enps.md.
    metric: SurveyMetric,
    /// `relationship` is for NPS: known customers about the whole. Answers of people who are not known are stored and
    /// counted apart.
    #[schema(default = json!("transactional"), nullable = false)]
    kind: Option<SurveyKind>,
    #[schema(nullable = false)]
    scale: Option<Scale>,
    /// `lower_is_better` is for a CES that asks how much effort it took.
    #[schema(default = json!("higher_is_better"), nullable = false)]
    direction: Option<Direction>,
    /// `mean` is for CES.
    #[schema(default = json!("top_box"), nullable = false)]
    method: Option<Method>,
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
    #[schema(min_items = 1, max_items = 4, nullable = false)]
    locales: Option<Vec<Locale>>,
    #[schema(nullable = false)]
    default_locale: Option<Locale>,
    /// The IANA zone of its days; the workspace's unless set.
    #[schema(nullable = false)]
    time_zone: Option<String>,
    /// Properties that are dimensions beside touchpoint, channel, locale, segment, agent, version and variant.
    #[schema(max_items = 4, nullable = false)]
    dimensions: Option<Vec<String>>,
    /// Metrics of your own over the questions of this survey; not there where there are none, and not for eNPS.
    #[schema(max_items = 10, nullable = false)]
    metrics: Option<Vec<OwnMetric>>,
    /// How long a link opens the page.
    #[schema(minimum = 1, maximum = 365, default = json!(30), nullable = false)]
    link_days: Option<u64>,
    /// How long after the finish a response may still be changed.
    #[schema(minimum = 0, maximum = 1440, default = json!(0), nullable = false)]
    edit_minutes: Option<u64>,
    /// How many days have to lie between the last message to a person, of any survey and on any channel, and an
    /// invitation to this one. 0 asks at any time.
    #[schema(minimum = 0, maximum = 365, default = json!(30), nullable = false)]
    throttle_days: Option<u64>,
    /// Over how many partitions the answers of a UTC date are spread. A change of an existing survey starts on the
    /// second UTC date after today.
    #[schema(minimum = 1, maximum = 16, default = json!(1), nullable = false)]
    shards: Option<u64>,
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
    /// More questions, in the order of the page. docs/surveys.md has examples.
    #[schema(max_items = 20, default = json!([]), nullable = false)]
    questions: Option<Vec<QuestionDefinition>>,
    /// All questions on one page, or one question a page.
    #[schema(default = json!("one"), nullable = false)]
    pages: Option<Pages>,
    #[schema(nullable = false)]
    texts: Option<TextOverrides>,
}
