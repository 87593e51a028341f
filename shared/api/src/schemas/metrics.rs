//! Metrics: a number over time.

use utoipa::ToSchema;

use super::definition::{Direction, Method, SurveyKind};
use super::entry::MetricsEntry;
use super::question::Scale;
use super::words::{always, nothing};

#[derive(ToSchema)]
#[serde(untagged)]
pub enum MetricsPeriod {
    Shown(MetricsEntry),
    Hidden(MetricsHidden),
    Open(MetricsOpen),
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum OverallTest {
    ChiSquared,
    Welch,
    KruskalWallis,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupsDiffer {
    test: OverallTest,
    statistic: f64,
    df: f64,
    p: f64,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricsOverall {
    period: String,
    #[schema(required)]
    overall: Option<GroupsDiffer>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Unit {
    Points,
    Percent,
    Seconds,
    MinorUnits,
    Count,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum IntervalTold {
    Day,
    Week,
    Month,
    All,
    Period,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    metric: String,
    /// `null` for what is made of events.
    #[schema(required)]
    survey: Option<String>,
    time_zone: String,
    interval: IntervalTold,
    /// What the values are in; `minor_units` of the `currency` beside them, such as cents.
    unit: Unit,
    #[schema(required)]
    kind: Option<SurveyKind>,
    #[schema(required)]
    scale: Option<Scale>,
    /// Which way is better; `null` for your own metrics. Of CES it is the question's direction: its share of easy
    /// answers is always better the higher it is.
    #[schema(required)]
    direction: Option<Direction>,
    #[schema(required)]
    method: Option<Method>,
    series: Vec<MetricsPeriod>,
    /// With `compare=groups`: whether the groups of a period differ at all.
    #[schema(nullable = false)]
    overall: Option<Vec<MetricsOverall>>,
    /// The newest rollup's time.
    #[schema(format = DateTime, required)]
    as_of: Option<String>,
}

/// Of a survey of employees: a closed period, or groups of it, of which too few answered to be shown.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricsHidden {
    period: String,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    #[schema(schema_with = always)]
    hidden: bool,
    #[schema(schema_with = nothing)]
    n: (),
    #[schema(schema_with = nothing)]
    value: (),
    #[schema(schema_with = nothing)]
    low: (),
    #[schema(schema_with = nothing)]
    high: (),
    #[schema(schema_with = nothing)]
    margin: (),
}

/// Of a survey of employees: a period that runs, of which nothing is said.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricsOpen {
    period: String,
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
    #[schema(schema_with = always)]
    open: bool,
}
