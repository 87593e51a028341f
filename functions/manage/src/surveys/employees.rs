//! Surveys of employees: their days are fixed when they are made, and what has begun stays.

use domain::enps::{Unchangeable, may_follow};
use domain::input::{Problems, Refusal};
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::Timestamp;
use web::problem::Problem;

/// A survey as it may stand in the place of another, or of none. One of employees gets the zone that it keeps, or a change
/// of the workspace's would move the ends of its periods.
///
/// # Errors
/// Where a period of the one that stands has begun, and the new one doesn't keep it as it is.
pub fn settled(
    mut survey: Survey,
    standing: Option<&Survey>,
    workspace: &Workspace,
    now: Timestamp,
) -> Result<Survey, Problem> {
    if survey.enps.is_some() && survey.time_zone.is_none() {
        let kept = standing.filter(|standing| standing.enps.is_some()).and_then(|standing| standing.time_zone.clone());
        survey.time_zone = Some(kept.unwrap_or_else(|| workspace.time_zone.clone()));
    }
    let new = survey.zone(workspace);
    let zones = [standing.map_or(new, |standing| standing.zone(workspace)), new];
    match may_follow(&survey, standing, zones, now) {
        Ok(()) => Ok(survey),
        Err(past @ Unchangeable::Past) => {
            Err(Problems::one("periods", Refusal::new("period_in_the_past", past.to_string())).into())
        }
        Err(stays) => Err(Problem::conflict("survey_in_use", stays.to_string())),
    }
}
