//! `atbalss rollup` as a program of its own: beside another one, stopped in the middle, and to the end of its marks.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::BTreeMap;
use std::process::{ExitStatus, Stdio};

use domain::event::Event;
use domain::survey::Survey;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::{Mark, Tables};
use testing::builders::{response, stored_survey, time, workspace};
use testing::database::{self, TestDatabase};
use testing::faults::{Fault, FaultProxy, Gate};
use tests::program;
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};

/// The program on a database, as on a deployed stack's tables.
fn rollup(endpoint: &str, arguments: &[&str]) -> Child {
    let tables = Tables::default();
    let mut command = Command::new(program());
    command
        .args(["rollup", "--workspace", workspace().as_str()])
        .args(arguments)
        .env("AWS_ENDPOINT_URL_DYNAMODB", endpoint)
        .env("AWS_REGION", "eu-north-1")
        .env("AWS_ACCESS_KEY_ID", "local")
        .env("AWS_SECRET_ACCESS_KEY", "local")
        .env("ATBALSS_TABLE_DATA", tables.data)
        .env("ATBALSS_TABLE_ROLLUPS", tables.rollups)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command.spawn().expect("it starts")
}

struct Ended {
    status: ExitStatus,
    said: String,
    complained: String,
}

async fn end(mut child: Child) -> Ended {
    let (mut said, mut complained) = (String::new(), String::new());
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let (_, _, status) = tokio::join!(out.read_to_string(&mut said), err.read_to_string(&mut complained), child.wait());
    Ended { status: status.unwrap(), said, complained }
}

/// What the buckets and timelines are made of; not their fences, nor what is left to do.
fn bytes(database: &TestDatabase) -> BTreeMap<String, Value> {
    let counted = |key: &String| ["\"c#", "\"t#", "\"y#"].iter().any(|prefix| key.contains(prefix));
    database.dump().into_iter().filter(|(key, _)| counted(key)).collect()
}

/// Answers of so many days of October 2026, three a day, and a cost on each.
async fn filled(days: u8) -> (TestDatabase, Survey) {
    let database = database::start().await;
    let survey = stored_survey(&database.store, "nps", "nps", &json!({"time_zone": "Europe/Riga"})).await;
    for day in 1..=days {
        for number in 0..3_u8 {
            let at = time(&format!("2026-10-{day:02}T08:00:00Z")) + SignedDuration::from_hours(i64::from(number) * 7);
            let score = (day + number) % 11;
            let response = response(&survey, at, u64::from(day) * 10 + u64::from(number), &json!(score));
            database.store.put_response(&workspace(), &response).await.unwrap();
        }
        let body = json!({"event_id": format!("c{day}"), "type": "cost_booked", "at": format!("2026-10-{day:02}T09:00:00Z"), "amount": 100, "currency": "EUR"});
        let event = Event::parse(&body, None).unwrap();
        database.store.put_event(&workspace(), &event).await.unwrap();
        let mark = Mark::Timeline { workspace: workspace(), timeline: event.timeline() };
        database.store.put_mark(&mark, &format!("{day}")).await.unwrap();
    }
    (database, survey)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_days_it_runs_marks_until_none_is_left() {
    let (database, _) = filled(4).await;
    let url = format!("http://{}", database.address);
    let ended = end(rollup(&url, &[])).await;
    assert!(ended.status.success(), "{}", ended.complained);
    assert!(ended.said.contains("bookings 2026-10-04 changed (revision 1)"), "{}", ended.said);
    assert!(ended.said.contains("4 buckets recomputed, 4 changed"), "{}", ended.said);
    assert!(database.store.marks().await.unwrap().is_empty());
    let ended = end(rollup(&url, &[])).await;
    assert!(ended.said.contains("0 buckets recomputed, 0 changed"), "{}", ended.said);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_at_once_and_one_after_them_leave_the_same_bytes() {
    let ((two, _), (one, _)) = (filled(9).await, filled(9).await);
    let days = ["--from", "2026-10-01", "--to", "2026-10-09"];
    let urls = [&two, &one].map(|database| format!("http://{}", database.address));
    for url in &urls {
        assert!(end(rollup(url, &[])).await.status.success());
    }
    let (a, b) = tokio::join!(end(rollup(&urls[0], &days)), end(rollup(&urls[0], &days)));
    for ended in [a, b] {
        assert!(ended.status.success(), "{}", ended.complained);
    }
    assert!(end(rollup(&urls[1], &days)).await.status.success());
    let alone = bytes(&one);
    assert!(alone.keys().any(|key| key.contains("\"t#acme#nps")) && alone.keys().any(|key| key.contains("@bookings")));
    assert_eq!(bytes(&two), alone);
    // And once more: it says that nothing changed, and nothing did.
    let again = end(rollup(&urls[0], &days)).await;
    assert!(again.said.contains("54 buckets recomputed, 0 changed"), "{}", again.said);
    assert_eq!(bytes(&two), alone);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_to_stop_it_ends_the_bucket_in_hand_and_says_how_to_go_on() {
    let (database, survey) = filled(9).await;
    let proxy = FaultProxy::start(database.address).await;
    let [gate, next] = [Gate::default(), Gate::default()];
    for gate in [&gate, &next] {
        proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    }
    let child = rollup(proxy.endpoint(), &["--from", "2026-10-01", "--to", "2026-10-09", "--survey", "nps"]);
    gate.reached().await; // it has read the first day, and is about to write
    let asked = Command::new("kill").arg(child.id().unwrap().to_string()).status().await.unwrap();
    assert!(asked.success());
    gate.open();
    let mut ending = Box::pin(end(child));
    // It may look a moment too early, and begin one more.
    let ended = tokio::select! {
        ended = &mut ending => ended,
        () = next.reached() => {
            next.open();
            ending.await
        }
    };
    assert_eq!(ended.status.code(), Some(1), "{} {}", ended.said, ended.complained);
    assert!(ended.said.contains("nps 2026-10-01 changed (revision 1)"), "{}", ended.said);
    let done = ended.said.lines().filter(|line| line.contains("changed (revision 1)")).count();
    assert!((1..=2).contains(&done), "{}", ended.said);
    let command = ended.complained.lines().find_map(|line| line.trim().strip_prefix("atbalss rollup ")).unwrap();
    let expected = format!("--workspace acme --from 2026-10-0{} --to 2026-10-09 --survey nps", done + 1);
    assert_eq!(command, expected);
    let arguments: Vec<&str> = command.split(' ').skip(2).collect();
    let gone_on = end(rollup(&format!("http://{}", database.address), &arguments)).await;
    assert!(gone_on.status.success(), "{}", gone_on.complained);
    let rest = 9 - done;
    assert!(gone_on.said.contains(&format!("{rest} buckets recomputed, {rest} changed")), "{}", gone_on.said);
    let (first, last) = ("2026-10-01".parse().unwrap(), "2026-10-31".parse().unwrap());
    let source = (&survey.id).into();
    let totals = database.store.totals::<domain::bucket::Cell>(&workspace(), &source, first, last).await.unwrap();
    assert_eq!(totals.iter().map(|(_, totals)| totals.cell.as_ref().unwrap().scores.n()).sum::<u64>(), 27 - 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_days_and_unknown_surveys_are_told_in_a_sentence() {
    let (database, _) = filled(1).await;
    let url = format!("http://{}", database.address);
    for (arguments, sentence) in [
        (vec!["--from", "2026-10-02", "--to", "2026-10-01"], "--from may not lie after --to"),
        (vec!["--from", "2016-01-01", "--to", "2026-10-01"], "at most 3660 days"),
        (vec!["--from", "2026-10-01", "--survey", "none"], "has no survey none"),
        (vec!["--survey", "none"], "has no survey none"),
    ] {
        let ended = end(rollup(&url, &arguments)).await;
        assert_eq!(ended.status.code(), Some(2), "{arguments:?}");
        assert!(ended.complained.contains(sentence), "{}", ended.complained);
    }
}
