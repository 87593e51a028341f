//! What a caller asks of `GET /v1/metrics`: every parameter checked, with what it is the number of where that is known, and
//! every problem named at once.

use domain::day::{Interval, MAX_DAYS};
use domain::input::{Fields, Refusal, parsed};
use jiff::civil::Date;
use serde_json::Value;
use web::problem::Problem;
use web::query::Days;

use super::subject::Subject;

/// What a number is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// The period before.
    Previous,
    /// All other groups together.
    Groups,
}

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Of which local days.
    pub days: Days,
    /// In which periods.
    pub interval: Interval,
    /// By which dimensions, in the caller's order; none where everything is counted together.
    pub group_by: Vec<String>,
    /// With what it is compared.
    pub compare: Option<Compare>,
}

impl Asked {
    /// Reads the parameters beside `metric` and `survey`, which the caller has read already.
    ///
    /// # Errors
    /// Every bad parameter. What depends on what it is the number of is checked where that is known.
    pub fn read(mut fields: Fields<'_>, subject: Option<&Subject>, today: Date) -> Result<Self, Problem> {
        let days = Days::read(&mut fields, today, MAX_DAYS);
        let interval = fields.optional("interval", parsed::<Interval>).unwrap_or(Interval::Day);
        let group_by = fields.optional("group_by", |value| dimensions(value, subject)).unwrap_or_default();
        let compare = fields.optional("compare", compare);
        if compare == Some(Compare::Groups) && !fields.has("group_by") {
            let reason = "groups are compared where there are some; say group_by too";
            fields.refuse("compare", Refusal::new("no_groups", reason));
        }
        Ok(fields.finish(|| Some(Self { days: days?, interval, group_by, compare }))?)
    }
}

fn compare(value: &Value) -> Result<Compare, Refusal> {
    match value.as_str() {
        Some("previous") => Ok(Compare::Previous),
        Some("groups") => Ok(Compare::Groups),
        _ => Err(Refusal::new("unknown_comparison", "expected previous or groups")),
    }
}

fn dimensions(value: &Value, subject: Option<&Subject>) -> Result<Vec<String>, Refusal> {
    let names: Vec<_> = value.as_str().unwrap_or_default().split(',').map(str::to_owned).collect();
    let twice = names.len() == 2 && names[0] == names[1];
    if names.len() > 2 || twice {
        return Err(Refusal::new("invalid_group_by", "expected one or two dimensions, comma-separated, each once"));
    }
    let Some(subject) = subject else { return Ok(names) };
    let known = subject.dimensions();
    if names.iter().all(|name| known.contains(&name.as_str())) {
        return Ok(names);
    }
    let reason = if known.is_empty() {
        "this metric has no dimensions; leave group_by out".to_owned()
    } else {
        format!("expected one or two of {}", known.join(", "))
    };
    Err(Refusal::new("unknown_dimension", reason))
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
