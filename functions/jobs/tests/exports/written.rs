//! What stands in a file that was written.

use domain::export::{Asked, Format, State};
use domain::workspace::Workspace;
use jiff::SignedDuration;
use serde_json::json;
use testing::builders::{response, stored_survey, time};

use crate::house::{House, NOW, WORKSPACE};

#[tokio::test]
async fn every_response_is_a_row_newest_first_and_the_item_says_how_many() {
    let house = House::start().await;
    let survey = stored_survey(&house.database.store, "nps", "nps", &json!({"shards": 3})).await;
    let made = house.answers(&survey, 2600, 2000).await;
    let export = house.asked("nps", Format::Ndjson, |_| ()).await;
    assert!(house.deliver(&house.jobs(), export.id).await);

    let ids: Vec<_> = house.lines(&export).iter().map(|line| line["submission_id"].clone()).collect();
    let expected: Vec<_> = made.iter().map(|response| json!(response.id.to_string())).collect();
    assert!(ids == expected, "{} rows of {}", ids.len(), expected.len());
    let done = house.export(export.id).await;
    let written = house.text(&export).unwrap().len() as u64;
    assert_eq!((done.state, done.rows, done.bytes, done.tries), (State::Done, 2600, written, 1));
    assert_eq!(house.bucket.take_asked(), ["create", "part", "part", "complete"], "{written} bytes");
}

#[tokio::test]
async fn a_table_has_its_head_once_and_begins_with_the_mark_where_that_was_asked_for() {
    let house = House::start().await;
    let survey = stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    house.answers(&survey, 3, 4).await;
    for bom in [false, true] {
        let export = house.asked("nps", Format::Csv, |asked| asked.bom = bom).await;
        assert!(house.deliver(&house.jobs(), export.id).await);
        let text = house.text(&export).unwrap();
        assert_eq!((text.starts_with('\u{feff}'), text.matches("submission_id").count()), (bom, 1));
        assert_eq!(text.lines().count(), 4, "{text}");
        assert_eq!(house.export(export.id).await.rows, 3);
    }
}

#[tokio::test]
async fn an_export_of_nothing_is_a_file_without_rows() {
    let house = House::start().await;
    stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    let export = house.asked("nps", Format::Ndjson, |_| ()).await;
    assert!(house.deliver(&house.jobs(), export.id).await);
    assert_eq!(house.text(&export).as_deref(), Some(""));
    let done = house.export(export.id).await;
    assert_eq!((done.state, done.rows, done.bytes), (State::Done, 0, 0));
}

#[tokio::test]
async fn days_are_the_surveys_own_and_filters_are_those_of_the_list() {
    let house = House::start().await;
    let store = &house.database.store;
    store
        .put_workspace(
            &Workspace::parse(WORKSPACE.clone(), &json!({"name": "A", "company": "A", "time_zone": "Europe/Riga"}))
                .unwrap(),
        )
        .await
        .unwrap();
    let survey = stored_survey(store, "nps", "nps", &json!({})).await;
    // In Riga the day begins two hours before that of universal time.
    for (number, (at, score)) in [
        ("2026-11-19T21:59:59Z", 9),
        ("2026-11-19T22:00:00Z", 9),
        ("2026-11-20T12:00:00Z", 3),
        ("2026-11-20T22:00:00Z", 9),
    ]
    .into_iter()
    .enumerate()
    {
        let made = response(&survey, time(at), number as u64, &json!(score));
        store.put_response(&WORKSPACE, &made).await.unwrap();
    }
    let day = "2026-11-20".parse().unwrap();
    for (filters, expected) in
        [(vec![], vec![3, 9]), (vec![("score_min", "4")], vec![9]), (vec![("suspect", "true")], vec![])]
    {
        let export = house
            .asked("nps", Format::Ndjson, |asked| {
                (asked.first, asked.last) = (day, day);
                asked.filters = filters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            })
            .await;
        assert!(house.deliver(&house.jobs(), export.id).await);
        let scores: Vec<_> = house.lines(&export).iter().map(|line| line["answers"]["score"].clone()).collect();
        assert_eq!(json!(scores), json!(expected), "{filters:?}");
    }
}

#[tokio::test]
async fn what_has_expired_when_the_file_is_written_is_not_in_it() {
    let house = House::start().await;
    let settings = Workspace::parse(WORKSPACE.clone(), &json!({"retention_days": 60})).unwrap();
    house.database.store.put_workspace(&settings).await.unwrap();
    let survey = stored_survey(&house.database.store, "nps", "nps", &json!({})).await;
    for (number, age) in [(0, 59), (1, 10)] {
        let at = time(NOW) - SignedDuration::from_hours(24 * age);
        house.database.store.put_response(&WORKSPACE, &response(&survey, at, number, &json!(9))).await.unwrap();
    }
    let all = |asked: &mut Asked| asked.first = "2026-09-01".parse().unwrap();
    for (later, rows) in [(0, 2), (3, 1)] {
        let export = house.asked("nps", Format::Ndjson, all).await;
        house.clock.set(time(NOW) + SignedDuration::from_hours(24 * later));
        assert!(house.deliver(&house.jobs(), export.id).await);
        assert_eq!(house.lines(&export).len(), rows, "{later} days later");
    }
}
