//! Counting on one machine: the work of the function `rollup`, and once a period of employees has closed the database's file is
//! made anew without the answers and the secret that led to them. DynamoDB forgets what is removed; `SQLite` keeps it in the
//! file until then.

use domain::task::RollupTask;
use rollup::Rollups;
use runtime::batch::{BatchAnswer, NoId, SqsBatch};

use crate::forgetting::Traces;

/// Works off tasks of the rollups.
///
/// # Errors
/// As [`Rollups::handle`].
pub async fn work(rollups: &Rollups, traces: Option<&Traces>, batch: SqsBatch) -> Result<BatchAnswer, NoId> {
    let closes = batch.records.iter().any(|record| closes_a_period(&record.body));
    let answer = rollups.handle(batch).await;
    if let Some(traces) = traces.filter(|_| closes)
        && let Err(error) = traces.ask()
    {
        tracing::error!(%error, "the database's file is made anew at night: that it is due could not be written down");
    }
    answer
}

fn closes_a_period(task: &str) -> bool {
    matches!(serde_json::from_str(task), Ok(RollupTask::Period { .. }))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::enps::{Row, Secret};
    use runtime::batch::SqsRecord;
    use serde_json::json;
    use store::PeriodOf;
    use testing::builders::{stored_survey, submission, time, workspace};
    use testing::clock::ManualClock;

    use super::*;
    use crate::queue;
    use crate::upkeep::tests::{holds, machine};

    fn batch(task: &RollupTask) -> SqsBatch {
        let body = serde_json::to_string(task).unwrap();
        SqsBatch { records: vec![SqsRecord { message_id: Some("one".to_owned()), body }] }
    }

    #[tokio::test]
    async fn once_a_period_has_closed_no_byte_of_the_folder_holds_its_answers_or_what_leads_to_them() {
        let machine = machine().await;
        let store = &machine.upkeep.store;
        let periods = json!({"time_zone": "Europe/Riga", "periods": [{"from": "2026-11-01", "to": "2026-11-30"}]});
        let survey = stored_survey(store, "team", "enps", &periods).await;
        let (ws, secret) = (workspace(), Secret::new([7; 32]));
        let period = survey.enps.as_ref().unwrap().periods[0];
        let of = PeriodOf { workspace: &ws, survey: &survey.id, period };
        store.open_enps_gate(of, secret.clone()).await.unwrap();
        // Of so few nothing is shown, so nothing of them may stay.
        for number in 0..3 {
            let comment = Some(format!("zq-said-{number}-4417"));
            let row = Row { score: 9, group: None, comment, suspect: false };
            let id = submission(time("2026-11-05T10:00:00Z"), number);
            store.put_enps_row(of, &secret, id, &row, None).await.unwrap();
        }
        let (led, comments) = ("07".repeat(32), ["zq-said-0-4417", "zq-said-2-4417"]);
        let markers = [led.as_str(), comments[0], comments[1]];
        assert!(markers.iter().all(|marker| holds(&machine, marker)));

        let clock = Arc::new(ManualClock::at("2026-12-02T00:00:00Z"));
        let (unused, _unread) = queue::local(1);
        let rollups = Rollups::new(store.clone(), clock, Arc::new(unused));
        let (workspace, survey) = (ws.to_string(), survey.id.to_string());
        let other = RollupTask::Sweep { workspace: workspace.clone(), date: period.from };
        assert!(work(&rollups, Some(&machine.traces), batch(&other)).await.unwrap().failures.is_empty());
        assert!(!machine.traces.due.exists(), "a day that is counted leaves nothing to forget");

        let close = RollupTask::Period { workspace, survey, from: period.from };
        assert!(work(&rollups, Some(&machine.traces), batch(&close)).await.unwrap().failures.is_empty());
        assert!(holds(&machine, markers[0]), "SQLite leaves it there");
        machine.upkeep.clone().end().await.unwrap();
        for marker in markers {
            assert!(!holds(&machine, marker), "{marker} is still there");
        }
        assert!(!machine.traces.due.exists());
    }
}
