//! What no client can make in a moment: a survey of employees with a period that has closed, in each workspace. It goes the
//! way of every such answer: rows under a secret that the closing destroys.

use std::path::Path;
use std::sync::Arc;

use domain::enps::{Row, Secret};
use domain::survey::Survey;
use rollup::Rollups;
use serde_json::json;
use store::{Gate, PeriodOf};
use testing::builders::{submission, time};
use testing::clock::ManualClock;
use testing::database::open;
use testing::queue::MemoryQueue;
use tokio::runtime::Runtime;

/// How many answered.
pub const ANSWERS: u64 = 7;

/// Puts a survey `team` into workspaces of a folder that nobody serves; each has its own word in comments and in a group.
pub fn fill(folder: &Path, sides: &[(&str, &str)]) {
    let names = std::fs::read_to_string(folder.join("address-key")).unwrap().trim().parse().unwrap();
    Runtime::new().unwrap().block_on(async {
        let database = open(&folder.join("atbalss.sqlite"), names).await;
        let store = &database.store;
        let clock = Arc::new(ManualClock::at("2025-10-02T00:00:00Z"));
        let rollups = Rollups::new(store.clone(), clock, Arc::new(MemoryQueue::default()));
        for (workspace, marker) in sides {
            let ws = workspace.parse().unwrap();
            let definition = json!({
                "name": format!("The team of {marker}"), "metric": "enps", "group": "variant",
                "periods": [{"from": "2025-09-01", "to": "2025-09-30"}, {"from": "2099-01-01", "to": "2099-01-31"}],
            });
            let survey = Survey::parse("team".parse().unwrap(), 1, &definition).unwrap();
            assert!(store.put_survey(&ws, &survey).await.unwrap());
            let period = survey.enps.as_ref().unwrap().periods[0];
            let of = PeriodOf { workspace: &ws, survey: &survey.id, period };
            let gate = store.open_enps_gate(of, Secret::new([7; 32])).await.unwrap();
            let Gate::Open(secret) = gate else { panic!("a gate that is open") };
            for number in 0..ANSWERS {
                let comment = Some(format!("{number} is said by {marker}"));
                let row = Row { score: 9, group: Some((*marker).to_owned()), comment, suspect: false };
                let id = submission(time("2025-09-05T10:00:00Z"), number);
                store.put_enps_row(of, &secret, id, &row, None).await.unwrap();
            }
            assert!(rollups.close_period(&ws, &survey.id, period.from).await.unwrap());
        }
    });
}
