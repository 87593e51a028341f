//! Buckets of several parts: written whole, read whole, and no part outlives its bucket.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use domain::bucket::{Cell, Cube, Source};
use domain::context::{Properties, Property};
use domain::survey::Survey;
use jiff::civil::Date;
use serde_json::json;
use store::{Store, Written};
use testing::builders::{response, survey, time, workspace};
use testing::database;

const DAY: &str = "2026-11-21";

/// A cube of this many agents, each with one answer.
fn cube(survey: &Survey, agents: u64) -> Cube {
    let mut cube = Cube::default();
    for agent in 0..agents {
        let at = time("2026-11-21T10:00:00Z");
        let mut answer = response(survey, at, agent, &json!(9));
        let mut properties = Properties::default();
        properties.set("agent", Property::Text(format!("{agent:064}")));
        properties.set("plan", Property::Text(format!("{agent:064}")));
        answer.properties = domain::stamped::stamp(&properties, at);
        cube.add(&answer, survey);
    }
    cube
}

async fn write(store: &Store, survey: &Survey, cube: &Cube) -> Written {
    let day: Date = DAY.parse().unwrap();
    let fence = store.raise_fence(&workspace(), &Source::from(&survey.id), day).await.unwrap();
    store
        .write_bucket(&workspace(), &Source::from(&survey.id), day, cube, fence, time("2026-11-21T12:00:00Z"))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_bucket_of_many_parts_reads_back_and_a_smaller_one_leaves_none_behind() {
    let database = database::start().await;
    let survey = survey("nps", "nps", &json!({"dimensions": ["plan"]}));
    let (large, small) = (cube(&survey, 3000), cube(&survey, 3));
    let parts = large.parts().len();
    assert!(parts > 1);
    let day = DAY.parse().unwrap();
    assert_eq!(write(&database.store, &survey, &large).await, Written::Changed(1));
    assert_eq!(database.count("c#"), parts);
    let read = database.store.cubes::<Cell>(&workspace(), &Source::from(&survey.id), day, day).await.unwrap();
    assert_eq!(read[&day], large);
    let before = database.dump();
    assert_eq!(write(&database.store, &survey, &large).await, Written::Unchanged);
    let changed = database.dump().into_iter().filter(|(key, item)| before.get(key) != Some(item));
    assert!(changed.map(|(key, _)| key).all(|key| key.contains("\"f#")), "only the fence was raised");
    assert_eq!(write(&database.store, &survey, &small).await, Written::Changed(2));
    assert_eq!(database.count("c#"), 1);
    let read = database.store.cubes::<Cell>(&workspace(), &Source::from(&survey.id), day, day).await.unwrap();
    assert_eq!(read[&day], small);
}

#[tokio::test]
async fn items_that_were_damaged_are_mended_under_the_same_revision() {
    let database = database::start().await;
    let survey = survey("nps", "nps", &json!({"dimensions": ["plan"]}));
    let large = cube(&survey, 3000);
    assert_eq!(write(&database.store, &survey, &large).await, Written::Changed(1));
    let whole = database.dump();
    let damaged: Vec<_> = whole.keys().filter(|key| key.contains("\"c#") || key.contains("\"t#")).cloned().collect();
    assert!(damaged.len() > 2);
    for key in damaged {
        let mut without = database.dump();
        without.remove(&key);
        database.restore(&without);
        assert_eq!(write(&database.store, &survey, &large).await, Written::Changed(1), "{key}");
        let now = database.dump();
        let other: Vec<_> =
            whole.iter().filter(|(key, item)| !key.contains("\"f#") && now.get(*key) != Some(item)).collect();
        assert!(other.is_empty(), "{other:?}");
    }
    assert_eq!(write(&database.store, &survey, &large).await, Written::Unchanged);
}

#[tokio::test]
async fn days_are_read_by_their_range_and_no_further() {
    let database = database::start().await;
    let survey = survey("nps", "nps", &json!({}));
    write(&database.store, &survey, &cube(&survey, 1)).await;
    let read = |first: &str, last: &str| {
        let (first, last) = (first.parse().unwrap(), last.parse().unwrap());
        let (store, ws, id) = (database.store.clone(), workspace(), Source::from(&survey.id));
        async move {
            let totals = store.totals::<Cell>(&ws, &id, first, last).await.unwrap().len();
            (totals, store.cubes::<Cell>(&ws, &id, first, last).await.unwrap().len())
        }
    };
    assert_eq!(read("2026-11-21", "2026-11-21").await, (1, 1));
    assert_eq!(read("2026-11-20", "2026-11-20").await, (0, 0));
    assert_eq!(read("2026-11-22", "2026-12-31").await, (0, 0));
}
