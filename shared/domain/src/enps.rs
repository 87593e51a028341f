//! eNPS: what employees answer, in closed and fixed periods, so that nobody can tell who answered what.
//!
//! Here are the periods and the one grouping of a survey. What is kept of an answer while its period runs is `row`'s to say,
//! and what may be shown of a period that has closed is `hiding`'s. Nothing here knows a person.

mod hiding;
mod row;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::context::DIMENSIONS;
use crate::day::{Zone, parse_date};
use crate::input::{Fields, Problems, Refusal};
use crate::score::Metric;
use crate::survey::{Survey, name_of_property};

pub use hiding::{Closed, FEWEST, Tally, shown};
pub use row::{Row, Secret, echo};

/// How long after its last day a period still takes what was begun in it; then it closes for good.
pub const GRACE: SignedDuration = SignedDuration::from_hours(1);
/// The most periods of a survey.
const MAX_PERIODS: usize = 200;
/// The dimensions that an answer doesn't keep, so that no grouping can be made of them.
const NOT_KEPT: [&str; 3] = ["channel", "locale", "version"];

/// Local days in which employees are asked, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The first day; it names the period within its survey.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Period {
    /// The name in answers: `2026-10-01/2026-10-31`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.from, self.to)
    }

    /// The first instant.
    pub fn start(&self, zone: &Zone) -> Timestamp {
        zone.start(self.from)
    }

    /// When it closes for good: an hour after the end of its last day.
    ///
    /// ```
    /// use domain::{day::Zone, enps::Period};
    /// let october = Period { from: "2026-10-01".parse().unwrap(), to: "2026-10-31".parse().unwrap() };
    /// let riga: Zone = "Europe/Riga".parse().unwrap();
    /// assert_eq!(october.closes_at(&riga).to_string(), "2026-10-31T23:00:00Z");
    /// ```
    pub fn closes_at(&self, zone: &Zone) -> Timestamp {
        zone.day(self.to).end.checked_add(GRACE).unwrap_or(Timestamp::MAX)
    }

    /// Whether an answer that was begun within it may still come in.
    pub fn takes_answers(&self, zone: &Zone, now: Timestamp) -> bool {
        (self.start(zone)..self.closes_at(zone)).contains(&now)
    }

    fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let date = |value: &Value| parse_date(value.as_str().unwrap_or_default());
        let mut fields = Fields::of(value, path)?;
        let from = fields.required("from", date);
        let to = fields.required("to", date);
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            fields.refuse("to", Refusal::new("before_from", "expected from or a later day"));
        }
        fields.finish(|| Some(Self { from: from?, to: to? }))
    }
}

/// What a survey of employees has beside what all have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enps {
    /// Its periods, one after the other; at least one.
    pub periods: Vec<Period>,
    /// The one property that its results are grouped by.
    pub group: Option<String>,
}

impl Enps {
    /// Reads a survey's `periods` and `group`, which are for eNPS alone and which it must have; what would tell who answered is
    /// refused.
    pub(crate) fn read(fields: &mut Fields<'_>, metric: Option<Metric>) -> Option<Self> {
        let periods = fields.nested("periods", periods);
        let group = fields.optional("group", group);
        match metric {
            Some(Metric::Enps) => {}
            Some(_) => {
                for name in ["periods", "group"] {
                    if fields.has(name) {
                        fields.refuse(name, Refusal::new("only_for_enps", "this is for enps; leave it out"));
                    }
                }
                return None;
            }
            None => return None,
        }
        if !fields.has("periods") {
            let reason = "employees are asked in fixed periods; name at least one, {from, to} in local days";
            fields.refuse("periods", Refusal::new("required", reason));
        }
        for (name, why) in IDENTIFIES {
            if fields.value(name).is_some_and(says_more_than_the_default) {
                fields.refuse(name, Refusal::new("not_for_enps", format!("{why}; leave it out")));
            }
        }
        Some(Self { periods: periods?, group })
    }

    /// As the API takes it.
    pub(crate) fn write(&self, definition: &mut Value) {
        let period = |period: &Period| json!({"from": period.from, "to": period.to});
        definition["periods"] = self.periods.iter().map(period).collect();
        if let Some(group) = &self.group {
            definition["group"] = json!(group);
        }
    }

    /// The period that an instant lies in.
    pub fn period_at(&self, zone: &Zone, at: Timestamp) -> Option<Period> {
        let day = zone.date(at);
        self.periods.iter().copied().find(|period| period.from <= day && day <= period.to)
    }

    /// The period that begins on a day.
    pub fn period_from(&self, from: Date) -> Option<Period> {
        self.periods.iter().copied().find(|period| period.from == from)
    }

    /// Those that have begun by a day: they stay as they are.
    pub fn begun(&self, today: Date) -> &[Period] {
        &self.periods[..self.periods.partition_point(|period| period.from <= today)]
    }
}

/// What a survey of employees may not have, and why.
const IDENTIFIES: [(&str, &str); 6] = [
    ("dimensions", "an eNPS answer keeps nothing that stands around it but its one `group`"),
    ("questions", "more answers of one person, side by side, tell who they are"),
    ("metrics", "an eNPS survey asks nothing of its own, so there is nothing to count"),
    ("edit_minutes", "what can be changed can be found again"),
    ("pages", "only what is finished is kept, so all stands on one page"),
    ("reminder", "to remind those alone who did not answer, one must know who did"),
];

/// Whether a field asks for anything: a definition is written with the defaults of all surveys.
fn says_more_than_the_default(value: &Value) -> bool {
    match value {
        Value::Array(values) => !values.is_empty(),
        Value::Object(values) => !values.is_empty(),
        Value::Number(number) => number.as_i64() != Some(0),
        Value::String(word) => word != "one",
        Value::Null | Value::Bool(_) => false,
    }
}

fn periods(value: &Value, path: &str) -> Result<Vec<Period>, Problems> {
    let values = value.as_array().filter(|values| (1..=MAX_PERIODS).contains(&values.len())).ok_or_else(|| {
        Problems::one(
            path,
            Refusal::new("not_a_list", format!("expected a list of 1 to {MAX_PERIODS} of {{from, to}}")),
        )
    })?;
    let (mut periods, mut problems) = (Vec::<Period>::new(), Vec::new());
    for (at, value) in values.iter().enumerate() {
        let path = format!("{path}[{at}]");
        match Period::parse(value, &path) {
            Ok(period) if periods.last().is_some_and(|before| period.from <= before.to) => {
                let reason = "expected a day after the period before: periods stand in their order and don't overlap";
                problems.extend(Problems::one(&format!("{path}.from"), Refusal::new("overlaps", reason)).0);
            }
            Ok(period) => periods.push(period),
            Err(Problems(more)) => problems.extend(more),
        }
    }
    if problems.is_empty() { Ok(periods) } else { Err(Problems(problems)) }
}

fn group(value: &Value) -> Result<String, Refusal> {
    let name = name_of_property(value)?;
    if NOT_KEPT.contains(&name.as_str()) {
        let kept = DIMENSIONS.into_iter().filter(|name| !NOT_KEPT.contains(name)).collect::<Vec<_>>().join(", ");
        let reason = format!("an eNPS answer doesn't keep that; expected {kept} or a property of yours");
        return Err(Refusal::new("not_kept", reason));
    }
    Ok(name)
}

/// Why a definition can't take the place of the one that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unchangeable {
    /// A period has begun, and what was promised to those who answer in it stays.
    #[error("a period of this survey has begun, so {0} stays; put a new survey instead")]
    InUse(&'static str),
    /// A period that has begun is missing or another.
    #[error("periods that have begun stay as they are; add new ones after the last")]
    Begun,
    /// A new period lies before today.
    #[error("expected a period that begins today or later, in the survey's zone")]
    Past,
}

/// Whether a survey may stand in the place of another, or of none. `zones` are those of the two, the old one first.
///
/// # Errors
/// Why not.
pub fn may_follow(
    after: &Survey,
    before: Option<&Survey>,
    zones: [&Zone; 2],
    now: Timestamp,
) -> Result<(), Unchangeable> {
    let standing = before.and_then(|before| before.enps.as_ref());
    let begun = standing.map_or(&[][..], |standing| standing.begun(zones[0].date(now)));
    let Some(enps) = &after.enps else {
        return if begun.is_empty() { Ok(()) } else { Err(Unchangeable::InUse("its metric")) };
    };
    if let (Some(standing), Some(before)) = (standing, before)
        && !begun.is_empty()
    {
        if !after.measures_like(before) {
            return Err(Unchangeable::InUse("its scale"));
        }
        if standing.group != enps.group {
            return Err(Unchangeable::InUse("its group"));
        }
        if zones[0] != zones[1] {
            return Err(Unchangeable::InUse("its time_zone"));
        }
    }
    if !enps.periods.starts_with(begun) {
        return Err(Unchangeable::Begun);
    }
    let today = zones[1].date(now);
    if enps.periods[begun.len()..].iter().any(|new| new.from < today) { Err(Unchangeable::Past) } else { Ok(()) }
}
