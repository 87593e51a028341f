//! A made survey of employees: a period that has closed, with groups large enough to be shown and one that is not, and one
//! that runs. It goes the way of every such answer: rows under a secret that the closing destroys.

use domain::day::Zone;
use domain::enps::{Row, Secret};
use domain::id::{SubmissionId, SurveyId, WorkspaceId};
use domain::survey::Survey;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rollup::Rollups;
use serde_json::json;
use store::{Gate, PeriodOf, Store};

use super::dice::Dice;

/// The groups, and how many answer in each.
const GROUPS: [(&str, u64); 4] = [("shops", 24), ("roastery", 13), ("office", 9), ("board", 3)];

/// Makes the survey and its answers, and closes what is over.
pub async fn fill(
    store: &Store,
    ws: &WorkspaceId,
    zone: &Zone,
    now: Timestamp,
    rollups: &Rollups,
) -> anyhow::Result<()> {
    let id: SurveyId = "team".parse()?;
    let today = zone.date(now);
    let [past, end, present, last] =
        [-60, -31, -10, 20].map(|away: i32| today.checked_add(away.days()).unwrap_or(today));
    let definition = json!({
        "name": "The team", "metric": "enps", "time_zone": zone.name(), "group": "department",
        "periods": [{"from": past, "to": end}, {"from": present, "to": last}],
    });
    let survey = Survey::parse(id.clone(), 1, &definition)?;
    store.put_survey(ws, &survey).await?;
    let mut dice = Dice(0xe9b5);
    for period in survey.enps.iter().flat_map(|enps| &enps.periods) {
        let of = PeriodOf { workspace: ws, survey: &id, period: *period };
        let mut secret = [0; 32];
        secret[..8].copy_from_slice(&dice.next().to_be_bytes());
        let Gate::Open(secret) = store.open_enps_gate(of, Secret::new(secret)).await? else { continue };
        for (group, answers) in GROUPS {
            for _ in 0..answers {
                let mut random = [0; 10];
                random[..8].copy_from_slice(&dice.next().to_be_bytes());
                let at = period.start(zone) + SignedDuration::from_hours(30);
                let given = dice.pick(&[10, 10, 9, 9, 9, 8, 8, 7, 6, 4]);
                let row = Row { score: given, group: Some(group.to_owned()), comment: None, suspect: false };
                store.put_enps_row(of, &secret, SubmissionId::from_parts(at, random), &row, None).await?;
            }
        }
    }
    rollups.close_period(ws, &id, past).await?;
    Ok(())
}
