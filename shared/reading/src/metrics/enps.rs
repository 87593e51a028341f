//! eNPS: the periods of a survey of employees, each once it has closed, and of it only what was kept. There are no free
//! dates, no filters and no count while a period runs: whoever could choose them could find a single person.

use domain::bucket::Cell;
use domain::context::DIMENSIONS;
use domain::enps::{Enps, Period};
use domain::input::{Fields, Refusal};
use domain::metric::{BuiltIn, Name, Number, Unit};
use domain::score::{Counts, Metric, Scale};
use domain::stamped::millis;
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::civil::Date;
use serde::Serialize;
use store::EnpsResult;
use web::backend::Backend;
use web::problem::Problem;

use super::entry::{Entry, Excluded, Group};
use super::pot::Pot;

/// A period, or one group of it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Said {
    /// It is told.
    Shown(Box<Entry>),
    /// A period, or the rest of its groups, of which no number is told.
    Untold(Untold),
}

/// What is said in the place of a number that is not told.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Untold {
    /// The period runs, or is over and the schedule has not come by yet.
    Open {
        /// The period's name.
        period: String,
        /// Its first local day.
        from: Date,
        /// Its last local day.
        to: Date,
        /// Yes.
        open: bool,
    },
    /// So few answered that nothing is shown.
    Hidden {
        /// The period's name.
        period: String,
        /// Its first local day.
        from: Date,
        /// Its last local day.
        to: Date,
        /// Yes.
        hidden: bool,
        /// What is not told, under the names of what is.
        #[serde(flatten)]
        nothing: Nothing,
    },
}

/// `null` in each place of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Nothing {
    n: (),
    value: (),
    low: (),
    high: (),
    margin: (),
}

/// The answer of a survey of employees.
#[derive(Debug, Serialize)]
pub struct Employees {
    metric: Metric,
    survey: String,
    time_zone: String,
    interval: &'static str,
    unit: Unit,
    kind: &'static str,
    scale: Scale,
    direction: &'static str,
    method: &'static str,
    series: Vec<Said>,
    as_of: Option<String>,
}

impl Employees {
    /// What is said of its periods, the oldest first.
    pub fn series(&self) -> &[Said] {
        &self.series
    }
}

/// The answer to a question about a survey of employees.
///
/// # Errors
/// Every parameter that would choose among the answers.
pub async fn answer(
    backend: &Backend,
    workspace: &Workspace,
    survey: &Survey,
    name: Option<&Name>,
    mut fields: Fields<'_>,
) -> Result<Employees, Problem> {
    let Some(enps) = &survey.enps else { return Err(Problem::not_found("survey")) };
    if let Some(reason) = name.and_then(untold) {
        fields.refuse("metric", Refusal::new("metric_not_of_survey", reason));
    }
    let grouped = read(&mut fields, enps);
    let grouped = fields.finish(|| Some(grouped))?;
    let zone = survey.zone(workspace);
    let results = backend.store.enps_results(&workspace.id, &survey.id).await?;
    let begun = enps.begun(zone.date(backend.now()));
    let result_of = |period: &Period| results.iter().find(|result| result.period.from == period.from);
    let series: Vec<Said> = begun.iter().flat_map(|period| said(survey, *period, result_of(period), grouped)).collect();
    let as_of = begun.iter().filter(|period| result_of(period).is_some()).map(|period| period.closes_at(zone)).max();
    let measure = survey.measure;
    Ok(Employees {
        metric: Metric::Enps,
        survey: survey.id.to_string(),
        time_zone: zone.name().to_owned(),
        interval: "period",
        unit: Unit::Points,
        kind: survey.kind.name(),
        scale: measure.scale(),
        direction: measure.direction().name(),
        method: measure.method().name(),
        series,
        as_of: as_of.map(millis),
    })
}

/// Why a metric is not told of a survey of employees, and what to do; none for the one that is.
fn untold(name: &Name) -> Option<&'static str> {
    match name {
        Name::BuiltIn(BuiltIn::Enps) => None,
        Name::BuiltIn(metric) if metric.may_filter_by_survey() => Some(
            "messages to employees are in no rate; leave survey out for the rate of all others, or ask this one for enps",
        ),
        _ => Some("this survey asks for enps, and nothing else is told of its answers; name that, or leave metric out"),
    }
}

/// The group that is asked for; everything else that could be is refused.
fn read<'e>(fields: &mut Fields<'_>, enps: &'e Enps) -> Option<&'e str> {
    let fixed = || {
        let reason =
            "a survey of employees is told by its own periods, whole and once they have closed; leave this out";
        Refusal::new("enps_has_fixed_periods", reason)
    };
    for name in ["from", "to", "interval", "compare"].into_iter().chain(DIMENSIONS) {
        fields.optional(name, |_| Err::<(), _>(fixed()));
    }
    fields.optional("group_by", |value| match &enps.group {
        Some(own) if value.as_str() == Some(own) => Ok(own.as_str()),
        Some(own) => Err(Refusal::new("unknown_dimension", format!("this survey is grouped by {own} alone"))),
        None => Err(Refusal::new("unknown_dimension", "this survey was begun without a group; leave this out")),
    })
}

/// What is said of a period.
fn said(survey: &Survey, period: Period, result: Option<&EnpsResult>, group: Option<&str>) -> Vec<Said> {
    let Period { from, to } = period;
    let Some(result) = result else {
        return vec![Said::Untold(Untold::Open { period: period.name(), from, to, open: true })];
    };
    let hidden = || {
        let nothing = Nothing::default();
        Said::Untold(Untold::Hidden { period: period.name(), from, to, hidden: true, nothing })
    };
    let Some(closed) = &result.closed else { return vec![hidden()] };
    let entry = |counts: &Counts, group: Option<Group>, suspect: Option<u64>| {
        let number = Number::of_answers(survey.measure, counts);
        let cell = Cell { scores: counts.clone(), ..Cell::default() };
        let named = (period.name(), from, to);
        let mut entry = Entry::new(named, group, &Pot::Score(survey, cell), number, result.revision);
        // How many look like a machine's is known of the whole alone.
        entry.excluded = suspect.map(|suspect| Excluded { suspect, anonymous: 0, not_customers: None, replaced: None });
        Said::Shown(Box::new(entry))
    };
    let Some(name) = group else { return vec![entry(&closed.total, None, Some(closed.suspect))] };
    let names = [name.to_owned()];
    let of_group = |(value, counts): (&String, &Counts)| entry(counts, Group::of(&names, &vec![value.clone()]), None);
    let mut said: Vec<_> = closed.groups.iter().map(of_group).collect();
    // That some are missing anybody can tell who adds up the others.
    if closed.groups.values().map(Counts::n).sum::<u64>() < closed.total.n() {
        said.push(hidden());
    }
    said
}
