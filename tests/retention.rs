//! Answers that are kept for a time only, from the setting to the day when the database has removed them, by the outer
//! contract: nothing shows them once their time is over, whether or not they still lie there, and no number changes.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "retention/past.rs"]
mod past;
#[path = "retention/seen.rs"]
mod seen;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use jiff::{SignedDuration, Timestamp, ToSpan};
use past::{Past, Planted};
use seen::Seen;
use serde_json::{Value, json};
use testing::database::{dump_of, open};
use tests::{Running, program};
use tokio::runtime::Runtime;

/// For how many days answers are kept: the fewest that a workspace may set.
const KEPT: i64 = 60;
/// How long ago the old ones came: they went nine days ago, a day after their time.
const OLD: i64 = 70;
/// How long ago the young one came.
const YOUNG: i64 = 5;
/// What stands in everything that is over, and in nothing else.
pub const GONE: &str = "zq-old";
/// What stands in the answer that is still young.
pub const THERE: &str = "qx-young";

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Noon of a day so long ago.
fn noon(days: i64) -> Timestamp {
    let date = (Timestamp::now() - DAY * i32::try_from(days).unwrap()).to_string()[..10].to_owned();
    format!("{date}T12:00:00Z").parse().unwrap()
}

fn database(folder: &Path) -> std::path::PathBuf {
    folder.join("atbalss.sqlite")
}

/// What buckets hold, byte by byte.
fn counted(folder: &Path) -> BTreeMap<String, String> {
    let mut items = dump_of(&database(folder));
    items.retain(|key, _| ["t#", "c#"].iter().any(|kind| key.contains(&format!("rollups \"{kind}"))));
    items.into_iter().map(|(key, item)| (key, item.to_string())).collect()
}

/// Whether anything of what is over still lies in the tables.
fn lies_there(folder: &Path) -> bool {
    dump_of(&database(folder)).values().any(|item| item.to_string().contains(GONE))
}

/// Runs a command on a folder that nobody serves; what it said, if it was right.
fn command(folder: &Path, arguments: &[&str]) -> String {
    let ran = Command::new(program()).args(arguments).arg("--data").arg(folder).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{arguments:?}: {said}");
    said
}

/// Fills the folder as if the program had served it all the time, and gives what was counted of the old answers while they
/// were there.
async fn live(folder: &Path) -> (Planted, Vec<Value>) {
    let past = Past::open(folder, noon(OLD)).await;
    past.settle(KEPT).await;
    let planted = past.plant().await;
    past.work().await;
    past.clock.advance(DAY);
    let queries = numbers_of(&planted);
    let mut numbers = Vec::new();
    for query in &queries {
        numbers.push(past.get(query).await["series"].clone());
    }
    let entry = &numbers[0][0];
    assert_eq!((&entry["n"], &entry["counts"]["scores"]), (&json!(3), &json!({"10": 1, "2": 1, "9": 1})));
    assert_eq!(numbers[1].as_array().unwrap().len(), 2, "{}", numbers[1]);
    assert_eq!((&numbers[2][0]["n"], &numbers[2][0]["value"]), (&json!(1), &json!(100.0)), "{}", numbers[2]);
    // Two days before the first of them goes, their day is sealed.
    past.clock.set(noon(OLD) + DAY * 59 + SignedDuration::from_hours(1));
    past.night().await;
    assert_eq!(past.sealed_through().await, Some(planted.day));
    past.clock.set(noon(YOUNG));
    past.answer_young().await;
    past.work().await;
    (planted, numbers)
}

/// The questions whose answers must never change.
fn numbers_of(planted: &Planted) -> Vec<String> {
    let day = planted.day;
    ["survey=nps", "survey=nps&group_by=touchpoint", "metric=response_rate", "metric=completion", "metric=gross_churn"]
        .map(|query| format!("/v1/metrics?{query}&from={day}&to={day}"))
        .into()
}

/// Everything that can be asked of the folder shows nothing of what is over, and the numbers of its day.
fn shows_nothing(folder: &Path, planted: &Planted, numbers: &[Value]) {
    let (from, to) = (planted.day.checked_sub(1.day()).unwrap(), planted.today);
    let again = planted.day.checked_add(1.day()).unwrap();
    {
        let running = Running::serve(folder, &[]);
        let seen = Seen::look(&running, planted, (from, to));
        seen.assert_only_young();
        let asked = running.call("POST", "/v1/rollups", Some(&json!({"from": from, "to": again}))).expect(202);
        let job = format!("/v1/rollups/{}", asked["id"].as_str().unwrap());
        let job = running.until(&job, |job| job["status"] == "done");
        assert!(job["buckets"].as_u64().unwrap() >= 3 && job["changed"] == 0, "{job}");
        for (query, expected) in numbers_of(planted).iter().zip(numbers) {
            let found = &running.call("GET", query, None).expect(200)["series"];
            assert_eq!(found, expected, "{query}");
        }
        let whole = format!("/v1/metrics?survey=nps&from={from}&to={to}&interval=all");
        assert_eq!(running.call("GET", &whole, None).expect(200)["series"][0]["n"], 4, "the old ones count");
    }
    for (file, what, written) in [
        ("answers.csv", &["--all"][..], "1 answers written"),
        ("everything.ndjson", &["--all", "--events"], "1 answers and 3 events written"),
    ] {
        let file = folder.join(file);
        let said = command(folder, &[&["export", &file.to_string_lossy()], what].concat());
        assert!(said.contains(written), "{said}");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(THERE) && !text.contains(GONE), "{text}");
    }
    let said = command(folder, &["rollup", "--from", &from.to_string(), "--to", &again.to_string()]);
    assert!(said.contains(", 0 changed, ") && said.contains(&format!("nps {} is sealed", planted.day)), "{said}");
    let said = command(folder, &["verify"]);
    assert!(said.contains("no difference") && said.contains("sealed days were left out"), "{said}");
}

#[test]
fn answers_past_their_time_are_shown_nowhere_and_counted_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // It makes the folder, its keys and the tables.
    drop(Running::serve(folder, &[]));
    let (planted, numbers) = Runtime::new().unwrap().block_on(live(folder));
    let before = counted(folder);
    assert!(before.keys().any(|key| key.contains("c#default#nps")), "{:?}", before.keys());

    assert!(lies_there(folder), "nobody has removed them yet");
    shows_nothing(folder, &planted, &numbers);
    assert!(lies_there(folder), "nobody has removed them yet");

    let names = std::fs::read_to_string(folder.join("address-key")).unwrap().trim().parse().unwrap();
    let swept = Runtime::new().unwrap().block_on(async { open(&database(folder), names).await.sweep() });
    assert!(swept >= 3, "{swept} items");
    assert!(!lies_there(folder));
    shows_nothing(folder, &planted, &numbers);
    let after = counted(folder);
    let differs: Vec<_> = before.iter().filter(|(key, item)| after.get(*key) != Some(item)).collect();
    assert!(differs.is_empty(), "{differs:#?}");
}
