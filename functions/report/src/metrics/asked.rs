//! What a caller asks of `GET /v1/metrics`: every parameter checked, with the survey where there is one, and every problem
//! named at once.

use domain::context::DIMENSIONS;
use domain::day::{Interval, MAX_DAYS};
use domain::input::{Fields, Refusal, not_yet, parsed};
use domain::score::Metric;
use domain::survey::Survey;
use jiff::civil::Date;
use serde_json::Value;
use web::problem::Problem;
use web::query::Days;

/// The metrics of the contract that this version does not serve.
const LATER: [&str; 17] = [
    "enps",
    "net_churn",
    "gross_churn",
    "retention",
    "first_response",
    "reply_time",
    "resolution",
    "time_to_resolve",
    "first_contact",
    "transfers",
    "support_cost",
    "clv",
    "kept_appointments",
    "delivery",
    "response_rate",
    "completion",
    "opt_out",
];

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Of which local days.
    pub days: Days,
    /// In which periods.
    pub interval: Interval,
    /// By which dimensions, in the caller's order; none where everything is counted together.
    pub group_by: Vec<String>,
}

impl Asked {
    /// Reads the parameters beside `survey`, which the caller has read already.
    ///
    /// # Errors
    /// Every bad parameter. What depends on the survey is checked where there is one.
    pub fn read(mut fields: Fields<'_>, survey: Option<&Survey>, today: Date) -> Result<Self, Problem> {
        fields.optional("metric", |value| metric(value, survey));
        let days = Days::read(&mut fields, today, MAX_DAYS);
        let interval = fields.optional("interval", parsed::<Interval>).unwrap_or(Interval::Day);
        let group_by = fields.optional("group_by", |value| dimensions(value, survey)).unwrap_or_default();
        fields.not_yet(&["compare"]);
        Ok(fields.finish(|| Some(Self { days: days?, interval, group_by }))?)
    }
}

fn metric(value: &Value, survey: Option<&Survey>) -> Result<(), Refusal> {
    let name = value.as_str().unwrap_or_default();
    if LATER.contains(&name) {
        return Err(not_yet());
    }
    let metric: Metric = name.parse()?;
    match survey.map(|survey| survey.measure.metric()) {
        Some(own) if own != metric => Err(Refusal::new(
            "metric_not_of_survey",
            format!("this survey asks for {}; name that, or leave metric out", own.name()),
        )),
        _ => Ok(()),
    }
}

fn dimensions(value: &Value, survey: Option<&Survey>) -> Result<Vec<String>, Refusal> {
    let names: Vec<_> = value.as_str().unwrap_or_default().split(',').map(str::to_owned).collect();
    let twice = names.len() == 2 && names[0] == names[1];
    if names.len() > 2 || twice {
        return Err(Refusal::new("invalid_group_by", "expected one or two dimensions, comma-separated, each once"));
    }
    let Some(survey) = survey else { return Ok(names) };
    let own = survey.dimensions.iter().map(String::as_str);
    let known: Vec<_> = DIMENSIONS.into_iter().chain(own).collect();
    if names.iter().all(|name| known.contains(&name.as_str())) {
        return Ok(names);
    }
    Err(Refusal::new("unknown_dimension", format!("expected one or two of {}", known.join(", "))))
}

/// The interval's name in the API.
pub const fn interval_name(interval: Interval) -> &'static str {
    match interval {
        Interval::Day => "day",
        Interval::Week => "week",
        Interval::Month => "month",
        Interval::All => "all",
    }
}
