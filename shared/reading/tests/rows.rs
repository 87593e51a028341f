//! The stream of an export against the embedded database: whole days of a survey, newest first, in pieces of any size.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use domain::day::Zone;
use domain::response::{AddressHash, Response};
use domain::stamped::Stamped;
use domain::survey::{Answer, Survey};
use domain::workspace::Workspace;
use jiff::{SignedDuration, Timestamp};
use reading::rows::{Answers, Format, Row, Versions, Writer, first_day};
use serde_json::json;
use store::Store;
use testing::builders::{response, stored_survey, time, workspace};
use web::query::Days;

const NOW: &str = "2026-11-21T10:00:00Z";

fn settings(more: &serde_json::Value) -> Workspace {
    let mut body = json!({"name": "Acme", "time_zone": "Europe/Riga", "suspect_limit": 3});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Workspace::parse(workspace(), &body).unwrap()
}

fn days(first: &str, last: &str) -> Days {
    Days { first: first.parse().unwrap(), last: last.parse().unwrap() }
}

async fn versions(store: &Store, survey: &Survey) -> Versions {
    Versions::read(store, &workspace(), survey.clone()).await.unwrap()
}

async fn all(mut answers: Answers) -> Vec<Row> {
    let mut rows = Vec::new();
    while let Some(more) = answers.next().await.unwrap() {
        rows.extend(more);
    }
    rows
}

async fn put(store: &Store, response: &Response) {
    store.put_response(&workspace(), response).await.unwrap();
}

#[tokio::test]
async fn all_days_of_the_zone_come_newest_first_and_a_reader_goes_on_where_another_stopped() {
    let database = testing::database::start().await;
    let (store, settings) = (&database.store, settings(&json!({})));
    let survey = stored_survey(store, "nps", "nps", &json!({"shards": 3})).await;
    let begin = Zone::utc().start("2026-11-18".parse().unwrap());
    // More than a page of them, over four UTC dates; the first and the last hours are of other local days.
    for number in 0..96 * 8 {
        put(store, &response(&survey, begin + SignedDuration::from_mins(7) * number, 1, &json!(9))).await;
    }
    let of = versions(store, &survey).await;
    let open = || Answers::of(store, &settings, &of, days("2026-11-19", "2026-11-20"), time(NOW)).unwrap();
    let rows = all(open()).await;
    let zone: Zone = "Europe/Riga".parse().unwrap();
    let range = zone.start("2026-11-19".parse().unwrap())..zone.start("2026-11-21".parse().unwrap());
    let times: Vec<Timestamp> = rows.iter().map(|row| row.response.id.time()).collect();
    assert!(times.is_sorted_by(|newer, older| newer > older));
    let expected =
        (0..96 * 8).map(|number| begin + SignedDuration::from_mins(7) * number).filter(|at| range.contains(at));
    assert_eq!(times.len(), expected.count());
    assert!(times.iter().all(|at| range.contains(at)));

    // After each page somebody else goes on.
    let (mut pieces, mut position) = (Vec::new(), open().position());
    loop {
        let mut reader = open().from(&position).unwrap();
        let before = reader.done();
        let Some(more) = reader.next().await.unwrap() else { break };
        assert!(reader.done() >= before && position.len() < 64);
        position = reader.position();
        pieces.extend(more);
    }
    assert_eq!((pieces, position.as_str()), (rows, "end"));
    assert!(open().from("elsewhere").is_none());
}

#[tokio::test]
async fn what_has_expired_is_left_out_and_of_employees_there_is_nothing() {
    let database = testing::database::start().await;
    let (store, settings) = (&database.store, settings(&json!({"retention_days": 60})));
    store.put_workspace(&settings).await.unwrap();
    let survey = stored_survey(store, "nps", "nps", &json!({})).await;
    for (score, back) in [(1, 62), (2, 60)] {
        put(store, &response(&survey, time(NOW) - SignedDuration::from_hours(24 * back), 1, &json!(score))).await;
    }
    let of = versions(store, &survey).await;
    let rows = all(Answers::of(store, &settings, &of, days("2026-01-01", "2026-11-21"), time(NOW)).unwrap()).await;
    assert_eq!(rows.iter().map(|row| row.response.score()).collect::<Vec<_>>(), [Some(2)]);
    let more = json!({"group": "variant", "periods": [{"from": "2026-11-01", "to": "2026-11-30"}]});
    let team = stored_survey(store, "team", "enps", &more).await;
    let team = versions(store, &team).await;
    let refused = Answers::of(store, &settings, &team, days("2026-01-01", "2026-11-21"), time(NOW)).unwrap_err();
    assert_eq!((refused.status().as_u16(), refused.code()), (409, "enps_is_anonymous"));
}

#[tokio::test]
async fn a_burst_is_told_by_whole_local_days_and_no_line_says_the_address() {
    let database = testing::database::start().await;
    let (store, settings) = (&database.store, settings(&json!({})));
    let survey = stored_survey(store, "nps", "nps", &json!({})).await;
    // In Riga 21:30 in UTC is still the 20th, 22:30 the 21st.
    let posts = [
        ("2026-11-20T21:30:00Z", 1, 4, true),
        ("2026-11-20T22:30:00Z", 1, 3, true),
        ("2026-11-20T08:00:00Z", 2, 4, true),
        ("2026-11-20T09:00:00Z", 3, 3, true),
        // Nothing was said, so it does not count.
        ("2026-11-20T09:30:00Z", 3, 1, false),
    ];
    for (at, address, times, says) in posts {
        for number in 0..times {
            let mut answer = response(&survey, time(at) + SignedDuration::from_secs(number), address, &json!(7));
            answer.address = Some(AddressHash([u8::try_from(address).unwrap(); 12]));
            if !says {
                answer.answers.values_mut().for_each(|answer| answer.value = Answer::Cleared);
            } else if number == 0 {
                let value = answer.answers.remove("score").unwrap().at;
                answer
                    .answers
                    .insert("comment".to_owned(), Stamped { value: Answer::Text("=1".to_owned()), at: value });
            }
            put(store, &answer).await;
        }
    }
    let of = versions(store, &survey).await;
    let open = || Answers::of(store, &settings, &of, days("2026-11-20", "2026-11-21"), time(NOW)).unwrap();
    let rows = all(open()).await;
    let told = |at: &str| {
        rows.iter()
            .filter(|row| {
                row.response.id.time() >= time(at) && row.response.id.time() < time(at) + SignedDuration::from_mins(1)
            })
            .map(|row| row.burst)
            .collect::<Vec<_>>()
    };
    let found: Vec<_> = posts.iter().map(|(at, ..)| told(at)).collect();
    assert_eq!(found, [vec![true; 4], vec![false; 3], vec![true; 4], vec![false; 3], vec![false; 1]]);
    let lines = Writer::new(Format::Ndjson, true, std::slice::from_ref(&of));
    assert!(lines.head().is_empty());
    let text: String = rows.iter().map(|row| String::from_utf8(lines.row(row, &of)).unwrap()).collect();
    assert_eq!(text.matches("\"burst\":true").count(), 8);
    assert!(!text.contains("0101") && !text.contains("0202"), "{text}");
}

#[tokio::test]
async fn the_first_day_is_that_of_the_oldest_answer_counted_or_not() {
    let database = testing::database::start().await;
    let (store, settings) = (&database.store, settings(&json!({})));
    let survey = stored_survey(store, "nps", "nps", &json!({})).await;
    let first = async || first_day(store, &settings, &survey, time(NOW)).await.unwrap().to_string();
    assert_eq!(first().await, "2026-10-20");
    let date = "2019-03-05".parse().unwrap();
    let mark = store::Mark::Answers { workspace: workspace(), survey: survey.id.clone(), date };
    store.set_mark(&mark).await.unwrap();
    assert_eq!(first().await, "2019-03-04");
}
