//! Metrics: what is said of one period, or of a group of it.

use std::collections::BTreeMap;

use utoipa::ToSchema;

use super::workspace::HoursKind;

/// `none`: it is a total, in which chance has no part.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum MethodOfInterval {
    AdjustedWald,
    Wilson,
    StudentT,
    OrderStatistics,
    Normal,
    None,
}

/// A value with its 95 % interval.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    n: i64,
    #[schema(required)]
    value: Option<f64>,
    #[schema(required)]
    low: Option<f64>,
    #[schema(required)]
    high: Option<f64>,
    #[schema(required)]
    margin: Option<f64>,
    method_of_interval: MethodOfInterval,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum HistoricReason {
    MixedCurrencies,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum NoValueReason {
    NoData,
    ToCome,
    NoCustomersAtStart,
    NoneDue,
    NoCost,
    NoResolvedTickets,
    NoCustomers,
    GrossMarginNotSet,
    NoRevenue,
    TooFewLost,
    NothingToDivideBy,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreCounts {
    scores: BTreeMap<String, i64>,
    classes: BTreeMap<String, i64>,
}

/// What an entry is made of.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum MetricsCounts {
    OfAnswers(ScoreCounts),
    ByName(BTreeMap<String, i64>),
}

/// Of scores: answers that are kept and left out. Those of machines; and where the survey counts known customers
/// only, those of nobody known, of people who were no customers when they answered, and those that a later answer of
/// the same person and quarter stands for.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    suspect: i64,
    anonymous: i64,
    #[schema(nullable = false)]
    not_customers: Option<i64>,
    #[schema(nullable = false)]
    replaced: Option<i64>,
}

/// The score with the suspects counted in, where that would change it by more than its margin.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithSuspects {
    n: i64,
    value: f64,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum SmallN {
    CountsOnly,
    NoRank,
}

/// With `compare=previous`: the period before.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviousPeriod {
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    n: i64,
    #[schema(required)]
    value: Option<f64>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ComparisonTest {
    PooledZ,
    Permutation,
    FisherMidP,
    Welch,
    MannWhitney,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum ComparisonInterval {
    AdjustedWald,
    Newcombe,
    Welch,
    None,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Verdict {
    TooFew,
    NoClearDifference,
    Higher,
    Lower,
}

/// How it compares with the period before (`comparison`) or with all other groups together (`against_rest`).
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricsComparison {
    test: ComparisonTest,
    /// How often chance alone makes a difference at least this large.
    p: f64,
    /// This less the other, in the values' units.
    difference: f64,
    #[schema(required)]
    low: Option<f64>,
    #[schema(required)]
    high: Option<f64>,
    method_of_interval: ComparisonInterval,
    /// `too_few`: one of the two has fewer than ten, so nothing is said.
    verdict: Verdict,
    /// Whether a clear difference is a good one; `null` without one, and for your own metrics.
    #[schema(required)]
    better: Option<bool>,
    /// The same in a sentence.
    reads: String,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricsEntry {
    period: String,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    /// With `group_by`: the value of each dimension, `null` where there was none.
    #[schema(nullable = false)]
    group: Option<BTreeMap<String, Option<String>>>,
    n: i64,
    #[schema(required)]
    value: Option<f64>,
    #[schema(required)]
    low: Option<f64>,
    #[schema(required)]
    high: Option<f64>,
    #[schema(required)]
    margin: Option<f64>,
    method_of_interval: MethodOfInterval,
    /// CSAT: the mean beside the share.
    mean: Option<f64>,
    /// NPS: promoters in percent.
    promoter_share: Option<f64>,
    #[schema(nullable = false)]
    median: Option<Estimate>,
    #[schema(nullable = false)]
    p90: Option<Estimate>,
    /// In which hours times were reckoned.
    #[schema(nullable = false)]
    hours: Option<HoursKind>,
    /// `first_response`: the target.
    #[schema(nullable = false)]
    target_seconds: Option<i64>,
    #[schema(nullable = false)]
    lifetime_days: Option<Estimate>,
    /// Churn: customers won for each one lost.
    new_per_lost: Option<f64>,
    /// `gross_churn` and `retention` by month: what the twelve whole months that end here come to, multiplied and
    /// never summed.
    #[schema(nullable = false)]
    year: Option<f64>,
    /// Of all amounts of the entry, which are in its minor units.
    #[schema(nullable = false)]
    currency: Option<String>,
    cost: Option<i64>,
    revenue: Option<i64>,
    cost_per_opened: Option<f64>,
    /// In percent.
    cost_of_revenue: Option<f64>,
    #[schema(nullable = false)]
    target_percent: Option<f64>,
    #[schema(nullable = false)]
    target_met: Option<bool>,
    /// `clv`: per active customer.
    mean_revenue: Option<f64>,
    /// In percent; the workspace's setting.
    gross_margin: Option<f64>,
    /// In percent.
    gross_churn: Option<f64>,
    /// What everybody ever seen has brought until the period's end, on average.
    historic_revenue: Option<f64>,
    historic_value: Option<f64>,
    #[schema(nullable = false)]
    historic_reason: Option<HistoricReason>,
    /// A mean of amounts: their sum.
    #[schema(nullable = false)]
    sum: Option<i64>,
    /// Why there is no value.
    #[schema(nullable = false)]
    reason: Option<NoValueReason>,
    /// What it is made of: of answers by score and class, else by name.
    counts: MetricsCounts,
    /// Of scores: answers that are kept and left out. Those of machines; and where the survey counts known customers
    /// only, those of nobody known, of people who were no customers when they answered, and those that a later answer
    /// of the same person and quarter stands for.
    #[schema(nullable = false)]
    excluded: Option<Excluded>,
    /// The score with the suspects counted in, where that would change it by more than its margin.
    #[schema(nullable = false)]
    with_suspects: Option<WithSuspects>,
    /// Grows only when counts change that it is made of: those of the period, and where history counts (churn,
    /// retention, `clv`) of all days before it.
    revision: i64,
    /// There and true where no run ever counted one of those days, today the last: nothing is known, which is not the
    /// same as zero.
    #[schema(nullable = false)]
    missing: Option<bool>,
    /// There and true where time alone may still change it.
    #[schema(nullable = false)]
    provisional: Option<bool>,
    /// `counts_only`, n under 10: show the counts and no arrow, colour or rank. `no_rank`, n under 30: no rank. Not
    /// there where there are enough, and for totals.
    #[schema(nullable = false)]
    small_n: Option<SmallN>,
    /// With `counts_only`: the counts in words, such as `7 of 8`.
    #[schema(nullable = false)]
    counted: Option<String>,
    /// With `compare=previous`: the period before.
    #[schema(nullable = false)]
    previous: Option<PreviousPeriod>,
    /// With `compare=previous`; `null` where nothing can be tested.
    comparison: Option<MetricsComparison>,
    /// With `compare=groups`; `null` where nothing can be tested.
    against_rest: Option<MetricsComparison>,
}
