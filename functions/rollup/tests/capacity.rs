//! What a night costs, as DynamoDB counts it: read units for each million answers, write units for each bucket that changed.
//! docs/speed.md has the figures that stand here.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "buckets/world.rs"]
mod world;

use domain::context::{Channel, Property};
use domain::id::DispatchId;
use domain::locale::Locale;
use domain::response::Response;
use domain::stamped::Stamped;
use domain::survey::{Answer, COMMENT};
use futures::stream::{self, StreamExt as _};
use jiff::civil::{Date, date};
use rollup::Rollups;
use serde_json::{Value, json};
use store::{Mark, Written};
use testing::builders::{response, time, workspace};
use testing::faults::{Bill, FaultProxy};
use world::{World, world_of};

const DAY: Date = date(2026, 11, 20);
/// The sizes that most answers by a link, without a comment, and most of an app have.
const LINK_BYTES: usize = 318;
const APP_BYTES: usize = 242;
/// An answer: of ten, six came by a link in a mail, one of them with a comment, and four from an app's server.
fn made(world: &World, number: u64) -> Response {
    let at = time("2026-11-20T10:00:00.123Z");
    let mut answer = response(&world.survey, at, number, &json!(number % 11));
    answer.channel = Some(Stamped { value: Channel::App, at });
    answer.locale = Some(Stamped { value: Locale::Lv, at });
    let touchpoint = Stamped { value: Property::Text("purchase".to_owned()), at };
    answer.properties.insert("touchpoint".to_owned(), touchpoint);
    if number % 10 > 5 {
        return answer;
    }
    answer.channel = Some(Stamped { value: Channel::Email, at });
    answer.person = Some(format!("c-{number:08}").parse().unwrap());
    answer.segment = Some("regular".to_owned());
    answer.dispatch = Some(DispatchId::new(uuid::Uuid::from_u128(number.into())));
    if number.is_multiple_of(10) {
        let comment = Answer::Text(
            "It came two days late, but the people in the shop were kind and put it right on the spot. Thank you!"
                .to_owned(),
        );
        answer.answers.insert(COMMENT.to_owned(), Stamped { value: comment, at });
    }
    answer
}

/// The size of a typed value as DynamoDB counts it.
fn size(value: &Value) -> usize {
    let (kind, value) = value.as_object().unwrap().iter().next().unwrap();
    match kind.as_str() {
        "S" => value.as_str().unwrap().len(),
        "N" => value.as_str().unwrap().trim_end_matches('0').len().div_ceil(2) + 1,
        "L" => 3 + value.as_array().unwrap().iter().map(|value| 1 + size(value)).sum::<usize>(),
        "M" => 3 + value.as_object().unwrap().iter().map(|(name, value)| 1 + name.len() + size(value)).sum::<usize>(),
        _ => 1,
    }
}

fn item_size(item: &Value) -> usize {
    item.as_object().unwrap().iter().map(|(name, value)| name.len() + size(value)).sum()
}

async fn answered(settings: &Value, answers: u64) -> World {
    let world = world_of(settings).await;
    let put = |number| {
        let (store, answer) = (&world.database.store, made(&world, number));
        async move { store.put_response(&workspace(), &answer).await.unwrap() }
    };
    stream::iter(0..answers).map(put).buffer_unordered(16).for_each(|_| async {}).await;
    world
}

/// One run of the bucket, through a proxy that asks what each call costs.
async fn run(world: &World) -> (Written, Bill) {
    let proxy = FaultProxy::start(world.database.address).await;
    let store = world.database.store_through(proxy.endpoint());
    let rollups = Rollups::new(store, world.clock.clone(), world.queue.clone());
    let written = rollups.recompute(&workspace(), &world.counting, DAY).await.unwrap();
    let bill = proxy.bill();
    assert_eq!((bill.forbidden(), bill.refused()), (vec![], vec![]));
    (written, bill)
}

fn same(units: f64, expected: f64) -> bool {
    (units - expected).abs() < 0.01
}

#[tokio::test]
#[expect(clippy::cast_precision_loss, reason = "some thousands of answers, some megabytes")]
async fn a_million_answers_of_300_bytes_take_75_000_read_units_at_most() {
    // More than a page of 1 MB; and so few a shard that every page is rounded up by much.
    for (shards, n) in [(1, 3600), (8, 400)] {
        let world = answered(&json!({"time_zone": "UTC", "shards": shards}), n).await;
        let items = world.database.dump();
        let sizes = items.iter().filter(|(key, _)| key.contains(" \"r#")).map(|(_, item)| item_size(item));
        let sizes: Vec<_> = sizes.collect();
        assert!(sizes.contains(&LINK_BYTES) && sizes.contains(&APP_BYTES), "{sizes:?}");
        let (n, bytes) = (n as f64, sizes.iter().sum::<usize>() as f64);
        let mean = bytes / n;
        assert!((298.0..=302.0).contains(&mean), "{mean} bytes");
        let (_, bill) = run(&world).await;
        let answers = bill.of("r#");
        // A page is rounded up to 4 KB, and nothing is read twice; beside it there are the settings, the seal and the totals.
        let (exact, pages) = (bytes / 4096.0, answers.0.len() as f64);
        assert!((exact..=exact + pages).contains(&answers.read_units()), "{exact} {pages} {answers:?}");
        assert!(bill.read_units() - answers.read_units() <= 4.0, "{bill:#?}");
        let a_million = answers.read_units() * 1e6 / n;
        assert!(shards > 1 || (72_000.0..=75_000.0).contains(&a_million), "{a_million} units, {mean} bytes");
    }
}

#[tokio::test]
async fn a_bucket_that_changed_costs_its_fence_and_two_units_for_each_kb_and_one_that_did_not_its_fence_alone() {
    let world = answered(&json!({"time_zone": "UTC"}), 100).await;
    let (written, bill) = run(&world).await;
    assert_eq!(written, Written::Changed(1));
    // The fence is raised, and checked in the transaction; totals and cube have less than 1 KB here.
    assert!(same(bill.write_units(), 1.0 + 2.0 + 2.0 + 2.0), "{bill:#?}");
    let (written, bill) = run(&world).await;
    assert_eq!(written, Written::Unchanged);
    assert!(same(bill.write_units(), 1.0), "{bill:#?}");
    // The mark beside it: set by the stream, removed by the worker.
    let proxy = FaultProxy::start(world.database.address).await;
    let store = world.database.store_through(proxy.endpoint());
    let mark = Mark::Answers { workspace: workspace(), survey: world.survey.id.clone(), date: DAY };
    store.put_mark(&mark, "token").await.unwrap();
    store.clear_mark(&mark, "token").await.unwrap();
    assert!(same(proxy.bill().write_units(), 2.0), "{:#?}", proxy.bill());
}
